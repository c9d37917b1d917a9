import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { htmlReport } from '../../src/report/html.ts';
import type { Verdict } from '../../src/report/report.ts';
import type { Surface } from '../../src/report/surface.ts';
import { surfacePage } from '../../src/report/surface-html.ts';
import { slots, verdictOf } from '../support/hostile-verdict.ts';
import { checkAccessible } from './accessible.ts';
import { comments, everyState, subjects } from './subjects.ts';

const rulePages = new URL('../../docs/rules/', import.meta.url);
const pages = new Map(
  readdirSync(rulePages).map((name) => [name.replace(/\.md$/, ''), readFileSync(new URL(name, rulePages), 'utf8')]),
);

/** With the pages of the rules, as the command line writes it. */
export const reportPage = (subject: Verdict): string => htmlReport(subject, { pages });

/** Opens the report as a page, follows it by keyboard, and tries what must not work in it. */
export async function checkReports(browser: Browser, pictures: URL): Promise<void> {
  const all: Readonly<Record<string, Verdict>> = { ...subjects(), ...comments, hostile: verdictOf(hostileTexts) };
  const reports = Object.entries(all).flatMap(([name, subject]) => [
    { name, title: subject.title, html: reportPage(subject) },
    { name: `surface-${name}`, title: '', html: surfacePage(surfaceOf(subject)) },
  ]);
  for (const report of reports)
    for (const theme of ['light', 'dark'] as const) await checkReport(browser, { ...report, theme, pictures });
  await checkKeyboard(browser, everyState);
}

const hostileTexts = Array.from(
  { length: slots },
  (_, index) =>
    `${index}"'><script>document.title='run'</script><img src=x onerror=alert(1)><style>*{display:none}</style></title></svg>`,
);

/** What head of a verdict opens. */
const surfaceOf = ({ diff, gaps, units }: Verdict): Surface => ({
  units,
  exposures: [...diff.added, ...diff.widened.map(({ after }) => after)],
  gaps,
});

interface Subject {
  readonly name: string;
  /** The end of the page's title. */
  readonly title: string;
  readonly html: string;
  readonly theme: 'light' | 'dark';
  readonly pictures: URL;
}

async function checkReport(browser: Browser, { name, title, html, theme, pictures }: Subject): Promise<void> {
  const what = `report of ${name} in ${theme}`;
  const { page, complaints } = await opened(browser, html);
  await page.emulateMedia({ colorScheme: theme });
  const shown = await page.title();
  assert(shown.startsWith('Port exposure: ') && shown.endsWith(title), `${what}: the title is ${shown}`);
  assert.equal(
    await page.locator('script, img, iframe, object, style ~ style').count(),
    0,
    `${what}: a stranger's element`,
  );
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  await checkAccessible(page, what);
  const dead: readonly string[] = await page.evaluate(
    "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.getAttribute('href')).filter((id) => !document.querySelector(id))",
  );
  assert.deepEqual(dead, [], `${what}: links to nothing`);
  await page.screenshot({ path: fileURLToPath(new URL(`report-${name}-${theme}.png`, pictures)), fullPage: true });
  assert.deepEqual(complaints, [], `${what}: the browser complains`);
  await page.context().close();
}

/** With all that the browser complains about, requests among it. */
async function opened(browser: Browser, html: string) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => complaints.push(request.url()));
  await page.setContent(html);
  return { page, complaints };
}

/** From the skip link on: every control in its turn, a path unfolded with a key, and from a step to its node. */
async function checkKeyboard(browser: Browser, subject: Verdict): Promise<void> {
  const { page } = await opened(browser, reportPage(subject));
  await page.keyboard.press('Tab');
  assert.equal(await active(page, 'textContent'), 'Skip to the report');
  await page.keyboard.press('Enter');
  assert.equal(await active(page, 'id'), 'content');
  await page.locator('#paths ~ details > summary').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const target = await active(page, 'hash');
  assert.match(target, /^#diagram-1-\d+$/, 'a step leads to its node');
  assert.equal(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'), 'solid');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate('document.querySelector(":target").id'), target.slice(1));
  console.log('report: followed by keyboard');
}

const active = (page: Page, property: string): Promise<string> =>
  page.evaluate(`String(document.activeElement[${JSON.stringify(property)}])`);
