import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { toValue } from '../../../src/manifest/node.ts';
import { plain } from '../../../src/model/message.ts';
import { createKustomizeMemo, renderKustomization } from '../../../src/render/kustomize/index.ts';
import { treeIn } from './tree.ts';

const cases = join(import.meta.dirname, 'cases');
const names = readdirSync(cases);
const isBuilt = (name: string): boolean => existsSync(join(cases, name, 'expected.yaml'));
const render = (name: string) => renderKustomization(treeIn(join(cases, name)), 'root', createKustomizeMemo());

test.each(names.filter(isBuilt))('%s, as kubectl does', (name) => {
  const { documents, gaps } = render(name);
  const expected = loadAll(readFileSync(join(cases, name, 'expected.yaml'), 'utf8'));
  expect(gaps.map(({ message }) => plain(message))).toEqual([]);
  expect(documents.map(toValue)).toEqual(expected);
});

test.each(names.filter((name) => !isBuilt(name)))('%s, in words of kubectl', (name) => {
  const { documents, gaps } = render(name);
  const refused = readFileSync(join(cases, name, 'refused.txt'), 'utf8');
  expect(documents).toEqual([]);
  expect(gaps).toHaveLength(1);
  const [words = ''] = gaps.map(({ message }) => plain(message));
  // Our message is the innermost of kubectl's, which wraps it once for each folder on the way.
  expect(refused).toContain(words.split(': ').at(-1));
  expect(gaps[0]?.at.path).toMatch(/kustomization\.yaml$|map\.yaml$/);
});
