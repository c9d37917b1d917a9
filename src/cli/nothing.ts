import type { RepositoryAt } from '../app/repository-at.ts';

/** A side without a file: compared with it, everything is new, and so everything is read whole. */
export const nothing: RepositoryAt = {
  commit: 'nothing',
  tree: () => Promise.resolve(new Map()),
  blobs: () => Promise.resolve(new Map()),
};
