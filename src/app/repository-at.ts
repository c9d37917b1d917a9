import type { FileEntry } from '../model/file-tree.ts';

/** The files of one commit, wherever they lie: on GitHub, in a local git repository, in a folder. */
export interface RepositoryAt {
  /** The commit's full id, or a name for a folder that is none. */
  readonly commit: string;
  /**
   * Every file of the commit.
   * @throws TreeTruncated when the server would not list all of it, even folder by folder
   */
  tree(): Promise<ReadonlyMap<string, FileEntry>>;
  /**
   * The contents of `wanted` (path → entry), by blob id; equal blobs are fetched once. A blob that cannot be had
   * (too large for the server, gone) is absent, and its file becomes a gap.
   */
  blobs(wanted: ReadonlyMap<string, FileEntry>): Promise<ReadonlyMap<string, Uint8Array>>;
}
