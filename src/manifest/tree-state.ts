import type { Events } from './events.ts';
import type { FactCounts } from './fact-counts.ts';
import type { Effort } from './limits.ts';
import type { Node } from './node.ts';
import type { Repeated } from './repeated.ts';
import type { Source } from './source.ts';

/** Where a document stands and how its text is read. */
export interface Placement {
  readonly source: Source;
  /** Of the document's first character in the source. */
  readonly offset: number;
  /** True where the parser saw other text than the events' `text` says, see template.ts. */
  readonly masked: boolean;
  /** kubectl lets a merge key override what stands before it, Kustomize never. */
  readonly mergeKeys: 'override' | 'fill';
  /** Whether the text has line breaks that no editor shows. */
  readonly hidesBreaks: boolean;
  readonly words: Repeated;
  readonly effort: Effort;
}

/** A document while its events become nodes. */
export interface State extends Events, Placement {
  /** The index of the next event; the first opens the document. */
  next: number;
  /** Where the last key or value began: the place of a value that is not written. */
  here: number;
  readonly anchors: Map<string, Node | 'open'>;
  anchorCount: number;
  aliasCount: number;
  readonly path: (string | number)[];
  readonly notes: Note[];
  readonly noteCounts: FactCounts;
  readonly afterHiddenBreak: HiddenBreak[];
  holdsPatch: boolean;
}

/** The keys and indices from a document's root to a value. */
export type Path = readonly (string | number)[];

/** Something that two keys of one map tell; offsets count in the source. */
export interface Note {
  readonly fact: 'duplicate-key' | 'ambiguous-yaml';
  readonly at: number;
  readonly because: number;
  readonly path: Path;
  readonly differs: boolean;
}

/** A line break that no editor shows as one, at `at`, and the key or value that stands at the start of the line it makes. */
export interface HiddenBreak {
  readonly at: number;
  readonly path: Path;
}
