import type { Button, CheckTarget, CompletedCheck, FoundCheck, WrittenCheck } from '../app/forge.ts';
import type { Annotation } from '../report/check-run.ts';
import type { RunId } from '../store/records.ts';
import { createOnce } from './create-once.ts';
import { AnswerLost } from './patience.ts';
import { named, type Place } from './place.ts';

/** https://docs.github.com/en/rest/checks/runs: more are refused, and every update appends its own. */
const annotationsPerRequest = 50;

interface Run {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly external_id: string | null;
  readonly output: { readonly annotations_count: number };
}

/** Says that a verdict is on its way. */
export async function startCheck(place: Place, check: CheckTarget): Promise<number> {
  const run = await createOnce({
    create: () => createRun(place, { ...targetOf(place, check), status: 'in_progress' }),
    find: () => findRun(place, check, 'in_progress'),
    lagMs: place.lagMs,
  });
  return run.id;
}

/**
 * The verdict and as many annotations as come with it, so that no later failure can hold it back. A run that an attempt
 * before this one left is looked at first: it may have its verdict already.
 */
export async function completeCheck(
  place: Place,
  check: CompletedCheck,
  run: { readonly id: number; readonly isLeft: boolean } | undefined,
): Promise<WrittenCheck> {
  const { title, summary, text, annotations } = check.output;
  const first = annotations.slice(0, annotationsPerRequest);
  const verdict = {
    status: 'completed',
    conclusion: check.conclusion,
    completed_at: new Date(check.completedAt).toISOString(),
  } as const;
  const actions = (check.buttons ?? []).map((button) => ({ identifier: button, ...buttons[button] }));
  const body = { ...verdict, output: { title, summary, text, annotations: first }, actions };
  if (run === undefined) return { id: await create(place, check, body), shown: first.length };
  const left = run.isLeft ? await fetchRun(place, run.id) : undefined;
  if (left !== undefined && isWritten(left, check)) return { id: run.id, shown: left.output.annotations_count };
  const update = { ...body, external_id: check.externalId };
  await updateRun(place, run.id, update, (now) => isWritten(now, check));
  return { id: run.id, shown: first.length };
}

/** @see https://docs.github.com/en/rest/checks/runs: a label has at most 20 characters, a description 40 */
const buttons = {
  accept: { label: 'Accept', description: 'Accept everything that is open' },
  revoke: { label: 'Revoke', description: 'Take back what was accepted' },
} as const satisfies Readonly<Record<Button, { readonly label: string; readonly description: string }>>;

const isWritten = (run: Run, { conclusion, externalId }: CompletedCheck): boolean =>
  run.status === 'completed' && run.conclusion === conclusion && run.external_id === externalId;

/** The annotations beyond the first `shown`; undefined asks GitHub how many that are. */
export async function annotate(
  place: Place,
  { output: { title, summary, text, annotations } }: CompletedCheck,
  id: number,
  shown: number | undefined,
): Promise<void> {
  let done = shown ?? (await fetchRun(place, id)).output.annotations_count;
  while (done < annotations.length) {
    const batch = annotations.slice(done, done + annotationsPerRequest);
    const then = done + batch.length;
    const isDone = (run: Run): boolean => run.output.annotations_count >= then;
    await updateRun(place, id, { output: { title, summary, text, annotations: batch } }, isDone);
    done = then;
  }
}

interface Written {
  readonly status: 'completed';
  readonly conclusion: CompletedCheck['conclusion'];
  readonly completed_at: string;
  readonly output: Output;
  readonly actions: { identifier: string; label: string; description: string }[];
}

interface Output {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly annotations: Annotation[];
}

async function create(place: Place, check: CompletedCheck, body: Written): Promise<number> {
  const run = await createOnce({
    create: () => createRun(place, { ...targetOf(place, check), ...body }),
    find: () => findRun(place, check, 'completed'),
    lagMs: place.lagMs,
  });
  return run.id;
}

type CreateBody = Parameters<Place['octokit']['rest']['checks']['create']>[0];
type UpdateBody = Partial<Written>;

function targetOf({ owner, repo, server }: Place, check: CheckTarget): NonNullable<CreateBody> {
  const files =
    check.number === undefined ? {} : { details_url: `${server}/${owner}/${repo}/pull/${check.number}/files` };
  return {
    owner,
    repo,
    name: check.name,
    head_sha: check.headSha,
    external_id: check.externalId,
    ...files,
    started_at: new Date(check.startedAt).toISOString(),
  };
}

async function createRun({ octokit }: Place, body: NonNullable<CreateBody>): Promise<Run> {
  return (await octokit.rest.checks.create(body)).data;
}

/** An update whose answer was lost is sent again only where it was not done: annotations would appear twice. */
async function updateRun(
  place: Place,
  id: number,
  body: UpdateBody & { readonly external_id?: string },
  isDone: (run: Run) => boolean,
): Promise<void> {
  const send = () => place.octokit.rest.checks.update({ ...named(place), check_run_id: id, ...body });
  try {
    await send();
  } catch (error) {
    if (!(error instanceof AnswerLost)) throw error;
    if (!isDone(await fetchRun(place, id))) await send();
  }
}

const fetchRun = async (place: Place, id: number): Promise<Run> =>
  (await place.octokit.rest.checks.get({ ...named(place), check_run_id: id })).data;

async function findRun(place: Place, check: CheckTarget, status: string): Promise<Run | undefined> {
  const runs = await listRuns(place, check.headSha, check.name);
  return runs.find((run) => run.external_id === check.externalId && run.status === status && isSince(check, run));
}

/** An earlier run with the same external id is that of an earlier evaluation; GitHub's clock counts seconds. */
const isSince = (check: RunId, run: { readonly started_at: string | null }): boolean =>
  run.started_at !== null && Math.abs(Date.parse(run.started_at) - check.startedAt) < 1000;

/** The run that was created without an answer, whatever it says by now. */
export async function findCreated(place: Place, check: RunId): Promise<FoundCheck | undefined> {
  const runs = await listRuns(place, check.headSha, check.name);
  const run = runs.find((each) => each.external_id === check.externalId && isSince(check, each));
  return run && { id: run.id, completed: run.status === 'completed', shown: run.output.annotations_count };
}

/** This app's runs on a commit, newest first. */
export async function listRuns({ octokit, owner, repo, appId }: Place, headSha: string, name?: string) {
  const filter = { app_id: appId, filter: 'all', per_page: 100 } as const;
  const named = name === undefined ? {} : { check_name: name };
  return (await octokit.rest.checks.listForRef({ owner, repo, ref: headSha, ...filter, ...named })).data.check_runs;
}
