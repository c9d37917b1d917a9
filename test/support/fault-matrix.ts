import type { Tuning } from '../../src/start.ts';
import { type Conversation, type ConversationName, conversations, type Said, type Stage } from './conversations.ts';
import type { Call, CheckRunState } from './fakehub/state.ts';
import { type Disturbance, type FaultClass, type FaultName, faults } from './faults.ts';
import { type Scenario, scenario } from './scenario.ts';
import { web } from './web.ts';

/** A call that Portcullis makes about a repository, in a conversation in which it makes it. */
export interface Row {
  readonly call: string;
  readonly in: ConversationName;
  /** So many of these calls are let through first. */
  readonly after?: number;
  /** Only of those with this end of the URL. */
  readonly url?: string;
  /** The first answer to this call is lost, or a 422, so that the app goes on to make the other. */
  readonly lost?: string;
  readonly refused?: string;
}

/** How often the fault strikes. */
export type Mode = 'once' | 'always';

interface Play {
  readonly row: Row;
  readonly fault: FaultClass;
  readonly stage: Stage;
  readonly seen: Map<string, number>;
  struck: number;
  state: 'before' | 'faulty' | 'healed';
}

/** What became of one call with one fault. */
export interface Ending {
  readonly row: Row;
  readonly fault: FaultName;
  readonly outcome: string;
  /** What must never be, whatever went wrong. */
  readonly broken: readonly string[];
  /** How it is once nothing goes wrong any more, an operator has replayed and the reconciler has looked. */
  readonly healed: string;
}

const nameOf = (index: number): string => `r${index}`;
const installationOf = (index: number): number => 100 + index;
const conversationIn = (row: Row): Conversation => conversations[row.in];
const quiet = { 'k8s/web.yaml': web('ClusterIP') };

/** Plays each row with each fault, in a repository and an installation of its own, all of them at once in one service. */
export async function endings(
  rows: readonly Row[],
  names: readonly FaultName[],
  mode: Mode,
  tuning: Tuning = {},
): Promise<readonly Ending[]> {
  // So busy a service would announce each check, and the calls would be others.
  const running = await scenario({ concurrency: 40, announceAfterMs: 600_000, deadlineMs: 600_000, ...tuning });
  const pairs = faults
    .filter(({ what }) => names.includes(what))
    .flatMap((fault) => rows.filter((row) => isPlayed(row, fault.what)).map((row) => ({ row, fault })));
  const plays = pairs.map((pair, index) => setUp(running, pair, index));
  disturb(running, plays, mode);
  await said(running, plays);
  for (const play of plays) play.state = 'faulty';
  await Promise.all(plays.map(({ row, stage }) => conversationIn(row).during(stage)));
  await running.idle();
  const dead = new Map((await running.store().inbox.dead()).map(({ work, reason }) => [work.repositoryId, reason]));
  const found = plays.map((play) => {
    const letter = dead.get(play.stage.repository.state.id);
    return { outcome: outcomeOf(play, letter), broken: brokenIn(play, letter) };
  });
  for (const play of plays) play.state = 'healed';
  await heal(running, plays);
  return pairs.map(({ row, fault }, index) => {
    const { outcome = '', broken = [] } = found[index] ?? {};
    return { row, fault: fault.what, outcome, broken, healed: healedOf(plays[index]) };
  });
}

/** Only repositories move, and what is asked by their name. */
const isPlayed = ({ call }: Row, fault: FaultName): boolean => fault !== 'moved' || call.includes('/repos/');

function setUp({ hub }: Scenario, pair: Pick<Play, 'row' | 'fault'>, index: number): Play {
  const repository = hub.repository(`acme/${nameOf(index)}`, { installationId: installationOf(index) });
  repository.push({ branch: 'main', files: quiet, from: null });
  return { ...pair, stage: { hub, repository, head: '', number: 0 }, seen: new Map(), struck: 0, state: 'before' };
}

async function said(running: Scenario, plays: readonly Play[]): Promise<void> {
  const steps = plays.map(({ row }) => conversationIn(row).before ?? []);
  for (let step = 0; steps.some((all) => all.length > step); step++) {
    await Promise.all(plays.map(({ stage }, index) => steps[index]?.[step]?.(stage)));
    await running.idle();
  }
}

function disturb({ hub }: Scenario, plays: readonly Play[], mode: Mode): void {
  const byName = new Map(plays.map((play, index) => [nameOf(index), play]));
  const byInstallation = new Map(plays.map((play, index) => [String(installationOf(index)), play]));
  hub.disturb((call) => {
    const [, , name = ''] = /^\/(repos|archives)\/acme\/([^/]+)\//.exec(call.url) ?? [];
    const [, installation = ''] = /^\/app\/installations\/(\d+)\//.exec(call.url) ?? [];
    const play = byName.get(name.replace(/-rules$/, '')) ?? byInstallation.get(installation);
    return play?.state === 'faulty' ? disturbance(play, call, mode) : undefined;
  });
}

