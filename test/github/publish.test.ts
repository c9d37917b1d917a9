import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Conversation, Ledger } from '../../src/app/forge.ts';
import { linesIn } from '../../src/github/patch-lines.ts';
import type { Place } from '../../src/github/place.ts';
import { converse } from '../../src/github/publish.ts';
import type { PullRequestRecord } from '../../src/store/store.ts';

const octokit = new ProbotOctokit({ throttle: { enabled: false }, retry: { enabled: false } });
const place: Place = {
  octokit,
  owner: 'acme',
  repo: 'shop',
  appId: 4711,
  server: 'https://github.com',
  botLogin: async () => 'portcullis[bot]',
  lagMs: 0,
};
const headSha = 'a'.repeat(40);
const pullRequest = {
  number: 1,
  open: true,
  draft: false,
  headSha,
  baseRef: 'main',
  baseSha: 'b'.repeat(40),
  comments: 0,
  reviewComments: 0,
};
const sticky = '<!-- portcullis:sticky v1 -->\n';
const comment = (line: number, fingerprint: string) => ({
  path: 'k8s/web.yaml',
  line,
  side: 'RIGHT' as const,
  fingerprints: [fingerprint],
  body: `<!-- portcullis:finding ${fingerprint} -->\n\nopens a port\n`,
});
const conversation = (change: Partial<Conversation> = {}): Conversation => ({
  pullRequest,
  checkName: 'Portcullis',
  comment: undefined,
  nothingLeft: `${sticky}nothing left`,
  reviewComments: [],
  maxReviewComments: 10,
  ...change,
});

/** A ledger for one pull request, and what it knows. */
function ledgerOf(known: Partial<PullRequestRecord> = {}): Ledger & { record: PullRequestRecord } {
  const blank = { repositoryId: 7, number: 1, headSha, open: true, conclusion: undefined, check: undefined };
  const ledger = {
    record: { ...blank, comment: undefined, reviewed: undefined, ...known } as PullRequestRecord, // the fields above and what the test knows
    read: async () => ledger.record,
    save: async (change: Partial<PullRequestRecord>) => {
      ledger.record = { ...ledger.record, ...change };
    },
  };
  return ledger;
}

const api = () => nock('https://api.github.com');
const repo = '/repos/acme/shop';
const stillThere = (head = headSha) =>
  api()
    .get(`${repo}/pulls/1`)
    .reply(200, {
      state: 'open',
      head: { sha: head },
      base: { ref: 'main', sha: 'b' },
      comments: 0,
      review_comments: 0,
    });
const own = { performed_via_github_app: { id: 4711 } };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

describe('the sticky comment', () => {
  test('is not looked for where the pull request has no comment, and not written where there is nothing to say', async () => {
    const ledger = ledgerOf();
    await converse(place, conversation(), ledger);
    expect(ledger.record.comment).toEqual({ id: undefined, digest: '' });
  });

  test('is ours by the app that wrote it and by its first line, on whatever page it stands', async () => {
    const forged = { id: 1, body: sticky, performed_via_github_app: null };
    const foreign = { id: 2, body: sticky, performed_via_github_app: { id: 9 } };
    const quoting = { id: 3, body: `> ${sticky}`, ...own };
    const first = Array.from({ length: 97 }, (_, index) => ({
      id: 100 + index,
      body: 'hello',
      performed_via_github_app: null,
    }));
    api()
      .get(`${repo}/issues/1/comments?per_page=100`)
      .reply(200, [forged, foreign, quoting, ...first], { link: '<https://api.github.com/page2>; rel="next"' })
      .get('/page2')
      .reply(200, [{ id: 42, body: `${sticky}old`, ...own }]);
    stillThere();
    api()
      .patch(`${repo}/issues/comments/42`, { body: `${sticky}new` })
      .reply(200, { id: 42 });
    const ledger = ledgerOf();
    const busy = { ...pullRequest, comments: 101 };
    await converse(place, conversation({ pullRequest: busy, comment: `${sticky}new` }), ledger);
    expect(ledger.record.comment?.id).toBe(42);
  });

  test('is not written again where only the commits that it names are others', async () => {
    const ledger = ledgerOf({ comment: { id: undefined, digest: '' }, reviewed: [] });
    stillThere();
    const told = (sha: string): string => `${sticky}see blob/${sha}/web.yaml, for \`${sha.slice(0, 7)}\``;
    api().post(`${repo}/issues/1/comments`).reply(201, { id: 42 });
    await converse(place, conversation({ comment: told(headSha) }), ledger);
    const next = { ...pullRequest, headSha: 'c'.repeat(40) };
    await converse(place, conversation({ pullRequest: next, comment: told(next.headSha) }), ledger);
    expect(ledger.record.comment?.id).toBe(42);
  });

  test('is left as it is where none is wanted', async () => {
    const ledger = ledgerOf({ comment: { id: 42, digest: 'x' }, reviewed: [] });
    await converse(place, conversation({ nothingLeft: undefined }), ledger);
  });
});

