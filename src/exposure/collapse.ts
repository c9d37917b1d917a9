import { byPosition, byText } from '../model/source.ts';
import { classifyPairs } from './diff.ts';
import type { Change, Exposure, ExposureDiff } from './exposure.ts';
import { formOf, textOf } from './form.ts';
import { nothingElse, type Pair, type Pairing, pairExposures, type Standing } from './pair.ts';

/**
 * The diffs of all units as one: the same change in several of them is said once, with all their names, and a way in
 * that left one unit and came into another of the same environment has moved. Into another environment it is an opening.
 */
export function collapseDiffs(diffs: readonly ExposureDiff[], travel: Travel = anywhere): ExposureDiff {
  const added = uniteExposures(diffs.flatMap((diff) => diff.added));
  const removed = uniteExposures(diffs.flatMap((diff) => diff.removed));
  const across = pairAcross(added, removed, travel);
  const travelled = classifyPairs(across.pairs);
  const changes = (name: 'widened' | 'narrowed' | 'rerouted' | 'changed' | 'moved'): readonly Change[] =>
    uniteChanges([...diffs.flatMap((diff) => diff[name]), ...travelled[name]]);
  return {
    added: across.added,
    removed: across.removed,
    widened: changes('widened'),
    narrowed: changes('narrowed'),
    rerouted: changes('rerouted'),
    changed: changes('changed'),
    moved: changes('moved'),
  };
}

/** What may be the same way in under another roof. */
export interface Travel {
  readonly environmentOf: (unit: string) => string | undefined;
  /** Has the one unit taken the place of the other, as a folder that was renamed? */
  readonly isSuccessor: (from: string, to: string) => boolean;
  /** May the one hand a way in over to the other, unchanged, though both stand? Not where they are variants. */
  readonly mayHandOver: (from: string, to: string) => boolean;
  readonly standing: Standing;
}

const anywhere: Travel = {
  environmentOf: () => undefined,
  isSuccessor: () => true,
  mayHandOver: () => true,
  standing: nothingElse,
};

function pairAcross(added: readonly Exposure[], removed: readonly Exposure[], travel: Travel): Pairing {
  const paired = pairWithin(added, removed, travel);
  const isTrue = ({ before, after }: Pair): boolean =>
    before.units.some((from) =>
      after.units.some(
        (to) =>
          from === to || travel.isSuccessor(from, to) || (before.key === after.key && travel.mayHandOver(from, to)),
      ),
    );
  const [kept, refused] = [paired.pairs.filter(isTrue), paired.pairs.filter((pair) => !isTrue(pair))];
  return {
    pairs: kept,
    added: [...paired.added, ...refused.map(({ after }) => after)].sort(inOrder),
    removed: [...paired.removed, ...refused.map(({ before }) => before)].sort(inOrder),
  };
}

/** Pairs additions with removals of the same environment. */
function pairWithin(
  added: readonly Exposure[],
  removed: readonly Exposure[],
  { environmentOf, standing }: Travel,
): Pairing {
  const groupOf = ({ units }: Exposure): string => [...new Set(units.map(environmentOf))].join();
  const leaving = Map.groupBy(removed, groupOf);
  const arriving = Map.groupBy(added, groupOf);
  const groups = [...new Set([...leaving.keys(), ...arriving.keys()])].sort(byText);
  const paired = groups.map((group) => pairExposures(leaving.get(group) ?? [], arriving.get(group) ?? [], standing));
  return {
    pairs: paired.flatMap(({ pairs }) => pairs),
    added: paired.flatMap((one) => one.added),
    removed: paired.flatMap((one) => one.removed),
  };
}

const inOrder = (a: Exposure, b: Exposure): number => byText(a.key, b.key) || byPosition(a.at, b.at);

/** Equal ways in of several units as one; the lines of the others stand among its causes. */
export function uniteExposures(exposures: readonly Exposure[]): readonly Exposure[] {
  return [...Map.groupBy(exposures, formText).values()].map(united).sort(inOrder);
}

function united(same: readonly Exposure[]): Exposure {
  const [first, ...others] = [...same].sort((a, b) => byPosition(a.at, b.at)) as [Exposure, ...Exposure[]];
  if (others.length === 0) return first;
  const units = [...new Set(same.flatMap((one) => one.units))].sort(byText);
  const elsewhere = others.flatMap(({ at, because }) => [at, ...because]);
  const names = [...new Set(same.flatMap(({ publishedAs = [] }) => publishedAs))].sort(byText);
  return {
    ...first,
    unit: units[0] ?? first.unit,
    units,
    because: distinct([...first.because, ...elsewhere]),
    ...(names.length > 0 ? { publishedAs: names } : {}),
  };
}

const distinct = (positions: Exposure['because']): Exposure['because'] => [
  ...new Map(positions.map((at) => [`${at.path}:${at.line}:${at.column}`, at])).values(),
];

function uniteChanges(changes: readonly Change[]): readonly Change[] {
  const form = ({ before, after, attributes, backends }: Change): string =>
    [formText(before), formText(after), backends ?? '', ...attributes].join('\n');
  return [...Map.groupBy(changes, form).values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      return {
        ...first,
        before: united(same.map(({ before }) => before)),
        after: united(same.map(({ after }) => after)),
      };
    })
    .sort((a, b) => inOrder(a.after, b.after));
}

/** Everything about a way in but its place in the files and its unit. */
function formText(exposure: Exposure): string {
  const { unit: _unit, units: _units, ...form } = formOf(exposure);
  return textOf(form);
}
