import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { say } from '../../model/message.ts';
import type { Place } from '../kustomize/edit.ts';
import { isOff } from './nodes.ts';

/** A map among the values, and the way to it. */
export interface Section {
  readonly path: readonly string[];
  readonly map: MapNode;
  /** The map that it stands in; undefined for the values themselves. */
  readonly parent: MapNode | undefined;
  /** Every map that it stands in, outermost first. */
  readonly above: readonly MapNode[];
  /** Of its key. */
  readonly at: Place;
}

export interface Sections {
  /** Outermost first, in the order of the text; without what is switched off. */
  readonly sections: readonly Section[];
  /** Objects that are written out among the values. */
  readonly written: readonly Section[];
  readonly problems: readonly Problem[];
}

/** Nobody nests values deeper. */
const maxDepth = 20;

/** The largest values of well-known charts have some hundreds of maps. */
const maxSections = 20_000;

/** Every map of the values that counts. Whatever stands below something that is switched off makes nothing. */
export function sectionsOf(values: MapNode): Sections {
  const sections: Section[] = [];
  const written: Section[] = [];
  const open: Section[] = [{ path: [], map: values, parent: undefined, above: [], at: values }];
  for (let section = open.pop(); section !== undefined; section = open.pop()) {
    const [depth, count] = [section.path.length, sections.length + written.length];
    if (depth > maxDepth || count >= maxSections) return { sections, written, problems: [tooMuch(section.map)] };
    if (isObject(section.map)) written.push(section);
    else if (!isOff(section.map)) {
      sections.push(section);
      open.push(...below(section).reverse());
    }
  }
  return { sections, written, problems: [] };
}

const tooMuch = (map: MapNode): Problem => ({
  at: positionOf(map),
  reason: 'limit',
  message: say`the values have more than ${maxSections} maps, or maps inside of ${maxDepth} others; the rest is not read`,
});

function below({ path, map, above }: Section): Section[] {
  const maps = [...above, map];
  return map.entries.flatMap(({ key, value, source, keyOffset }) => {
    const at = { source, offset: keyOffset };
    const found = value.kind === 'map' ? [value] : items(value).filter((item) => item.kind === 'map' && isObject(item));
    return found.map((one) => ({ path: [...path, key], map: one as MapNode, parent: map, above: maps, at }));
  });
}

/** A reference names a kind as well, but it has no content. */
const isObject = (node: Node): boolean =>
  [field(node, 'apiVersion'), field(node, 'kind')].every((one) => scalarText(one) !== undefined) &&
  ['metadata', 'spec', 'data', 'manifest'].some((key) => field(node, key)?.kind === 'map');

export const lastKey = ({ path }: Section): string => path.at(-1) ?? '';
export const parentKey = ({ path }: Section): string => path.at(-2) ?? '';
