import type { LabelSelector, Labels } from '../../model/resource.ts';
import { matchesLabels } from './label-match.ts';

/** What a key may be, undefined being no such label. */
type Value = string | undefined;

/** All labels in which each key has one of its values; a key that is not here may be anything. */
export type LabelBox = ReadonlyMap<string, ReadonlySet<Value>>;

/** No label has this value: it stands for every one that no selector names. */
export const someOther = 'some other value';
/** The same where selectors name parts of values: no part is in it. */
const noPart = '~';

export const isOther = (value: Value): boolean => value === someOther || value === noPart;

/** The values by which selectors tell labels apart. */
export interface NamedValues {
  readonly values: LabelBox;
  /** False where they name more parts of values than are combined. */
  readonly isWhole: boolean;
}

/** For each key of the selectors: no label, some value that none of them names, and each that one of them names. */
export function valuesOf(selectors: readonly LabelSelector[]): NamedValues {
  const requirements = Map.groupBy(selectors.flatMap(requirementsOf), ({ key }) => key);
  const wholes = [...requirements].map(([key, own]) => {
    const named = own.filter(({ operator }) => !isOfParts(operator)).flatMap(({ values }) => values);
    const parts = own.filter(({ operator }) => isOfParts(operator));
    return { key, values: new Set<Value>([undefined, someOther, ...named, ...combined(parts)]), parts };
  });
  return {
    values: new Map(wholes.map(({ key, values }) => [key, values])),
    isWhole: wholes.every(({ parts }) => parts.length <= maxParts),
  };
}

type Requirement = LabelSelector['matchExpressions'][number];

const requirementsOf = ({ matchLabels, matchExpressions, oneOfEach = [] }: LabelSelector): readonly Requirement[] => [
  ...[...matchLabels].map(([key, value]) => ({ key, operator: 'In', values: [value] })),
  ...matchExpressions,
  ...oneOfEach.flat().flatMap(requirementsOf),
];

const isOfParts = (operator: string): boolean => /(Contains|StartsWith|EndsWith)$/.test(operator);

/** More parts of the values of one key than these are not combined. */
const maxParts = 6;

/** A value for each set of parts that one can have: one beginning, any middle and one end. */
function combined(parts: readonly Requirement[]): readonly string[] {
  if (parts.length === 0) return [];
  const those = (kind: string): readonly string[] => [
    ...new Set(
      parts.slice(0, maxParts).flatMap(({ operator, values }) => (operator.endsWith(kind) ? values.slice(0, 1) : [])),
    ),
  ];
  const middles = [''];
  for (const one of those('Contains')) middles.push(...middles.map((other) => other + one));
  const ends = ['', ...those('EndsWith')];
  const made = ['', ...those('StartsWith')].flatMap((start) =>
    middles.flatMap((middle) => ends.map((end) => start + noPart + middle + noPart + end)),
  );
  return [...made, ...parts.flatMap(({ values }) => values.slice(0, 1))].map((one) =>
    one.replaceAll(`${noPart}${noPart}`, noPart),
  );
}

/** More boxes than these are not made of one selector. */
export const maxBoxes = 256;

/** The labels that a selector matches: those of any of the boxes. */
export function boxesOf(selector: LabelSelector, values: LabelBox): readonly LabelBox[] {
  const { oneOfEach = [] } = selector;
  return oneOfEach.reduce<readonly LabelBox[]>(
    (all, group) => {
      const boxes = group.flatMap((one) => boxesOf(one, values));
      return all.flatMap((box) => boxes.flatMap((other) => common(box, other))).slice(0, maxBoxes);
    },
    [boxOf(selector, values)],
  );
}

/** The labels that are in both. */
function common(box: LabelBox, other: LabelBox): readonly LabelBox[] {
  const both = new Map(box);
  for (const [key, allowed] of other) both.set(key, both.get(key)?.intersection(allowed) ?? allowed);
  return [...both.values()].some(({ size }) => size === 0) ? [] : [both];
}

/** By one requirement after the other, and by each key for itself. */
function boxOf({ matchLabels, matchExpressions }: LabelSelector, values: LabelBox): LabelBox {
  const box = new Map<string, ReadonlySet<Value>>();
  // A value that is written is tried alone: there may be thousands of others.
  for (const [key, value] of matchLabels) box.set(key, new Set([value]));
  for (const one of matchExpressions) {
    const alone: LabelSelector = { matchLabels: new Map(), matchExpressions: [one] };
    const own = [...(box.get(one.key) ?? values.get(one.key) ?? [])];
    box.set(one.key, new Set(own.filter((value) => isMatch(alone, one.key, value))));
  }
  return box;
}

/** Labels that a selector matches. */
export function sampleLabels(selector: LabelSelector): Labels {
  const [box = new Map()] = boxesOf(selector, valuesOf([selector]).values);
  return plainest(box);
}

const isMatch = (selector: LabelSelector, key: string, value: Value): boolean =>
  matchesLabels(selector, { labels: new Map(value === undefined ? [] : [[key, value]]), complete: true }) === 'yes';

/** How a box lies to others together; where it is across, with the values of each key by which only a part of it is inside. */
export type Overlap = 'inside' | 'outside' | { readonly cut: LabelBox };

export function overlap(box: LabelBox, others: readonly LabelBox[], values: LabelBox): Overlap {
  let fewest: LabelBox | undefined;
  for (const other of others) {
    const lies = overlapOf(box, other, values);
    if (lies === 'inside') return lies;
    if (lies !== 'outside' && lies.cut.size < (fewest?.size ?? Number.POSITIVE_INFINITY)) fewest = lies.cut;
  }
  return fewest === undefined ? 'outside' : { cut: fewest };
}

function overlapOf(box: LabelBox, other: LabelBox, values: LabelBox): Overlap {
  const cut = new Map<string, ReadonlySet<Value>>();
  for (const [key, allowed] of other) {
    const own = box.get(key) ?? values.get(key) ?? new Set();
    const both = own.intersection(allowed);
    if (both.size === 0) return 'outside';
    if (both.size < own.size) cut.set(key, both);
  }
  return cut.size === 0 ? 'inside' : { cut };
}

/** The parts of a box outside of the cut, of which no two overlap, and at last the part inside. */
export function parts(box: LabelBox, cut: LabelBox, values: LabelBox): readonly LabelBox[] {
  const out: LabelBox[] = [];
  let inside = box;
  for (const [key, common] of cut) {
    const own = inside.get(key) ?? values.get(key) ?? new Set();
    out.push(new Map([...inside, [key, own.difference(common)]]));
    inside = new Map([...inside, [key, common]]);
  }
  return [...out, inside];
}

/** The plainest labels of a box: as few as it takes. */
export const plainest = (box: LabelBox): Labels =>
  new Map([...box].flatMap(([key, [value]]) => (value === undefined ? [] : [[key, value] as const])));
