import type { Closeness, FileContent } from './read-file.ts';

/**
 * What reading a file gave, by its content and its path: the same bytes are never read twice. The edge owns it, keeps
 * one for each repository and bounds it.
 */
export interface Memo {
  get(key: string): FileContent | undefined;
  set(key: string, content: FileContent): unknown;
}

export const createMemo = (): Memo => new Map<string, FileContent>();

export const memoKey = (path: string, sha: string, closeness: Closeness): string => `${closeness}\n${sha}\n${path}`;
