import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { commentBody } from '../../src/report/comment.ts';
import { mermaid } from '../../src/report/mermaid.ts';
import { context } from '../support/build.ts';
import { parseFlowchart, versions } from '../support/mermaid.ts';
import { findChromium } from './chromium.ts';
import { commentPage } from './comment-page.ts';
import { everyState, subjects } from './subjects.ts';

type Version = (typeof versions)[number];
type Theme = 'light' | 'dark';

const repository = new URL('../../', import.meta.url);
const pictures = new URL('test-results/pictures/', repository);

await main();

/** Draws diagrams and a whole comment in a real browser with both versions of Mermaid, and keeps the pictures. */
async function main(): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    for (const version of versions) {
      for (const [name, subject] of Object.entries(subjects)) await checkDiagram(page, version, name, mermaid(subject));
      for (const theme of ['light', 'dark'] as const) await checkComment(page, version, theme);
    }
  } finally {
    await browser.close();
  }
  console.log('pictures in test-results/pictures/');
}

async function checkDiagram(page: Page, version: Version, name: string, text: string): Promise<void> {
  await open(page, version, '<body></body>', 'light');
  const shown: Shown = await page.evaluate(`drawOne(${JSON.stringify(text)})`);
  await page
    .locator('svg')
    .first()
    .screenshot({ path: pictureOf(`${name}-${version}`) });
  const meant = await parseFlowchart(text, version);
  assert.equal(shown.errors, 0, `${name} with ${version}: an error diagram`);
  assert.equal(shown.edges, meant.edges.length, `${name} with ${version}: edges`);
  const labels = meant.nodes.map(({ text: label }) => unbroken(label));
  assert.deepEqual(shown.nodes.map(unbroken).toSorted(), labels.toSorted(), `${name} with ${version}: nodes`);
  console.log(`${name} with ${version}: ${shown.nodes.length} nodes, ${shown.edges} edges`);
}

/** What the page says of its drawing. */
interface Shown {
  readonly nodes: readonly string[];
  readonly edges: number;
  readonly errors: number;
}

/** A renderer breaks lines at spaces. */
function unbroken(label: string): string {
  return label.replace(/\s+/g, '');
}

async function checkComment(page: Page, version: Version, theme: Theme): Promise<void> {
  const body = commentBody(everyState, context()) ?? '';
  await open(page, version, commentPage(body), theme);
  assert.equal(
    await page.evaluate('drawAll()'),
    body.split('```mermaid').length - 1,
    `comment with ${version}: diagrams`,
  );
  assert.equal(
    await page.locator('[aria-roledescription=error]').count(),
    0,
    `comment with ${version}: an error diagram`,
  );
  await page.screenshot({ path: pictureOf(`comment-${version}-${theme}`), fullPage: true });
}

async function open(page: Page, version: Version, html: string, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setContent(html);
  for (const path of [`node_modules/${version}/dist/mermaid.min.js`, 'test/browser/in-page.js'])
    await page.addScriptTag({ path: fileURLToPath(new URL(path, repository)) });
  // GitHub does not say what it sets; Mermaid's own defaults are the safest guess.
  const settings = { startOnLoad: false, securityLevel: 'strict', theme: theme === 'dark' ? 'dark' : 'default' };
  await page.evaluate(`mermaid.initialize(${JSON.stringify(settings)})`);
}

function pictureOf(name: string): string {
  return fileURLToPath(new URL(`${name}.png`, pictures));
}
