import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { anOrganisation, aWaiver, putPullRequest } from '../support/organisation.ts';
import { checkAccessible } from './accessible.ts';
import { adminHeader, adminToken, serveOrganisation } from './organisation-server.ts';

/** Signs in to the organisation's page and uses it as people do: by keyboard, in light and dark, on a telephone. */
export async function checkOrganisation(browser: Browser, pictures: URL): Promise<void> {
  const served = await serveOrganisation(await anOrganisation());
  const { url } = served;
  try {
    await checkSigningIn(browser, url);
    for (const theme of ['light', 'dark'] as const) await checkLook(browser, { url, theme, pictures });
    await checkKeyboard(browser, url);
  } finally {
    await served.close();
  }
  await checkHostileNames(browser);
}

async function checkSigningIn(browser: Browser, url: string): Promise<void> {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(url);
  await checkAccessible(page, 'the page of a stranger');
  const words = (await page.locator('main').textContent())?.trim().split(/\s+/).join(' ');
  assert.equal(words, 'Portcullis Portcullis is running. Sign in');
  await stranger.close();
  const admin = await browser.newContext({ httpCredentials: { username: 'anybody', password: adminToken } });
  const signedIn = await admin.newPage();
  await signedIn.goto(url);
  await signedIn.getByRole('link', { name: 'Sign in' }).click();
  await signedIn.getByRole('heading', { name: 'Installations' }).waitFor();
  assert.equal(signedIn.url(), url);
  await admin.close();
  console.log('organisation: signing in leads to the page');
}

async function checkLook(
  browser: Browser,
  { url, theme, pictures }: { readonly url: string; readonly theme: 'light' | 'dark'; readonly pictures: URL },
): Promise<void> {
  const { page, complaints } = await asAdmin(browser);
  await page.emulateMedia({ colorScheme: theme });
  await page.goto(url);
  await checkAccessible(page, `the organisation in ${theme}`);
  await page.screenshot({ path: fileURLToPath(new URL(`organisation-${theme}.png`, pictures)), fullPage: true });
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360, 'it scrolls sideways on a telephone');
  await checkAccessible(page, `the organisation in ${theme} on a telephone`);
  await page.screenshot({ path: fileURLToPath(new URL(`organisation-${theme}-narrow.png`, pictures)), fullPage: true });
  assert.deepEqual(complaints, [], 'the browser complains: its policy forbids what the page does');
  await page.context().close();
}

/** With the token, and with all that the browser complains about. */
async function asAdmin(browser: Browser): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const context = await browser.newContext({ extraHTTPHeaders: adminHeader, viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

const usable = 'a[href], button, input, select, textarea, summary';

async function checkKeyboard(browser: Browser, url: string): Promise<void> {
  const { page } = await asAdmin(browser);
  await page.goto(url);
  const all: readonly string[] = await page.evaluate(
    `[...document.querySelectorAll('${usable}')].map((each, index) => (each.dataset.walk = index, each.outerHTML))`,
  );
  for (const [index, markup] of all.entries()) {
    await page.keyboard.press('Tab');
    const { walk, isSeen, outline }: Focused = await page.evaluate(focused);
    assert.equal(walk, String(index), `Tab does not come to ${markup} in its turn`);
    assert(isSeen, `${markup} has the focus and is not to be seen`);
    assert.equal(outline, 'solid', `nothing shows that ${markup} has the focus`);
  }
  console.log(`organisation: Tab walks through ${all.length} links and controls`);
  await checkSkipLink(page, url);
  await checkFilter(page, url);
  await page.context().close();
}

interface Focused {
  readonly walk: string | undefined;
  readonly isSeen: boolean;
  readonly outline: string;
}

const focused = `(() => {
  const { activeElement: element } = document;
  const { top, left, bottom, right, width } = element.getBoundingClientRect();
  const isSeen = width > 0 && top >= 0 && left >= 0 && bottom <= innerHeight + 1 && right <= innerWidth;
  return { walk: element.dataset.walk, isSeen, outline: getComputedStyle(element).outlineStyle };
})()`;

async function checkSkipLink(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal(
    await page.evaluate("document.activeElement.closest('main') !== null"),
    true,
    'the skip link skips nothing',
  );
}

async function checkFilter(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Owner').focus();
  await page.keyboard.type('acme');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/?owner=acme&failing=1');
  assert.deepEqual(await page.getByRole('heading', { level: 3 }).allInnerTexts(), ['acme']);
  assert.deepEqual(new Set(await page.locator('.verdict').allInnerTexts()), new Set(['✗ Blocked']));
}

const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'><style>*{display:none}</style>`;

/** No name that GitHub gives out; the page does not rely on that. */
async function checkHostileNames(browser: Browser): Promise<void> {
  const store = await anOrganisation();
  const subject = { installationId: 3, repositoryId: 900, subject: '#1' };
  const record = { place: { owner: hostile, repo: hostile }, title: hostile, conclusion: 'failure' } as const;
  await putPullRequest(store, { subject, record });
  await store.waivers.grant(aWaiver('w', { ...subject, number: 1, reason: hostile, by: { id: 1, login: hostile } }));
  const served = await serveOrganisation(store);
  const { url } = served;
  const { page, complaints } = await asAdmin(browser);
  try {
    await page.goto(`${url}?owner=${encodeURIComponent(hostile)}`);
    assert.equal(await page.getByLabel('Owner').inputValue(), hostile.toLowerCase());
    await page.goto(url);
    assert(await page.getByRole('heading', { level: 3, name: hostile }).isVisible(), 'the name is not shown as it is');
    assert.equal(await page.locator('script, img, style:not(head style)').count(), 0, 'a name became markup');
    await checkAccessible(page, 'the organisation of hostile names');
    assert.deepEqual(complaints, []);
  } finally {
    await page.context().close();
    await served.close();
  }
}
