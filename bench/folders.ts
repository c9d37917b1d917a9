import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files } from './repository.ts';

/** The command line as it is built. */
export const cli = join(import.meta.dirname, '../dist/cli.js');
/** Public repositories beside the project, as a git bundle; measured where they are. */
const corpus = join(import.meta.dirname, '../../shared/corpus/corpus.bundle');

/** How many objects `node dist/cli.js render` prints of a folder, as a whole process. */
export function renderedObjects(folder: string): number {
  const args = [cli, 'render', '--dir', folder];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  return stdout.match(/^# unit: /gm)?.length ?? 0;
}

/** The files below a folder; links are none. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1));

export const readAll = (folder: string): Files =>
  new Map(filesIn(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));

export function write(folder: string, files: Files): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Commits the files, and whatever else has changed in the folder, in a git repository that is made where there is none. */
export function commit(folder: string, files: Files): void {
  write(folder, files);
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@example.com', 'commit', '--quiet', '--message', 'change');
}

/**
 * Checks the corpus' repository with the most files of a kind out into `folder`.
 *
 * @returns the name of its branch; undefined where there is no corpus, or none has `least` of them
 */
export function checkedOut(folder: string, wanted: RegExp, least: number): string | undefined {
  if (!existsSync(corpus)) return undefined;
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-C', cloned(), ...args], { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
  const refs = git('for-each-ref', '--format=%(refname:short)', 'refs/heads').toString().split('\n').filter(Boolean);
  const count = (listing: Buffer): number =>
    listing
      .toString()
      .split('\n')
      .filter((path) => wanted.test(path)).length;
  const counted = refs.map((ref) => ({ ref, count: count(git('ls-tree', '-r', '--name-only', ref)) }));
  const most = counted.reduce((a, b) => (b.count > a.count ? b : a), { ref: '', count: least - 1 });
  if (most.ref === '') return undefined;
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-x', '-C', folder], { input: git('archive', most.ref) });
  return most.ref;
}

/** The corpus, cloned once for each content beside the other temporary files. */
function cloned(): string {
  const hash = createHash('sha256').update(readFileSync(corpus)).digest('hex').slice(0, 12);
  const clone = join(tmpdir(), `portcullis-corpus-${hash}.git`);
  if (!existsSync(clone)) execFileSync('git', ['clone', '--quiet', '--mirror', corpus, clone]);
  return clone;
}
