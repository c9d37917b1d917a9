import { chromium } from 'playwright-core';
import { reviewProposal } from '../demo/pull-request.ts';
import { servePage } from '../demo/server.ts';

/** Takes the README's picture: the demo's comment as it looks in Chromium. */
const page = await servePage(await reviewProposal());
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const tab = await browser.newPage({ viewport: { width: 1100, height: 1600 }, deviceScaleFactor: 1 });
  await tab.goto(page.url);
  await tab.waitForSelector('pre.mermaid svg');
  await tab.locator('section article').first().screenshot({ path: 'docs/images/comment.png' });
  if (process.argv.includes('--whole')) await tab.screenshot({ path: 'test-results/demo.png', fullPage: true });
} finally {
  await browser.close();
  await page.close();
}
