import { expect, test } from 'vitest';
import { receiveInto } from '../../src/app/receive.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';

const opened = (repositoryId: number, installationId = 1) => ({
  action: 'opened',
  installation: { id: installationId },
  repository: { id: repositoryId, name: 'shop', owner: { login: 'acme' } },
  pull_request: { number: 5, head: { sha: 'abc' } },
});

async function withThreeRepositories() {
  const store = sqliteStore(':memory:');
  const receive = receiveInto({ inbox: store.inbox, store });
  await receive({ id: 'a', event: 'pull_request', payload: opened(7) });
  await receive({ id: 'b', event: 'pull_request', payload: opened(8) });
  await receive({ id: 'c', event: 'pull_request', payload: opened(9, 2) });
  const left = async () => {
    const keys: string[] = [];
    for (let claim = await store.inbox.claim(); claim; claim = await store.inbox.claim()) keys.push(claim.key);
    return keys.sort();
  };
  return { receive, left, store };
}

test('a delivery that comes twice is recorded once, and both are accepted', async () => {
  const { receive, left } = await withThreeRepositories();
  expect(await receive({ id: 'a', event: 'pull_request', payload: opened(7) })).toBe('accepted');
  expect(await left()).toEqual(['7#5', '8#5', '9#5']);
});

test('what an installation that is removed has left is removed with it', async () => {
  const { receive, left } = await withThreeRepositories();
  const payload = { action: 'deleted', installation: { id: 1 } };
  expect(await receive({ id: 'd', event: 'installation', payload })).toBe('accepted');
  expect(await left()).toEqual(['9#5']);
});

test('an installation that is suspended keeps what it has, and is not shown until it is back', async () => {
  const { receive, left, store } = await withThreeRepositories();
  const place = { owner: 'acme', repo: 'shop' };
  await store.records.save({ installationId: 1, repositoryId: 7, subject: '#5' }, { place });
  const count = async () => (await store.records.tally({ owner: undefined })).length;
  const tell = (action: string) =>
    receive({ id: action, event: 'installation', payload: { action, installation: { id: 1 } } });
  expect(await tell('suspend')).toBe('accepted');
  expect(await count()).toBe(0);
  expect(await tell('new_permissions_accepted')).toBe('ignored');
  expect(await count()).toBe(0);
  expect(await tell('unsuspend')).toBe('accepted');
  expect(await count()).toBe(1);
  expect(await left()).toEqual(['7#5', '8#5', '9#5']);
});

test('what an installation lets go is removed, and the rest is kept', async () => {
  const { receive, left } = await withThreeRepositories();
  const payload = { action: 'removed', installation: { id: 1 }, repositories_removed: [{ id: 8 }, {}] };
  await receive({ id: 'd', event: 'installation_repositories', payload });
  expect(await left()).toEqual(['7#5', '9#5']);
});
