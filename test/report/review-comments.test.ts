import { describe, expect, test } from 'vitest';
import { markersIn } from '../../src/report/remarks.ts';
import { reviewBody, reviewComments, standingOf } from '../../src/report/review-comments.ts';
import { at, context, finding, gap, verdict } from '../support/build.ts';

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
        remarks: [
          {
            fingerprint: '00112233445566aa',
            text: [
              '⛔ opens TCP port `80` to the internet (Service `shop/web`, port `http`) (`new-public-load-balancer`, `service-type-widened`)',
              '**Fix:** restrict `loadBalancerSourceRanges`, or route through the shared gateway',
            ].join('\n\n'),
          },
        ],
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
    expect(
      commentsOn([elsewhere, warning, finding()]).map(({ remarks }) => remarks.map(({ fingerprint }) => fingerprint)),
    ).toEqual([['00112233445566aa', 'bbbbbbbbbbbbbbbb'], ['cccccccccccccccc']]);
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

describe('a comment about what is gone', () => {
  const hunks = [{ baseStart: 4, baseLines: 2, headStart: 4, headLines: 0 }];
  const gone = [{ baseStart: 1, baseLines: 30, headStart: 0, headLines: 0 }];
  const cut = new Map([
    ['k8s/web.yaml', hunks],
    ['k8s/policy.yaml', gone],
  ]);
  const placeOf = (over: Parameters<typeof finding>[0]): unknown =>
    reviewComments(verdict({ changes: cut, findings: [finding(over)] }), { review }).map(({ path, line, side }) => [
      path,
      line,
      side,
    ]);

  test.each([
    { why: 'the line that was taken away', was: [at('k8s/web.yaml', 5)], place: ['k8s/web.yaml', 5, 'LEFT'] },
    { why: 'a line of a file that is gone', was: [at('k8s/policy.yaml', 7)], place: ['k8s/policy.yaml', 7, 'LEFT'] },
    {
      why: 'the first line that was taken away',
      was: [at('k8s/web.yaml', 9), at('k8s/other.yaml', 4), at('k8s/web.yaml', 4)],
      place: ['k8s/web.yaml', 4, 'LEFT'],
    },
  ])('stands on $why', ({ was, place }) => {
    expect(placeOf({ was })).toEqual([place]);
  });

  test('is not written where base still has the line', () => {
    expect(placeOf({ was: [at('k8s/web.yaml', 6), at('k8s/web.yaml', 3)] })).toEqual([]);
  });

  test('stands on the line of head where one changed as well', () => {
    const [comment] = commentsOn([finding({ was: [at('k8s/web.yaml', 1)] })]);
    expect(comment).toMatchObject({ line: 14, side: 'RIGHT' });
  });
});

describe('a suggestion', () => {
  const text = (over: Parameters<typeof finding>[0]): string =>
    commentsOn([finding({ suggestion: '    - port: 80', ...over })])[0]?.remarks[0]?.text ?? '';

  test('is the line that would be in order, for GitHub to commit', () => {
    expect(text({})).toMatch(/\n\n```suggestion\n {4}- port: 80\n```$/);
  });

  test('is fenced so that the line cannot end it', () => {
    expect(text({ suggestion: 'name: "```"' })).toMatch(/\n\n````suggestion\nname: "```"\n````$/);
  });

  test.each([
    [
      'the comment stands on another line than the value',
      { at: at('k8s/web.yaml', 5), because: [at('k8s/web.yaml', 15)] },
    ],
    ['the line holds what nobody sees', { suggestion: 'name: a\u202e' }],
    ['it is no single line', { suggestion: 'name: a\nkind: b' }],
  ])('is left out where %s', (_why, over) => {
    expect(text(over)).not.toContain('suggestion\n');
    expect(text(over)).toContain('**Fix:**');
  });
});

describe('what may be said of comments of before', () => {
  const standing = (over: Parameters<typeof verdict>[0]) => standingOf(verdict(over), context());

  test('open is what the change introduces, mild, anywhere, and under its softer names too', () => {
    const { open } = standing({
      changes: new Map(),
      findings: [
        finding({ severity: 'info', fingerprint: 'aa', covers: ['bb'] }),
        finding({ state: 'pre-existing', fingerprint: 'cc' }),
        finding({ state: 'fixed', fingerprint: 'dd' }),
      ],
    });
    expect([...open]).toEqual(['aa', 'bb']);
  });

  test.each([
    { why: 'a file of head cannot be read', gaps: [gap()], complete: false },
    { why: 'a chart of head is not rendered', gaps: [gap({ reason: 'not-rendered', blocks: false })], complete: false },
    { why: 'a file of base could not be read', gaps: [gap({ side: 'base' })], complete: true },
    { why: 'a kind is not read', gaps: [gap({ reason: 'not-read', blocks: false })], complete: true },
    { why: 'everything was seen', gaps: [], complete: true },
  ] as const)('where $why, that something is fixed can be said: $complete', ({ gaps, complete }) => {
    expect(standing({ gaps }).complete).toBe(complete);
  });
});

test('the text above the comments keeps what each of them tells', () => {
  const comments = commentsOn([
    finding(),
    finding({ severity: 'warning', fingerprint: 'bb' }),
    finding({ at: at('k8s/web.yaml', 15), fingerprint: 'cc' }),
  ]);
  const body = reviewBody('Ports `#1', comments);
  expect(markersIn(body)).toEqual([['00112233445566aa', 'bb'], ['cc']]);
  expect(body.split('\n').at(-1)).toBe(
    '``Ports `#1`` has a remark on 2 places of this change; the check run holds the verdict.',
  );
});
