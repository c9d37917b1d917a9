/**
 * Bytes that can be had again, kept so that a restart does not cost anew what a cold start does: contents by their git
 * id, results by what they were made from. Keys begin with the repository's id, so that one never serves another.
 */
export interface Cache {
  /** Those of the keys that are there. */
  get(repositoryId: number, keys: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Over the bound, what was not used for longest goes. */
  put(repositoryId: number, entries: ReadonlyMap<string, Uint8Array>): Promise<void>;
}

/** What an entry is stored under. */
export const cacheKey = (repositoryId: number, name: string): string => `${repositoryId}:${name}`;

export interface CacheOptions {
  readonly maxBytes: number;
  readonly now: () => number;
}
