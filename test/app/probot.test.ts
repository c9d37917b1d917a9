import { generateKeyPairSync } from 'node:crypto';
import { Probot } from 'probot';
import { expect, test } from 'vitest';
import { Dispatcher } from '../../src/app/dispatcher.ts';
import type { Work } from '../../src/app/events.ts';
import portcullis from '../../src/index.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const payload = {
  action: 'opened',
  installation: { id: 3 },
  repository: { id: 7, name: 'shop', owner: { login: 'acme' } },
  pull_request: { number: 5, head: { sha: 'abc' } },
};

async function loaded() {
  const probot = new Probot({ appId: 1, privateKey, logLevel: 'fatal' });
  const store = sqliteStore(':memory:');
  const inbox = new Dispatcher(store.inbox);
  const seen: Work[] = [];
  inbox.start(async (work) => {
    seen.push(work);
    return { next: [] };
  });
  await probot.load(portcullis, { cwd: '.', addHandler: () => {}, inbox, store });
  // What Probot's types ask of an event is GitHub's whole payload; the app reads a few fields of it.
  const receive = (name: string, body: object) =>
    probot.receive({ id: 'd-1', name, payload: body } as Parameters<typeof probot.receive>[0]);
  return { receive, seen, inbox };
}

test('as a Probot app, it puts what an event makes dirty into the inbox and is done', async () => {
  const { receive, seen, inbox } = await loaded();
  await receive('pull_request', payload);
  await inbox.idle();
  expect(seen).toMatchObject([{ subject: 'pull-request', number: 5, repositoryId: 7, installationId: 3 }]);
});

test('as a Probot app, it passes over events that concern nobody', async () => {
  const { receive, seen, inbox } = await loaded();
  await receive('pull_request', { ...payload, action: 'assigned' });
  await receive('issues', { ...payload, action: 'opened' });
  await inbox.idle();
  expect(seen).toEqual([]);
});

test('without an inbox it says how it is started', async () => {
  const probot = new Probot({ appId: 1, privateKey, logLevel: 'fatal' });
  await expect(probot.load(portcullis, { cwd: '.', addHandler: () => {} })).rejects.toThrow('npm start');
});
