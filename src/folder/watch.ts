import { type FSWatcher, lstatSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { tryGit } from './git.ts';

/** An editor saves in several steps, and tools save several files: what comes within this is one change. */
const quietMs = 15;

/** However long it goes on, somebody waits. */
const patienceMs = 250;

/**
 * Tells which paths below a folder were touched, once things are quiet. Watched are the folders that git does not
 * ignore, `.git` never; links are not followed.
 *
 * Each folder has a watcher of its own: on Linux, Node's recursive one watches every single file, of `node_modules` too.
 */
export class FolderWatch {
  readonly #root: string;
  readonly #onChange: (paths: ReadonlySet<string>) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #touched = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #since = 0;
  #isClosed = false;

  private constructor(root: string, onChange: (paths: ReadonlySet<string>) => void) {
    this.#root = root;
    this.#onChange = onChange;
  }

  static async open(root: string, onChange: (paths: ReadonlySet<string>) => void): Promise<FolderWatch> {
    const opened = new FolderWatch(root, onChange);
    await opened.#lookAround();
    return opened;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const folder of this.#watchers.keys()) this.#forget(folder);
  }

  async #lookAround(): Promise<void> {
    const ignored = await ignoredIn(this.#root);
    if (!this.#isClosed) for (const folder of foldersIn(this.#root, '', ignored)) this.#look(folder);
  }

  #look(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(join(this.#root, folder), (_, name) => this.#touch(below(folder, name ?? '')));
      watcher.on('error', () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #touch(path: string): void {
    if (this.#isClosed || path === '.git') return;
    const now = performance.now();
    if (this.#touched.size === 0) this.#since = now;
    this.#touched.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), Math.max(0, Math.min(quietMs, this.#since + patienceMs - now)));
  }

  async #tell(): Promise<void> {
    const paths = new Set(this.#touched);
    this.#touched.clear();
    // A new folder is watched before anybody lists what is in it, so nothing falls between.
    const folders = [...paths].filter((path) => isFolder(join(this.#root, path)));
    for (const watched of this.#watchers.keys())
      if (folders.some((folder) => watched === folder || watched.startsWith(`${folder}/`))) this.#forget(watched);
    if (folders.length > 0) await this.#lookAround();
    if (!this.#isClosed) this.#onChange(paths);
  }
}

const below = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Of a repository the folders of which nothing counts. */
async function ignoredIn(root: string): Promise<ReadonlySet<string>> {
  const listed = await tryGit(root, ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory']);
  return new Set((listed ?? '').split('\0').map((path) => path.replace(/\/$/, '')));
}

function foldersIn(root: string, folder: string, ignored: ReadonlySet<string>): string[] {
  if (ignored.has(folder) && folder !== '') return [];
  const inside = childrenOf(join(root, folder)).filter((child) => child.isDirectory() && child.name !== '.git');
  return [folder, ...inside.flatMap(({ name }) => foldersIn(root, below(folder, name), ignored))];
}

function childrenOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return []; // since its parent was listed
    throw error;
  }
}

const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES');
