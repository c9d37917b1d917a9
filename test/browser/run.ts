import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { commentBody } from '../../src/report/comment.ts';
import { mermaidDiagrams } from '../../src/report/mermaid.ts';
import type { Verdict } from '../../src/report/report.ts';
import { context } from '../support/build.ts';
import { parseFlowchart, versions } from '../support/mermaid.ts';
import { findChromium } from './chromium.ts';
import { commentHtml, pageOf } from './comment-page.ts';
import { checkOrganisation } from './organisation.ts';
import { takePictures } from './pictures.ts';
import { checkReports } from './report.ts';
import { comments, subjects } from './subjects.ts';

type Version = (typeof versions)[number];
type Theme = 'light' | 'dark';

const repository = new URL('../../', import.meta.url);
const pictures = new URL('test-results/pictures/', repository);

await main();

/** Tries in a real browser what people look at, and keeps the pictures; `--pictures` only takes those of the README. */
async function main(): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  try {
    if (process.argv.includes('--pictures')) return await takePictures(browser, new URL('docs/images/', repository));
    await checkOrganisation(browser, pictures);
    await checkReports(browser, pictures);
    await checkComments(browser);
    await takePictures(browser, pictures);
  } finally {
    await browser.close();
  }
  console.log('pictures in test-results/pictures/');
}

/** Draws diagrams and whole comments with both versions of Mermaid. */
async function checkComments(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  for (const version of versions)
    for (const theme of ['light', 'dark'] as const) {
      await open(page, { version, theme }, pageOf(''));
      for (const [name, subject] of Object.entries(subjects()))
        for (const [index, { text }] of mermaidDiagrams(subject).diagrams.entries())
          await checkDiagram(page, { version, theme }, `${name}${index === 0 ? '' : `-${index + 1}`}`, text);
      for (const [name, subject] of Object.entries(comments))
        await checkComment(page, { version, theme }, name, subject);
    }
}

interface Look {
  readonly version: Version;
  readonly theme: Theme;
}

async function checkDiagram(page: Page, look: Look, name: string, text: string): Promise<void> {
  const what = nameOf(name, look);
  const shown: Shown = await page.evaluate(`drawOne(${JSON.stringify(text)})`);
  await page
    .locator('svg')
    .first()
    .screenshot({ path: pictureOf(what) });
  const meant = await parseFlowchart(text, look.version);
  assert.equal(shown.errors, 0, `${what}: an error diagram`);
  assert.equal(shown.edges, meant.edges.length, `${what}: edges`);
  const labels = meant.nodes.map(({ text: label }) => unbroken(label));
  assert.deepEqual(shown.nodes.map(unbroken).toSorted(), labels.toSorted(), `${what}: nodes`);
  assert.deepEqual(shown.boxes.map(unbroken).toSorted(), meant.subgraphs.map(unbroken).toSorted(), `${what}: boxes`);
  const strokes = meant.edges.map(({ style }) => style.find((one) => one.startsWith('stroke:')) ?? '');
  assert.deepEqual(shown.strokes.toSorted(), strokes.toSorted(), `${what}: strokes`);
  console.log(`${what}: ${shown.nodes.length} nodes, ${shown.edges} edges`);
}

/** What the page says of its drawing. */
interface Shown {
  readonly nodes: readonly string[];
  readonly boxes: readonly string[];
  readonly edges: number;
  /** The colours that the edges are drawn in, `stroke:#…`; empty where the theme's own is. */
  readonly strokes: readonly string[];
  readonly errors: number;
}

/** A renderer breaks lines at spaces. */
function unbroken(label: string): string {
  return label.replace(/\s+/g, '');
}

async function checkComment(page: Page, look: Look, name: string, subject: Verdict): Promise<void> {
  const what = nameOf(name, look);
  const body = commentBody(subject, context()) ?? '';
  await open(page, look, pageOf(commentHtml(body)));
  assert.equal(await page.evaluate('drawAll()'), body.split('```mermaid').length - 1, `${what}: diagrams`);
  assert.equal(await page.locator('[aria-roledescription=error]').count(), 0, `${what}: an error diagram`);
  await page.screenshot({ path: pictureOf(what), fullPage: true });
}

async function open(page: Page, { version, theme }: Look, html: string): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.setContent(html);
  for (const path of [`node_modules/${version}/dist/mermaid.min.js`, 'test/browser/in-page.js'])
    await page.addScriptTag({ path: fileURLToPath(new URL(path, repository)) });
  // GitHub does not say what it sets; Mermaid's own defaults are the safest guess.
  const settings = { startOnLoad: false, securityLevel: 'strict', theme: theme === 'dark' ? 'dark' : 'default' };
  await page.evaluate(`mermaid.initialize(${JSON.stringify(settings)})`);
}

function nameOf(subject: string, { version, theme }: Look): string {
  return `${subject}-${version}-${theme}`;
}

function pictureOf(name: string): string {
  return fileURLToPath(new URL(`${name}.png`, pictures));
}
