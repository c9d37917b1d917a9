import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordedIn, recordings } from '../../../../scripts/support/recorded-functions.ts';
import { TemplateError } from '../../../../src/render/helm/template/value.ts';
import { printed } from './evaluate.ts';

describe.each(recordings().map((path) => [basename(path, '.txt'), path] as const))('%s', (_, path) => {
  const all = recordedIn(readFileSync(path, 'utf8'));

  test('there are recordings', () => expect(all.length).toBeGreaterThan(2));

  test.each(all.filter((one) => one.printed !== undefined))(
    '$expression prints $printed',
    ({ expression, printed: helms }) => {
      expect(outcome(expression)).toEqual({ printed: helms?.replaceAll('<no value>', '') });
    },
  );

  test.each(all.filter((one) => one.failed !== undefined))('$expression fails: $failed', ({ expression, failed }) => {
    expect(outcome(expression)).toEqual({ failed: expect.stringMatching(endingWith(failed ?? '')) });
  });
});

function outcome(expression: string): { readonly printed?: string; readonly failed?: string } {
  try {
    return { printed: String(printed(expression)).toWellFormed() };
  } catch (error) {
    if (error instanceof TemplateError) return { failed: error.message.trimEnd() };
    throw error;
  }
}

const endingWith = (text: string): RegExp => new RegExp(`${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`);
