import { expect, test } from 'vitest';
import { operate } from '../../src/operation/dead-letters.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';

const now = 10_000_000;
const about = { subject: 'pull-request', installationId: 1, owner: 'acme', repo: 'shop', headSha: 'a' } as const;

async function withTwoDead() {
  const { inbox } = sqliteStore(':memory:', { now: () => now - 5 * 60_000 });
  for (const number of [1, 2])
    await inbox.append({ works: [{ ...about, repositoryId: 7, number, rerun: false, retargeted: false }] });
  for (const reason of ['GitHub did not answer', 'a bug \u001b[31m in red'])
    await inbox.bury((await inbox.claim()) ?? nothing(), reason);
  return { inbox, run: (command: string, ...args: string[]) => operate(command, args, inbox, now) };
}

function nothing(): never {
  throw new Error('there is something to claim');
}

test('what was given up is listed with its age and its reason, and nothing of it reaches the terminal as a command', async () => {
  const { run } = await withTwoDead();
  expect(await run('dead')).toEqual({
    text: '7#1  acme/shop  5 min ago  GitHub did not answer\n7#2  acme/shop  5 min ago  a bug  [31m in red\n',
    exitCode: 0,
  });
  expect(JSON.parse((await run('dead', '--json')).text)).toMatchObject([{ key: '7#1' }, { key: '7#2' }]);
});

test('one of them is worked on again, or all', async () => {
  const { inbox, run } = await withTwoDead();
  expect(await run('replay', '7#2')).toEqual({ text: '1 to be worked on again\n', exitCode: 0 });
  expect((await inbox.claim())?.work).toMatchObject({ number: 2, rerun: true });
  expect(await run('replay', '--all')).toEqual({ text: '1 to be worked on again\n', exitCode: 0 });
  expect(await run('dead')).toEqual({ text: 'nothing was given up\n', exitCode: 0 });
});

test('what was not given up cannot be replayed', async () => {
  const { inbox, run } = await withTwoDead();
  expect(await run('replay', '7#1', '8#1')).toMatchObject({ exitCode: 1 });
  expect((await run('replay', '8#1')).text).toContain('8#1');
  expect(await inbox.dead()).toHaveLength(2);
});

test.each([[['replay']], [['replay', '--all', '7#1']], [['dead', '--jsn']], [['bury']]])(
  '%j is answered with how it is used',
  async ([command = '', ...args]) => {
    const { run } = await withTwoDead();
    expect(await run(command, ...args)).toMatchObject({ exitCode: 2 });
    expect((await run(command, ...args)).text).toMatch(/^usage: /);
  },
);
