import {
  created,
  type Handler,
  type HubAnswer,
  type HubRequest,
  notFound,
  ok,
  page,
  unprocessable,
  visible,
} from './request.ts';
import { apiUrl, checkRun, instant } from './resources.ts';
import { type AnnotationState, type CheckRunState, resolve } from './state.ts';

export const checkRoutes: Readonly<Record<string, Handler>> = {
  'POST /repos/{owner}/{repo}/check-runs': createRun,
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': getRun,
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': updateRun,
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': listAnnotations,
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': listRuns,
};

/** The body of both writes, as GitHub's description has it. */
interface RunBody {
  readonly name?: string;
  readonly head_sha?: string;
  readonly status?: CheckRunState['status'];
  readonly conclusion?: string;
  readonly external_id?: string;
  readonly details_url?: string;
  readonly started_at?: string;
  readonly completed_at?: string;
  readonly actions?: CheckRunState['actions'];
  readonly output?: {
    readonly title: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly AnnotationState[];
  };
}

function createRun(request: HubRequest): HubAnswer {
  const { world, repository, now } = request;
  const body: RunBody = request.body;
  if (resolve(repository, body.head_sha ?? '') === undefined) return unprocessable('No commit found for SHA');
  const run: CheckRunState = {
    id: request.nextId(),
    headSha: body.head_sha ?? '',
    createdAt: now,
    appId: world.appId,
    name: body.name ?? '',
    status: 'queued',
    conclusion: null,
    externalId: '',
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
    actions: [],
    // GitHub's clock counts seconds.
    startedAt: instant(Date.parse(body.started_at ?? '') || now),
    completedAt: null,
    annotations: [],
  };
  const refusal = write(run, body, now);
  if (refusal !== undefined) return refusal;
  repository.checkRuns.set(run.id, run);
  return created(checkRun(world, repository, run));
}

function updateRun(request: HubRequest): HubAnswer {
  const run = findRun(request);
  if (run === undefined) return notFound();
  return write(run, request.body, request.now) ?? ok(checkRun(request.world, request.repository, run));
}

/** Annotations are added to those that are there: https://docs.github.com/en/rest/checks/runs#update-a-check-run */
function write(run: CheckRunState, body: RunBody, now: number): HubAnswer | undefined {
  const conclusion = body.conclusion;
  if (body.status === 'completed' && conclusion === undefined) return unprocessable('conclusion is required');
  run.name = body.name ?? run.name;
  run.status = conclusion === undefined ? (body.status ?? run.status) : 'completed';
  run.conclusion = conclusion ?? (body.status === 'in_progress' ? null : run.conclusion);
  run.externalId = body.external_id ?? run.externalId;
  run.detailsUrl = body.details_url ?? run.detailsUrl;
  // https://docs.github.com/en/rest/checks/runs: what GitHub's description does not say in numbers.
  if (body.actions?.some(({ label, identifier }) => label.length > 20 || identifier.length > 20))
    return unprocessable('Invalid request.');
  run.actions = body.actions ?? run.actions;
  run.completedAt = run.status === 'completed' ? (body.completed_at ?? instant(now)) : null;
  if (body.output === undefined) return undefined;
  const { title, summary, text = null, annotations = [] } = body.output;
  run.output = { title, summary, text };
  run.annotations.push(...annotations);
  return undefined;
}

const findRun = ({ repository, params }: HubRequest): CheckRunState | undefined =>
  repository.checkRuns.get(Number(params.check_run_id));

function getRun(request: HubRequest): HubAnswer {
  const run = findRun(request);
  return run === undefined ? notFound() : ok(checkRun(request.world, request.repository, run));
}

function listAnnotations(request: HubRequest): HubAnswer {
  const run = findRun(request);
  if (run === undefined) return notFound();
  const blank = { start_column: null, end_column: null, title: null, raw_details: null };
  const href = `${apiUrl(request.world, request.repository)}/git/blobs/0`;
  return page(
    request,
    run.annotations.map((annotation) => ({ ...blank, ...annotation, blob_href: href })),
  );
}

function listRuns(request: HubRequest): HubAnswer {
  const { world, repository, params, query } = request;
  const sha = resolve(repository, params.ref ?? '')?.sha;
  const runs = visible(request, repository.checkRuns.values())
    .filter((run) => run.headSha === sha)
    .filter((run) => !query.has('check_name') || run.name === query.get('check_name'))
    .filter((run) => !query.has('app_id') || run.appId === Number(query.get('app_id')))
    .toReversed();
  const latest = runs.filter((run, index) => runs.findIndex((other) => other.name === run.name) === index);
  const shown = query.get('filter') === 'all' ? runs : latest;
  return page(
    request,
    shown.map((run) => checkRun(world, repository, run)),
    (check_runs) => ({ total_count: shown.length, check_runs }),
  );
}
