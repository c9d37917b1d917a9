/** One side of a comparison, whole and in memory; nothing in it waits. */
export interface FileTree {
  /** Every path of the tree, sorted by code unit. */
  readonly paths: readonly string[];
  entry(path: string): FileEntry | undefined;
  /**
   * The content of a candidate (see `isCandidate`), or undefined where its reading is already in the memo, or where
   * nobody needs it.
   */
  bytes(path: string): Uint8Array | undefined;
}

export interface FileEntry {
  /** The git blob id (a commit id for a submodule): equal ids are equal contents. */
  readonly sha: string;
  readonly type: 'file' | 'symlink' | 'submodule';
  /** In bytes, where the listing tells it. */
  readonly size: number | undefined;
}
