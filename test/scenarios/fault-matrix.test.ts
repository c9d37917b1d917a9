import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endings, type Mode, type Row } from '../support/fault-matrix.ts';
import { type FaultName, faults } from '../support/faults.ts';
import { appAt } from '../support/observers.ts';

/**
 * Every call that Portcullis makes about a repository × everything that goes wrong with GitHub, once and always:
 * `npm run faults`. Without FAULTS=all, what stands for the others.
 */
const isWhole = process.env.FAULTS === 'all';
const all = faults.map(({ what }) => what);
const someOnce: readonly FaultName[] = [
  '502',
  '502 after it was done',
  'half an answer',
  '401',
  'secondary limit',
  'not accessible',
  '404',
  'moved',
];
const someAlways: readonly FaultName[] = ['503', '404', '422'];

const right = 'right';
/** There is no verdict, and the check says so, with an id that an operator finds in the log. */
const timedOut = 'timed_out: No verdict: GitHub did not answer, dead letter';
const failed = 'failure: Portcullis failed (id), dead letter';
/** Nothing can be written, so nothing lets the merge through; the reconciler comes again. */
const noCheck = 'no check, dead letter';
const held = 'in progress, dead letter';
/** The check is right, and something that is a courtesy is missing until an operator replays it. */
const unsaid = 'no comment, no review comment, dead letter';
const noComment = 'no comment, dead letter';
const noRemark = 'no review comment, dead letter';

/** What passes does so when it is tried again; to be refused is an answer. */
const refusals: readonly FaultName[] = ['not accessible', 'suspended', '410', '422'];
/** A write that was done and not answered. */
const unanswered: readonly FaultName[] = [
  '502 after it was done',
  'reset after it was done',
  'half an answer',
  'no answer',
];

interface Ends {
  /** Where what usually passes never does. */
  readonly always: string;
  /** Where GitHub refuses, once and always. */
  readonly refused: readonly [once: string, always: string];
  /** What is otherwise with some faults, once and always. */
  readonly but?: Partial<Record<FaultName, readonly [once: string, always: string]>>;
}

type Line = Row & { readonly ends: Ends };

const at = '/repos/{owner}/{repo}';

/** Without it there is no verdict. */
const needed: Ends = { always: timedOut, refused: [failed, failed] };
/** Where it is refused, the files come one by one. */
const spared: Ends = {
  always: timedOut,
  refused: [right, right],
  but: { 404: [right, right], 'half an answer': [right, right], "a proxy's page": [right, right] },
};
const gate: Ends = { always: noCheck, refused: [failed, noCheck] };
/** Comment and review are of one mind about GitHub's patience, and go their own ways about refusals. */
const courtesy = (refused: string, but: Ends['but'] = {}): Ends => ({
  always: unsaid,
  refused: [refused, refused],
  but: { 404: [right, refused], ...but },
});

