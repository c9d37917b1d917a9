import type { Position } from './source.ts';

/** What the text of a manifest tells besides its values; rules judge it like any other fact. */
export interface Fact {
  readonly fact: 'duplicate-key' | 'ambiguous-yaml' | 'hidden-line-break';
  readonly at: Position;
  /** The place that `at` contradicts: the earlier key, the explicit value. */
  readonly because: readonly Position[];
  /** The object that holds it, as far as it could be read. */
  readonly object: { readonly kind: string; readonly namespace: string | undefined; readonly name: string } | undefined;
  /** The field, as a path from the object's root: `spec.type`. */
  readonly field: string;
  /** For duplicate-key and ambiguous-yaml: false where both readings give the same value. */
  readonly differs: boolean;
}