function disturbance(play: Play, call: Call, mode: Mode): Disturbance | undefined {
  const { row, seen, fault, stage } = play;
  const count = (seen.get(call.route) ?? 0) + 1;
  seen.set(call.route, count);
  if (call.route === row.lost && count === 1) return { status: 502, when: 'after' };
  if (call.route === row.refused && count === 1) return { status: 422, body: { message: 'Validation Failed' } };
  if (call.route !== row.call || !call.url.endsWith(row.url ?? '') || count <= (row.after ?? 0)) return undefined;
  if (mode === 'once' && play.struck > 0) return undefined;
  play.struck++;
  return fault.strike(call, { origin: stage.hub.url, repositoryId: stage.repository.state.id });
}

/** An operator replays what was given up, and the reconciler finds what was forgotten or got stuck. */
async function heal({ store, restart, idle }: Scenario, plays: readonly Play[]): Promise<void> {
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  for (const { stage } of plays)
    for (const run of stage.repository.checks(stage.head)) if (run.status !== 'completed') run.startedAt = anHourAgo;
  await store().inbox.replay('all');
  await idle();
  await restart({ keepStore: true, reconcile: true });
  const isJudged = (): boolean => plays.every(({ stage }) => lastRun(stage)?.status === 'completed');
  for (let tries = 0; tries < 300 && !isJudged(); tries++) await new Promise((done) => setTimeout(done, 50));
  await idle();
}

const lastRun = ({ repository, head }: Stage): CheckRunState | undefined => repository.checks(head).at(-1);

const saidOf = ({ row, stage }: Play): Said => conversationIn(row).said(stage);

function outcomeOf(play: Play, dead: string | undefined): string {
  const { stage } = play;
  const said = saidOf(play);
  const runs = stage.repository.checks(said.head);
  const letter = dead === undefined ? '' : ', dead letter';
  if (play.struck === 0) return 'never struck';
  if (runs.some(({ status }) => status !== 'completed')) return `in progress${letter}`;
  if (runs.length < said.runs) return `no check${letter}`;
  const { conclusion, output } = runs.at(-1) ?? {};
  const title = output?.title ?? '';
  if (noVerdict.test(title)) return `${conclusion}: ${title.replace(/\w{8}(?=\)$)/, 'id')}${letter}`;
  if (conclusion !== said.conclusion) return `${conclusion} instead of ${said.conclusion}${letter}`;
  return `${amiss(stage, said).join(', ') || 'right'}${letter}`;
}

const noVerdict = /^(No verdict|Portcullis failed|Incomplete: the files|Overtaken)/;

/** What is not said besides the verdict. */
function amiss({ repository }: Stage, { head, number, annotations, comments, remarks }: Said): readonly string[] {
  const shown = repository.checks(head).at(-1)?.annotations.length ?? 0;
  const [own, onLines] = number === undefined ? [[], []] : [repository.comments(number), repository.remarks(number)];
  return [
    ...(shown === annotations ? [] : [`${shown} annotations`]),
    ...(comments.every((wanted, index) => wanted.test(own[index]?.body ?? '')) ? [] : ['no comment']),
    ...(remarks.every((wanted, index) => wanted.test(onLines[index]?.body ?? '')) ? [] : ['no review comment']),
  ];
}

function brokenIn(play: Play, dead: string | undefined): readonly string[] {
  const { repository } = play.stage;
  const said = saidOf(play);
  const { head, number, runs, conclusion } = said;
  const checks = repository.checks(head);
  const last = checks.at(-1);
  const isGreen = last?.status === 'completed' && last.conclusion !== 'failure' && last.conclusion !== 'timed_out';
  const [own, onLines] = number === undefined ? [[], []] : [repository.comments(number), repository.remarks(number)];
  return [
    ...(checks.length > runs ? [`${checks.length} check runs`] : []),
    ...(own.length > said.comments.length ? [`${own.length} comments`] : []),
    ...(onLines.length > said.remarks.length ? [`${onLines.length} review comments`] : []),
    ...(new Set(onLines.map(({ path, line }) => `${path}:${line}`)).size < onLines.length ? ['a remark twice'] : []),
    ...(last !== undefined && last.annotations.length > said.annotations ? ['annotations twice'] : []),
    ...(isGreen && conclusion === 'failure' && checks.length === runs ? ['green'] : []),
    ...(noVerdict.test(last?.output.title ?? '') && dead === undefined ? ['no dead letter'] : []),
  ];
}

function healedOf(play: Play | undefined): string {
  if (play === undefined) return '';
  const said = saidOf(play);
  const checks = play.stage.repository.checks(said.head);
  const open = checks.filter(({ status }) => status !== 'completed').length;
  const last = checks.at(-1);
  const isRight = last?.conclusion === said.conclusion && !noVerdict.test(last.output.title ?? '');
  const { repository } = play.stage;
  const doubled =
    said.number !== undefined &&
    (repository.comments(said.number).length > said.comments.length ||
      repository.remarks(said.number).length > said.remarks.length);
  return [
    isRight ? 'right' : `${last?.conclusion} ${last?.output.title}`,
    ...(open > 0 ? [`${open} in progress`] : []),
    ...amiss(play.stage, said),
    ...(doubled ? ['doubled'] : []),
  ].join(', ');
}