const lines: readonly Line[] = [
  {
    call: 'POST /app/installations/{installation_id}/access_tokens',
    in: 'a first review',
    // 422: the installation has not granted all of it, and what it has granted is asked for.
    ends: { always: noCheck, refused: [failed, noCheck], but: { 422: [right, noCheck] } },
  },
  { call: `GET ${at}/pulls/{pull_number}`, in: 'a first review', ends: needed },
  {
    call: `GET ${at}/pulls/{pull_number}`,
    in: 'a first review',
    after: 1,
    ends: courtesy(unsaid),
  },
  {
    call: `GET ${at}/pulls/{pull_number}`,
    in: 'a head that another pull request has',
    url: '/pulls/1',
    refused: `GET ${at}/commits/{commit_sha}/pulls`,
    ends: { always: right, refused: [failed, failed] },
  },
  {
    call: `GET ${at}/commits/{commit_sha}/pulls`,
    in: 'a head that another pull request has',
    // Of a commit of a fork GitHub may know nothing; what was judged before is known all the same.
    ends: { ...needed, but: { 404: [right, right], 422: [right, right] } },
  },
  { call: `GET ${at}/compare/{basehead}`, in: 'a first review', ends: needed },
  { call: `GET ${at}/git/trees/{tree_sha}`, in: 'a first review', ends: needed },
  { call: `GET ${at}/git/trees/{tree_sha}`, in: 'a merge group', ends: needed },
  { call: `GET ${at}/git/trees/{tree_sha}`, in: 'a large tree', after: 1, ends: needed },
  { call: `GET ${at}/git/commits/{commit_sha}`, in: 'an empty base', ends: needed },
  { call: `GET ${at}/git/ref/{ref}`, in: 'unrelated histories', ends: needed },
  { call: `GET ${at}/git/blobs/{file_sha}`, in: 'a first review', ends: needed },
  { call: `GET ${at}/git/blobs/{file_sha}`, in: 'another base', ends: needed },
  {
    call: `GET ${at}/contents/{path}`,
    in: 'a configuration that extends another one',
    // What is refused is not to be had, which blocks.
    ends: { always: timedOut, refused: [right, right], but: { 404: [right, right] } },
  },
  { call: `GET ${at}/tarball/{ref}`, in: 'many files', ends: spared },
  { call: 'GET /archives/{owner}/{repo}/{ref}', in: 'many files', ends: spared },
  { call: `POST ${at}/check-runs`, in: 'a first review', ends: gate },
  // The announcement is a courtesy, and the verdict makes a run of its own.
  { call: `POST ${at}/check-runs`, in: 'another base', ends: { ...gate, refused: [right, noCheck] } },
  { call: `POST ${at}/check-runs`, in: '«Re-run»', ends: gate },
  { call: `POST ${at}/check-runs`, in: 'a merge group', ends: gate },
  {
    call: `PATCH ${at}/check-runs/{check_run_id}`,
    in: 'another base',
    ends: { always: held, refused: [failed, held] },
  },
  {
    call: `PATCH ${at}/check-runs/{check_run_id}`,
    in: 'many files',
    ends: {
      always: '50 annotations, no comment, no review comment, dead letter',
      refused: ['50 annotations, dead letter', '50 annotations, dead letter'],
    },
  },
  {
    call: `GET ${at}/check-runs/{check_run_id}`,
    in: 'another base',
    lost: `PATCH ${at}/check-runs/{check_run_id}`,
    ends: { always: unsaid, refused: [failed, failed] },
  },
  {
    call: `GET ${at}/commits/{ref}/check-runs`,
    in: 'a first review',
    lost: `POST ${at}/check-runs`,
    ends: { always: unsaid, refused: [right, unsaid] },
  },
  {
    call: `GET ${at}/commits/{ref}/check-runs`,
    in: '«Re-run all checks»',
    ends: { always: noCheck, refused: [noCheck, noCheck] },
  },
  {
    call: `GET ${at}/issues/{issue_number}/comments`,
    in: 'a first review',
    lost: `POST ${at}/issues/{issue_number}/comments`,
    // The comment is there; nobody knows.
    ends: {
      always: noRemark,
      refused: [right, 'right, dead letter'],
      but: { 404: [right, 'right, dead letter'] },
    },
  },
  {
    call: `GET ${at}/issues/{issue_number}/comments`,
    in: 'a second push that nobody remembers the first one of',
    ends: courtesy(noComment),
  },
  { call: `POST ${at}/issues/{issue_number}/comments`, in: 'a first review', ends: courtesy(noComment) },
  {
    call: `PATCH ${at}/issues/comments/{comment_id}`,
    in: 'a second push',
    // GitHub says that it is gone, and lists it.
    ends: courtesy(noComment, { 404: [right, unsaid], 410: [right, unsaid] }),
  },
  {
    call: `GET ${at}/pulls/{pull_number}/reviews`,
    in: 'a first review',
    lost: `POST ${at}/pulls/{pull_number}/reviews`,
    after: 1,
    ends: { always: 'right, dead letter', refused: [right, 'right, dead letter'] },
  },
  {
    call: `GET ${at}/pulls/{pull_number}/reviews`,
    in: 'a second push that nobody remembers the first one of',
    ends: courtesy(noRemark),
  },
  {
    call: `POST ${at}/pulls/{pull_number}/reviews`,
    in: 'a first review',
    ends: { ...courtesy(noRemark), always: noRemark },
  },
  {
    call: `GET ${at}/pulls/{pull_number}/files`,
    in: 'a file that GitHub shows no diff of',
    ends: { ...courtesy(noRemark), always: noRemark },
  },
  { call: `GET ${at}/pulls/{pull_number}/comments`, in: 'a second push', ends: courtesy(noRemark) },
  {
    call: `PATCH ${at}/pulls/comments/{comment_id}`,
    in: 'a second push',
    // GitHub says that it is gone, and lists it.
    ends: { ...courtesy(noRemark, { 410: [right, noRemark] }), always: noRemark },
  },
];

