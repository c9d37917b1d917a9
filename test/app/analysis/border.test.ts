import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addEntries, columnsOf } from '../../../src/app/analysis/columns.ts';
import { addContents, packed } from '../../../src/app/analysis/contents.ts';
import type { FileEntry } from '../../../src/model/file-tree.ts';

const path = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0'));
const entry = fc.record<FileEntry>({
  sha: fc.string({ unit: fc.constantFrom('0', '7', 'a', 'f'), minLength: 40, maxLength: 40 }),
  type: fc.constantFrom('file', 'symlink', 'submodule'),
  size: fc.option(fc.nat(), { nil: undefined }),
});

test('the entries of a tree arrive as they are, in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(path, entry)), (pairs) => {
      const tree = new Map(pairs);
      const arrived = new Map<string, FileEntry>();
      for (const columns of columnsOf(tree)) addEntries(arrived, columns);
      expect([...arrived]).toEqual([...tree]);
    }),
  );
});

test('a tree of many parts arrives whole', () => {
  const tree = new Map(
    Array.from({ length: 25_001 }, (_, at) => [`f${at}`, { sha: `${at}`, type: 'file', size: at } as const]),
  );
  const parts = [...columnsOf(tree)];
  const arrived = new Map<string, FileEntry>();
  for (const columns of parts) addEntries(arrived, columns);
  expect(parts).toHaveLength(3);
  expect(arrived).toEqual(tree);
});

test('contents arrive as they are, in packs of at most two MiB but for what is larger', () => {
  const sizes = [0, 1, 1_000_000, 1_500_000, 0, 5_000_000, 2];
  const blobs = new Map(sizes.map((size, at) => [`b${at}`, new Uint8Array(size).fill(at)] as const));
  const arrived = new Map<string, Uint8Array>();
  const packs = [...packed(blobs)];
  for (const pack of packs) addContents(arrived, pack);
  expect(packs.map(({ bytes }) => bytes.length)).toEqual([1_000_001, 1_500_000, 5_000_000, 2]);
  expect([...arrived.keys()]).toEqual([...blobs.keys()]);
  for (const [id, bytes] of blobs) expect(Buffer.compare(arrived.get(id) ?? Buffer.from('gone'), bytes)).toBe(0);
});
