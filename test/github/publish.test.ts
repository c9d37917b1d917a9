import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Conversation, Ledger, ReviewWanted } from '../../src/app/forge.ts';
import { linesIn } from '../../src/github/patch-lines.ts';
import type { Place } from '../../src/github/place.ts';
import { converse } from '../../src/github/publish.ts';
import { remarksBody, restated } from '../../src/report/remarks.ts';
import type { ReviewComment } from '../../src/report/review-comments.ts';
import { blankRecord, type ReviewedComment, type SubjectRecord } from '../../src/store/records.ts';

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
  authorId: 1,
  fromFork: false,
  headSha,
  baseRef: 'main',
  baseSha: 'b'.repeat(40),
  comments: 0,
  reviewComments: 0,
};
const sticky = '<!-- portcullis:sticky v1 -->\n';
const comment = (line: number, ...fingerprints: readonly string[]): ReviewComment => ({
  path: 'k8s/web.yaml',
  line,
  side: 'RIGHT',
  remarks: fingerprints.map((fingerprint) => ({ fingerprint, text: `opens ${fingerprint}` })),
});
/** What there is to say, and besides it what is still open of what was said before. */
const wanted = (comments: readonly ReviewComment[], over: Partial<ReviewWanted> & { open?: string[] } = {}) => {
  const told = comments.flatMap(({ remarks }) => remarks.map(({ fingerprint }) => fingerprint));
  const { open = told, max = 10, standing = { open: new Set(open), complete: true, headSha } } = over;
  return { review: { comments, max, standing } };
};
const posted = (...open: readonly string[]): ReviewedComment => ({ open, fixed: [], leftAlone: false });
const conversation = (change: Partial<Conversation> = {}): Conversation => ({
  pullRequest,
  checkName: 'Portcullis',
  comment: undefined,
  nothingLeft: `${sticky}nothing left`,
  ...wanted([]),
  ...change,
});

