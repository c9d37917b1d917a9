import { expect, test } from 'vitest';
import { memoShelf } from '../../src/app/memo-shelf.ts';
import type { Memo } from '../../src/kinds/memo.ts';

// What is kept is of no interest here, only that it is.
const content = {} as Parameters<Memo['set']>[1];

test('each repository has a memo of its own, which lasts', async () => {
  const shelf = memoShelf();
  await shelf.use(1, async (memo) => memo.set('a', content));
  expect(await shelf.use(1, async (memo) => memo.get('a'))).toBe(content);
  expect(await shelf.use(2, async (memo) => memo.get('a'))).toBeUndefined();
});

test('a memo that holds too much is emptied, but not while somebody relies on it', async () => {
  const shelf = memoShelf({ repositories: 10, contents: 2 });
  await shelf.use(1, async (first) => {
    await shelf.use(1, async (second) => {
      for (const key of ['a', 'b', 'c']) second.set(key, content);
    });
    expect(first.get('a')).toBe(content);
  });
  expect(await shelf.use(1, async (memo) => memo.get('a'))).toBeUndefined();
});

test('the repository that was unused longest is forgotten first', async () => {
  const shelf = memoShelf({ repositories: 2, contents: 10 });
  for (const id of [1, 2, 1, 3]) await shelf.use(id, async (memo) => memo.set('a', content));
  const known = async (id: number) => (await shelf.use(id, async (memo) => memo.get('a'))) !== undefined;
  expect(await known(1)).toBe(true);
  expect(await known(3)).toBe(true);
});
