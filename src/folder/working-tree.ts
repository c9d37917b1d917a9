import { createHash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryAt } from '../app/repository-at.ts';
import { isCandidate } from '../model/candidate.ts';
import type { FileEntry } from '../model/file-tree.ts';
import { filesCommittedWithNewlines } from './committed-form.ts';
import { git, tryGit } from './git.ts';
import { listedName, withSlashes } from './git-paths.ts';
import { UnreadableRepository } from './unreadable-repository.ts';

/**
 * The files of a folder as they are now: in a git repository those that git tracks and those that it does not ignore,
 * elsewhere all of them. Links are not followed. Only files that could be manifests are read before somebody asks.
 *
 * Files are read one after the other: of small ones, a promise for each takes longer than they do.
 */
export const workingTree = (
  folder: string,
  {
    platform = process.platform,
    memory = new Map(),
  }: { readonly platform?: NodeJS.Platform; readonly memory?: FileMemory } = {},
): RepositoryAt => filesOf(folder, listing, { platform, memory });

/** Every file of a folder, also where git would ignore it. */
export const plainFolder = (folder: string): RepositoryAt =>
  filesOf(folder, allFiles, { platform: process.platform, memory: new Map() });

/** The paths of a folder, and whether git knows it. */
type Listing = (folder: string, platform: NodeJS.Platform) => Promise<Listed> | Listed;

interface Listed {
  readonly paths: readonly string[];
  /** Git's own id of each file that is as git has it. */
  readonly unmodified: ReadonlyMap<string, string>;
  /** Where git has a link: Windows writes the target into a file. */
  readonly links: ReadonlySet<string>;
  readonly isRepository: boolean;
}

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly memory: FileMemory;
}

function filesOf(folder: string, list: Listing, { platform, memory }: Surroundings): RepositoryAt {
  const contents = new Map<string, Buffer>();
  return {
    commit: 'working tree',
    tree: async () => {
      const { paths, unmodified, links, isRepository } = await list(folder, platform);
      const entries = new Map(
        paths.flatMap((path) => {
          const entry = entryOf(folder, path, { contents, memory, unmodified });
          return entry === undefined ? [] : [[path, entry] as const];
        }),
      );
      if (isRepository) await asCommitted(folder, entries, contents, platform === 'win32' ? links : new Set());
      return entries;
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

async function listing(folder: string, platform: NodeJS.Platform): Promise<Listed> {
  const prefix = await tryGit(folder, ['rev-parse', '--show-prefix']);
  if (prefix === undefined) return allFiles(folder, platform);
  const listed = await git(folder, [
    'ls-files',
    '-z',
    '-t',
    '--stage',
    '--cached',
    '--modified',
    '--others',
    '--exclude-standard',
  ]);
  const rows = listed
    .toString()
    .split('\0')
    .flatMap((row) => {
      const [, tag = '?', mode = '', id = '', path = ''] =
        /^(?:\? |(\w) (\d+) ([0-9a-f]+) \d\t)([\s\S]+)$/.exec(row) ?? [];
      return path === '' ? [] : [{ tag, mode, id, path }];
    });
  const unmodified = new Map(rows.flatMap(({ tag, id, path }) => (tag === 'H' ? [[path, id]] : [])));
  // A file that is modified has a second row.
  for (const { tag, path } of rows) if (tag === 'C') unmodified.delete(path);
  return {
    paths: [...new Set(rows.map(({ path }) => path))],
    unmodified,
    links: new Set(rows.flatMap(({ mode, path }) => (mode === linkMode ? path : []))),
    isRepository: true,
  };
}

const linkMode = '120000';

const allFiles = (folder: string, platform: NodeJS.Platform): Listed => ({
  paths: walk(folder, '', platform).sort(),
  unmodified: new Map(),
  links: new Set(),
  isRepository: false,
});

function walk(folder: string, below: string, platform: NodeJS.Platform): string[] {
  return childrenOf(folder, below).flatMap((child) => {
    const name = listedName(child.name, platform);
    const path = below === '' ? name : `${below}/${name}`;
    if (child.isDirectory()) return name === '.git' ? [] : walk(folder, path, platform);
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

/** What was read of each file, by its path, and how it looked then: whoever lists a folder again need not read all of it. */
export type FileMemory = Map<string, { readonly look: string; readonly entry: FileEntry; readonly content: Buffer }>;

interface Reading extends Pick<Listed, 'unmodified'> {
  readonly contents: Map<string, Buffer>;
  readonly memory: FileMemory;
}

/** Undefined for a file that git knows and that is gone. */
function entryOf(folder: string, path: string, { contents, memory, unmodified }: Reading): FileEntry | undefined {
  const file = join(folder, path);
  try {
    const status = lstatSync(file);
    if (status.isDirectory()) return { sha: path, type: 'submodule', size: undefined };
    if (status.isSymbolicLink()) return remember(Buffer.from(withSlashes(readlinkSync(file))), 'symlink', contents);
    if (!status.isFile()) return undefined;
    // What hardly any review reads is told apart as git does it, or by its size and time: nobody reads a video for that.
    if (!isCandidate(path) && !path.startsWith('.github/')) {
      const sha = unmodified.get(path) ?? `${path}-${status.size}-${status.mtimeMs}`;
      return { sha, type: 'file', size: status.size };
    }
    const look = [status.ino, status.size, status.mtimeMs, status.ctimeMs].join(' ');
    const known = memory.get(file);
    if (known?.look === look) {
      contents.set(known.entry.sha, known.content);
      return known.entry;
    }
    const content = readFileSync(file);
    const entry = remember(content, 'file', contents);
    if (isSettled(status)) memory.set(file, { look, entry, content });
    else memory.delete(file);
    return entry;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UnreadableRepository(file, error instanceof Error ? error.message : 'it cannot be read');
  }
}

// A file that is written twice within one tick of the clock looks the same after it: git calls it racy.
// https://git-scm.com/docs/racy-git
const isSettled = ({ ctimeMs }: Stats): boolean => Date.now() - ctimeMs > 2_000;

/** Gives what a system writes in another way than git has it the content, type and id that it has there. */
async function asCommitted(
  folder: string,
  entries: Map<string, FileEntry>,
  contents: Map<string, Buffer>,
  links: Listed['links'],
): Promise<void> {
  const contentOf = ({ sha }: FileEntry): Buffer => contents.get(sha) ?? Buffer.alloc(0);
  for (const path of links) {
    const entry = entries.get(path);
    if (entry?.type === 'file') entries.set(path, remember(readFileSync(join(folder, path)), 'symlink', contents));
  }
  const others = [...entries].filter(([, entry]) => entry.type === 'file' && contentOf(entry).includes('\r\n'));
  if (others.length === 0) return;
  const converted = await filesCommittedWithNewlines(folder);
  for (const [path, entry] of others) {
    if (!converted.has(path)) continue;
    const text = contentOf(entry).toString('latin1').replaceAll('\r\n', '\n');
    entries.set(path, remember(Buffer.from(text, 'latin1'), 'file', contents));
  }
}

/** With git's own id of the content, so that a file and its committed form are the same. */
function remember(content: Buffer, type: 'file' | 'symlink', contents: Map<string, Buffer>): FileEntry {
  const sha = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  contents.set(sha, content);
  return { sha, type, size: content.length };
}
