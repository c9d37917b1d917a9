import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** By the rules of WCAG 2.2 that a program can try. The page's policy lets no script in, so it comes through the debugger. */
export async function checkAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(`${axe}; undefined`);
  const { violations, passes }: Tried = await page.evaluate('axe.run()');
  const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  assert.deepEqual(told, [], `${what}: not accessible`);
  const tried = passes.map(({ id }) => id);
  for (const id of ['color-contrast', 'document-title', 'html-has-lang', 'landmark-one-main', 'region'])
    assert(tried.includes(id), `${what}: ${id} was not tried`);
  console.log(`${what}: accessible by ${passes.length} rules`);
}

interface Tried {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  readonly passes: readonly { readonly id: string }[];
}
