import type { Config } from '../model/config.ts';
import { matchesGlob } from '../model/glob.ts';

const wellKnown =
  /^(prod(uction)?|live|stag(e|ing)|stg|pre-?prod|uat|qa|dev(elopment)?|local|kind|tests?|testdata|e2e|ci|examples?|samples?|demos?|sandbox|_?archived?|docs?)$/i;

/** What a path is for by its own words, where the configuration names no environment: `examples/web` is `examples`. */
export const wellKnownPlace = (path: string): string | undefined =>
  path
    .split('/')
    .toReversed()
    .find((segment) => wellKnown.test(segment))
    ?.toLowerCase();

/** The environment that a path's last telling segment names, by the configuration's patterns. */
export function environmentOf(path: string, { environments }: Config): string | undefined {
  for (const segment of path.split('/').toReversed()) {
    const name = segment.replace(/\.[^.]+$/, '');
    for (const [environment, patterns] of environments)
      if (patterns.some((pattern) => matchesGlob(pattern, name))) return environment;
  }
  return undefined;
}
