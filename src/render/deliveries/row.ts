import { entries, field, items, type Node, scalarText } from '../../manifest/node.ts';
import { entryAt, mapAt, scalarAt, sequenceAt } from '../kustomize/edit.ts';

/** What a template's `{{name}}` stands for. */
export interface Row {
  readonly values: ReadonlyMap<string, string>;
  /** Are there others, which nobody can know from here? */
  readonly isOpen: boolean;
}

export const rowOf = (values: Iterable<readonly [string, string]>): Row => ({ values: new Map(values), isOpen: false });

export const openRow: Row = { values: new Map(), isOpen: true };

/** The later one decides. */
export const joined = (a: Row, b: Row): Row => ({
  values: new Map([...a.values, ...b.values]),
  isOpen: a.isOpen || b.isOpen,
});

/** Every text below a node with the way to it: `cluster.name`, `path.segments[0]`. */
export function flattened(node: Node, prefix: string): readonly (readonly [string, string])[] {
  if (node.kind === 'map')
    return node.entries.flatMap(({ key, value }) => flattened(value, prefix === '' ? key : `${prefix}.${key}`));
  if (node.kind === 'sequence') return node.items.flatMap((item, index) => flattened(item, `${prefix}[${index}]`));
  return prefix === '' ? [] : [[prefix, scalarText(node) ?? '']];
}

/** Both kinds of templates: `{{path.basename}}`, and Go's `{{ .path.basename }}` and `{{ index .path.segments 1 }}`. */
export const fill = (written: string, { values }: Row): string =>
  written.includes('{{')
    ? written.replaceAll(/\{\{-?\s*([^{}]*?)\s*-?\}\}/g, (whole, inside: string) => {
        const [, list, place] = /^index \.([\w.]+) (\d+)$/.exec(inside) ?? [];
        const name = list === undefined ? inside.replace(/^\./, '') : `${list}[${place}]`;
        return values.get(name) ?? whole;
      })
    : written;

/** The template with its parameters filled in; those that are not known stay, as placeholders. */
export function filled(node: Node, row: Row): Node {
  if (node.kind === 'map')
    return mapAt(
      node.entries.map((one) =>
        entryAt(one.key, filled(one.value, row), { source: one.source, offset: one.keyOffset }),
      ),
      node,
    );
  if (node.kind === 'sequence')
    return sequenceAt(
      node.items.map((item) => filled(item, row)),
      node,
    );
  return typeof node.value === 'string' ? scalarAt(fill(node.value, row), node) : node;
}

/** Does a generator's selector keep the row? What is not known may be what it asks for. */
export function isSelected(row: Row, selector: Node | undefined): boolean {
  return (
    entries(field(selector, 'matchLabels')).every(({ key, value }) =>
      meets(row, key, 'In', [scalarText(value) ?? '']),
    ) &&
    items(field(selector, 'matchExpressions')).every((one) => {
      const values = items(field(one, 'values')).map((value) => scalarText(value) ?? '');
      return meets(row, scalarText(field(one, 'key')) ?? '', scalarText(field(one, 'operator')) ?? '', values);
    })
  );
}

function meets({ values, isOpen }: Row, key: string, operator: string, wanted: readonly string[]): boolean {
  const value = values.get(key);
  if (value === undefined && isOpen) return true;
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  return (value !== undefined && wanted.includes(value)) === (operator === 'In');
}
