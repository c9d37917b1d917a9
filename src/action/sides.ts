import { asTheyAre, type ChosenSides } from '../cli/sides.ts';
import { git, tryGit } from '../folder/git.ts';
import { commitOf, mergeBase, revision } from '../folder/repository.ts';
import { UnreadableRepository } from '../folder/unreadable-repository.ts';
import type { Comparison } from './event.ts';

export type Asked = Exclude<Comparison, { readonly compare: 'nothing' }>;

/**
 * The two sides that an event is about, as commits: nothing that lies in the working tree has a say.
 * @throws UnreadableRepository where the checkout holds too little, with what it needs
 */
export async function sidesOf(repo: string, asked: Asked): Promise<ChosenSides> {
  await refusePartial(repo);
  if (asked.compare === 'pull-request') return pullRequest(repo, asked);
  if (asked.compare === 'commits') return commits(repo, asked.base, asked.head);
  if (asked.compare === 'into-branch') return merging(repo, await tipOf(repo, asked.branch), asked.head);
  const parent = (await parentsOf(repo, asked.head))?.[0];
  if (parent === undefined) throw tooShallow(repo, `the commit before ${asked.head}`);
  return commits(repo, parent, asked.head);
}

/**
 * GitHub's own merge is what merging does, so where the checkout has it, with the pull request's head as its second
 * parent, it is compared with its first; a checkout of two commits is enough for that. Where a workflow has checked out
 * something else, the head is laid over the base.
 */
async function pullRequest(repo: string, { merge, base, head }: Asked & { readonly compare: 'pull-request' }) {
  const parents = (await parentsOf(repo, merge)) ?? [];
  const [tip, second] = parents;
  if (tip !== undefined && second === head && parents.length === 2) return commits(repo, tip, merge);
  return merging(repo, base, head);
}

async function commits(repo: string, base: string, head: string): Promise<ChosenSides> {
  await needed(repo, base, head);
  return asTheyAre(revision(repo, base), revision(repo, head));
}

async function merging(repo: string, tip: string, head: string): Promise<ChosenSides> {
  await needed(repo, tip, head);
  // Where history is cut off, another commit can look like the one that both share.
  if ((await tryGit(repo, ['rev-parse', '--is-shallow-repository'])) !== 'false') throw tooShallow(repo, 'its history');
  const shared = await mergeBase(repo, tip, head);
  if (shared === undefined) throw tooShallow(repo, `the commit that ${head} and ${tip} share`);
  return { ...asTheyAre(revision(repo, tip), revision(repo, head)), mergeBase: revision(repo, shared) };
}

async function needed(repo: string, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) if ((await commitOf(repo, id)) === undefined) throw tooShallow(repo, `commit ${id}`);
}

async function tipOf(repo: string, branch: string): Promise<string> {
  const tip = await commitOf(repo, `refs/remotes/origin/${branch}`);
  if (tip === undefined) throw tooShallow(repo, `the branch ${branch}`);
  return tip;
}

/** Of a commit that the checkout holds; at the end of a shallow one git says that there are none. */
async function parentsOf(repo: string, id: string): Promise<readonly string[] | undefined> {
  if ((await commitOf(repo, id)) === undefined) return undefined;
  const [, ...parents] = (await git(repo, ['rev-list', '--parents', '--max-count=1', id])).toString().trim().split(' ');
  return parents;
}

const tooShallow = (repo: string, missing: string): UnreadableRepository =>
  new UnreadableRepository(
    repo,
    `the checkout does not hold ${missing}; give actions/checkout fetch-depth: 0 (2 is enough on pull_request)`,
  );

/** git would fetch what such a checkout lacks, when it is asked for it. */
async function refusePartial(repo: string): Promise<void> {
  // It also says why git refuses the folder, where it does.
  await git(repo, ['rev-parse', '--git-dir']);
  if ((await tryGit(repo, ['config', '--get-regexp', '^remote\\..*\\.promisor$'])) === undefined) return;
  throw new UnreadableRepository(
    repo,
    'the checkout leaves out contents; give actions/checkout neither filter nor sparse-checkout',
  );
}
