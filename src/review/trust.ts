import { problemsIn } from '../kinds/read-file.ts';
import type { Config } from '../model/config.ts';
import type { Gap, Problem } from '../model/gap.ts';
import { plain } from '../model/message.ts';
import { isNotice } from '../render/gaps.ts';
import { isAllowedSource, versionless } from '../render/source-url.ts';
import { takenBy } from './rendered-orders.ts';
import type { SideContents } from './sides.ts';

/** May a pull request take something from an address without anybody looking? */
export type Trust = (source: string) => boolean;

/** What base takes its charts and bases from already, in whatever version, and what the configuration allows. */
export function trusted(base: SideContents, { allowSources }: Config): Trust {
  let known: ReadonlySet<string> | undefined;
  return (source) => {
    if (isAllowedSource(source, allowSources)) return true;
    known ??= sourcesOf(base);
    return known.has(versionless(source));
  };
}

/** The addresses that a side takes charts and bases from, without their versions. */
export function sourcesOf(side: SideContents): ReadonlySet<string> {
  const { orders, rendered } = side;
  return new Set(
    [
      ...[...orders.elsewhere, ...orders.taken].map((one) => one.source),
      ...[...rendered.values()].flatMap((unit) => takenBy(unit, side).map((one) => one.source)),
      ...[...rendered.values()].flatMap(({ content }) => problemsIn(content()).flatMap((one) => one.source ?? [])),
    ].map(versionless),
  );
}

/** What head cannot see blocks, unless base could not see the very same. What base could not show never blocks. */
export function gapsOf(before: readonly Problem[], after: readonly Problem[], isTrusted: Trust): readonly Gap[] {
  const known = new Set(before.map(identity));
  return after.flatMap(({ isUsual = false, ...problem }) => {
    const isNew = !known.has(identity(problem));
    if (isUsual && !isNew) return [];
    const blocks = isNew && !isNotice(problem) && !(problem.source && isTrusted(problem.source));
    return { ...problem, side: 'head', blocks };
  });
}

/** Another version of what lies elsewhere is as opaque as the one before. */
export const identity = ({ reason, message, source }: Pick<Problem, 'reason' | 'message' | 'source'>): string =>
  `${reason} ${source === undefined ? plain(message) : versionless(source)}`;
