import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RetryLater } from '../../src/app/retry-later.ts';
import { AnswerLost } from '../../src/github/patience.ts';
import { appAt } from '../support/observers.ts';

const at = { owner: 'acme', repo: 'shop' };
const comment = { ...at, issue_number: 1, body: 'b' };
const comments = '/repos/acme/shop/issues/1/comments';

const octokitOf = async () =>
  (await appAt({ baseUrl: 'https://api.github.com' })).inRepository({
    installationId: 1,
    repositoryId: 7,
    access: 'write',
  });

/** Answers the one request for a token. */
const github = () => {
  nock('https://api.github.com')
    .post('/app/installations/1/access_tokens')
    .reply(201, { token: 'ghs_x', expires_at: new Date(Date.now() + 3_600_000).toISOString() });
  return nock('https://api.github.com');
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

describe('our way of talking to GitHub', () => {
  test('a write that is the first request of all gets its token, and does not wait for itself', async () => {
    github().post(comments).reply(201, { id: 5 });
    const octokit = await octokitOf();
    expect((await octokit.rest.issues.createComment(comment)).data.id).toBe(5);
  });

  test('twenty reads that are the first requests of all get one token between them', async () => {
    github().get('/repos/acme/shop').times(20).reply(200, { id: 7 });
    const octokit = await octokitOf();
    await Promise.all(Array.from({ length: 20 }, () => octokit.rest.repos.get(at)));
  });

  test('a write whose answer is lost is sent once', async () => {
    github().post(comments).reply(502, { message: 'Bad Gateway' });
    const octokit = await octokitOf();
    await expect(octokit.rest.issues.createComment(comment)).rejects.toBeInstanceOf(AnswerLost);
  });

  test('a read is tried three times', async () => {
    github().get('/repos/acme/shop').times(2).reply(502).get('/repos/acme/shop').reply(200, { id: 7 });
    const octokit = await octokitOf();
    expect((await octokit.rest.repos.get(at)).data.id).toBe(7);
  });

  test.each([
    {
      what: 'a secondary limit',
      status: 403,
      message: 'You have exceeded a secondary rate limit',
      headers: { 'retry-after': '7' },
      ms: 7000,
    },
    {
      what: 'a secondary limit without a time',
      status: 403,
      message: 'You have exceeded a secondary rate limit',
      headers: {},
      ms: 60_000,
    },
    {
      what: 'a limit whose time is no number',
      status: 429,
      message: 'Too many requests',
      headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' },
      ms: 60_000,
    },
    {
      what: 'a limit for longer than GitHub has any',
      status: 403,
      message: 'API rate limit exceeded',
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
      ms: 3_600_000,
    },
    {
      what: 'a comment that was submitted too quickly',
      status: 422,
      message: 'Validation Failed: {"code":"custom","message":"was submitted too quickly"}',
      headers: {},
      ms: 60_000,
    },
    { what: 'too many requests', status: 429, message: 'Too many requests', headers: {}, ms: 60_000 },
  ])('$what is thrown as something to be done later, after one request', async ({ status, message, headers, ms }) => {
    github().get('/repos/acme/shop').reply(status, { message }, headers);
    const octokit = await octokitOf();
    const error: unknown = await octokit.rest.repos.get(at).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RetryLater);
    expect(error).toMatchObject({ retryAfterMs: ms });
  });

  test('an exhausted quota is waited for until it is renewed', async () => {
    const reset = Math.floor(Date.now() / 1000) + 600;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    github().get('/repos/acme/shop').reply(403, { message: 'API rate limit exceeded' }, headers);
    const octokit = await octokitOf();
    const error: unknown = await octokit.rest.repos.get(at).catch((thrown: unknown) => thrown);
    const { retryAfterMs = 0 } = error as RetryLater; // asserted by its number
    expect(retryAfterMs).toBeGreaterThan(595_000);
    expect(retryAfterMs).toBeLessThan(602_000);
  });

  test('what the app may not do is no reason to try again', async () => {
    github().get('/repos/acme/shop').reply(403, { message: 'Resource not accessible by integration' });
    const octokit = await octokitOf();
    await expect(octokit.rest.repos.get(at)).rejects.toMatchObject({ name: 'HttpError', status: 403 });
  });

  test.each([
    { what: 'an answer that breaks off', body: '{"id": 7, "na', type: 'application/json' },
    { what: 'the page of a proxy', body: '<p>Sign in', type: 'text/html' },
  ])('$what is no answer', async ({ body, type }) => {
    github().get('/repos/acme/shop').reply(200, body, { 'content-type': type });
    const octokit = await octokitOf();
    await expect(octokit.rest.repos.get(at)).rejects.toBeInstanceOf(AnswerLost);
  });

  test('a token that is refused twice is a reason to wait, not to give up', async () => {
    github().get('/repos/acme/shop').times(2).reply(401, { message: 'Bad credentials' });
    github();
    const octokit = await octokitOf();
    await expect(octokit.rest.repos.get(at)).rejects.toBeInstanceOf(RetryLater);
  });

  test.each([
    { type: 'RATE_LIMITED', message: 'API rate limit exceeded' },
    { type: undefined, message: 'You have exceeded a secondary rate limit' },
  ])('a limit that GraphQL answers with 200 ($message) is thrown like any other', async (error) => {
    github()
      .post('/graphql')
      .reply(200, { data: null, errors: [error] }, { 'retry-after': '7' });
    const octokit = await octokitOf();
    const asked = octokit.graphql('query { viewer { login } }');
    await expect(asked).rejects.toMatchObject({ name: 'RetryLater', retryAfterMs: 7000 });
  });

  test('a question in GraphQL is asked again like any other, at the address that a GitHub Enterprise Server has', async () => {
    const host = 'https://git.example.com';
    const token = { token: 'ghs_x', expires_at: new Date(Date.now() + 3_600_000).toISOString() };
    nock(host).post('/api/v3/app/installations/1/access_tokens').reply(201, token);
    nock(host)
      .post('/api/graphql')
      .reply(502)
      .post('/api/graphql')
      .reply(200, { data: { viewer: { login: 'p' } } });
    const app = await appAt({ baseUrl: `${host}/api/v3` });
    const octokit = app.inRepository({ installationId: 1, repositoryId: 7, access: 'read' });
    expect(await octokit.graphql('query { viewer { login } }')).toEqual({ viewer: { login: 'p' } });
  });

  test('a change in GraphQL is sent once', async () => {
    github().post('/graphql').reply(502);
    const octokit = await octokitOf();
    await expect(octokit.graphql('mutation { x }')).rejects.toBeInstanceOf(AnswerLost);
  });
});
