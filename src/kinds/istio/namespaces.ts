import { isPlaceholder } from '../../model/placeholder.ts';
import type { NamespaceRule } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';

/** `*` is every namespace, `.` that of the object itself, anything else a namespace by its name. */
export function namespacesOf(names: readonly Placed<string>[], own: string | undefined): NamespaceRule | undefined {
  const [first] = names;
  if (first === undefined) return undefined;
  const { at } = first;
  const values = names.map(({ value }) => value);
  if (values.includes('*')) return { from: 'all', at };
  if (values.every((value) => value === '.')) return { from: 'same', at };
  if (values.some(isPlaceholder) || (values.includes('.') && own === undefined)) return { from: 'unknown', at };
  const named = values.map((value) => (value === '.' ? (own ?? '') : value));
  const requirement = { key: 'kubernetes.io/metadata.name', operator: 'In', values: named };
  return { from: 'selector', selector: { matchLabels: new Map(), matchExpressions: [requirement] }, at };
}
