import type { Memo } from '../kinds/memo.ts';
import { createHelmMemo, type HelmMemo } from '../render/helm/index.ts';

const helmMemos = new WeakMap<Memo, HelmMemo>();

/** The charts and templates that a memo remembers beside the readings of files. */
export function helmMemoOf(memo: Memo): HelmMemo {
  const known = helmMemos.get(memo) ?? createHelmMemo();
  helmMemos.set(memo, known);
  return known;
}
