import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { reviewProposal } from '../../demo/pull-request.ts';
import { servePage } from '../../demo/server.ts';
import { anOrganisation } from '../support/organisation.ts';
import { adminHeader, serveOrganisation } from './organisation-server.ts';
import { reportPage } from './report.ts';
import { everyState } from './subjects.ts';

/** Takes what the README shows: a comment and a check, as the demo gets them, an organisation's page, and a report. */
export async function takePictures(browser: Browser, folder: URL): Promise<void> {
  const fileOf = (name: string): string => fileURLToPath(new URL(`${name}.png`, folder));
  const pull = await servePage(await reviewProposal());
  const organisation = await serveOrganisation(await anOrganisation());
  const tab = await browser.newPage({ viewport: { width: 1100, height: 1600 }, deviceScaleFactor: 1 });
  try {
    await tab.goto(pull.url);
    await tab.waitForSelector('pre.mermaid svg');
    await tab
      .locator('section article')
      .first()
      .screenshot({ path: fileOf('comment') });
    await tab.goto(`${pull.url}check`);
    await tab.locator('main').screenshot({ path: fileOf('check') });
    await openOrganisation(tab, organisation.url);
    await tab.screenshot({ path: fileOf('organisation'), fullPage: true });
    await tab.setViewportSize({ width: 1280, height: 1100 });
    await tab.setContent(reportPage(everyState));
    await tab.screenshot({ path: fileOf('report') });
  } finally {
    await tab.close();
    await Promise.all([pull.close(), organisation.close()]);
  }
  console.log(`comment.png, check.png, organisation.png and report.png are in ${fileURLToPath(folder)}`);
}

async function openOrganisation(tab: Page, url: string): Promise<void> {
  await tab.setExtraHTTPHeaders(adminHeader);
  await tab.setViewportSize({ width: 1100, height: 400 });
  await tab.goto(url);
}
