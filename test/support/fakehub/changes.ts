import { structuredPatch } from 'diff';
import type { GitObjects } from './git.ts';

export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified';
  readonly sha: string;
  readonly hunks: readonly FileHunk[];
}

export interface FileHunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

/** What a pull request shows as changed: merge base against head, three lines of context, as GitHub's diff. */
export function changedFiles(git: GitObjects, base: string | undefined, head: string): readonly ChangedFile[] {
  const before = base === undefined ? new Map() : git.files(base);
  const after = git.files(head);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => (a < b ? -1 : 1));
  return paths
    .filter((path) => before.get(path)?.sha !== after.get(path)?.sha)
    .map((path) => changedFile(git, path, { before: before.get(path)?.sha, after: after.get(path)?.sha }));
}

function changedFile(
  git: GitObjects,
  path: string,
  shas: { before: string | undefined; after: string | undefined },
): ChangedFile {
  const [before, after] = [shas.before, shas.after].map((sha) => (sha && git.readBlob(sha)) || Buffer.alloc(0));
  const hidden = [before, after].some((bytes = Buffer.alloc(0)) => bytes.includes(0) || bytes.length > maxDiffBytes);
  const patch = hidden ? undefined : structuredPatch(path, path, String(before), String(after), '', '', { context: 3 });
  const status = shas.before === undefined ? 'added' : shas.after === undefined ? 'removed' : 'modified';
  return { path, status, sha: shas.after ?? shas.before ?? '', hunks: patch?.hunks ?? [] };
}

/** Of a file that is larger GitHub shows no diff: https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits */
const maxDiffBytes = 1_000_000;

/** The hunk that a review comment may stand in; undefined where GitHub answers 422. */
export function hunkAt(
  files: readonly ChangedFile[],
  { path, line, side }: { readonly path: string; readonly line: number; readonly side: 'LEFT' | 'RIGHT' },
): FileHunk | undefined {
  const hunks = files.find((file) => file.path === path)?.hunks ?? [];
  return hunks.find((hunk) =>
    side === 'RIGHT'
      ? line >= hunk.newStart && line < hunk.newStart + hunk.newLines
      : line >= hunk.oldStart && line < hunk.oldStart + hunk.oldLines,
  );
}

export const hunkText = (hunk: FileHunk): string =>
  [`@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`, ...hunk.lines].join('\n');