function expected({ call, ends }: Line, fault: FaultName, mode: Mode): string {
  const [once, always] = ends.but?.[fault] ?? (refusals.includes(fault) ? ends.refused : [right, ends.always]);
  if (fault === 'moved') return right;
  const isWrite = !call.startsWith('GET') && call.includes('/repos/');
  if (isWrite && unanswered.includes(fault)) return right;
  return mode === 'once' ? once : always;
}

async function play(names: readonly FaultName[], mode: Mode): Promise<void> {
  // What is never answered is waited for, and nothing else is.
  const tuning = names.includes('no answer') ? { requestTimeoutMs: 1_000 } : {};
  const found = await endings(lines, names, mode, tuning);
  expect(found.length).toBeGreaterThan(names.length * (lines.length - 2));
  const told = found.map(({ row, fault, outcome }) => ({ ...nameOf(row), fault, outcome }));
  // endings() plays the lines themselves.
  const wanted = found.map(({ row, fault }) => ({
    ...nameOf(row),
    fault,
    outcome: expected(row as Line, fault, mode),
  }));
  expect(told).toEqual(wanted);
  expect(found.filter(({ broken }) => broken.length > 0)).toEqual([]);
  expect(found.filter(({ healed }) => healed !== 'right')).toEqual([]);
}

const nameOf = ({ call, in: conversation }: Row) => ({ call, in: conversation });

const answering = all.filter((what) => what !== 'no answer');
const plays: readonly { readonly mode: Mode; readonly what: string; readonly names: readonly FaultName[] }[] = [
  { mode: 'once', what: 'a wrong answer', names: isWhole ? answering : someOnce },
  { mode: 'once', what: 'no answer', names: ['no answer'] },
  { mode: 'always', what: 'a wrong answer', names: isWhole ? answering : someAlways },
  ...(isWhole ? [{ mode: 'always', what: 'no answer', names: ['no answer'] } as const] : []),
];

test.each(plays)(
  'a call with $what, $mode, ends as it should, doubles nothing, turns nothing green, and is right again afterwards',
  async ({ mode, names }) => {
    await play(names, mode);
  },
  900_000,
);

/** Of the app itself, and of what it is installed on: estate.test.ts; of people: orders.test.ts. */
const elsewhere = [
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
  'GET /app',
  'GET /app/installations',
  'GET /app/hook/deliveries',
  'POST /app/hook/deliveries/{delivery_id}/attempts',
  'GET /installation/repositories',
];

/** Of `portcullis doctor`, in src/github/doctor-….ts: doctor.test.ts. */
const ofDoctor = [
  'GET /app/hook/config',
  'GET /repos/{owner}/{repo}/installation',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/rules/branches/{branch}',
  'GET /repos/{owner}/{repo}/branches/{branch}',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/pulls',
];

test('there is no call in src/github that these tests do not play', async () => {
  const { asItself } = await appAt({ baseUrl: 'http://127.0.0.1:1' });
  const folder = join(import.meta.dirname, '../../src/github');
  const calls = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\brest\.(\w+)\.(\w+)\b/g)].map((of) => ({ file, of })),
  );
  const namespaces = asItself.rest as unknown as Readonly<Record<string, Readonly<Record<string, Endpoint>>>>; // by name
  const made = calls.map(({ file, of: [, area = '', name = ''] }) => {
    const { method, url } = namespaces[area]?.[name]?.endpoint.DEFAULTS ?? { method: '?', url: `${area}.${name}` };
    return { file, call: `${method} ${url}` };
  });
  expect(made.length).toBeGreaterThan(20);
  const played = [...lines.map(({ call }) => call), ...elsewhere];
  const isPlayed = ({ file, call }: (typeof made)[number]): boolean =>
    played.includes(call) || (file.startsWith('doctor-') && ofDoctor.includes(call));
  expect(made.filter((each) => !isPlayed(each))).toEqual([]);
  const described = readFileSync(join(import.meta.dirname, '../support/github-openapi.json'), 'utf8');
  const known = Object.keys((JSON.parse(described) as { operations: object }).operations); // as slice-openapi.ts wrote it
  expect(made.filter(({ call }) => !known.includes(call))).toEqual([]);
});

interface Endpoint {
  readonly endpoint: { readonly DEFAULTS: { readonly method: string; readonly url: string } };
}
