import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { InboxFull } from '../../src/app/inbox.ts';
import type { Delivery } from '../../src/app/receive.ts';
import { maxBodyBytes, maxUnannouncedBytes } from '../../src/github/front-door.ts';
import { createWebhookServer } from '../../src/github/server.ts';
import { observers } from '../support/observers.ts';

const secret = 'a-secret-of-more-than-thirty-two-characters';
const stopped: (() => void)[] = [];
afterEach(() => {
  for (const stop of stopped.splice(0)) stop();
});

async function start(receive: (delivery: Delivery) => Promise<void> = async () => {}, timeoutMs = 10_000) {
  const { log, logged, metrics } = observers();
  const server = createWebhookServer({
    webhookPath: '/hook',
    secrets: [secret, 'the-old-secret'],
    receive: async (delivery) => {
      await receive(delivery);
      return 'accepted';
    },
    pages: new Map([['/livez', async () => ({ status: 200, text: 'ok' })]]),
    log,
    metrics,
    timeoutMs,
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  stopped.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, logged, metrics };
}

/** The head of the longest body that may be sent, signed by somebody. */
const largest = `POST /hook HTTP/1.1\r\nhost: x\r\nx-hub-signature-256: sha256=00\r\ncontent-length: ${maxBodyBytes}\r\n\r\n`;

const sign = (body: string, key = secret): string => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
const send = (url: string, body: string, signature: string | undefined) =>
  fetch(`${url}/hook`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'pull_request',
      'x-github-delivery': 'd-1',
      ...(signature === undefined ? {} : { 'x-hub-signature-256': signature }),
    },
  });

describe('the webhook server', () => {
  test('hands on a signed webhook and accepts it', async () => {
    const received: Delivery[] = [];
    const { url } = await start(async (delivery) => void received.push(delivery));
    const response = await send(url, '{"action":"opened"}', sign('{"action":"opened"}'));
    expect(response.status).toBe(202);
    expect(received).toEqual([{ id: 'd-1', event: 'pull_request', payload: { action: 'opened' } }]);
  });

  test('accepts the secret before a rotation, too', async () => {
    const { url } = await start();
    expect((await send(url, '{}', sign('{}', 'the-old-secret'))).status).toBe(202);
  });

  test.each([
    { given: 'a signature with another key', signature: sign('{}', 'development'), status: 401 },
    { given: 'a signature of another length', signature: 'sha256=00', status: 401 },
    { given: 'no signature', signature: undefined, status: 401 },
  ])('refuses $given and hands nothing on', async ({ signature, status }) => {
    const received: Delivery[] = [];
    const { url } = await start(async (delivery) => void received.push(delivery));
    const response = await send(url, '{}', signature);
    expect([response.status, await response.text(), received]).toEqual([status, '', []]);
  });

  test.each(['not json', '"text"', 'null'])('answers 400 to a signed body that is no object: %s', async (body) => {
    const { url } = await start();
    expect((await send(url, body, sign(body))).status).toBe(400);
  });

  test('says nothing about an error of its own', async () => {
    const { url, logged } = await start(async () => {
      throw new Error('the disk is full');
    });
    const response = await send(url, '{}', sign('{}'));
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(logged.join()).toContain('the disk is full');
  });

  test('asks GitHub to come again where the inbox is full, without an error of its own', async () => {
    const { url, logged, metrics } = await start(async () => {
      throw new InboxFull('50000 works wait');
    });
    const response = await send(url, '{}', sign('{}'));
    expect([response.status, await response.text()]).toEqual([503, '']);
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', reason: 'inbox-full', delivery: 'd-1' },
    ]);
    expect(await metrics.text()).toContain('portcullis_webhooks_dropped_total{reason="inbox-full"} 1');
  });

  test('logs the id of a delivery with everything that is said of it, and never its body', async () => {
    const { url, logged } = await start(async ({ payload }) => {
      throw new Error(`cannot write ${Object.keys(payload as object)[0]}`); // asserted by its text
    });
    await send(url, '{"key":"the-body"}', sign('{"key":"the-body"}'));
    await send(url, 'the-body', sign('the-body', 'another-key'));
    expect(logged.map((line) => JSON.parse(line).delivery)).toEqual(['d-1', 'd-1', 'd-1']);
    expect(logged.join('')).not.toContain('the-body');
  });

  test('refuses a body by its announced length before it has read any of it', async () => {
    const { port } = await start();
    const head = `POST /hook HTTP/1.1\r\nhost: x\r\nx-hub-signature-256: sha256=00\r\ncontent-length: ${maxBodyBytes + 1}\r\n\r\n`;
    expect(await firstLine(port, head)).toBe('HTTP/1.1 413 Payload Too Large');
  });

  test('refuses a body that turns out larger than it may be', async () => {
    const { url, logged } = await start();
    const megabyte = new Uint8Array(1024 * 1024);
    const body = ReadableStream.from(
      (function* () {
        for (let sent = 0; sent <= maxUnannouncedBytes; sent += megabyte.length) yield megabyte;
      })(),
    );
    const headers = { 'x-hub-signature-256': 'sha256=00' };
    // A stream as body needs `duplex`, which TypeScript's types of fetch do not know.
    const options = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
    expect((await fetch(`${url}/hook`, options)).status).toBe(413);
    expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ level: 'warn', reason: 'too-large', status: 413 }]);
  });

  test('hangs up on a body that does not arrive', async () => {
    const { port } = await start(undefined, 200);
    const head = 'POST /hook HTTP/1.1\r\nhost: x\r\nx-hub-signature-256: sha256=00\r\ncontent-length: 10\r\n\r\n1';
    expect(await firstLine(port, head)).toBe('HTTP/1.1 408 Request Timeout');
  });

  test('takes a burst at once, whatever bodies were announced and do not arrive', async () => {
    const { port, url } = await start();
    const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    await Promise.all(sockets.map((socket) => new Promise((sent) => socket.write(`${largest}1`, sent))));
    const burst = await Promise.all(Array.from({ length: 100 }, () => send(url, '{}', sign('{}'))));
    expect(new Set(burst.map(({ status }) => status))).toEqual(new Set([202]));
    for (const socket of sockets) socket.destroy();
  });

  test('takes no more bodies than there is memory for', async () => {
    const { port, url } = await start();
    // All of each but the last byte: 6 × 25 MiB are more than the 128 that there are.
    const unfinished = largest + 'x'.repeat(maxBodyBytes - 1);
    const first = await Promise.race(Array.from({ length: 6 }, () => firstLine(port, unfinished)));
    expect(first).toBe('HTTP/1.1 503 Service Unavailable');
    expect((await send(url, '{}', sign('{}'))).status).toBe(202);
  });

  test.each([
    { path: '/livez', method: 'GET', status: 200, body: 'ok' },
    { path: '/livez', method: 'POST', status: 405, body: '' },
    { path: '/hook', method: 'GET', status: 405, body: '' },
    { path: '/', method: 'GET', status: 404, body: '' },
  ])('answers $method $path with $status', async ({ path, method, status, body }) => {
    const { url } = await start();
    const response = await fetch(url + path, { method });
    expect([response.status, await response.text()]).toEqual([status, body]);
  });
});

const firstLine = (port: number, head: string): Promise<string | undefined> =>
  new Promise((answered, failed) => {
    const socket = connect(port, '127.0.0.1').on('error', failed);
    socket.once('data', (bytes) => {
      answered(bytes.toString().split('\r\n')[0]);
      socket.destroy();
    });
    socket.write(head);
  });
