import { describe, expect, test } from 'vitest';
import { answered } from '../../scripts/fuzz/record.ts';
import { judge, type Word } from '../../scripts/fuzz/verdict.ts';

describe('5,000 strange manifests, against what kubectl answered', () => {
  const files = answered();
  const verdicts = files.map(({ bytes, theirs }) => judge(bytes, theirs));
  const called = (wanted: Word): readonly string[] =>
    verdicts.flatMap(({ word, detail }, index) => (word === wanted ? [`file ${index}: ${detail[0]}`] : []));

  test('kubectl finds ways in in more than a third of them', () => {
    expect(files).toHaveLength(5_000);
    expect(files.filter(({ theirs }) => theirs.size > 0).length).toBeGreaterThan(5_000 / 3);
  });

  test('no exposure that kubectl sees is missed in silence', () => {
    expect(called('miss')).toEqual([]);
  });

  test('nothing crashes', () => {
    expect(called('crash')).toEqual([]);
  });

  test('what is said instead of read stays rare', () => {
    expect(called('told').length).toBeLessThan(50);
  });
});
