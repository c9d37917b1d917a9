import type { IncomingMessage } from 'node:http';
import { InboxFull } from '../app/inbox.ts';
import type { Metrics, WebhookOutcome } from '../app/metrics.ts';
import type { Delivery, Receive } from '../app/receive.ts';
import type { Log } from '../log.ts';
import { signatureCheck } from './signature.ts';

export interface FrontDoorOptions {
  /** The secret, and during a rotation the one before it. */
  readonly secrets: readonly string[];
  readonly receive: Receive;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'webhook'>;
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
/**
 * Of all bodies that are being read or recorded: senders without the secret can take no more of the memory than this.
 * What is only announced takes nothing: somebody with a few slow connections would keep GitHub out with it.
 */
const maxOpenBytes = 128 * 1024 * 1024;

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
  const open: Open = { bytes: 0 };
  return async (request) => {
    const began = performance.now();
    const delivery = deliveryOf(request);
    const event = String(request.headers['x-github-event'] ?? '');
    return options.log.within(delivery === undefined ? {} : { delivery }, async () => {
      const reply = await guarded(options, open, request);
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

/** What is held of bodies now. */
interface Open {
  bytes: number;
}

async function guarded(options: FrontDoorOptions, open: Open, request: IncomingMessage): Promise<Reply> {
  const { 'content-length': announced, 'x-hub-signature-256': signature } = request.headers;
  const length = announced === undefined ? maxUnannouncedBytes : Number(announced);
  if (length > maxBodyBytes) return tooLarge;
  if (typeof signature !== 'string') return unsigned;
  const held = { bytes: 0 };
  const hold = (bytes: number): boolean => {
    held.bytes += bytes;
    open.bytes += bytes;
    return open.bytes <= maxOpenBytes;
  };
  try {
    const read = await verified(options, request, { signature, length, hold });
    if ('status' in read) return read;
    const { receive, log } = options;
    return await log.within({ event: read.event }, () => recorded(read, receive, log));
  } finally {
    open.bytes -= held.bytes;
  }
}

interface Announced {
  readonly signature: string;
  /** The most that the body may have. */
  readonly length: number;
  /** Counts what has come; false where there is no memory for it. */
  readonly hold: (bytes: number) => boolean;
}

async function verified(
  { secrets }: FrontDoorOptions,
  request: IncomingMessage,
  { signature, length, hold }: Announced,
): Promise<Delivery | Reply> {
  const check = signatureCheck(secrets);
  const body = await readBody(request, length, (bytes) => {
    check.update(bytes);
    return hold(bytes.length);
  });
  if (!Buffer.isBuffer(body)) return body;
  if (!check.matches(signature)) return badSignature;
  return parse(request, body) ?? malformed;
}

/** The body's bytes; a reply as soon as they are too many, by themselves or for `take`, or no more of them come. */
async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  take: (bytes: Uint8Array) => boolean,
): Promise<Buffer | Reply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The socket must survive an early end: the refusal still has to be written to it.
  const stream: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  try {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > maxBytes) return tooLarge;
      if (!take(chunk)) return busy;
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
