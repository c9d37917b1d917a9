import type { IncomingMessage } from 'node:http';
import { InboxFull } from '../app/inbox.ts';
import type { Metrics, WebhookOutcome } from '../app/metrics.ts';
import type { Delivery, Receive } from '../app/receive.ts';
import type { Log } from '../log.ts';
import { type BodyGate, bodyGate } from './body-gate.ts';
import { signatureCheck } from './signature.ts';

export interface FrontDoorOptions {
  /** The secret, and during a rotation the one before it. */
  readonly secrets: readonly string[];
  readonly receive: Receive;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'webhook'>;
  /** How long a webhook may wait for its turn to be read. */
  readonly waitMs?: number;
}

/** What a sender gets to know: a number. */
export interface Reply {
  readonly status: number;
  readonly outcome: WebhookOutcome;
  /** The body was not read to its end: the connection has to be given up with it. */
  readonly unread?: true;
}

/**
 * GitHub sends nothing larger: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
 * Probot's own middleware reads a body of any size before it looks at the signature.
 */
export const maxBodyBytes = 25 * 1024 * 1024;
/**
 * GitHub always says how long a body is; some proxies do not. What we act on is a few hundred KiB at most, and before
 * its end nobody knows whether it is signed.
 */
export const maxUnannouncedBytes = 4 * 1024 * 1024;

const usualWaitMs = 3_000;

const tooLarge: Reply = { status: 413, outcome: 'too-large', unread: true };
const unsigned: Reply = { status: 401, outcome: 'unsigned', unread: true };
const busy: Reply = { status: 503, outcome: 'busy', unread: true };
const brokenOff: Reply = { status: 408, outcome: 'broken-off', unread: true };
const badSignature: Reply = { status: 401, outcome: 'bad-signature' };
const malformed: Reply = { status: 400, outcome: 'malformed' };
const full: Reply = { status: 503, outcome: 'inbox-full' };
const failed: Reply = { status: 500, outcome: 'error' };

/** Takes in a webhook: by its length, by its signature, by its form, and only then is anything of it believed. */
export function frontDoor(options: FrontDoorOptions): (request: IncomingMessage) => Promise<Reply> {
  const gate = bodyGate(options.waitMs ?? usualWaitMs);
  return async (request) => {
    const began = performance.now();
    const delivery = deliveryOf(request);
    const event = String(request.headers['x-github-event'] ?? '');
    return options.log.within(delivery === undefined ? {} : { delivery }, async () => {
      const reply = await guarded(options, gate, request);
      options.metrics.webhook(event, reply.outcome, performance.now() - began);
      if (reply.status >= 400) {
        const bytes = Number(request.headers['content-length'] ?? -1);
        options.log.warn('a webhook was refused', { status: reply.status, reason: reply.outcome, bytes });
      }
      return reply;
    });
  };
}

/** Anybody may write the header: what is no id is not repeated in the log. */
function deliveryOf({ headers }: IncomingMessage): string | undefined {
  const { 'x-github-delivery': id } = headers;
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined;
}

async function guarded(options: FrontDoorOptions, gate: BodyGate, request: IncomingMessage): Promise<Reply> {
  const { 'content-length': announced, 'x-hub-signature-256': signature } = request.headers;
  const length = announced === undefined ? maxUnannouncedBytes : Number(announced);
  if (length > maxBodyBytes) return tooLarge;
  if (typeof signature !== 'string') return unsigned;
  const leave = await gate.enter(length);
  if (leave === undefined) return busy;
  const read = await verified(options, request, { signature, length }).finally(leave);
  if ('status' in read) return read;
  const { receive, log } = options;
  return log.within({ event: read.event }, () => recorded(read, receive, log));
}

async function verified(
  { secrets }: FrontDoorOptions,
  request: IncomingMessage,
  { signature, length }: { readonly signature: string; readonly length: number },
): Promise<Delivery | Reply> {
  const check = signatureCheck(secrets);
  const body = await readBody(request, length, (bytes) => check.update(bytes));
  if (!Buffer.isBuffer(body)) return body;
  if (!check.matches(signature)) return badSignature;
  return parse(request, body) ?? malformed;
}

/** The body's bytes; a reply as soon as they are too many, or no more of them come. */
async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  see: (bytes: Uint8Array) => void,
): Promise<Buffer | Reply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The socket must survive an early end: the refusal still has to be written to it.
  const stream: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > maxBytes) return tooLarge;
      see(chunk);
      chunks.push(chunk);
    }
  } catch {
    return brokenOff; // the sender hung up, or Node did because it took too long
  }
  return Buffer.concat(chunks);
}

function parse(request: IncomingMessage, body: Buffer): Delivery | undefined {
  const [event, id] = [request.headers['x-github-event'], deliveryOf(request)];
  if (typeof event !== 'string' || id === undefined) return undefined;
  try {
    const payload: unknown = JSON.parse(body.toString('utf8'));
    return typeof payload === 'object' && payload !== null ? { id, event, payload } : undefined;
  } catch {
    return undefined; // signed, but no JSON: the hook's content type is set to «form»
  }
}

/** GitHub takes 202 for «has it» and shows everything else as failed, so that it can be delivered again. */
async function recorded(delivery: Delivery, receive: Receive, log: Log): Promise<Reply> {
  try {
    return { status: 202, outcome: await receive(delivery) };
  } catch (error) {
    if (error instanceof InboxFull) return full;
    log.error('a webhook could not be recorded', { error: String(error) });
    return failed;
  }
}
