import { createHmac, randomUUID } from 'node:crypto';
import { Agent, type ClientRequest, request } from 'node:http';
import type { Opened } from './github.ts';

/** A signed webhook about a pull request. */
export interface Webhook {
  readonly headSha: string;
  readonly deliveryId: string;
  readonly body: () => Buffer;
  readonly signature: string;
}

/** What GitHub sends about a pull request, on average over our own subscriptions. */
const bodyBytes = 28 * 1024;
const [anyNumber, anySha] = [987_654_321, 'f'.repeat(40)];

/** A webhook for each pull request, 28 KB long, signed; the body is put together when it is sent. */
export function webhooksOf({ pulls, payload }: Opened, secret: string): readonly Webhook[] {
  const parts = template(payload);
  return pulls.map(({ number, headSha }) => {
    const body = (): Buffer => Buffer.from(parts.map((part) => part.join(headSha)).join(String(number)));
    const signature = `sha256=${createHmac('sha256', secret).update(body()).digest('hex')}`;
    return { headSha, deliveryId: randomUUID(), body, signature };
  });
}

/** The payload's text, cut where the number stands, and there where the head stands. */
function template(payload: Opened['payload']): readonly (readonly string[])[] {
  const pull = payload.pull_request as Readonly<Record<string, unknown>>; // fakehub's own
  const about = {
    ...payload,
    number: anyNumber,
    pull_request: { ...pull, number: anyNumber, head: { ...(pull.head as object), sha: anySha } },
  };
  const missing = bodyBytes - JSON.stringify(about).length;
  const label = { id: 208_045_946, name: 'bug', color: 'f29513', default: true, description: 'does not work' };
  const labels = Array.from({ length: Math.ceil(missing / JSON.stringify(label).length) }, () => label);
  const text = JSON.stringify({ ...about, labels });
  return text.split(String(anyNumber)).map((part) => part.split(anySha));
}

/** What became of webhooks; times in milliseconds from the moment at which each was due. */
export interface Outcome {
  /** Of those that were acknowledged, sorted. */
  readonly latencies: readonly number[];
  /** How late the sender itself was, sorted: what is to be taken off the above. */
  readonly sendingLate: readonly number[];
  readonly acknowledged: readonly Webhook[];
  /** Answers other than 202 by status; `broken` where there was none. */
  readonly refused: ReadonlyMap<number | 'broken', number>;
}

/**
 * Sends them on schedule, `perSecond`, whether or not earlier ones were answered: a service that stalls is measured by
 * all who wait, not by the few who were let in. https://github.com/giltene/wrk2#acknowledgements (coordinated omission)
 */
export async function sendAll(
  to: string | readonly string[],
  webhooks: readonly Webhook[],
  { perSecond, during }: { readonly perSecond: number; readonly during?: AbortSignal | undefined },
): Promise<Outcome> {
  const agent = new Agent({ keepAlive: true });
  const urls = typeof to === 'string' ? [to] : to;
  const [latencies, sendingLate, acknowledged]: [number[], number[], Webhook[]] = [[], [], []];
  const refused = new Map<number | 'broken', number>();
  const under: Promise<void>[] = [];
  const began = performance.now();
  for (let next = 0; next < webhooks.length && !during?.aborted; ) {
    const due = began + (next * 1000) / perSecond;
    const now = performance.now();
    const webhook = webhooks[next];
    if (now < due || webhook === undefined) {
      await new Promise((done) => setTimeout(done, due - now));
      continue;
    }
    const url = urls[next++ % urls.length] ?? '';
    sendingLate.push(now - due);
    const answered = send(`${url}/api/github/webhooks`, webhook, agent).then((status) => {
      if (status === 202) {
        latencies.push(performance.now() - due);
        acknowledged.push(webhook);
      } else refused.set(status, (refused.get(status) ?? 0) + 1);
    });
    under.push(answered);
    // Lets what has arrived be read, or a sender that is late would take its own delay for the service's.
    if (next % 10 === 0) await new Promise((done) => setImmediate(done));
  }
  await Promise.all(under);
  agent.destroy();
  return { latencies: sorted(latencies), sendingLate: sorted(sendingLate), acknowledged, refused };
}

function send(url: string, webhook: Webhook, agent: Agent): Promise<number | 'broken'> {
  const body = webhook.body();
  return new Promise((done) => {
    const sent: ClientRequest = request(url, { method: 'POST', agent, headers: headersOf(webhook, body) }, (answer) => {
      answer.resume().once('end', () => done(answer.statusCode ?? 'broken'));
      answer.once('error', () => done('broken'));
    });
    sent.once('error', () => done('broken'));
    sent.end(body);
  });
}

const headersOf = ({ deliveryId, signature }: Webhook, body: Buffer): Readonly<Record<string, string | number>> => ({
  'content-type': 'application/json',
  'content-length': body.length,
  'user-agent': 'GitHub-Hookshot/load',
  'x-github-event': 'pull_request',
  'x-github-delivery': deliveryId,
  'x-hub-signature-256': signature,
});

const sorted = (numbers: number[]): readonly number[] => numbers.sort((a, b) => a - b);

/** The least of the sorted `numbers` that `share` of them do not exceed. */
export const percentile = (numbers: readonly number[], share: number): number =>
  numbers[Math.max(0, Math.ceil(numbers.length * share) - 1)] ?? Number.NaN;
