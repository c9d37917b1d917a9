import type { Config } from '../../model/config.ts';
import { joined, literal, type Message, say } from '../../model/message.ts';
import { type Acceptable, markOf } from '../../report/acceptance.ts';
import type { SubjectRecord } from '../../store/records.ts';
import type { Waiver } from '../../store/waivers.ts';
import type { PullRequest } from '../forge.ts';
import type { Job, ReviewService } from '../job.ts';
import type { Judgement } from '../judgement.ts';
import { ledgerOf } from '../ledger.ts';
import { askedOnce } from './asked-once.ts';
import { isIdle, type OrderedCommand } from './from-webhook.ts';
import { pendingOn } from './pending.ts';
import { whyNot } from './who-may.ts';

/** What there is to decide about, and by which rules. */
export interface Bench {
  readonly pullRequest: PullRequest;
  readonly config: Config;
  readonly judgement: Pick<Judgement, 'open'>;
  /** What the check of before has shown. */
  readonly shown: SubjectRecord['shown'];
}

/** Undefined for what is no concern of ours, `done`, or why it is not done. */
type Answer = 'done' | Message | undefined;

/**
 * Carries out what people have ordered about a pull request, one after the other. Whether somebody may is asked now,
 * and what they have not been shown they cannot accept.
 *
 * @returns true where the verdict has to be drawn again
 */
export async function carryOut(service: ReviewService, ordered: Job, bench: Bench): Promise<boolean> {
  const job = { ...ordered, forge: askedOnce(ordered.forge) };
  const { repositoryId } = job.work;
  let isNews = false;
  for (const command of await pendingOn(service, { repositoryId, number: bench.pullRequest.number })) {
    const answer = await answerTo(service, job, bench, command);
    if (answer !== undefined) {
      isNews = true;
      await tell(service, job, command, answer);
    }
    await service.store.inbox.settle(command);
  }
  return isNews;
}

async function answerTo(service: ReviewService, job: Job, bench: Bench, command: OrderedCommand): Promise<Answer> {
  const { name, body } = command;
  if (isIdle(command, bench.config.waivers.label)) return undefined;
  if (name !== 'accept' && name !== 'revoke')
    return say`there is no command ${name}; the commands are \`accept\` and \`revoke\``;
  const said = body.nodeId === undefined ? 'as-written' : await job.forge.said(body.nodeId);
  if (said === 'gone') return literal('the comment is gone');
  if (said === 'edited') return literal('the comment was edited: write a new one');
  if (name === 'accept') return accept(service, job, bench, command);
  return revoke(service, job, bench, command);
}

async function accept(service: ReviewService, job: Job, bench: Bench, command: OrderedCommand): Promise<Answer> {
  const { by, channel, reason } = command.body;
  if (channel === 'command' && reason === '') return literal('a reason is missing: `/portcullis accept all REASON`');
  const { pullRequest, config } = bench;
  const isAuthor = by.id === pullRequest.authorId;
  const refusal = await whyNot(job.forge, { by, isAuthor }, config.waivers);
  if (refusal !== undefined) return refusal;
  if (await isGranted(service, command)) return 'done';
  const chosen = chosenFrom(bench, command);
  if ('texts' in chosen) return chosen;
  await service.store.waivers.grant(waiverFor(service, bench, command, chosen));
  return 'done';
}

/** By a process that has died before it could settle the order: by now nothing of it is open. */
async function isGranted(
  { store, now }: ReviewService,
  { id, repositoryId, number }: OrderedCommand,
): Promise<boolean> {
  return (await store.waivers.inForce({ repositoryId, number }, now())).some((waiver) => waiver.id === id);
}

/** What an order is about, as far as it is still what was shown; or why that is nothing. */
function chosenFrom(
  { judgement: { open }, pullRequest, shown }: Bench,
  { body: { ids, headSha, runId }, receivedAt }: OrderedCommand,
): readonly Acceptable[] | Message {
  if (headSha !== pullRequest.headSha)
    return say`it was for ${headSha.slice(0, 7)}, and the head has changed since: look again`;
  if (shown?.headSha !== headSha) return literal('there was no verdict on this commit yet: look again');
  if (receivedAt < shown.at || (runId !== undefined && runId !== shown.runId))
    return literal('the check has changed since: look again');
  const wrong = ids.filter(
    (id) => id !== 'all' && new Set(named(open, id).map(({ fingerprint }) => fingerprint)).size !== 1,
  );
  if (wrong.length > 0) return say`no open finding has the id ${wrong.join(', ')}`;
  if (ids.length === 0) return literal('what to accept is missing: an id, or `all`');
  const asked = ids.includes('all') ? open : ids.flatMap((id) => named(open, id));
  if (asked.length === 0) return literal('nothing is open');
  const seen = asked.filter((one) => shown.marks.includes(markOf(one)));
  return seen.length > 0 ? seen : literal('what is open has changed since: look again');
}

