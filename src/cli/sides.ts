import { type Comparison, compareMerge, compareTrees } from '../app/compare.ts';
import type { RepositoryAt } from '../app/repository-at.ts';
import { tryGit } from '../folder/git.ts';
import { commitOf, defaultBranch, isBare, mergeBase, revision } from '../folder/repository.ts';
import { UnreadableRepository } from '../folder/unreadable-repository.ts';
import { workingTree } from '../folder/working-tree.ts';
import type { Memo } from '../kinds/memo.ts';
import type { Options } from './options.ts';
import { UsageError } from './usage.ts';

/** What two sides a command line means, and how they are compared. */
export interface ChosenSides {
  readonly base: RepositoryAt;
  compare(memo: Memo): Promise<Comparison>;
}

export async function chooseSides(options: Options): Promise<ChosenSides> {
  const { baseDir, headDir, words } = options;
  if (baseDir !== undefined && headDir !== undefined)
    return asTheyAre(once(workingTree(baseDir)), workingTree(headDir));
  if (baseDir !== undefined || headDir !== undefined) throw new UsageError('--base-dir and --head-dir go together');
  const [baseRev, headRev] = words;
  // Revisions are whole trees, from whichever folder of the repository they are asked for.
  if (baseRev !== undefined && headRev !== undefined)
    return asTheyAre(once(revision(options.repo, baseRev)), once(revision(options.repo, headRev)));
  const repo = await topOf(options.repo);
  if (baseRev === undefined) return asMerged(repo);
  return asTheyAre(once(revision(repo, baseRev)), await currentHead(repo));
}

/** One side: a revision, a folder, or the working tree. */
export async function chooseSide({ dir, repo, words: [rev] }: Options): Promise<RepositoryAt> {
  if (dir !== undefined) return once(workingTree(dir));
  const top = await topOf(repo);
  return once(rev === undefined ? await currentHead(top) : revision(top, rev));
}

const asTheyAre = (base: RepositoryAt, head: RepositoryAt): ChosenSides => ({
  base,
  compare: (memo) => compareTrees(base, head, memo),
});

/** What merging the working tree into the default branch would change. */
async function asMerged(repo: string): Promise<ChosenSides> {
  const branch = await defaultBranch(repo);
  const head = await currentHead(repo);
  const [tip, current] = await Promise.all([commitOf(repo, branch), commitOf(repo, 'HEAD')]);
  const shared = tip && current && (await mergeBase(repo, tip, current));
  if (!tip || !shared) throw new UnreadableRepository(repo, `HEAD shares no commit with ${branch}; name the base`);
  const base = once(revision(repo, tip));
  return { base, compare: (memo) => compareMerge({ mergeBase: revision(repo, shared), tip: base, head }, memo) };
}

const currentHead = async (repo: string): Promise<RepositoryAt> =>
  (await isBare(repo)) ? revision(repo, 'HEAD') : workingTree(repo);

/** Revisions list the whole repository, so the working tree is the whole one too. */
async function topOf(folder: string): Promise<string> {
  const top = await tryGit(folder, ['rev-parse', '--show-toplevel']);
  if (top !== undefined) return top;
  if ((await tryGit(folder, ['rev-parse', '--git-dir'])) !== undefined) return folder;
  throw new UnreadableRepository(
    folder,
    'not a git repository; use --dir, or --base-dir and --head-dir, for plain folders',
  );
}

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