describe('the review', () => {
  test('tells each finding once in a pull request', async () => {
    const ledger = ledgerOf({ comment: { id: undefined, digest: '' }, reviewed: ['aa'] });
    stillThere();
    api()
      .post(
        `${repo}/pulls/1/reviews`,
        (body) => body.commit_id === headSha && body.event === 'COMMENT' && body.comments.length === 1,
      )
      .reply(200, { id: 1 });
    await converse(place, conversation({ reviewComments: [comment(3, 'aa'), comment(5, 'bb')] }), ledger);
    expect(ledger.record.reviewed).toEqual(['aa', 'bb']);
    await converse(place, conversation({ reviewComments: [comment(4, 'aa'), comment(6, 'bb')] }), ledger);
  });

  test('finds out after a restart what it has told, from comments of its own only', async () => {
    const told = [
      { body: comment(3, 'aa').body, user: { login: 'portcullis[bot]' } },
      { body: comment(5, 'bb').body, user: { login: 'mallory' } },
    ];
    api().get(`${repo}/pulls/1/comments?per_page=100`).reply(200, told);
    stillThere();
    api()
      .post(`${repo}/pulls/1/reviews`, (body) => body.comments.length === 1 && body.comments[0].line === 5)
      .reply(200, { id: 1 });
    const busy = { ...pullRequest, reviewComments: 2 };
    const ledger = ledgerOf({ comment: { id: undefined, digest: '' } });
    await converse(
      place,
      conversation({ pullRequest: busy, reviewComments: [comment(3, 'aa'), comment(5, 'bb')] }),
      ledger,
    );
  });

  test('drops the lines that GitHub’s own diff does not have, and keeps the others', async () => {
    stillThere();
    api()
      .post(`${repo}/pulls/1/reviews`, (body) => body.comments.length === 2)
      .reply(422, { message: 'Unprocessable Entity', errors: ['line must be part of the diff'] })
      .get(`${repo}/pulls/1/files?per_page=100`)
      .reply(200, [{ filename: 'k8s/web.yaml', patch: '@@ -1,3 +1,4 @@\n a\n+b\n c\n d' }])
      .post(`${repo}/pulls/1/reviews`, (body) => body.comments.length === 1 && body.comments[0].line === 2)
      .reply(200, { id: 1 });
    const ledger = ledgerOf({ comment: { id: undefined, digest: '' }, reviewed: [] });
    await converse(place, conversation({ reviewComments: [comment(2, 'aa'), comment(50, 'bb')] }), ledger);
    expect(ledger.record.reviewed).toEqual(['aa']);
  });

  test('stays below the number of comments that a pull request may have', async () => {
    stillThere();
    api()
      .post(`${repo}/pulls/1/reviews`, (body) => body.comments.length === 1)
      .reply(200, { id: 1 });
    const ledger = ledgerOf({ comment: { id: undefined, digest: '' }, reviewed: ['aa'] });
    const reviewComments = [comment(2, 'bb'), comment(3, 'cc')];
    await converse(place, conversation({ reviewComments, maxReviewComments: 2 }), ledger);
  });
});

test('nothing is said once another head has arrived', async () => {
  stillThere('c'.repeat(40));
  const ledger = ledgerOf({ comment: { id: undefined, digest: '' }, reviewed: [] });
  await converse(place, conversation({ comment: `${sticky}news`, reviewComments: [comment(2, 'aa')] }), ledger);
  expect(ledger.record.reviewed).toEqual([]);
});

test.each([
  {
    patch: '@@ -1,3 +1,4 @@ kind: Service\n a\n@@ -20 +21 @@\n-b\n+c',
    lines: [
      [1, 4],
      [21, 21],
    ],
  },
  { patch: '@@ -0,0 +1,2 @@\n+@@ -5,5 +50,5 @@\n+x', lines: [[1, 2]] },
  { patch: '@@ -1,2 +0,0 @@\n-a\n-b', lines: [[0, -1]] },
  { patch: '', lines: [] },
])('a patch shows the lines of its hunks: $patch', ({ patch, lines }) => {
  expect(linesIn(patch)).toEqual(lines);
});