const named = (open: readonly Acceptable[], id: string): readonly Acceptable[] =>
  open.filter(({ fingerprint }) => fingerprint.startsWith(id));

function waiverFor(
  { now }: ReviewService,
  { pullRequest, config }: Bench,
  { id, installationId, repositoryId, number, body: { by, channel, reason } }: OrderedCommand,
  accepted: readonly Acceptable[],
): Waiver {
  const grantedAt = now();
  const { baseRef } = pullRequest;
  const about = { installationId, repositoryId, number, baseRef };
  return { id, ...about, by, channel, reason, grantedAt, expiresAt: endOf(grantedAt, config.waivers.days), accepted };
}

const dayMs = 24 * 3_600_000;

/** The end of the day (UTC) that is so many days away. */
const endOf = (now: number, days: number): number => (Math.floor(now / dayMs) + days + 1) * dayMs;

/** To take a label away, or to close what one has opened oneself, makes nothing less safe. */
async function revoke(service: ReviewService, job: Job, bench: Bench, command: OrderedCommand): Promise<Answer> {
  const { by, channel, ids, reason } = command.body;
  const { waivers } = service.store;
  const { repositoryId, number } = command;
  const at = service.now();
  const standing = await waivers.inForce({ repositoryId, number }, at);
  const about =
    channel === 'label' ? standing.filter((one) => one.channel === 'label') : standing.filter(covering(ids));
  if (channel === 'label' && about.length === 0) return undefined;
  const refusal =
    channel === 'label' ? undefined : await whyNot(job.forge, { by, isAuthor: false }, bench.config.waivers);
  if (refusal !== undefined && by.id !== bench.pullRequest.authorId) return refusal;
  if (about.length === 0)
    return ids.length === 0 || ids.includes('all')
      ? literal('nothing is accepted')
      : say`no accepted finding has the id ${ids.join(', ')}`;
  for (const { id: waiverId } of about) await waivers.revoke({ waiverId, by, reason, at });
  return 'done';
}

const covering =
  (ids: readonly string[]) =>
  ({ accepted }: Waiver): boolean =>
    ids.length === 0 ||
    ids.includes('all') ||
    accepted.some(({ fingerprint }) => ids.some((id) => fingerprint.startsWith(id)));

/** Where the person looks: at their own text, and in the check. */
async function tell(service: ReviewService, job: Job, command: OrderedCommand, answer: Exclude<Answer, undefined>) {
  const { nodeId, by } = command.body;
  if (answer !== 'done') {
    const ledger = ledgerOf(service, job);
    const { refusals = [] } = await ledger.read();
    const refusal = { id: command.id, headSha: job.headSha, message: refused(command, by.login, answer) };
    const others = refusals.filter(({ id, headSha }) => id !== command.id && headSha === job.headSha);
    await ledger.save({ refusals: [...others, refusal].slice(-maxRefusals) });
  }
  if (nodeId !== undefined) await react(service, job, nodeId, answer === 'done' ? 'done' : 'refused');
}

/** So many are shown, the newest. */
const maxRefusals = 5;

const refused = ({ name, body: { ids } }: OrderedCommand, login: string, why: Message): Message => {
  const order = [name, ...ids].filter((word) => word !== '').join(' ');
  return joined([say`${login} asked for ${order === '' ? 'something' : order}, and nothing was done`, why], ': ');
};

/** A courtesy: a text that is gone, or an app that may not, must not hold back the verdict. */
async function react(service: ReviewService, job: Job, nodeId: string, answer: 'done' | 'refused'): Promise<void> {
  try {
    await job.forge.react(nodeId, answer);
  } catch (error) {
    service.log('could not react to a command', { error: String(error) });
  }
}
