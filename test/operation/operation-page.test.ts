import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSettings, type Settings } from '../../src/settings.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/operation.md');

/** What stands between backticks in each cell of a row. */
const rows = page
  .slice(page.indexOf('## Settings'), page.indexOf('## What it answers'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)))
  .map(([, names = [], defaults = []]) => ({ names, default: defaults[0] }));

describe('the settings of docs/operation.md', () => {
  test('are those of .env.example', () => {
    const known = [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name);
    expect(rows.flatMap(({ names }) => names).sort()).toEqual(known.sort());
  });

  test('have the defaults that they have', () => {
    const key = '-----BEGIN PRIVATE KEY-----';
    const settings = readSettings({ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: 'x'.repeat(32) });
    const told = rows.filter((row) => row.default !== undefined);
    expect(told.length).toBeGreaterThan(6);
    for (const { names, default: usual } of told) {
      const field = names[0]?.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      expect({ [String(field)]: String(settings[field as keyof Settings]) }).toEqual({ [String(field)]: usual });
    }
  });
});

test('docs/operation.md says of no metric what to do that does not exist', () => {
  const metrics = page.slice(page.indexOf('## Metrics'), page.indexOf('## What to wake'));
  const alerts = page.slice(page.indexOf('## What to wake'), page.indexOf('## The log'));
  const names = [...alerts.matchAll(/`(portcullis_\w+)/g)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(metrics).toContain(`\`${name}`);
});
