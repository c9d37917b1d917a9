import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rules } from '../src/rules/index.ts';
import { caseFolders } from './support/cases.ts';

const root = join(import.meta.dirname, '..');
const ids = rules.map(({ id }) => id);
const casesOf = (id: string): readonly string[] =>
  caseFolders().flatMap(({ subject, sentence }) => (subject === `rules/${id}` ? [sentence] : []));
const isQuiet = (sentence: string): boolean => sentence.startsWith('stays quiet');

describe.each(ids)('%s', (id) => {
  test('has a file of its own', () => {
    expect(existsSync(join(root, 'src/rules', `${id}.ts`))).toBe(true);
  });

  test('has a page', () => {
    expect(existsSync(join(root, 'docs/rules', `${id}.md`))).toBe(true);
  });

  test('has a case that fires and one that stays quiet', () => {
    const sentences = casesOf(id);
    expect(sentences.filter((sentence) => !isQuiet(sentence))).not.toEqual([]);
    expect(sentences.filter(isQuiet)).not.toEqual([]);
  });
});

test('no page and no case is about a rule that does not exist', () => {
  const pages = readdirSync(join(root, 'docs/rules')).flatMap((name) =>
    name === 'README.md' ? [] : name.slice(0, -3),
  );
  const subjects = readdirSync(join(root, 'test/cases/rules'));
  expect([...pages, ...subjects].filter((name) => !ids.includes(name))).toEqual([]);
});

test('no rule is called like another one', () => {
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('a rule is summed up in at most ten words', () => {
  expect(rules.filter(({ summary }) => summary.split(' ').length > 10).map(({ id }) => id)).toEqual([]);
});
