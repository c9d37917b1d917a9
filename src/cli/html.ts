import { htmlReport } from '../report/html.ts';
import type { Verdict } from '../report/report.ts';
import { rulePages } from './rule-page.ts';

/** The verdict as a page, with the pages of its rules folded in. */
export async function htmlText(verdict: Verdict): Promise<string> {
  const introduced = verdict.findings.filter(({ state }) => state === 'introduced');
  return htmlReport(verdict, {
    pages: await rulePages(new Set(introduced.flatMap(({ rule, also }) => [rule, ...also]))),
  });
}
