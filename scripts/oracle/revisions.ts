import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The revisions that are asked for; undefined is the folder as it lies there. */
export function revisions(repo: string, asked: Asked): readonly (string | undefined)[] {
  if (asked.rev !== undefined) return [asked.rev];
  if (!asked.allRefs) return [undefined];
  const listed = execFileSync('git', [
    '-C',
    repo,
    'for-each-ref',
    '--format=%(refname:short)',
    'refs/heads',
  ]).toString();
  return listed.split('\n').filter((line) => line !== '');
}

interface Asked {
  readonly rev: string | undefined;
  /** Every branch. */
  readonly allRefs: boolean;
}

/** The files of a revision, in a folder that the caller removes. */
export function checkedOut(repo: string, rev: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const archive = execFileSync('git', ['-C', repo, 'archive', rev], { maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  return folder;
}
