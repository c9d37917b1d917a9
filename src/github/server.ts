import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { isSignedBy } from './signature.ts';

/** A webhook whose signature is right. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
}

export interface ServerOptions {
  readonly webhookPath: string;
  /** The secret, and during a rotation the one before it. */
  readonly secrets: readonly string[];
  /** Records what is to be done; GitHub gets its 202 when this resolves and a 500 when it rejects. */
  readonly receive: (delivery: Delivery) => Promise<void>;
  readonly log: (message: string, facts: Readonly<Record<string, string | number>>) => void;
  /** How long a request may take to arrive. */
  readonly timeoutMs?: number;
}

/**
 * GitHub sends nothing larger: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
 * Probot's own middleware reads a body of any size before it looks at the signature.
 */
export const maxBodyBytes = 25 * 1024 * 1024;
const maxBodies = 64;
const lingerMs = 500;

/** The HTTP server of the app: webhooks and `GET /healthz`. Its answers hold no text of ours or of a sender's. */
export function createWebhookServer(options: ServerOptions): Server {
  const { timeoutMs = 10_000 } = options;
  const open = { bodies: 0 };
  const timeouts = {
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: timeoutMs / 10,
  };
  const server = createServer(timeouts, (request, response) => {
    void route(options, open, { request, response }).catch((error: unknown) => {
      options.log('a request was not answered as it should', { error: String(error) });
      if (!response.headersSent && !response.destroyed) end(response, 500);
    });
  });
  server.maxRequestsPerSocket = 1000;
  return server;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function route(options: ServerOptions, open: { bodies: number }, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const path = (request.url ?? '').split('?')[0];
  if (path === '/healthz') return end(response, 200, 'ok');
  if (path !== options.webhookPath) return end(response, 404);
  if (request.method !== 'POST') return end(response, 405);
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return refuse(exchange, 413);
  // A body without a signature is refused before it is read.
  if (typeof request.headers['x-hub-signature-256'] !== 'string') return refuse(exchange, 401);
  if (open.bodies >= maxBodies) return refuse(exchange, 503);
  open.bodies++;
  try {
    await receive(options, exchange);
  } finally {
    open.bodies--;
  }
}

async function receive({ secrets, receive: handle, log }: ServerOptions, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const body = await readBody(request);
  if (body === undefined) return refuse(exchange, 413);
  const signature = request.headers['x-hub-signature-256'];
  if (!isSignedBy(secrets, body, String(signature))) {
    log('refused a webhook with a wrong signature', { bytes: body.length });
    return end(response, 401);
  }
  const delivery = parse(request, body);
  if (delivery === undefined) return end(response, 400);
  try {
    await handle(delivery);
  } catch (error) {
    log('could not record a webhook', { delivery: delivery.id, event: delivery.event, error: String(error) });
    return end(response, 500);
  }
  end(response, 202);
}

/** The body's bytes; undefined as soon as they are too many, whatever length was announced. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The socket must survive an early end: the refusal still has to be written to it.
  const stream: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(request: IncomingMessage, body: Buffer): Delivery | undefined {
  const { 'x-github-event': event, 'x-github-delivery': id } = request.headers;
  if (typeof event !== 'string' || typeof id !== 'string') return undefined;
  try {
    const payload: unknown = JSON.parse(body.toString('utf8'));
    return typeof payload === 'object' && payload !== null ? { id, event, payload } : undefined;
  } catch {
    return undefined; // signed, but no JSON: the hook's content type is set to «form»
  }
}

/**
 * Answers and hangs up, so that the rest of the body is never read. Written by hand: Node would either read the rest
 * or reset the connection, and a sender that is reset never sees the status.
 */
function refuse({ request }: Exchange, status: number): void {
  const { socket } = request;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}
