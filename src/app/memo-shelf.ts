import { createMemo, type Memo } from '../kinds/memo.ts';

/** The memo of each repository; one repository's never serves another. */
export interface MemoShelf {
  /** Runs `work` with the repository's memo, which forgets nothing until the last such work has ended. */
  use<T>(repositoryId: number, work: (memo: Memo) => Promise<T>): Promise<T>;
  /** Forgets all but the `count` repositories that were used last, and those that are in use. */
  keepOnly(count: number): void;
}

interface Shelved {
  /** The same object each time: what else is remembered of the repository hangs on it. */
  memo: CountingMemo;
  users: number;
}

interface CountingMemo extends Memo {
  readonly remembered: () => number;
}

/** Two readings for each file of a large repository, over some of its history. */
const defaults = { repositories: 50, contents: 100_000 } as const;

export function memoShelf(limits: { readonly repositories: number; readonly contents: number } = defaults): MemoShelf {
  // A map's order is that of insertion: the longest unused come first.
  const shelf = new Map<number, Shelved>();
  const keepOnly = (count: number): void => {
    for (const [id, { users }] of shelf) if (users === 0 && shelf.size > count) shelf.delete(id);
  };
  const tidy = (): void => {
    keepOnly(limits.repositories);
    for (const shelved of shelf.values())
      if (shelved.users === 0 && shelved.memo.remembered() > limits.contents) shelved.memo = countingMemo();
  };
  return {
    keepOnly,
    use: async (repositoryId, work) => {
      const shelved = shelf.get(repositoryId) ?? { memo: countingMemo(), users: 0 };
      shelf.delete(repositoryId);
      shelf.set(repositoryId, shelved);
      shelved.users++;
      try {
        return await work(shelved.memo);
      } finally {
        shelved.users--;
        tidy();
      }
    },
  };
}

function countingMemo(): CountingMemo {
  const memo = createMemo();
  let remembered = 0;
  return {
    get: (key) => memo.get(key),
    set: (key, content) => {
      remembered++;
      return memo.set(key, content);
    },
    remembered: () => remembered,
  };
}
