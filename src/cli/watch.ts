import type { RepositoryAt } from '../app/repository-at.ts';
import { UnreadableRepository } from '../folder/unreadable-repository.ts';
import { FolderWatch } from '../folder/watch.ts';
import type { FileMemory } from '../folder/working-tree.ts';
import type { FileEntry } from '../model/file-tree.ts';
import { diffText } from '../report/text.ts';
import { visible } from '../report/visible.ts';
import { judge } from './judge.ts';
import { type Options, parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { openReadingCache, type ReadingCache } from './reading-cache.ts';
import { type ChosenSides, chooseSides, watchedFolders } from './sides.ts';
import { UsageError } from './usage.ts';

/** `portcullis watch`: what `diff` without arguments says, again each time that something is saved, until Ctrl-C. */
export async function watch(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, 'watch');
  const desk = new Desk(options);
  const folders = await watchedFolders(options);
  const watches = await Promise.all(
    folders.map((folder) => FolderWatch.open(folder, (paths) => void desk.saved(paths))),
  );
  await desk.first();
  await new Promise<void>((ended) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended());
  });
  for (const one of watches) one.close();
  return { output: '', exitCode: 0 };
}

type Entries = ReadonlyMap<string, FileEntry>;

/** One review after the other, in one process, with everything that was read before. */
class Desk {
  readonly #options: Options;
  readonly #memo: ReadingCache;
  readonly #files: FileMemory = new Map();
  readonly #blobs: Blobs = new Map();
  #seen: Entries = new Map();
  #said = '';
  #isBusy = false;
  #waiting = new Set<string>();

  constructor(options: Options) {
    this.#options = options;
    // What is half written need not be kept for other processes.
    this.#memo = { ...openReadingCache(options.baseDir ?? options.repo), save: () => {} };
  }

  /** @throws UsageError, UnreadableRepository: what is wrong from the beginning ends it */
  async first(): Promise<void> {
    const started = performance.now();
    this.#isBusy = true;
    const sides = await this.#sides();
    this.#seen = await stateOf(sides);
    this.#say(await this.#review(sides), started);
    process.stderr.write('watching; Ctrl-C ends it\n');
    this.#isBusy = false;
    // What was saved meanwhile.
    await this.saved(new Set());
  }

  async saved(paths: ReadonlySet<string>): Promise<void> {
    for (const path of paths) this.#waiting.add(path);
    if (this.#isBusy) return;
    this.#isBusy = true;
    while (this.#waiting.size > 0) {
      const [path = '', ...others] = this.#waiting;
      this.#waiting = new Set();
      await this.#again(path, others.length);
    }
    this.#isBusy = false;
  }

  async #again(path: string, others: number): Promise<void> {
    const started = performance.now();
    try {
      const sides = await this.#sides();
      const now = await stateOf(sides);
      // A file that git ignores, or one that was saved as it was.
      if (isSame(now, this.#seen)) return;
      this.#seen = now;
      process.stdout.write(`\n── ${visible(path)}${others === 0 ? '' : ` and ${others} more`} ──\n`);
      this.#say(await this.#review(sides), started);
    } catch (error) {
      // What is wrong in the midst of an edit may be right with the next one.
      if (!(error instanceof UsageError || error instanceof UnreadableRepository)) throw error;
      process.stdout.write(`${visible(error.message)}\n`);
    }
  }

  async #sides(): Promise<ChosenSides> {
    const { base, head, mergeBase } = await chooseSides(this.#options, this.#files);
    const known = this.#blobs;
    return {
      base: remembering(base, known),
      head,
      mergeBase: mergeBase && remembering(mergeBase, known),
    };
  }

  async #review(sides: ChosenSides): Promise<string> {
    const verdict = await judge(sides, this.#options, this.#memo);
    return diffText(verdict, { color: this.#options.color, ids: true });
  }

  #say(text: string, started: number): void {
    const took = `(${Math.round(performance.now() - started)} ms)\n`;
    const isSaid = text === this.#said;
    this.#said = text;
    process.stdout.write(
      isSaid ? `nothing changed: ${text.trimEnd().split('\n').at(-1) ?? ''} ${took}` : `${text}${took}`,
    );
  }
}

/** What git was asked for, by its id: a commit says the same each time. */
type Blobs = Map<string, Uint8Array>;

const remembering = (at: RepositoryAt, known: Blobs): RepositoryAt => ({
  ...at,
  blobs: async (wanted) => {
    const asked = [...wanted];
    const missing = asked.filter(([, { sha }]) => !known.has(sha));
    for (const [sha, content] of await at.blobs(new Map(missing))) known.set(sha, content);
    return new Map(
      asked.flatMap(([, { sha }]) => {
        const content = known.get(sha);
        return content === undefined ? [] : [[sha, content] as const];
      }),
    );
  },
});

/** Everything that a review depends on; the base counts too, for a commit may have moved it. */
async function stateOf({ base, head, mergeBase }: ChosenSides): Promise<Entries> {
  const trees = await Promise.all([base.tree(), head.tree(), mergeBase?.tree() ?? new Map<string, FileEntry>()]);
  return new Map(
    trees.flatMap((tree, index) => [...tree].map(([path, entry]) => [`${index} ${path}`, entry] as const)),
  );
}

const isSame = (a: Entries, b: Entries): boolean =>
  a.size === b.size && [...a].every(([path, { sha, type }]) => b.get(path)?.sha === sha && b.get(path)?.type === type);
