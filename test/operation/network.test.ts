import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { environmentFor } from '../support/environment.ts';
import { type Fakehub, startFakehub } from '../support/fakehub/hub.ts';
import { startProcess } from '../support/process.ts';
import { web } from '../support/scenario.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function fakehub(): Promise<Fakehub> {
  const hub = await startFakehub();
  opened.push(() => hub.close());
  return hub;
}

const portOf = (server: NetServer): number => (server.address() as AddressInfo).port; // it listens on TCP

async function listening<Any extends NetServer>(server: Any): Promise<Any> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  opened.push(() => server.close());
  return server;
}

/** A proxy that knows one way for every host, and notes who was asked for. */
async function proxyTo(port: number): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer();
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => {});
  });
  await listening(server);
  return { url: `http://127.0.0.1:${portOf(server)}`, asked };
}

/** An authority that nobody knows, and a server whose certificate it signed, in front of the hub. */
async function tlsFor(hub: Fakehub, host: string): Promise<{ readonly port: number; readonly authority: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  opened.push(() => rmSync(folder, { recursive: true }));
  const make = (name: string, subject: string, ...more: readonly string[]): unknown => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
    const all = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', subject, ...files, ...more];
    return execFileSync('openssl', all, { cwd: folder, stdio: 'pipe' });
  };
  make('ca', '/CN=An Authority');
  const leaf = ['-addext', `subjectAltName=DNS:${host}`, '-addext', 'basicConstraints=critical,CA:FALSE'];
  make('server', `/CN=${host}`, '-CA', 'ca.pem', '-CAkey', 'ca.key', ...leaf);
  const read = (name: string): Buffer => readFileSync(join(folder, name));
  const server = createTlsServer({ key: read('server.key'), cert: read('server.pem') }, (socket) => {
    const onward = connect(Number(new URL(hub.url).port), '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => {});
    socket.pipe(onward).pipe(socket);
  });
  await listening(server);
  return { port: portOf(server), authority: join(folder, 'ca.pem') };
}

test('a GitHub Enterprise Server behind a proxy, with a certificate of its own, is reviewed like any other', async () => {
  const hub = await fakehub();
  const host = 'git.example.test';
  const { port, authority } = await tlsFor(hub, host);
  const proxy = await proxyTo(port);
  const shop = hub.repository('acme/shop');
  shop.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
  const head = shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  const app = await startProcess({
    ...environmentFor(hub),
    GHE_HOST: host,
    GHE_PROTOCOL: 'https',
    HTTPS_PROXY: proxy.url,
    NODE_EXTRA_CA_CERTS: authority,
  });
  hub.connect(`${app.url}/api/github/webhooks`);
  await shop.announce(number, 'opened');
  await expect
    .poll(() => shop.checks(head).map(({ conclusion }) => conclusion), { timeout: 10_000 })
    .toEqual(['failure']);
  expect(new Set(proxy.asked)).toEqual(new Set([`${host}:443`]));
}, 30_000);

test('without the authority nothing is believed, and it says so', async () => {
  const hub = await fakehub();
  const { port } = await tlsFor(hub, 'git.example.test');
  const proxy = await proxyTo(port);
  const ghe = { GHE_HOST: 'git.example.test', GHE_PROTOCOL: 'https' };
  const app = await startProcess({ ...environmentFor(hub), ...ghe, HTTPS_PROXY: proxy.url });
  await expect.poll(() => app.logged.join('\n'), { timeout: 10_000 }).toMatch(/does not accept.*certificate/);
  const ready = await fetch(`${app.url}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([503, 'github']);
  expect(hub.calls).toEqual([]);
}, 30_000);

test('what NO_PROXY names is reached without the proxy', async () => {
  const hub = await fakehub();
  const nowhere = 'http://127.0.0.1:1';
  const app = await startProcess({
    ...environmentFor(hub),
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    NO_PROXY: 'example.com,127.0.0.1',
  });
  await expect.poll(async () => (await fetch(`${app.url}/readyz`)).status).toBe(200);
}, 30_000);
