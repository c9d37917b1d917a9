import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Answer, Page, Pages } from '../operation/page.ts';
import { type FrontDoorOptions, frontDoor, type Reply } from './front-door.ts';

export interface ServerOptions extends FrontDoorOptions {
  readonly webhookPath: string;
  /** Path → what a GET of it answers. */
  readonly pages: Pages;
  /** How long a request may take to arrive. */
  readonly timeoutMs?: number;
}

const lingerMs = 500;

/** The HTTP server of the app: webhooks, and the pages of whoever runs it. */
export function createWebhookServer(options: ServerOptions): Server {
  const { timeoutMs = 10_000, log } = options;
  const take = frontDoor(options);
  const timeouts = {
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: timeoutMs / 10,
  };
  const server = createServer(timeouts, (request, response) => {
    route(options, take, { request, response }).catch((error: unknown) => {
      log.error('a request was not answered as it should', { error: String(error) });
      if (!response.headersSent && !response.destroyed) void end(response, { status: 500 });
    });
  });
  // Longer than proxies keep a connection idle: one that this side closes first takes a webhook with it.
  server.keepAliveTimeout = 75_000;
  return server;
}

/** Takes no more connections; those that are idle end now, the others after their answer or after `withinMs`. */
export function closeServer(server: Server, withinMs: number): Promise<void> {
  return new Promise((closed) => {
    // GitHub keeps connections open; one that was busy before may be idle now.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const rest = setTimeout(() => server.closeAllConnections(), withinMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(rest);
      closed();
    });
    server.closeIdleConnections();
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function route(
  { webhookPath, pages }: ServerOptions,
  take: (request: IncomingMessage) => Promise<Reply>,
  { request, response }: Exchange,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path !== webhookPath || request.method !== 'POST')
    return end(response, await shown(pages.get(path), request, path === webhookPath));
  const { status, unread } = await take(request);
  if (unread) refuse(request, status);
  else await end(response, { status });
}

/** Webhooks may come to a path that has a page, too. */
async function shown(answer: Answer | undefined, request: IncomingMessage, isHook: boolean): Promise<Page> {
  if (answer === undefined) return isHook ? { status: 405, headers: { allow: 'POST' } } : { status: 404 };
  return isRead(request) ? answer(request) : { status: 405, headers: { allow: 'GET, HEAD' } };
}

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

/**
 * Answers and hangs up, so that the rest of the body is never read. Written by hand: Node would either read the rest
 * or reset the connection, and a sender that is reset never sees the status.
 */
function refuse({ socket }: IncomingMessage, status: number): void {
  if (socket.destroyed || !socket.writable) return;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

async function end(response: ServerResponse, { status, text = '', pieces, type, headers }: Page): Promise<void> {
  const all = { 'content-type': type ?? 'text/plain', ...headers };
  if (pieces === undefined) {
    response.writeHead(status, { ...all, 'content-length': Buffer.byteLength(text) }).end(text);
    return;
  }
  response.writeHead(status, all);
  // As slowly as they are taken; where one cannot be had, the connection breaks, so that nobody takes it for all.
  if (response.req.method === 'HEAD') response.end();
  else await pipeline(pieces, response).catch(unlessHungUp);
}

/** Whoever asked has gone before the end, which is nobody's fault. */
function unlessHungUp(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) throw error;
}
