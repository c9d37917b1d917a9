import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../src/config/load.ts';
import type { Config } from '../src/model/config.ts';
import { atLeast } from '../src/model/finding.ts';
import type { Verdict } from '../src/report/report.ts';
import { diffText } from '../src/report/text.ts';
import { rules } from '../src/rules/index.ts';
import { judged } from './support/judged.ts';
import { type Example, type RulePage, readRulePage, rulePages } from './support/rule-page.ts';

const headings = [
  'What it means',
  'Why it matters',
  'It fires',
  'It stays quiet',
  'How to fix it',
  'When to allow it',
  'Sources',
];

describe.each(rules.map(({ id, severity }) => ({ id, severity })))('the page of $id', ({ id, severity }) => {
  let page: RulePage;

  // Not while the tests are collected: who runs a few of them does not wait for every page.
  beforeAll(() => {
    page = readRulePage(id);
  });

  test('has its parts, and the severity that the rule has', () => {
    expect(page.headings).toEqual([id, ...headings]);
    expect(page.severity).toBe(severity);
  });

  test('prints what its examples give', () => {
    if (process.env.UPDATE_CASES === '1') printAnew(id, page.fires);
    expect(page.fires).not.toEqual([]);
    for (const example of readRulePage(id).fires) {
      expect(findingsOf(run(example), id)).not.toBe('');
      expect(example.printed).toBe(findingsOf(run(example), id));
    }
  });

  test('stays quiet where it says so', () => {
    expect(page.quiet).not.toEqual([]);
    for (const example of page.quiet) {
      const { findings } = run(example);
      expect(findings.filter(({ rule, also }) => rule === id || also.includes(id))).toEqual([]);
    }
  });

  test('recommends a configuration that is one', () => {
    for (const text of page.configurations) {
      const bytes = new TextEncoder().encode(text);
      expect(loadConfig({ path: 'portcullis.yml', bytes }).problems).toEqual([]);
    }
  });

  test('recommends one that helps with what it shows', () => {
    const [example] = page.fires;
    if (example === undefined || page.configurations.length === 0) return;
    const verdicts = page.configurations.map((text) => run(example, configOf(text)));
    expect(verdicts.some((verdict) => isSettled(run(example), verdict, id))).toBe(true);
  });
});

/** One file, or several behind lines like `#: charts/web/values.yaml`. */
function side(text: string | undefined): Record<string, string> {
  if (text === undefined) return {};
  const [first = '', ...parts] = text.split(/^#: (.+)\n/m);
  if (parts.length === 0) return { 'k8s/web.yaml': first };
  return Object.fromEntries(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1] ?? '']] : [])));
}
const run = ({ base, head }: Example, config: Partial<Config> = {}): Verdict => judged(side(base), side(head), config);

const configOf = (text: string): Config =>
  loadConfig({ path: 'portcullis.yml', bytes: new TextEncoder().encode(text) }).config;

/** A merge that was blocked is not any more; of a warning, nobody is asked to look at it again. */
function isSettled(before: Verdict, after: Verdict, id: string): boolean {
  if (before.conclusion === 'failure') return after.conclusion !== 'failure';
  return after.findings.every(
    ({ rule, also, severity, fingerprint }) =>
      !(rule === id || also.includes(id)) || !atLeast(severity, 'warning') || after.decisions.made.has(fingerprint),
  );
}

/** The lines of this rule's findings, without the advice. */
const findingsOf = (verdict: Verdict, id: string): string =>
  diffText(verdict, { color: false })
    .split('\n')
    .filter((line) => /\[([^[\]]+)\]$/.exec(line)?.[1]?.split(', ').includes(id))
    .map((line) => `${line}\n`)
    .join('');

/** Writes what the examples of a page print into the page. */
function printAnew(id: string, fires: readonly Example[]): void {
  const path = join(rulePages, `${id}.md`);
  const texts = fires.map((example) => findingsOf(run(example), id));
  const page = readFileSync(path, 'utf8').replace(
    /```text\n[^`]*```/g,
    (block) => `\`\`\`text\n${texts.shift() ?? block}\`\`\``,
  );
  writeFileSync(path, page);
}
