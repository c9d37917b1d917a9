import type { LabelSelector } from '../../model/resource.ts';
import { matchesLabels } from './label-match.ts';

/** What a key may be, undefined being no such label. */
export type Value = string | undefined;

/** All labels in which each key has one of its values; a key that is not here may be anything. */
export type LabelBox = ReadonlyMap<string, ReadonlySet<Value>>;

/** No label has this value: it stands for every one that no selector names. */
export const someOther = 'some other value';

/** For each key of the selectors: no label, some value that none of them names, and each that one of them names. */
export function valuesOf(selectors: readonly LabelSelector[]): LabelBox {
  const values = new Map<string, Set<Value>>();
  const note = (key: string, named: readonly string[]): void => {
    const known = values.get(key) ?? new Set<Value>([undefined, someOther]);
    values.set(key, known);
    for (const value of named) known.add(value);
  };
  for (const { matchLabels, matchExpressions } of selectors) {
    for (const [key, value] of matchLabels) note(key, [value]);
    for (const expression of matchExpressions) note(expression.key, expression.values);
  }
  return values;
}

/** The labels that a selector matches: by one requirement after the other, and by each key for itself. */
export function boxOf({ matchLabels, matchExpressions }: LabelSelector, values: LabelBox): LabelBox {
  const box = new Map<string, ReadonlySet<Value>>();
  const narrow = (key: string, requirement: LabelSelector): void => {
    const matching = [...(box.get(key) ?? values.get(key) ?? [])].filter((value) => isMatch(requirement, key, value));
    box.set(key, new Set(matching));
  };
  // A value that is written is tried alone: there may be thousands of others.
  for (const [key, value] of matchLabels) box.set(key, new Set([value]));
  for (const one of matchExpressions) narrow(one.key, { matchLabels: new Map(), matchExpressions: [one] });
  return box;
}

const isMatch = (selector: LabelSelector, key: string, value: Value): boolean =>
  matchesLabels(selector, { labels: new Map(value === undefined ? [] : [[key, value]]), complete: true }) === 'yes';

/** How a box lies to another one; `across`, with the values of each key by which only a part of it is inside. */
export type Overlap = 'inside' | 'outside' | { readonly cut: LabelBox };

export function overlap(box: LabelBox, other: LabelBox, values: LabelBox): Overlap {
  const cut = new Map<string, ReadonlySet<Value>>();
  for (const [key, allowed] of other) {
    const own = box.get(key) ?? values.get(key) ?? new Set();
    const common = own.intersection(allowed);
    if (common.size === 0) return 'outside';
    if (common.size < own.size) cut.set(key, common);
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
export const plainest = (box: LabelBox): ReadonlyMap<string, string> =>
  new Map([...box].flatMap(([key, [value]]) => (value === undefined ? [] : [[key, value] as const])));
