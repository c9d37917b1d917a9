import type { RepositoryAt } from '../app/repository-at.ts';
import { tryGit } from '../folder/git.ts';
import { commitOf, defaultBranch, isBare, isShallow, mergeBase, revision } from '../folder/repository.ts';
import { UnreadableRepository } from '../folder/unreadable-repository.ts';
import type { FileMemory } from '../folder/working-tree.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage.ts';

/** The two sides that a command line means. */
export interface ChosenSides {
  readonly base: RepositoryAt;
  readonly head: RepositoryAt;
  /** Where head left base, for what merging does; undefined compares the two as they are. */
  readonly mergeBase: RepositoryAt | undefined;
}

/** @param files what is remembered of the files of a folder that is read again and again */
export async function chooseSides(options: Options, files?: FileMemory): Promise<ChosenSides> {
  const { baseDir, headDir, words } = options;
  if (baseDir !== undefined && headDir !== undefined)
    return asTheyAre(await folder(baseDir, files), await folder(headDir, files));
  if (baseDir !== undefined || headDir !== undefined) throw new UsageError('--base-dir and --head-dir go together');
  const [baseRev, headRev] = words;
  // Revisions are whole trees, from whichever folder of the repository they are asked for.
  if (baseRev !== undefined && headRev !== undefined)
    return asTheyAre(revision(options.repo, baseRev), revision(options.repo, headRev));
  const repo = await topOf(options.repo);
  if (baseRev === undefined) return asMerged(repo, files);
  return asTheyAre(revision(repo, baseRev), await currentHead(repo, files));
}

/** The folders in which something can be saved that `chooseSides` reads. */
export async function watchedFolders({ repo, baseDir, headDir }: Options): Promise<readonly string[]> {
  if (baseDir !== undefined && headDir !== undefined) return [baseDir, headDir];
  const top = await topOf(repo);
  if (await isBare(top)) throw new UsageError(`${repo} is a bare repository: there is no working tree to watch`);
  return [top];
}

/** One side: a revision, a folder, or the working tree. */
export async function chooseSide({ dir, repo, words: [rev] }: Options): Promise<RepositoryAt> {
  if (dir !== undefined) return once(await folder(dir));
  const top = await topOf(repo);
  return once(rev === undefined ? await currentHead(top) : revision(top, rev));
}

/** The folder in which a configuration is written. */
export async function workingFolder(repo: string): Promise<string> {
  if (await isBare(repo)) throw new UnreadableRepository(repo, 'a bare repository has no file to write to');
  return topOf(repo);
}

export const asTheyAre = (base: RepositoryAt, head: RepositoryAt): ChosenSides => ({
  base: once(base),
  head: once(head),
  mergeBase: undefined,
});

/** What merging the working tree into the default branch would change. */
async function asMerged(repo: string, files: FileMemory | undefined): Promise<ChosenSides> {
  const branch = await defaultBranch(repo);
  const head = await currentHead(repo, files);
  const [tip, current] = await Promise.all([commitOf(repo, branch), commitOf(repo, 'HEAD')]);
  const shared = tip && current && (await mergeBase(repo, tip, current));
  if (!tip || !shared)
    throw new UnreadableRepository(repo, `HEAD shares no commit with ${branch}; ${await wayToShare(repo)}`);
  return { ...asTheyAre(revision(repo, tip), head), mergeBase: revision(repo, shared) };
}

/** A clone of CI mostly has the last commit alone. */
const wayToShare = async (repo: string): Promise<string> =>
  (await isShallow(repo)) ? 'this clone is shallow: run git fetch --unshallow' : 'name the base';

const currentHead = async (repo: string, files?: FileMemory): Promise<RepositoryAt> =>
  (await isBare(repo)) ? revision(repo, 'HEAD') : folder(repo, files);

/** Revisions list the whole repository, so the working tree is the whole one too. */
export async function topOf(folder: string): Promise<string> {
  const top = await tryGit(folder, ['rev-parse', '--show-toplevel']);
  if (top !== undefined) return top;
  if ((await tryGit(folder, ['rev-parse', '--git-dir'])) !== undefined) return folder;
  throw new UnreadableRepository(
    folder,
    'not a git repository; use --dir, or --base-dir and --head-dir, for plain folders',
  );
}

/** Loaded only where a folder is read: two revisions need no file system. */
const folder = async (path: string, files?: FileMemory): Promise<RepositoryAt> =>
  (await import('../folder/working-tree.ts')).workingTree(path, files === undefined ? {} : { memory: files });

/** Lists its tree once, however often it is asked. */
function once(at: RepositoryAt): RepositoryAt {
  let tree: ReturnType<RepositoryAt['tree']> | undefined;
  return {
    commit: at.commit,
    tree: () => {
      tree ??= at.tree();
      return tree;
    },
    blobs: (wanted) => at.blobs(wanted),
  };
}
