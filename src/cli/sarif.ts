import type { Verdict } from '../report/report.ts';
import { sarif } from '../report/sarif.ts';
import { rulePages } from './rule-page.ts';
import { version } from './version.ts';

/** The verdict as a log of SARIF, with the pages of its rules. */
export async function sarifText(verdict: Verdict): Promise<string> {
  const pages = await rulePages(new Set(verdict.findings.map(({ rule }) => rule)));
  return `${JSON.stringify(sarif(verdict, { version: version(), pages }), undefined, 2)}\n`;
}
