import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import { checks } from '../../src/doctor/result.ts';
import { doctorJson, doctorText } from '../../src/doctor/write.ts';
import { factsOf, seen } from './facts.ts';

const page = readFileSync(new URL('../../docs/required-check.md', import.meta.url), 'utf8');

/** The code of this language in the page. */
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, of, code = '']) => (of === language ? [code] : []));

describe('docs/required-check.md', () => {
  const rules = {
    requiredChecks: [{ name: 'Portcullis', source: 'any' }],
    isStrict: true,
    hasMergeQueue: false,
  } as const;
  const results = examine(factsOf({ rules: seen(rules) })).filter(({ where }) => where === 'acme/shop');

  test('prints what doctor prints', () => {
    const [lines = ''] = doctorText(results).split('\n\n');
    expect(blocks('text')).toEqual([`${lines}\n`]);
    const problems = results.filter(({ state }) => state === 'problem');
    expect(blocks('json').map((code) => JSON.parse(code))).toEqual([doctorJson(problems)]);
  });

  test('says of each check what it is about', () => {
    const table = page.slice(page.indexOf('| check '), page.indexOf('## When it does not work'));
    expect([...table.matchAll(/^\| `([\w-]+)`/gm)].map(([, check]) => check)).toEqual(checks);
  });
});
