import type { RepositoryAt } from '../../src/app/repository-at.ts';
import { memoryTree, type TreeFile } from './memory-tree.ts';

/** A commit that exists only here, and notes which of its files somebody asked for. */
export function commit(
  name: string,
  files: Readonly<Record<string, TreeFile>>,
): RepositoryAt & { readonly asked: string[] } {
  const tree = memoryTree(files);
  const asked: string[] = [];
  return {
    commit: name,
    asked,
    tree: async () =>
      new Map(
        tree.paths.flatMap((path) =>
          [[path, tree.entry(path)] as const].flatMap(([key, entry]) => (entry ? [[key, entry] as const] : [])),
        ),
      ),
    blobs: async (wanted) => {
      asked.push(...wanted.keys());
      return new Map(
        [...wanted].flatMap(([path, { sha }]) => {
          const bytes = tree.bytes(path);
          return bytes === undefined ? [] : [[sha, bytes] as const];
        }),
      );
    },
  };
}
