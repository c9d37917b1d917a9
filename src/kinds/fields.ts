import { entries, field, items, type MapNode, type Node, positionOf, scalarText, text } from '../manifest/node.ts';
import { isPlaceholder, withDefaults } from '../model/placeholder.ts';
import { isPortNumber, type Protocol, protocols } from '../model/port.ts';
import type { LabelSelector, Labels } from '../model/resource.ts';
import type { Placed, Position } from '../model/source.ts';
import { isReadAnnotation } from './read-annotations.ts';

/** The scalar under `path` as text; numbers and booleans as Kubernetes would have to be given them. */
export function placedText(node: Node | undefined, ...path: readonly string[]): Placed<string> | undefined {
  const found = field(node, ...path);
  const value = scalarText(found);
  return found === undefined || value === undefined ? undefined : { value, at: positionOf(found) };
}

/** A host as a rule has it: none, the empty text and `*` are every host. */
export const hostName = (written: Placed<string> | undefined): string | undefined =>
  written === undefined || ['', '*'].includes(written.value) ? undefined : written.value;

/** A port number; `"8080"` is one too, though the API server rejects it. A placeholder or a name is undefined. */
export function portNumber(node: Node | undefined): Placed<number> | undefined {
  const value = portOrName(node);
  return value !== undefined && isPortNumber(value.value) ? { value: value.value, at: value.at } : undefined;
}

/** An IntOrString: a number, the number in quotes (which the API server would take for an invalid name), or a name. */
export function portOrName(node: Node | undefined): Placed<number | string> | undefined {
  const written = scalarText(node);
  if (node === undefined || written === undefined) return undefined;
  const value = withDefaults(written);
  return { value: /^\d{1,5}$/.test(value) ? Number(value) : value, at: positionOf(node) };
}

/** TCP unless another protocol is written; the API knows upper case only, we read both to keep the way in view. */
export function protocolOf(node: Node | undefined): Protocol {
  const written = text(field(node, 'protocol'))?.toUpperCase();
  return protocols.find((protocol) => protocol === written) ?? 'TCP';
}

export const labelsOf = (node: Node | undefined): Labels =>
  new Map(
    entries(node).flatMap(({ key, value }) => {
      const label = scalarText(value);
      return label === undefined ? [] : [[key, label] as const];
    }),
  );

/** A missing or empty selector matches everything. */
export const labelSelector = (node: Node | undefined): LabelSelector => ({
  matchLabels: labelsOf(field(node, 'matchLabels')),
  matchExpressions: items(field(node, 'matchExpressions')).map((expression) => ({
    key: scalarText(field(expression, 'key')) ?? '',
    operator: scalarText(field(expression, 'operator')) ?? '',
    values: items(field(expression, 'values')).flatMap((value) => scalarText(value) ?? []),
  })),
});

/** Of the annotations those that may be read. */
export const annotationsOf = (root: MapNode): ReadonlyMap<string, Placed<string>> =>
  new Map(
    entries(field(root, 'metadata', 'annotations')).flatMap(({ key, value }) => {
      const annotation = isReadAnnotation(key) ? scalarText(value) : undefined;
      return annotation === undefined ? [] : [[key, { value: annotation, at: positionOf(value) }] as const];
    }),
  );

/** True, false, or unknown where a placeholder stands. */
export function flag(node: Node | undefined): 'yes' | 'no' | 'unknown' {
  const value = scalarText(node);
  if (value !== undefined && isPlaceholder(value)) return 'unknown';
  return value === 'true' ? 'yes' : 'no';
}

/** The object's name, which is the line that people look for. */
export const objectPosition = (root: MapNode): Position => positionOf(field(root, 'metadata', 'name') ?? root);

/** Where the values below a node stand, each line once. */
export function linesOf(node: Node): readonly Position[] {
  const positions = valuesIn(node).map(positionOf);
  return positions.filter(({ line }, index) => positions.findIndex((one) => one.line === line) === index);
}

/** The same of the fields of these names. */
export const linesUnder = (node: Node | undefined, ...names: readonly string[]): readonly Position[] =>
  names.flatMap((name) => {
    const value = field(node, name);
    return value === undefined ? [] : linesOf(value);
  });

function valuesIn(node: Node): readonly Node[] {
  if (node.kind === 'sequence') return [node, ...items(node).flatMap(valuesIn)];
  return node.kind === 'map' ? [node, ...entries(node).flatMap(({ value }) => valuesIn(value))] : [node];
}
