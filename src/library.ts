/** Portcullis as a library: two trees in, one report out, and the writers of it. */
export { compareMerge, compareTrees } from './app/compare.ts';
export type { RepositoryAt } from './app/repository-at.ts';
export { defaultConfig } from './config/defaults.ts';
export { loadConfig } from './config/load.ts';
export { createMemo } from './kinds/memo.ts';
export type { Config } from './model/config.ts';
export type { FileEntry, FileTree } from './model/file-tree.ts';
export type { Finding } from './model/finding.ts';
export type { Gap } from './model/gap.ts';
export { conclude } from './report/conclude.ts';
export { htmlReport } from './report/html.ts';
export { diffJson } from './report/json.ts';
export { markdownReport } from './report/markdown-report.ts';
export type { Report, Verdict } from './report/report.ts';
export { sarif } from './report/sarif.ts';
export { diffText } from './report/text.ts';
export { review } from './review.ts';
