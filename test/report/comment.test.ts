import { describe, expect, test } from 'vitest';
import { bodyBudget, size } from '../../src/report/budget.ts';
import { commentBody, noChangeBody, stickyMarker } from '../../src/report/comment.ts';
import { markdownReport } from '../../src/report/markdown-report.ts';
import { change, context, diff, exposure, finding, gap, ingress, nodePort, unit, verdict } from '../support/build.ts';
import { allNodes, parseMarkdown } from '../support/markdown.ts';
import { portMappings } from '../support/port-mappings.ts';

const changed = verdict({
  conclusion: 'failure',
  title: '1 blocking, 1 warning · 1 new way in, 1 closed, 1 widened',
  diff: diff({
    added: [exposure({ sources: ['203.0.113.0/24'] }), nodePort()],
    removed: [ingress()],
    widened: [
      change(
        ingress({ key: 'api', transport: 'tls-only' }),
        ingress({ key: 'api', reachBasis: 'assumed' }),
        'transport',
      ),
    ],
  }),
  context: [ingress({ key: 'near', entry: { host: 'old.example.com' } })],
  findings: [
    finding(),
    finding({ exposure: undefined, rule: 'service-named-port-missing', severity: 'warning' }),
    finding({ exposure: undefined, rule: 'new-http-route', state: 'fixed', severity: 'notice' }),
  ],
  gaps: [gap(), gap({ blocks: false, reason: 'not-rendered' })],
});

describe('the comment', () => {
  test('tells a whole change', async () => {
    await expect(commentBody(changed, context())).toMatchFileSnapshot('golden/comment.txt');
  });

  test.each(Object.entries(portMappings))('draws %s', async (name, scenario) => {
    await expect(commentBody(scenario, context())).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test('says in which units a way is where there are several', () => {
    const units = ['overlays/prod', 'overlays/stage'].map((id) => unit({ id }));
    const body = commentBody(
      verdict({ units, diff: diff({ added: [exposure({ units: ['overlays/prod'] })] }) }),
      context(),
    );
    expect(body).toContain(') in `overlays/prod` |');
  });

  test('tells every difference of a way that is several entries', () => {
    const pairs = [
      change(exposure({ sources: ['10.0.0.0/8'] }), exposure(), 'sources'),
      change(nodePort({ entry: { nodePort: 30_079 } }), nodePort(), 'nodePort'),
    ];
    expect(commentBody(verdict({ diff: diff({ widened: pairs }) }), context())).toContain(
      '(clients `10.0.0.0/8` → everybody; node port `30079` → `30080`)',
    );
  });

  test('counts the ways that no diagram has room for', () => {
    const many = Array.from({ length: 181 }, (_, index) =>
      ingress({ key: `${index}`, entry: { host: `${index}.com` } }),
    );
    const body = commentBody(verdict({ diff: diff({ added: many }) }), context()) ?? '';
    const drawn = body.match(/N[0-9A-Z]+\[\/"Ingress/g)?.length ?? 0;
    expect(drawn).toBeGreaterThan(80);
    expect(body).toContain(`\n<sub>thick orange: new</sub>\n\n… ${181 - drawn} more ways not drawn; see the table.\n`);
  });

  test('begins with the marker, so that no cut can lose it', () => {
    expect(commentBody(changed, context())?.split('\n')[0]).toBe(stickyMarker);
    expect(noChangeBody(context()).split('\n')[0]).toBe(stickyMarker);
  });

  test('is the same bytes for the same verdict', () => {
    expect(commentBody(structuredClone(changed), context())).toBe(commentBody(changed, context()));
  });

  test('without marker and links it is the report for a terminal', async () => {
    await expect(markdownReport(changed)).toMatchFileSnapshot('golden/report.txt');
  });
});

describe('whether there is a comment', () => {
  const notice = verdict({ findings: [finding({ severity: 'notice' })] });
  test.each([
    { why: 'nothing is said of nothing', comment: 'changes', subject: verdict(), written: false },
    {
      why: 'an info is nothing',
      comment: 'changes',
      subject: verdict({ findings: [finding({ severity: 'info' })] }),
      written: false,
    },
    {
      why: 'an advisory gap is nothing',
      comment: 'changes',
      subject: verdict({ gaps: [gap({ blocks: false })] }),
      written: false,
    },
    {
      why: 'what was there before is nothing',
      comment: 'changes',
      subject: verdict({ findings: [finding({ state: 'pre-existing' })] }),
      written: false,
    },
    { why: 'a notice is something', comment: 'changes', subject: notice, written: true },
    { why: 'a blocking gap is something', comment: 'changes', subject: verdict({ gaps: [gap()] }), written: true },
    {
      why: 'a closed way is something',
      comment: 'changes',
      subject: verdict({ diff: diff({ removed: [exposure()] }) }),
      written: true,
    },
    { why: 'always is always', comment: 'always', subject: verdict(), written: true },
    { why: 'failures are not notices', comment: 'failures', subject: notice, written: false },
    { why: 'failures are failures', comment: 'failures', subject: changed, written: true },
    { why: 'never is never', comment: 'never', subject: changed, written: false },
  ] as const)('$why', ({ comment, subject, written }) => {
    expect(commentBody(subject, context({ comment })) !== undefined).toBe(written);
  });
});

describe('a change that is too large for a comment', () => {
  const longName = (index: number) => `${'日本'.repeat(90)}${index}`;
  const many = Array.from({ length: 3_000 }, (_, index) =>
    ingress({
      key: `${index}`,
      units: [longName(index)],
      entry: { host: longName(index), object: { kind: 'Ingress', namespace: longName(index), name: longName(index) } },
    }),
  );
  const findings = many.map((way) => finding({ exposure: way.key, units: way.units, object: way.entry.object }));
  const gaps = many.map((_, index) => gap({ at: { path: longName(index), line: 1, column: 1 } }));
  const huge = verdict({
    title: 'x',
    conclusion: 'failure',
    units: [unit(), unit({ id: 'b' })],
    diff: diff({ added: many, removed: many }),
    context: many,
    findings,
    gaps,
  });
  const body = commentBody(huge, context()) ?? '';

  test('keeps the budget in characters and bytes', () => {
    expect(size(body)).toBeLessThanOrEqual(bodyBudget);
    expect(body.length).toBeLessThanOrEqual(60_000);
    expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(180_000);
  });

  test('gives way by whole rows and says how many are missing', () => {
    const shown = body.split('\n').filter((line) => line.startsWith('| ⛔ **new**')).length;
    expect(shown).toBeGreaterThan(10);
    expect(body).toContain(`\n… ${6_000 - shown} more\n`);
  });

  test('stays whole Markdown to its last line', () => {
    const nodes = allNodes(parseMarkdown(body));
    expect(nodes.filter(({ type }) => type === 'table')).toHaveLength(1);
    expect(body.trimEnd().split('\n').at(-1)).toMatch(/^<sub>For .*<\/sub>$/);
    for (const node of nodes) if (node.type === 'code') expect(node.value).toMatch(/^flowchart LR\n/);
  });
});