/** A ledger for one pull request, and what it knows. */
function ledgerOf(known: Partial<SubjectRecord> = {}): Ledger & { record: SubjectRecord } {
  const blank = { ...blankRecord({ installationId: 1, repositoryId: 7, subject: '#1' }), headSha };
  const ledger = {
    record: { ...blank, ...known },
    read: async () => ledger.record,
    save: async (change: Partial<SubjectRecord>) => {
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
      head: { sha: head, repo: { id: 7 } },
      base: { ref: 'main', sha: 'b', repo: { id: 7 } },
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

const quiet = { comment: { id: undefined, digest: '' } } as const;
const busy = { ...pullRequest, reviewComments: 2 };
const bot = { login: 'portcullis[bot]' };
const mallory = { login: 'mallory' };
const bodyOf = (...fingerprints: readonly string[]): string => remarksBody(comment(1, ...fingerprints).remarks);
const reviews = (...told: readonly (readonly string[])[]) =>
  api()
    .get(`${repo}/pulls/1/reviews?per_page=100`)
    .reply(
      200,
      told.map((prints) => ({ user: bot, body: `<!-- portcullis:finding ${prints.join(' ')} -->` })),
    );
const listed = (comments: readonly object[]) => api().get(`${repo}/pulls/1/comments?per_page=100`).reply(200, comments);
const review = (is: (body: { comments: { line: number; side: string; body: string }[] }) => boolean) =>
  api().post(`${repo}/pulls/1/reviews`, is).reply(200, { id: 1 });

describe('the review', () => {
  test('tells each finding once in a pull request', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    stillThere();
    api()
      .post(
        `${repo}/pulls/1/reviews`,
        (body) => body.commit_id === headSha && body.event === 'COMMENT' && body.comments.length === 1,
      )
      .reply(200, { id: 1 });
    await converse(place, conversation(wanted([comment(3, 'aa'), comment(5, 'bb')])), ledger);
    expect(ledger.record.reviewed).toEqual([posted('aa'), posted('bb')]);
    await converse(place, conversation(wanted([comment(4, 'aa'), comment(6, 'bb')])), ledger);
  });

  test('tells of a line only what is new there', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    stillThere();
    review(({ comments: [only] }) => only?.body === bodyOf('bb'));
    await converse(place, conversation(wanted([comment(3, 'aa', 'bb')])), ledger);
    expect(ledger.record.reviewed).toEqual([posted('aa'), posted('bb')]);
  });

  test('finds out after a restart what it has told, from comments of its own only', async () => {
    reviews(['aa']);
    listed([
      { id: 1, body: bodyOf('aa'), user: bot },
      { id: 2, body: bodyOf('bb'), user: mallory },
    ]);
    stillThere();
    review(({ comments }) => comments.length === 1 && comments[0]?.line === 5);
    const ledger = ledgerOf(quiet);
    const told = [comment(3, 'aa'), comment(5, 'bb')];
    await converse(place, conversation({ pullRequest: busy, ...wanted(told) }), ledger);
    expect(ledger.record.reviewed).toEqual([posted('aa'), posted('bb')]);
  });

  test('after a restart does not tell again what somebody has deleted', async () => {
    reviews(['aa'], ['bb', 'cc']);
    listed([]);
    listed([]);
    const ledger = ledgerOf(quiet);
    await converse(place, conversation(wanted([comment(3, 'aa'), comment(5, 'bb', 'cc')])), ledger);
    expect(ledger.record.reviewed).toEqual([
      { ...posted('aa'), leftAlone: true },
      { ...posted('bb', 'cc'), leftAlone: true },
    ]);
  });

  test('drops the lines that GitHub’s own diff does not have, on either side, and keeps the others', async () => {
    stillThere();
    const before = { ...comment(3, 'cc'), side: 'LEFT' } as const;
    const beyond = { ...comment(4, 'dd'), side: 'LEFT' } as const;
    api()
      .post(`${repo}/pulls/1/reviews`, (body) => body.comments.length === 4)
      .reply(422, { message: 'Unprocessable Entity', errors: ['line must be part of the diff'] })
      .get(`${repo}/pulls/1/files?per_page=100`)
      .reply(200, [{ filename: 'k8s/web.yaml', patch: '@@ -1,3 +1,4 @@\n a\n+b\n c\n d' }]);
    review(({ comments }) => comments.map(({ line, side }) => `${line} ${side}`).join() === '2 RIGHT,3 LEFT');
    const ledger = ledgerOf({ ...quiet, reviewed: [] });
    await converse(place, conversation(wanted([comment(2, 'aa'), comment(50, 'bb'), before, beyond])), ledger);
    expect(ledger.record.reviewed).toEqual([posted('aa'), posted('cc')]);
  });

  test('stays below the number of comments that a pull request may have, however many findings each tells', async () => {
    stillThere();
    review(({ comments }) => comments.length === 1);
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa', 'ab', 'ac')] });
    const comments = [comment(2, 'bb'), comment(3, 'cc')];
    await converse(place, conversation(wanted(comments, { max: 2, open: ['aa', 'ab', 'ac', 'bb', 'cc'] })), ledger);
  });
});

describe('a review comment of before', () => {
  const edited = (id: number, body: string | undefined, status = 200) =>
    api()
      .patch(`${repo}/pulls/comments/${id}`, { body: body ?? '' })
      .reply(status, { id });
  const standing = (open: readonly string[], complete = true) => ({ open: new Set(open), complete, headSha });
  const fixedBody = (...prints: readonly string[]): string => restated(bodyOf(...prints), standing([])) ?? '';
  const now = (open: readonly string[], complete?: boolean) =>
    conversation({ pullRequest: busy, ...wanted([], { standing: standing(open, complete) }) });

  test('is not asked for while what it tells stands', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    await converse(place, now(['aa']), ledger);
  });

  test('is marked once when its finding is gone, and opened once when it is back', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    listed([{ id: 7, body: bodyOf('aa'), user: bot }]);
    stillThere();
    edited(7, fixedBody('aa'));
    await converse(place, now([]), ledger);
    expect(ledger.record.reviewed).toEqual([{ open: [], fixed: ['aa'], leftAlone: false }]);
    await converse(place, now([]), ledger);
    listed([{ id: 7, body: fixedBody('aa'), user: bot }]);
    stillThere();
    edited(7, bodyOf('aa'));
    await converse(place, now(['aa']), ledger);
    expect(ledger.record.reviewed).toEqual([posted('aa')]);
  });

  test('is not marked where not everything could be seen', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    await converse(place, now([], false), ledger);
    expect(ledger.record.reviewed).toEqual([posted('aa')]);
  });

  test('is found and marked after a restart, and one that is marked already is left as it is', async () => {
    reviews(['aa'], ['bb']);
    listed([
      { id: 7, body: bodyOf('aa'), user: bot },
      { id: 8, body: fixedBody('bb'), user: bot },
    ]);
    stillThere();
    edited(7, fixedBody('aa'));
    const ledger = ledgerOf(quiet);
    await converse(place, now([]), ledger);
    expect(ledger.record.reviewed?.map(({ fixed }) => fixed)).toEqual([['aa'], ['bb']]);
  });

  test('that somebody has answered is left alone, and not asked for again', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa'), posted('bb')] });
    listed([
      { id: 7, body: bodyOf('aa'), user: bot },
      { id: 8, body: bodyOf('bb'), user: bot },
      { id: 9, body: 'we need this', user: null, in_reply_to_id: 7 },
      { id: 10, body: 'an answer of our own', user: bot, in_reply_to_id: 8 },
    ]);
    stillThere();
    edited(8, fixedBody('bb'));
    await converse(place, now([]), ledger);
    expect(ledger.record.reviewed).toEqual([
      { ...posted('aa'), leftAlone: true },
      { open: [], fixed: ['bb'], leftAlone: false },
    ]);
    await converse(place, now([]), ledger);
  });

  test('of somebody else is not touched, whatever it carries', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    const forged = { id: 6, body: bodyOf('aa'), user: mallory };
    listed([forged]);
    listed([forged]);
    await converse(place, now([]), ledger);
    expect(ledger.record.reviewed).toEqual([{ ...posted('aa'), leftAlone: true }]);
  });

  test('that GitHub does not list yet is looked for once more', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    listed([]);
    listed([{ id: 7, body: bodyOf('aa'), user: bot }]);
    stillThere();
    edited(7, fixedBody('aa'));
    await converse(place, now([]), ledger);
    expect(ledger.record.reviewed?.[0]?.fixed).toEqual(['aa']);
  });

  test('that is deleted while we look is left alone, and the others are marked', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa'), posted('bb')] });
    listed([
      { id: 7, body: bodyOf('aa'), user: bot },
      { id: 8, body: bodyOf('bb'), user: bot },
    ]);
    stillThere();
    edited(7, fixedBody('aa'), 404);
    edited(8, fixedBody('bb'));
    listed([{ id: 8, body: fixedBody('bb'), user: bot }]);
    await converse(place, now([]), ledger);
    expect(ledger.record.reviewed).toEqual([
      { ...posted('aa'), leftAlone: true },
      { open: [], fixed: ['bb'], leftAlone: false },
    ]);
  });

  test('is neither looked for nor edited where nothing is said on lines', async () => {
    const ledger = ledgerOf({ ...quiet, reviewed: [posted('aa')] });
    await converse(place, conversation({ pullRequest: busy, review: undefined }), ledger);
  });
});

test('nothing is said once another head has arrived', async () => {
  stillThere('c'.repeat(40));
  const ledger = ledgerOf({ ...quiet, reviewed: [] });
  await converse(place, conversation({ comment: `${sticky}news`, ...wanted([comment(2, 'aa')]) }), ledger);
  expect(ledger.record.reviewed).toEqual([]);
});

test.each([
  {
    patch: '@@ -1,3 +1,4 @@ kind: Service\n a\n@@ -20 +21 @@\n-b\n+c',
    RIGHT: [
      [1, 4],
      [21, 21],
    ],
    LEFT: [
      [1, 3],
      [20, 20],
    ],
  },
  { patch: '@@ -0,0 +1,2 @@\n+@@ -5,5 +50,5 @@\n+x', RIGHT: [[1, 2]], LEFT: [[0, -1]] },
  { patch: '@@ -1,2 +0,0 @@\n-a\n-b', RIGHT: [[0, -1]], LEFT: [[1, 2]] },
  { patch: '', RIGHT: [], LEFT: [] },
])('a patch shows the lines of its hunks: $patch', ({ patch, ...lines }) => {
  expect({ RIGHT: linesIn(patch, 'RIGHT'), LEFT: linesIn(patch, 'LEFT') }).toEqual(lines);
});
