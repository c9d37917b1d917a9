import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryAt } from '../app/repository-at.ts';
import { isCandidate } from '../model/candidate.ts';
import type { FileEntry } from '../model/file-tree.ts';
import { git, tryGit } from './git.ts';
import { UnreadableRepository } from './unreadable-repository.ts';

/**
 * The files of a folder as they are now: in a git repository those that git tracks and those that it does not ignore,
 * elsewhere all of them. Links are not followed. Only files that could be manifests are read before somebody asks.
 *
 * Files are read one after the other: of small ones, a promise for each takes longer than they do.
 */
export const workingTree = (folder: string): RepositoryAt => filesOf(folder, listing);

/** Every file of a folder, also where git would ignore it. */
export const plainFolder = (folder: string): RepositoryAt => filesOf(folder, walked);

type Listing = (folder: string) => Promise<readonly string[]> | readonly string[];

function filesOf(folder: string, list: Listing): RepositoryAt {
  const contents = new Map<string, Uint8Array>();
  return {
    commit: 'working tree',
    tree: async () => {
      const paths = await list(folder);
      return new Map(
        paths.flatMap((path) => {
          const entry = entryOf(folder, path, contents);
          return entry === undefined ? [] : [[path, entry] as const];
        }),
      );
    },
    blobs: async (wanted) =>
      new Map(
        [...wanted].flatMap(([path, { sha, size = 0 }]) => {
          const content = contents.get(sha) ?? (size > maxPacked ? undefined : readPacked(folder, path));
          return content === undefined ? [] : [[sha, content] as const];
        }),
      ),
  };
}

/** A ConfigMap holds a megabyte at most. */
const maxPacked = 1 << 20;

/** A file that holds no manifest, and that something rendered takes in. */
function readPacked(folder: string, path: string): Uint8Array | undefined {
  try {
    return readFileSync(join(folder, path));
  } catch {
    return undefined; // it is gone since it was listed
  }
}

async function listing(folder: string): Promise<readonly string[]> {
  const prefix = await tryGit(folder, ['rev-parse', '--show-prefix']);
  if (prefix === undefined) return walked(folder);
  const listed = await git(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return [
    ...new Set(
      listed
        .toString()
        .split('\0')
        .filter((path) => path !== ''),
    ),
  ];
}

const walked = (folder: string): readonly string[] => walk(folder, '').sort();

function walk(folder: string, below: string): string[] {
  return childrenOf(folder, below).flatMap((child) => {
    const path = below === '' ? child.name : `${below}/${child.name}`;
    if (child.isDirectory()) return child.name === '.git' ? [] : walk(folder, path);
    return child.isFile() || child.isSymbolicLink() ? [path] : [];
  });
}

function childrenOf(folder: string, below: string): readonly Dirent[] {
  try {
    return readdirSync(join(folder, below), { withFileTypes: true });
  } catch (error) {
    throw new UnreadableRepository(folder, error instanceof Error ? error.message : 'it cannot be listed');
  }
}

/** Undefined for a file that git knows and that is gone. */
function entryOf(folder: string, path: string, contents: Map<string, Uint8Array>): FileEntry | undefined {
  const file = join(folder, path);
  try {
    const status = lstatSync(file);
    if (status.isDirectory()) return { sha: path, type: 'submodule', size: undefined };
    if (status.isSymbolicLink()) return remember(Buffer.from(readlinkSync(file)), 'symlink', contents);
    if (!status.isFile()) return undefined;
    // What hardly any review reads is told apart by its size and time; reading a video to compare it helps nobody.
    if (!isCandidate(path) && !path.startsWith('.github/'))
      return { sha: `${path}-${status.size}-${status.mtimeMs}`, type: 'file', size: status.size };
    return remember(readFileSync(file), 'file', contents);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UnreadableRepository(file, error instanceof Error ? error.message : 'it cannot be read');
  }
}

/** With git's own id of the content, so that a file and its committed form are the same. */
function remember(content: Buffer, type: 'file' | 'symlink', contents: Map<string, Uint8Array>): FileEntry {
  const sha = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  contents.set(sha, content);
  return { sha, type, size: content.length };
}
