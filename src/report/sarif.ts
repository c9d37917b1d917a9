import type { Invocation, Log, Notification, Result, Run } from 'sarif';
import type { Verdict } from './report.ts';
import { gapMessage, locationOf, resultsOf } from './sarif-results.ts';
import { gapDescriptor, gapRule, type RulePages, rulesOf } from './sarif-rules.ts';

/** What the verdict does not hold, and a log has to say. */
export interface SarifSettings {
  /** Of Portcullis. */
  readonly version: string;
  readonly pages: RulePages;
}

/**
 * `portcullis diff --format sarif`: what the change introduces and what blocks because it could not be analyzed, as
 * results; what else could not be analyzed, as notifications.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarif(verdict: Verdict, { version, pages }: SarifSettings): Log {
  const all = resultsOf(verdict);
  const results = all.slice(0, maxResults);
  const rules = rulesOf(results, pages);
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const run: Run = {
    tool: {
      driver: { name: 'Portcullis', version, semanticVersion: version, rules, notifications: noticesOf(verdict) },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'the root of the repository' } } },
    invocations: [invocation(verdict, all.length - results.length)],
    results: results.map((result) => ({ ...result, ruleIndex: indices.get(result.ruleId ?? '') ?? -1 })),
  };
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
}

/** GitHub takes 25,000 and shows the 5,000 that weigh most; the rest would only make the file larger. */
const maxResults = 5_000;

/** Nobody reads more of them, and each reader has a limit of its own. */
const maxNotifications = 1_000;

const noticesOf = ({ gaps }: Verdict) =>
  [...new Set(gaps.filter(({ blocks }) => !blocks).map(({ reason }) => reason))].sort().map(gapDescriptor);

/** It has done what it was asked to do, however little of the repository could be read. */
function invocation(verdict: Verdict, leftOut: number): Invocation {
  const advisory = verdict.gaps.filter(({ blocks }) => !blocks);
  const notifications: Notification[] = advisory.slice(0, maxNotifications).map((gap) => ({
    descriptor: { id: gapRule(gap.reason) },
    level: 'note',
    message: { text: gapMessage(gap) },
    locations: [locationOf(gap.at)],
  }));
  return {
    executionSuccessful: true,
    toolExecutionNotifications: [
      ...notifications,
      ...leftOutOf(leftOut, 'results', 'warning'),
      ...leftOutOf(advisory.length - notifications.length, 'places that were not analyzed', 'note'),
    ],
  };
}

const leftOutOf = (count: number, what: string, level: Result.level): readonly Notification[] =>
  count === 0 ? [] : [{ level, message: { text: `${count} more ${what} are left out` } }];
