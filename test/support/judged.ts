import { defaultConfig } from '../../src/config/defaults.ts';
import { createMemo } from '../../src/kinds/memo.ts';
import type { Config } from '../../src/model/config.ts';
import type { FileTree } from '../../src/model/file-tree.ts';
import { conclude } from '../../src/report/conclude.ts';
import type { Report, Verdict } from '../../src/report/report.ts';
import { diffText } from '../../src/report/text.ts';
import { review } from '../../src/review.ts';
import { memoryTree, type TreeFile } from './memory-tree.ts';

/** What a test writes down of one side: a tree, or its files. */
export type Side = FileTree | Readonly<Record<string, TreeFile>>;

const isTree = (side: Side): side is FileTree => 'paths' in side && typeof side.bytes === 'function';
const treeOf = (side: Side): FileTree => (isTree(side) ? side : memoryTree(side));

/** A review from nothing remembered, with the defaults where `config` says nothing. */
export const reviewed = (base: Side, head: Side, config: Partial<Config> = {}): Report =>
  review(treeOf(base), treeOf(head), { ...defaultConfig, ...config }, createMemo());

export function judged(base: Side, head: Side, config: Partial<Config> = {}): Verdict {
  return conclude(reviewed(base, head, config), { ...defaultConfig, ...config }, [], '2026-01-01');
}

/** What the terminal shows, without colour. */
export const told = (base: Side, head: Side, config: Partial<Config> = {}): string =>
  diffText(judged(base, head, config), { color: false });
