import type { Position } from './source.ts';

/** What manifests tell besides their values; rules judge it like anything else. */
export interface Fact extends Omit<TextFact, 'fact'> {
  /** `duplicate-object` is what a whole unit tells, the others one document. */
  readonly fact: TextFact['fact'] | 'duplicate-object';
}

/** What the text of a document tells besides its values. */
export interface TextFact {
  readonly fact: 'duplicate-key' | 'ambiguous-yaml' | 'hidden-line-break';
  readonly at: Position;
  /** The place that `at` contradicts: the earlier key, the explicit value. */
  readonly because: readonly Position[];
  /** The object that holds it, as far as it could be read. */
  readonly object: { readonly kind: string; readonly namespace: string | undefined; readonly name: string } | undefined;
  /** The field, as a path from the object's root: `spec.type`. */
  readonly field: string;
  /** False where both readings, values or objects do the same. */
  readonly differs: boolean;
}
