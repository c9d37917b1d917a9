import type { PullRequestRecord, Store } from './store.ts';

/** A ledger that the end of the process empties: what it knew is then found by asking GitHub. */
export function memoryStore({ maxRecords = 50_000 }: { readonly maxRecords?: number } = {}): Store {
  const records = new Map<string, PullRequestRecord>();
  const keyOf = (repositoryId: number, number: number): string => `${repositoryId}#${number}`;
  return {
    find: async (repositoryId, number) => records.get(keyOf(repositoryId, number)),
    save: async ({ repositoryId, number }, change) => {
      const key = keyOf(repositoryId, number);
      const record = { ...(records.get(key) ?? blank(repositoryId, number)), ...change };
      // Deleted first, so that the map's order is that of the last writes.
      records.delete(key);
      records.set(key, record);
      const oldest = records.size > maxRecords ? records.keys().next().value : undefined;
      if (oldest !== undefined) records.delete(oldest);
      return record;
    },
    atHead: async (repositoryId, headSha) =>
      [...records.values()].filter((record) => record.repositoryId === repositoryId && record.headSha === headSha),
    close: async () => records.clear(),
  };
}

const blank = (repositoryId: number, number: number): PullRequestRecord => ({
  repositoryId,
  number,
  headSha: '',
  open: true,
  conclusion: undefined,
  check: undefined,
  comment: undefined,
  reviewed: undefined,
});
