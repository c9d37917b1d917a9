import { expect, test } from 'vitest';
import type { Forge, NeighbourFile, OpenForge } from '../../src/app/forge.ts';
import { rememberingForge } from '../../src/app/remembering-forge.ts';

const where = { installationId: 1, repositoryId: 7, owner: 'acme', repo: 'shop' };

/** A forge of which nothing but `neighbour` is asked for. */
function forge(answers: readonly (() => Promise<NeighbourFile>)[]) {
  const asked: string[] = [];
  const neighbour: Forge['neighbour'] = (repository) => {
    asked.push(repository);
    return answers[asked.length - 1]?.() ?? Promise.resolve('no-file');
  };
  const open: OpenForge = async () => ({ neighbour }) as Forge;
  return { asked, open };
}

test('those who ask at the same time share one answer', async () => {
  const { asked, open } = forge([]);
  const remembering = rememberingForge(open, { ms: 1000 });
  const [first, second] = [await remembering(where), await remembering(where)];
  await Promise.all([first.neighbour('.github', 'a.yml'), second.neighbour('.GitHub', 'a.yml')]);
  expect(asked).toEqual(['.github']);
});

test('who waits for somebody else that fails asks by itself, and an error is not remembered', async () => {
  const failing = Promise.withResolvers<NeighbourFile>();
  const { asked, open } = forge([() => failing.promise, async () => 'not-visible']);
  const one = await rememberingForge(open, { ms: 1000 })(where);
  const [first, second] = [one.neighbour('.github', 'a.yml'), one.neighbour('.github', 'a.yml')];
  failing.reject(new Error('ended'));
  await expect(first).rejects.toThrow('ended');
  expect(await second).toBe('not-visible');
  expect(await one.neighbour('.github', 'a.yml')).toBe('not-visible');
  expect(asked).toHaveLength(2);
});

test('who waits for somebody else can be ended', async () => {
  const { open } = forge([() => new Promise(() => {})]);
  const remembering = rememberingForge(open, { ms: 1000 });
  const end = new AbortController();
  const [first, second] = [await remembering(where), await remembering(where, end.signal)];
  void first.neighbour('.github', 'a.yml');
  const waiting = second.neighbour('.github', 'a.yml');
  end.abort(new Error('a newer head arrived'));
  await expect(waiting).rejects.toThrow('a newer head arrived');
});

test('owners, installations and files have nothing in common', async () => {
  const { asked, open } = forge([]);
  const remembering = rememberingForge(open, { ms: 1000 });
  for (const other of [{}, { owner: 'other' }, { installationId: 2 }, { repositoryId: 8 }])
    await (await remembering({ ...where, ...other })).neighbour('.github', 'a.yml');
  await (await remembering(where)).neighbour('.github', 'b.yml');
  expect(asked).toHaveLength(4);
});
