import { matchesGlob } from '../config/glob.ts';
import type { Config } from '../model/config.ts';

/** The environment that a path's last telling segment names, by the configuration's patterns. */
export function environmentOf(path: string, { environments }: Config): string | undefined {
  for (const segment of path.split('/').toReversed()) {
    const name = segment.replace(/\.[^.]+$/, '');
    for (const [environment, patterns] of environments)
      if (patterns.some((pattern) => matchesGlob(pattern, name))) return environment;
  }
  return undefined;
}
