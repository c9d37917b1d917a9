import { describe, expect, test } from 'vitest';
import { say } from '../../src/model/message.ts';
import { checkRunOutput } from '../../src/report/check-run.ts';
import { at, context, diff, exposure, finding, gap, ingress, verdict } from '../support/build.ts';

const hunk = { baseStart: 1, baseLines: 0, headStart: 10, headLines: 5 };
const changes = new Map([
  ['k8s/web.yaml', [hunk]],
  ['k8s/broken.yaml', [hunk]],
  ['k8s/gone.yaml', [{ baseStart: 1, baseLines: 20, headStart: 0, headLines: 0 }]],
]);
const annotationsOn = (...findings: readonly ReturnType<typeof finding>[]) =>
  checkRunOutput(verdict({ changes, findings }), context()).annotations;

describe('annotations', () => {
  test('carry level, rule, fact and way out', () => {
    expect(annotationsOn(finding({ also: ['service-type-widened'] }))).toEqual([
      {
        path: 'k8s/web.yaml',
        start_line: 14,
        end_line: 14,
        annotation_level: 'failure',
        title: 'new-public-load-balancer, service-type-widened',
        message:
          'opens TCP port 80 to the internet (Service shop/web, port http)\n\nrestrict loadBalancerSourceRanges, or route through the shared gateway',
      },
    ]);
  });

  test.each([
    {
      why: 'on the line to look at where it changed',
      places: [at('k8s/web.yaml', 12), at('k8s/web.yaml', 11)],
      line: 12,
    },
    {
      why: 'on the first changed line that causes it',
      places: [at('k8s/web.yaml', 2), at('k8s/other.yaml', 12), at('k8s/web.yaml', 11)],
      line: 11,
    },
    {
      why: 'on the line to look at where only its file changed',
      places: [at('k8s/web.yaml', 2), at('k8s/other.yaml', 12)],
      line: 2,
    },
    { why: 'nowhere in files that are gone', places: [at('k8s/gone.yaml', 12)], line: undefined },
    { why: 'nowhere in files that the pull request leaves alone', places: [at('k8s/other.yaml', 12)], line: undefined },
  ])('stand $why', ({ places: [first = at(''), ...because], line }) => {
    expect(annotationsOn(finding({ at: first, because })).map(({ start_line }) => start_line)).toEqual(
      line === undefined ? [] : [line],
    );
  });

  test.each([
    { severity: 'error', levels: ['failure'] },
    { severity: 'warning', levels: ['warning'] },
    { severity: 'notice', levels: ['notice'] },
    { severity: 'info', levels: [] },
  ] as const)('of severity $severity have levels $levels', ({ severity, levels }) => {
    expect(annotationsOn(finding({ severity })).map(({ annotation_level }) => annotation_level)).toEqual(levels);
  });

  test('are for what the pull request introduces', () => {
    expect(annotationsOn(finding({ state: 'pre-existing' }), finding({ state: 'fixed' }))).toEqual([]);
  });

  test('tell blocking gaps of head first', () => {
    const gaps = [gap(), gap({ blocks: false }), gap({ side: 'base' })];
    const { annotations } = checkRunOutput(
      verdict({ changes, gaps, findings: [finding()], conclusion: 'failure' }),
      context(),
    );
    expect(annotations.map(({ title, annotation_level }) => [title, annotation_level])).toEqual([
      ['not analyzed: yaml-invalid', 'failure'],
      ['new-public-load-balancer', 'failure'],
    ]);
  });

  test('are at most 200, the worst ones', () => {
    const warnings = Array.from({ length: 300 }, () => finding({ severity: 'warning' }));
    const annotations = annotationsOn(...warnings, finding());
    expect(annotations).toHaveLength(200);
    expect(annotations[0]?.annotation_level).toBe('failure');
  });

  test('are within what GitHub takes', () => {
    const [annotation] = annotationsOn(
      finding({ also: Array.from({ length: 50 }, () => 'service-type-widened'), message: say`${'x'.repeat(100_000)}` }),
    );
    expect(annotation?.title.length).toBeLessThanOrEqual(255);
    expect(annotation?.message.length).toBeLessThan(64 * 1024);
  });
});

describe('the output of a check run', () => {
  const subject = verdict({
    conclusion: 'failure',
    title: '1 blocking · 1 new way in, 1 closed',
    diff: diff({ added: [exposure()], removed: [ingress()] }),
    findings: [finding()],
    gaps: [gap({ blocks: false, reason: 'not-rendered' })],
    changes,
  });

  test('tells verdict, table, gaps and where the configuration is', async () => {
    const { title, summary, text } = checkRunOutput(subject, context());
    expect(title).toBe('1 blocking · 1 new way in, 1 closed');
    await expect(`${summary}\n=== text ===\n${text}\n`).toMatchFileSnapshot('golden/check-run.txt');
  });

  test('says so where base has no configuration', () => {
    expect(checkRunOutput(subject, context({ configPath: undefined })).summary).toContain('Configuration: defaults');
  });

  test('never exceeds what GitHub takes', () => {
    const name = '`日本|'.repeat(60);
    const many = Array.from({ length: 5_000 }, (_, index) =>
      ingress({ key: `${index}`, entry: { host: name + index } }),
    );
    const gaps = many.map(() => gap({ message: say`${name}` }));
    const { summary, text } = checkRunOutput(verdict({ diff: diff({ added: many }), gaps, changes }), context());
    for (const part of [summary, text]) {
      expect(part.length).toBeLessThanOrEqual(60_000);
      expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(180_000);
    }
    expect(summary).toContain('… 4950 more below');
    expect(text).toMatch(/\n`{3,}\n… \d+ more$/);
  });
});
