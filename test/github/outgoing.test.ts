import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openGitHubApp } from '../../src/github/octokit.ts';
import { appKey, observers } from '../support/observers.ts';

const secret = 'a-webhook-secret-that-is-long-enough';
const token = `ghs_${'a1'.repeat(18)}`;
const at = { owner: 'acme', repo: 'shop' };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

async function opened() {
  const watching = observers([secret]);
  const app = await openGitHubApp(
    { appId: 1, privateKey: appKey, baseUrl: 'https://api.github.com', retryBaseMs: 1 },
    watching,
  );
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  nock('https://api.github.com').post('/app/installations/3/access_tokens').reply(201, { token, expires_at: expires });
  const octokit = app.inRepository({ installationId: 3, repositoryId: 7, access: 'write' });
  return { ...watching, octokit };
}

test('whatever is posted goes without what looks like a credential, and without our own secrets', async () => {
  const { octokit } = await opened();
  const sent: unknown[] = [];
  const note = (body: unknown): boolean => sent.push(body) > 0;
  nock('https://api.github.com').post('/repos/acme/shop/issues/1/comments', note).reply(201, { id: 5 });
  await octokit.rest.issues.createComment({ ...at, issue_number: 1, body: `found ${token} and ${secret}` });
  nock('https://api.github.com').post('/graphql', note).reply(200, { data: {} });
  await octokit.graphql('query ($of: String) { search(query: $of) { issueCount } }', { of: secret });
  expect(sent).toMatchObject([{ body: 'found ghs_[redacted] and [redacted]' }, { variables: { of: '[redacted]' } }]);
});

test('a request that fails leaves neither its body nor its token in the log', async () => {
  const { octokit, log, logged } = await opened();
  const path = '/repos/acme/shop/issues/1/comments';
  nock('https://api.github.com')
    .post(path)
    .reply(500, { message: `no, ${token}` }, { deprecation: '@1', sunset: 'soon' });
  const error: unknown = await octokit.rest.issues
    .createComment({ ...at, issue_number: 1, body: 'the-body' })
    .catch((thrown: unknown) => thrown);
  log.error('a review failed', { error: String(error) });
  expect(logged.join('')).toContain('a review failed');
  for (const leak of [token, 'the-body', secret]) expect(logged.join('')).not.toContain(leak);
});

test('requests, points, posts and what is left are counted as they leave, attempts included', async () => {
  const { octokit, metrics } = await opened();
  const github = nock('https://api.github.com', { badheaders: [] });
  github.get('/repos/acme/shop').reply(502).get('/repos/acme/shop').reply(200, {}, { 'x-ratelimit-remaining': '4321' });
  github.post('/repos/acme/shop/check-runs').reply(201, { id: 1 });
  github.patch('/repos/acme/shop/issues/comments/5').reply(404, {});
  await octokit.rest.repos.get(at);
  await octokit.rest.checks.create({ ...at, name: 'x', head_sha: 'a'.repeat(40) });
  await octokit.rest.issues.updateComment({ ...at, comment_id: 5, body: 'b' }).catch(() => {});
  expect((await metrics.text()).split('\n')).toEqual(
    expect.arrayContaining([
      'portcullis_github_requests_total{status="2xx"} 3',
      'portcullis_github_requests_total{status="4xx"} 1',
      'portcullis_github_requests_total{status="5xx"} 1',
      'portcullis_github_points_total 17',
      'portcullis_posts_total{kind="check",outcome="created"} 1',
      'portcullis_posts_total{kind="comment",outcome="refused"} 1',
      'portcullis_github_rate_remaining{installation="3"} 4321',
    ]),
  );
});
