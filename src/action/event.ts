import { UsageError } from '../cli/usage.ts';

/** What an event asks to be compared; ids of commits, names of branches. */
export type Comparison =
  | { readonly compare: 'pull-request'; readonly merge: string; readonly base: string; readonly head: string }
  | { readonly compare: 'commits'; readonly base: string; readonly head: string }
  /** What merging `head` into the branch would change. */
  | { readonly compare: 'into-branch'; readonly branch: string; readonly head: string }
  | { readonly compare: 'last-commit'; readonly head: string }
  | { readonly compare: 'nothing'; readonly why: string };

interface Event {
  readonly name: string;
  /** The commit that the workflow runs for, and the full name of what it runs on. */
  readonly sha: string;
  readonly ref: string;
  readonly payload: unknown;
}

/**
 * @throws UsageError for an event that no change belongs to, and for a payload without what GitHub documents
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function comparisonOf(event: Event): Comparison {
  const read = Object.hasOwn(events, event.name) ? events[event.name] : undefined;
  if (read === undefined) throw new UsageError(refusal(event.name));
  return read(event);
}

const events: Readonly<Record<string, (event: Event) => Comparison>> = {
  pull_request: ({ sha, payload }) => ({
    compare: 'pull-request',
    merge: sha,
    base: commitAt(payload, ['pull_request', 'base', 'sha']),
    head: commitAt(payload, ['pull_request', 'head', 'sha']),
  }),
  merge_group: ({ payload }) => ({
    compare: 'commits',
    base: commitAt(payload, ['merge_group', 'base_sha']),
    head: commitAt(payload, ['merge_group', 'head_sha']),
  }),
  push,
  workflow_dispatch: ({ sha, ref, payload }) => {
    const branch = defaultBranchOf(payload);
    return ref === `refs/heads/${branch}`
      ? { compare: 'last-commit', head: sha }
      : { compare: 'into-branch', branch, head: sha };
  },
};

function push({ ref, payload }: Event): Comparison {
  const [base, head] = [commitAt(payload, ['before']), commitAt(payload, ['after'])];
  if (isNone(head)) return { compare: 'nothing', why: `${ref} is gone` };
  // What a forced push replaced is nothing that a clone holds, so what is on the branch is asked instead.
  const isRewritten = isNone(base) || textAt(payload, ['forced']) === 'true';
  if (!isRewritten) return { compare: 'commits', base, head };
  const branch = defaultBranchOf(payload);
  if (ref !== `refs/heads/${branch}`) return { compare: 'into-branch', branch, head };
  throw new UsageError(`${branch} was made anew, so there is nothing to compare it with; start the workflow by hand`);
}

function refusal(name: string): string {
  if (name === 'pull_request_target')
    return 'pull_request_target runs with the rights of the base branch, which this review does not need; use pull_request';
  return `${name || 'without an event'}: there is no change to review; use pull_request, merge_group, push or workflow_dispatch`;
}

const isNone = (commit: string): boolean => /^0+$/.test(commit);

const defaultBranchOf = (payload: unknown): string => {
  const branch = textAt(payload, ['repository', 'default_branch']);
  if (branch === undefined) throw new UsageError('the payload of the event has no repository.default_branch');
  return branch;
};

/** A full id: nothing else of a payload gets into a command of git. */
function commitAt(payload: unknown, path: readonly string[]): string {
  const id = textAt(payload, path);
  if (id === undefined || !/^([\da-f]{40}|[\da-f]{64})$/.test(id))
    throw new UsageError(`the payload of the event has no commit at ${path.join('.')}`);
  return id;
}

function textAt(payload: unknown, path: readonly string[]): string | undefined {
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    payload,
  );
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : undefined;
}
