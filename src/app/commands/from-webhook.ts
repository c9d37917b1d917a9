import type { Command } from '../../store/inbox.ts';
import type { Actor } from '../../store/waivers.ts';
import { rerunOf, type Where } from '../events.ts';
import { type CommandLine, commandLines } from './command-lines.ts';

/** What a person has ordered, as it is kept until it is carried out. */
export interface Order extends Omit<CommandLine, 'verb'> {
  readonly by: Actor;
  /** The commit that they were looking at. */
  readonly headSha: string;
  readonly channel: 'button' | 'command' | 'label';
  /** Of a label, its name; of a button, the check run that has it. */
  readonly label?: string;
  readonly runId?: number;
  /** The review or the comment that says it: GitHub's id for GraphQL. */
  readonly nodeId?: string;
}

export interface OrderedCommand extends Command {
  readonly body: Order;
}

/** Is it a label that means nothing here? To GitHub upper and lower case are one label. `wanted` is undefined where nobody knows yet which one does. */
export const isIdle = ({ body: { channel, label } }: OrderedCommand, wanted: string | undefined): boolean =>
  channel === 'label' && wanted !== undefined && label?.toLowerCase() !== wanted.toLowerCase();

/** The fields of a webhook that we read. The signature is right, so the shape is GitHub's; each may be missing all the same. */
interface Payload {
  readonly action?: string;
  readonly sender?: Account | null;
  readonly label?: { readonly name?: string };
  readonly pull_request?: { readonly number?: number; readonly head?: { readonly sha?: string } };
  readonly review?: Text | null;
  readonly comment?: Text | null;
  readonly check_run?: { readonly id?: number; readonly head_sha?: string; readonly external_id?: string | null };
  readonly requested_action?: { readonly identifier?: string };
}

interface Account {
  readonly id?: number;
  readonly login?: string;
  readonly type?: string;
}

interface Text {
  readonly node_id?: string;
  readonly body?: string | null;
  readonly commit_id?: string | null;
  /** Of a review; a comment has the other. */
  readonly submitted_at?: string | null;
  readonly updated_at?: string;
  readonly user?: Account | null;
}

type Said = Pick<OrderedCommand, 'number' | 'name' | 'body'> & {
  /** When GitHub says that it was said; NaN where it does not. */
  readonly saidAt?: number;
};

/** The webhooks in which people order something, for their actions. */
const readers: Readonly<Record<string, (payload: Payload, where: Where) => readonly Said[]>> = {
  'pull_request labeled': (payload) => fromLabel(payload, 'accept'),
  'pull_request unlabeled': (payload) => fromLabel(payload, 'revoke'),
  'pull_request_review submitted': (payload) => fromText(payload, payload.review),
  'pull_request_review_comment created': (payload) => fromText(payload, payload.comment),
  'check_run requested_action': (payload, where) => fromButton(payload, where),
};

/**
 * What a webhook orders. Neither an edit of a text nor a machine orders anything.
 *
 * @param delivery GitHub's id of it, which a redelivery repeats
 */
export function commandsIn(
  event: string,
  payload: unknown,
  about: { readonly where: Where; readonly delivery: string; readonly now: number },
): readonly OrderedCommand[] {
  const read = payload as Payload | undefined;
  const { installationId, repositoryId } = about.where;
  const said = readers[`${event} ${read?.action}`]?.(read ?? {}, about.where) ?? [];
  return said.map(({ saidAt = Number.NaN, ...one }, index) => {
    const receivedAt = Number.isNaN(saidAt) ? about.now : Math.min(about.now, saidAt + onTheWayMs);
    return { ...one, id: `${about.delivery}:${index}`, installationId, repositoryId, receivedAt };
  });
}

/**
 * A webhook that was delivered again is about what its author saw then. So long it may be on its way, and the clocks
 * may differ.
 */
const onTheWayMs = 60_000;

/** A machine may only take back. */
function fromLabel({ sender, label, pull_request: pull }: Payload, name: 'accept' | 'revoke'): readonly Said[] {
  const by = name === 'accept' ? personIn(sender) : actorIn(sender);
  if (by === undefined || label?.name === undefined || pull?.number === undefined) return [];
  const body = {
    by,
    headSha: pull.head?.sha ?? '',
    channel: 'label',
    label: label.name,
    ids: ['all'],
    reason: '',
  } as const;
  return [{ number: pull.number, name, body }];
}

/** The one who sends it is the one who wrote it. */
function fromText({ sender, pull_request: pull }: Payload, text: Text | null | undefined): readonly Said[] {
  const by = personIn(text?.user);
  if (by === undefined || by.id !== sender?.id || pull?.number === undefined || text?.node_id === undefined) return [];
  const { number } = pull;
  const saidAt = Date.parse(text.submitted_at ?? text.updated_at ?? '');
  const about = { by, headSha: text.commit_id ?? '', channel: 'command', nodeId: text.node_id } as const;
  return commandLines(text.body ?? '').map(({ verb, ids, reason }) => {
    return { number, name: verb, body: { ...about, ids, reason }, saidAt };
  });
}

function fromButton({ sender, check_run: run, requested_action: action }: Payload, where: Where): readonly Said[] {
  const by = personIn(sender);
  const headSha = run?.head_sha ?? '';
  const work = rerunOf(where, run?.external_id ?? '', headSha);
  if (by === undefined || run?.id === undefined || work?.subject !== 'pull-request') return [];
  const body = { by, headSha, channel: 'button', runId: run.id, ids: ['all'], reason: '' } as const;
  return [{ number: work.number, name: action?.identifier ?? '', body }];
}

const personIn = (account: Account | null | undefined): Actor | undefined =>
  account?.type === 'User' ? actorIn(account) : undefined;

function actorIn(account: Account | null | undefined): Actor | undefined {
  const { id, login } = account ?? {};
  return id === undefined || login === undefined ? undefined : { id, login };
}
