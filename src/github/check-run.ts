import type { CheckTarget, CompletedCheck } from '../app/forge.ts';
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

/** The verdict comes with the first request, so that no later failure can hold it back. */
export async function completeCheck(place: Place, check: CompletedCheck, runId: number | undefined): Promise<number> {
  const { title, summary, text, annotations } = check.output;
  const [first = [], ...further] = batches(annotations);
  const verdict = {
    status: 'completed',
    conclusion: check.conclusion,
    completed_at: new Date(check.completedAt).toISOString(),
  } as const;
  const output = { title, summary, text };
  const id = await write(place, check, runId, { ...verdict, output: { ...output, annotations: first } });
  let shown = first.length;
  for (const batch of further) {
    shown += batch.length;
    await append(place, id, { ...output, annotations: batch }, shown);
  }
  return id;
}

const batches = (annotations: readonly Annotation[]): Annotation[][] =>
  Array.from({ length: Math.ceil(annotations.length / annotationsPerRequest) }, (_, index) =>
    annotations.slice(index * annotationsPerRequest, (index + 1) * annotationsPerRequest),
  );

interface Written {
  readonly status: 'completed';
  readonly conclusion: CompletedCheck['conclusion'];
  readonly completed_at: string;
  readonly output: Output;
}

interface Output {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly annotations: Annotation[];
}

async function write(place: Place, check: CompletedCheck, runId: number | undefined, body: Written): Promise<number> {
  if (runId !== undefined) {
    const externalId = { external_id: check.externalId };
    const isDone = (run: Run): boolean => run.status === 'completed';
    await updateRun(place, runId, { ...body, ...externalId }, isDone);
    return runId;
  }
  const run = await createOnce({
    create: () => createRun(place, { ...targetOf(place, check), ...body }),
    find: () => findRun(place, check, 'completed'),
    lagMs: place.lagMs,
  });
  return run.id;
}

const append = (place: Place, id: number, output: Output, shown: number): Promise<void> =>
  updateRun(place, id, { output }, (run) => run.output.annotations_count >= shown);

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
  const run = { ...named(place), check_run_id: id };
  const send = () => place.octokit.rest.checks.update({ ...run, ...body });
  try {
    await send();
  } catch (error) {
    if (!(error instanceof AnswerLost)) throw error;
    if (!isDone((await place.octokit.rest.checks.get(run)).data)) await send();
  }
}

async function findRun(place: Place, check: CheckTarget, status: string): Promise<Run | undefined> {
  const runs = await listRuns(place, check.headSha, check.name);
  return runs.find((run) => run.external_id === check.externalId && run.status === status && isSince(check, run));
}

/** An earlier run with the same external id is that of an earlier evaluation; GitHub's clock counts seconds. */
const isSince = (check: RunId, run: { readonly started_at: string | null }): boolean =>
  run.started_at !== null && Math.abs(Date.parse(run.started_at) - check.startedAt) < 1000;

/** The run that was created without an answer, whatever it says by now. */
export async function findCreated(place: Place, check: RunId): Promise<CreatedCheck | undefined> {
  const runs = await listRuns(place, check.headSha, check.name);
  const run = runs.find((each) => each.external_id === check.externalId && isSince(check, each));
  return run && { id: run.id, completed: run.status === 'completed' };
}

export interface CreatedCheck {
  readonly id: number;
  readonly completed: boolean;
}

/** This app's runs on a commit, newest first. */
export async function listRuns({ octokit, owner, repo, appId }: Place, headSha: string, name?: string) {
  const filter = { app_id: appId, filter: 'all', per_page: 100 } as const;
  const named = name === undefined ? {} : { check_name: name };
  return (await octokit.rest.checks.listForRef({ owner, repo, ref: headSha, ...filter, ...named })).data.check_runs;
}
