import { expect, test } from 'vitest';
import { type Scope, type TokenRequest, tokenCache } from '../../src/github/tokens.ts';

const hour = 3_600_000;
const reading: Scope = { installationId: 1, repositoryId: 7, access: 'read' };

type Refuse = (request: TokenRequest) => Error | undefined;

/** Tokens `t1`, `t2`, … for an hour each, at a time that the test sets. */
function minted({ max = 100, refuse = () => undefined }: { max?: number; refuse?: Refuse } = {}) {
  const asked: TokenRequest[] = [];
  const clock = { now: 0 };
  const ungranted: number[] = [];
  const tokens = tokenCache({
    mint: async (request) => {
      asked.push(request);
      const refusal = refuse(request);
      if (refusal !== undefined) throw refusal;
      return { token: `t${asked.length}`, expires_at: new Date(clock.now + hour).toISOString() };
    },
    onUngranted: (installation) => void ungranted.push(installation),
    now: () => clock.now,
    max,
  });
  return { tokens, asked, clock, ungranted };
}

test('a token is for one repository, and reads or writes', async () => {
  const { tokens, asked } = minted();
  await tokens.get(reading);
  await tokens.get({ ...reading, access: 'write' });
  expect(asked).toEqual([
    {
      installation_id: 1,
      repository_ids: [7],
      permissions: { metadata: 'read', contents: 'read', pull_requests: 'read', checks: 'read' },
    },
    {
      installation_id: 1,
      repository_ids: [7],
      permissions: { metadata: 'read', pull_requests: 'write', checks: 'write' },
    },
  ]);
});

test('a token serves everybody who asks until shortly before its end', async () => {
  const { tokens, asked, clock } = minted();
  expect(await Promise.all([tokens.get(reading), tokens.get(reading)])).toEqual(['t1', 't1']);
  clock.now = hour - 6 * 60_000;
  expect(await tokens.get(reading)).toBe('t1');
  clock.now = hour - 4 * 60_000;
  expect(await tokens.get(reading)).toBe('t2');
  expect(asked).toHaveLength(2);
});

test('a token that was refused is forgotten, and not the one that came after it', async () => {
  const { tokens } = minted();
  await tokens.get(reading);
  tokens.forget(reading, 't1');
  expect(await tokens.get(reading)).toBe('t2');
  tokens.forget(reading, 't1');
  expect(await tokens.get(reading)).toBe('t2');
});

test('the oldest token goes where there are too many', async () => {
  const { tokens, asked } = minted({ max: 2 });
  for (const repositoryId of [1, 2, 3]) await tokens.get({ ...reading, repositoryId });
  await tokens.get({ ...reading, repositoryId: 3 });
  expect(asked).toHaveLength(3);
  await tokens.get({ ...reading, repositoryId: 1 });
  expect(asked).toHaveLength(4);
});

const answer = (status: number): Error => Object.assign(new Error('no'), { status });

test('an installation that has granted less is asked for what it has', async () => {
  const refuse = ({ permissions }: TokenRequest) => (permissions === undefined ? undefined : answer(422));
  const { tokens, asked, ungranted } = minted({ refuse });
  expect(await tokens.get(reading)).toBe('t2');
  expect(asked[1]).toEqual({ installation_id: 1, repository_ids: [7] });
  expect(ungranted).toEqual([1]);
});

test('a failure is not kept', async () => {
  let isDown = true;
  const { tokens } = minted({ refuse: () => (isDown ? answer(502) : undefined) });
  await expect(tokens.get(reading)).rejects.toMatchObject({ status: 502 });
  isDown = false;
  expect(await tokens.get(reading)).toBe('t2');
});

test('a token for another repository opens its files alone, and is never asked for with more', async () => {
  const refuse = ({ repositories }: TokenRequest) => (repositories?.[0] === 'secret' ? answer(422) : undefined);
  const { tokens, asked, ungranted } = minted({ refuse });
  const files: Scope = { installationId: 1, repositoryId: undefined, repositoryName: '.github', access: 'files' };
  expect(await tokens.get(files)).toBe('t1');
  await expect(tokens.get({ ...files, repositoryName: 'secret' })).rejects.toThrow('no');
  const permissions = { metadata: 'read', contents: 'read' };
  expect(asked).toEqual([
    { installation_id: 1, repositories: ['.github'], permissions },
    { installation_id: 1, repositories: ['secret'], permissions },
  ]);
  expect(ungranted).toEqual([]);
});
