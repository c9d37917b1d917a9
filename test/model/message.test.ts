import { expect, test } from 'vitest';
import { plain, say } from '../../src/model/message.ts';

test.each([
  ['https://user:token@example.com/a@b?ref=v1', 'https://example.com/a@b?ref=v1'],
  ['git::https://token@example.com/a', 'git::https://example.com/a'],
  ['oci://u:p@ss@example.com', 'oci://example.com'],
  ['git@github.com:acme/shop', 'git@github.com:acme/shop'],
  ['http://example.com/@scope', 'http://example.com/@scope'],
])('the address %s is told as %s', (written, told) => {
  expect(plain(say`${written} is not fetched`)).toBe(`${told} is not fetched`);
});
