import fc from 'fast-check';
import type { Location, Result, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import { say } from '../../src/model/message.ts';
import type { Decision } from '../../src/report/decisions.ts';
import type { Verdict } from '../../src/report/report.ts';
import { sarif } from '../../src/report/sarif.ts';
import { rules } from '../../src/rules/index.ts';
import { at, finding, gap, verdict } from '../support/build.ts';
import { hostile } from '../support/hostile.ts';
import { slots, verdictOf } from '../support/hostile-verdict.ts';
import { sarifValidator } from '../support/sarif-schema.ts';

const isLog = sarifValidator();
const pages = new Map([['new-public-load-balancer', '# new-public-load-balancer\n\nIt opens.\n']]);

/** Its only run, after the log has been held against the schema. */
function runOf(subject: Verdict): Run {
  const log = sarif(subject, { version: '1.2.3', pages });
  isLog(JSON.parse(JSON.stringify(log)));
  expect(isLog.errors ?? []).toEqual([]);
  const [run, ...others] = log.runs;
  expect(others).toEqual([]);
  return run as Run;
}

const resultsOf = (subject: Verdict): readonly Result[] => runOf(subject).results ?? [];
const decided = (...decisions: readonly (readonly [string, Decision])[]) => ({
  decisions: { made: new Map(decisions), ended: new Map() },
});
const allowance = { source: 'configuration', reason: 'the shop is [public](1) {0}', expires: undefined } as const;

describe('a log of SARIF', () => {
  test('is the one that is kept', async () => {
    const subject = verdict({
      findings: [
        finding({
          until: { line: 14, column: 23 },
          because: [at('k8s/a b.yaml', 3, 7)],
          also: ['implicit-node-port'],
        }),
        finding({ rule: 'duplicate-key', severity: 'notice', fingerprint: 'ffff', help: say`` }),
        finding({ state: 'pre-existing' }),
        finding({ state: 'fixed' }),
      ],
      gaps: [
        gap({ acceptable: { fingerprint: 'eeee', content: 'c' } }),
        gap({ blocks: false, side: 'base', reason: 'not-read' }),
      ],
      ...decided(['ffff', allowance]),
    });
    runOf(subject);
    const text = `${JSON.stringify(sarif(subject, { version: '1.2.3', pages }), undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot('golden/log.sarif');
  });

  test('has a schema that finds what is wrong', () => {
    const log = sarif(verdict({ findings: [finding()] }), { version: '1', pages });
    const wrong = [
      { ...log, version: '2.0.0' },
      { ...log, surprise: 1 },
      { ...log, runs: [{ results: [] }] },
      { ...log, runs: [{ ...log.runs[0], columnKind: 'bytes' }] },
      { ...log, runs: [{ ...log.runs[0], results: [{ ruleId: 'x' }] }] },
      { ...log, runs: [{ ...log.runs[0], results: [{ message: {}, level: 'fatal' }] }] },
    ];
    expect(wrong.map((one) => isLog(one))).toEqual(wrong.map(() => false));
  });

  test('of nothing has no result, and is one all the same', () => {
    expect(runOf(verdict())).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
  });

  test('begins with what weighs most, and ends with what is decided', () => {
    const one = (rule: string, severity: 'error' | 'warning' | 'info') =>
      finding({ rule, severity, fingerprint: rule });
    const results = resultsOf(
      verdict({
        findings: [
          one('duplicate-key', 'info'),
          one('new-node-port', 'warning'),
          one('new-host-port', 'error'),
          one('tls-removed', 'error'),
        ],
        gaps: [gap({ acceptable: { fingerprint: 'gap', content: 'c' } })],
        ...decided(['new-host-port', allowance], ['gap', { source: 'manifest', reason: '', at: at('a.yaml') }]),
      }),
    );
    expect(results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions?.[0]?.kind])).toEqual([
      ['tls-removed', 'error', undefined],
      ['new-node-port', 'warning', undefined],
      ['duplicate-key', 'note', undefined],
      ['not-analyzed/yaml-invalid', 'error', 'inSource'],
      ['new-host-port', 'error', 'external'],
    ]);
  });

  test('names the rule of each result, with its page', () => {
    const { results = [], tool } = runOf(
      verdict({ findings: [finding({ rule: 'tls-removed' }), finding()], gaps: [gap()] }),
    );
    const found = results.map(({ ruleIndex = -1 }) => tool.driver.rules?.[ruleIndex]);
    expect(found.map((rule) => rule?.id)).toEqual(results.map(({ ruleId }) => ruleId));
    expect(tool.driver.rules).toHaveLength(3);
    expect(tool.driver.rules?.[0]).toMatchObject({ help: { markdown: pages.get('new-public-load-balancer') } });
    for (const rule of tool.driver.rules ?? []) expect(rule.properties?.tags?.length).toBeLessThanOrEqual(10);
  });

  test('has the first 5,000 results, and says how many it leaves out', () => {
    const mild = Array.from({ length: 6_000 }, (_, index) => finding({ severity: 'warning', fingerprint: `${index}` }));
    const run = runOf(verdict({ findings: [...mild, finding({ rule: 'tls-removed' })] }));
    expect(run.results).toHaveLength(5_000);
    expect(run.results?.[0]?.ruleId).toBe('tls-removed');
    expect(run.invocations?.[0]?.toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: '1001 more results are left out' } },
    ]);
  });

  test('has the first 1,000 notifications, and says how many it leaves out', () => {
    const gaps = Array.from({ length: 1_200 }, (_, index) => gap({ blocks: false, at: at('a.yaml', index + 1) }));
    const notifications = runOf(verdict({ gaps })).invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notifications).toHaveLength(1_001);
    expect(notifications.at(-1)?.message.text).toBe('200 more places that were not analyzed are left out');
  });

  test('has every rule that there is', () => {
    const every = rules.map(({ id, severity }) => finding({ rule: id, severity, fingerprint: id }));
    expect(runOf(verdict({ findings: every })).tool.driver.rules?.map(({ id }) => id)).toEqual(
      rules.map(({ id }) => id),
    );
  });
});

describe('a place in a log of SARIF', () => {
  const uriOf = (path: string): string | undefined =>
    resultsOf(verdict({ findings: [finding({ at: at(path) })] }))[0]?.locations?.[0]?.physicalLocation?.artifactLocation
      ?.uri;

  test.each([
    ['k8s/web.yaml', 'k8s/web.yaml'],
    ['a b/ü#?.yaml', 'a%20b/%C3%BC%23%3F.yaml'],
    ['http://evil', '.'],
    ['a:b/c%.yaml', 'a%3Ab/c%25.yaml'],
    ['../../etc/passwd', '.'],
    ['/etc/passwd', '.'],
    ['.', '.'],
  ])('%s is %s', (path, uri) => {
    expect(uriOf(path)).toBe(uri);
  });
});

describe('whatever a pull request calls its things', () => {
  const name = hostile.filter((text) => text !== '');
  const path = name.filter((text) => text.split('/').every((segment) => !['', '.', '..'].includes(segment)));
  const texts = fc
    .tuple(path, fc.uniqueArray(name, { minLength: slots - 1, maxLength: slots - 1 }))
    .map(([first, others]) => [first, ...others]);
  const harmless = shapeOf(runOf(verdictOf(Array.from({ length: slots }, (_, index) => `harmless${index}`))));

  /** Everything of a run but its texts and addresses. */
  function shapeOf(run: Run): unknown {
    return JSON.parse(JSON.stringify(run), (key, value) => (['text', 'uri', 'units'].includes(key) ? '…' : value));
  }

  const placesOf = ({ results = [], invocations = [] }: Run): readonly Location[] =>
    [...results, ...invocations.flatMap(({ toolExecutionNotifications = [] }) => toolExecutionNotifications)].flatMap(
      ({ locations = [] }) => locations,
    );

  test('the log is valid and of the same shape, its messages are one line without links and places for arguments', () => {
    fc.assert(
      fc.property(texts, (names) => {
        const run = runOf(verdictOf(names));
        expect(shapeOf(run)).toEqual(harmless);
        for (const { message } of run.results ?? []) {
          expect(message.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
          expect(message.text?.replaceAll(/\\[[\]\\]/g, '')).not.toMatch(/[[\]\\]/);
          expect(message.text?.replaceAll(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('each place lies in the repository, in that file and in no other', () => {
    fc.assert(
      fc.property(texts, (names) => {
        for (const { physicalLocation } of placesOf(runOf(verdictOf(names)))) {
          const { uri = '', uriBaseId } = physicalLocation?.artifactLocation ?? {};
          expect(uriBaseId).toBe('%SRCROOT%');
          const url = new URL(uri, 'file:///repository/');
          expect(url.host + url.search + url.hash).toBe('');
          expect(decodeURIComponent(url.pathname)).toBe(`/repository/${names[0]?.toWellFormed()}`);
          expect(physicalLocation?.region?.startLine).toBeGreaterThan(0);
          expect(physicalLocation?.region?.startColumn).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});
