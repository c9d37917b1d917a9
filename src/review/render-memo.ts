import type { Memo } from '../kinds/memo.ts';
import type { HelmMemo } from '../render/helm/index.ts';
import { createKustomizeMemo, type KustomizeMemo } from '../render/kustomize/index.ts';

const memos = new WeakMap<Memo, KustomizeMemo>();

/** What was rendered before, kept as long as the readings of files are. */
export function kustomizeMemoOf(memo: Memo): KustomizeMemo {
  const known = memos.get(memo) ?? createKustomizeMemo();
  memos.set(memo, known);
  return known;
}

/** The charts and templates among it: those that a kustomization inflates are the same ones. */
export const helmMemoOf = (memo: Memo): HelmMemo => kustomizeMemoOf(memo).helm;
