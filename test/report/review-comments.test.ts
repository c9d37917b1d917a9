import { describe, expect, test } from 'vitest';
import { fingerprintsIn, reviewComments } from '../../src/report/review-comments.ts';
import { at, finding, verdict } from '../support/build.ts';

const changes = new Map([['k8s/web.yaml', [{ baseStart: 1, baseLines: 0, headStart: 10, headLines: 20 }]]]);
const review = { max: 10, severity: 'warning' } as const;
const commentsOn = (
  findings: readonly ReturnType<typeof finding>[],
  settings: { max: number; severity: 'warning' | 'error' } = review,
) => reviewComments(verdict({ changes, findings }), { review: settings });

describe('review comments', () => {
  test('tell the fact and the fix on the changed line', () => {
    expect(commentsOn([finding({ also: ['service-type-widened'] })])).toEqual([
      {
        path: 'k8s/web.yaml',
        line: 14,
        side: 'RIGHT',
        fingerprints: ['00112233445566aa'],
        body: [
          '<!-- portcullis:finding 00112233445566aa -->',
          '⛔ opens TCP port `80` to the internet (Service `shop/web`, port `http`) (`new-public-load-balancer`, `service-type-widened`)',
          '**Fix:** restrict `loadBalancerSourceRanges`, or route through the shared gateway\n',
        ].join('\n\n'),
      },
    ]);
  });

  test('stand on the first changed line among the causes', () => {
    const [comment] = commentsOn([
      finding({ at: at('k8s/base.yaml', 3), because: [at('k8s/web.yaml', 2), at('k8s/web.yaml', 11)] }),
    ]);
    expect(comment?.line).toBe(11);
  });

  test.each([
    { why: 'a line that did not change', over: { at: at('k8s/web.yaml', 9) } },
    { why: 'a line behind the last changed one', over: { at: at('k8s/web.yaml', 30) } },
    { why: 'another file', over: { at: at('k8s/other.yaml', 12) } },
    { why: 'a finding that was there before', over: { state: 'pre-existing' } },
    { why: 'a finding that is too mild', over: { severity: 'notice' } },
  ] as const)('are not written for $why', ({ over }) => {
    expect(commentsOn([finding(over)])).toEqual([]);
  });

  test('are one for one object and line, worst first', () => {
    const warning = finding({ severity: 'warning', rule: 'new-node-port', fingerprint: 'bbbbbbbbbbbbbbbb' });
    const elsewhere = finding({ severity: 'warning', at: at('k8s/web.yaml', 15), fingerprint: 'cccccccccccccccc' });
    expect(commentsOn([elsewhere, warning, finding()]).map(({ fingerprints }) => fingerprints)).toEqual([
      ['00112233445566aa', 'bbbbbbbbbbbbbbbb'],
      ['cccccccccccccccc'],
    ]);
  });

  test('are at most as many as the configuration allows, the worst ones', () => {
    const findings = Array.from({ length: 15 }, (_, index) =>
      finding({ severity: 'warning', at: at('k8s/web.yaml', 10 + index) }),
    );
    const comments = commentsOn([...findings, finding({ at: at('k8s/web.yaml', 29) })]);
    expect(comments).toHaveLength(10);
    expect(comments[0]?.line).toBe(29);
    expect(commentsOn(findings, { max: 0, severity: 'warning' })).toEqual([]);
    expect(commentsOn([...findings, finding()], { max: 10, severity: 'error' })).toHaveLength(1);
  });
});

describe('the marker of a review comment', () => {
  test('gives back what the comment tells', () => {
    const [comment] = commentsOn([finding(), finding({ fingerprint: 'bbbbbbbbbbbbbbbb' })]);
    expect(fingerprintsIn(comment?.body ?? '')).toEqual(['00112233445566aa', 'bbbbbbbbbbbbbbbb']);
  });

  test('is nothing in a comment of somebody else', () => {
    expect(fingerprintsIn('looks good to me')).toEqual([]);
  });
});
