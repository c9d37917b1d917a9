import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hunk } from '../../src/report/report.ts';
import { changedLines, hunksBetween } from '../../src/review/hunks.ts';
import { memoryTree } from '../support/memory-tree.ts';

const short = ({ baseStart, baseLines, headStart, headLines }: Hunk): string =>
  `-${baseStart},${baseLines} +${headStart},${headLines}`;

describe('hunks', () => {
  test.each<[string, string, readonly string[], string]>([
    ['abc', 'abc', [], 'nothing has changed'],
    ['', 'abc', ['-0,0 +1,3'], 'a file that is new'],
    ['', '', [], 'two empty files'],
    ['abc', '', ['-1,3 +1,0'], 'a file that is emptied'],
    ['abc', 'axc', ['-2,1 +2,1'], 'one line is replaced'],
    ['abc', 'abxc', ['-3,0 +3,1'], 'one line comes'],
    ['abc', 'ac', ['-2,1 +2,0'], 'one line goes'],
    ['abcde', 'xbcdy', ['-1,1 +1,1', '-5,1 +5,1'], 'two runs are two hunks'],
  ])('from %s to %s are %o: %s', (before, after, expected) => {
    expect(hunksBetween(before.split(''), after.split('')).map(short)).toEqual(expected);
  });

  test('make the head of the base, and cover no line that is the same', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const rebuilt: string[] = [];
        let at = 0;
        for (const { baseStart, baseLines, headStart, headLines } of hunksBetween(before, after)) {
          const start = baseStart === 0 ? 0 : baseStart - 1;
          rebuilt.push(...before.slice(at, start), ...after.slice(headStart - 1, headStart - 1 + headLines));
          at = start + baseLines;
        }
        expect([...rebuilt, ...before.slice(at)]).toEqual(after);
      }),
    );
  });

  test('of two files that have nothing in common are one, without long searching', () => {
    const many = (letter: string) => Array.from({ length: 20_000 }, (_, index) => `${letter}${index}`);
    const started = performance.now();
    expect(hunksBetween(many('a'), many('b')).map(short)).toEqual(['-1,20000 +1,20000']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('changed lines', () => {
  const lines = (base: Record<string, string>, head: Record<string, string>) => {
    const all = [...new Set([...Object.keys(base), ...Object.keys(head)])];
    return [...changedLines(memoryTree(base), memoryTree(head), all)].map(
      ([path, hunks]) => `${path} ${hunks.map(short).join(' ')}`,
    );
  };

  test.each<[Record<string, string>, Record<string, string>, readonly string[], string]>([
    [{ a: 'x\n' }, { a: 'x\n' }, [], 'a file that is the same is absent'],
    [{ a: 'x\ny\n' }, {}, ['a -1,2 +0,0'], 'a file that is gone has one hunk, which begins at no line of head'],
    [{ a: 'x\n', b: 'x\n' }, { b: 'x\n' }, ['a -1,1 +0,0'], 'a copy that goes is gone'],
    [{ a: '' }, {}, ['a -1,0 +0,0'], 'an empty file that is gone has no lines'],
    [{}, { a: 'x\ny\n' }, ['a -0,0 +1,2'], 'a new file has one hunk'],
    [{ a: 'x\n' }, { b: 'x\n' }, ['b '], 'a file with a new name has none'],
    [{ a: 'x\n' }, { a: 'x\n', b: 'x\n' }, ['b -0,0 +1,1'], 'a copy is a new file'],
    [{ a: 'x\ny' }, { a: 'x\ny\n' }, ['a '], 'the last line break alone is no line'],
    [{ a: 'x\r\n' }, { a: 'x\n' }, ['a -1,1 +1,1'], 'carriage returns are part of a line'],
    [{ a: 'ä\u0085x\n' }, { a: 'ä\u0085y\n' }, ['a -1,1 +1,1'], 'a hidden break is none, as for git'],
  ])('%o to %o: %o, %s', (base, head, expected) => {
    expect(lines(base, head)).toEqual(expected);
  });
});
