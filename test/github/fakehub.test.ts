import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import { GitObjects } from '../support/fakehub/git.ts';
import { appKeys, type Fakehub, startFakehub } from '../support/fakehub/hub.ts';
import { appAt } from '../support/observers.ts';

const open: Fakehub[] = [];
afterEach(async () => {
  for (const hub of open.splice(0)) await hub.close();
});

async function started() {
  const hub = await startFakehub({ checkAnswers: true });
  open.push(hub);
  const shop = hub.repository('acme/shop');
  shop.push({ branch: 'main', files: { 'a.txt': 'one\ntwo\n', 'dir/b.bin': new Uint8Array([0, 1]) }, from: null });
  const head = shop.push({
    branch: 'work',
    files: { 'a.txt': 'one\n2\n', 'dir/b.bin': null, link: { symlink: 'a.txt' } },
  });
  const number = shop.open({ branch: 'work' });
  const app = await appAt({ appId: hub.appId, privateKey: hub.privateKey, baseUrl: hub.url });
  const scope = { installationId: hub.installationId, repositoryId: shop.state.id };
  const octokit = app.inRepository({ ...scope, access: 'write' });
  const reader = app.inRepository({ ...scope, access: 'read' });
  return { hub, shop, head, number, app, octokit, reader, at: { owner: 'acme', repo: 'shop' } };
}

describe('fakehub', () => {
  test('answers every call that we make as GitHub’s description says', async () => {
    const { hub, head, number, app, octokit, reader, at } = await started();
    const { rest } = octokit;
    const pull = { ...at, pull_number: number };
    await app.asItself.rest.apps.getAuthenticated();
    await app.asItself.rest.apps.getWebhookConfigForApp();
    await app.asItself.rest.apps.getRepoInstallation(at);
    const repository = await rest.repos.get(at);
    const tree = await reader.rest.git.getTree({ ...at, tree_sha: head, recursive: '1' });
    await reader.rest.git.getTree({ ...at, tree_sha: tree.data.sha });
    await reader.rest.git.getCommit({ ...at, commit_sha: head });
    await reader.rest.git.getBlob({ ...at, file_sha: tree.data.tree[0]?.sha ?? '' });
    await reader.rest.git.getRef({ ...at, ref: 'heads/main' });
    await reader.rest.repos.getBranch({ ...at, branch: 'main' });
    await reader.rest.repos.getBranchRules({ ...at, branch: 'main' });
    await reader.rest.repos.getContent({ ...at, path: 'a.txt', ref: 'main' });
    await reader.rest.repos.compareCommitsWithBasehead({ ...at, basehead: `main...${head}` });
    await reader.rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: head });
    await rest.pulls.list(at);
    await rest.pulls.get(pull);
    await rest.pulls.listFiles(pull);
    const run = await rest.checks.create({ ...at, name: 'x', head_sha: head, status: 'in_progress' });
    const check = { ...at, check_run_id: run.data.id };
    const annotation = { path: 'a.txt', start_line: 2, end_line: 2, annotation_level: 'notice', message: 'm' } as const;
    const output = { title: 't', summary: 's', annotations: [annotation] };
    await rest.checks.update({ ...check, status: 'completed', conclusion: 'neutral', output });
    await rest.checks.get(check);
    await rest.checks.listAnnotations(check);
    await rest.checks.listForRef({ ...at, ref: head });
    const comment = await rest.issues.createComment({ ...at, issue_number: number, body: 'b' });
    await rest.issues.getComment({ ...at, comment_id: comment.data.id });
    await rest.issues.updateComment({ ...at, comment_id: comment.data.id, body: 'c' });
    await rest.issues.listComments({ ...at, issue_number: number });
    const line = { path: 'a.txt', line: 2, side: 'RIGHT', body: 'l' } as const;
    await rest.pulls.createReview({ ...pull, event: 'COMMENT', body: 'r', comments: [line] });
    await rest.pulls.listReviews(pull);
    await rest.pulls.listReviewComments(pull);
    expect(repository.data.full_name).toBe('acme/shop');
    expect(hub.calls.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    expect(new Set(hub.calls.map(({ route }) => route)).has('unknown')).toBe(false);
    expect(hub.violations).toEqual([]);
  });

  test.each([
    {
      what: 'more than fifty annotations at once',
      send: ({ octokit, at, head }: Awaited<ReturnType<typeof started>>) =>
        octokit.rest.checks.create({
          ...at,
          name: 'x',
          head_sha: head,
          output: {
            title: 't',
            summary: 's',
            annotations: Array.from({ length: 51 }, () => ({
              path: 'a.txt',
              start_line: 1,
              end_line: 1,
              annotation_level: 'notice' as const,
              message: 'm',
            })),
          },
        }),
    },
    {
      what: 'a summary of more than 65,535 characters',
      send: ({ octokit, at, head }: Awaited<ReturnType<typeof started>>) =>
        octokit.rest.checks.create({
          ...at,
          name: 'x',
          head_sha: head,
          output: { title: 't', summary: 'x'.repeat(65_536) },
        }),
    },
    {
      what: 'a comment of more than 65,536 characters',
      send: ({ octokit, at, number }: Awaited<ReturnType<typeof started>>) =>
        octokit.rest.issues.createComment({ ...at, issue_number: number, body: 'x'.repeat(65_537) }),
    },
    {
      what: 'a review with one line outside of the diff',
      send: ({ octokit, at, number }: Awaited<ReturnType<typeof started>>) =>
        octokit.rest.pulls.createReview({
          ...at,
          pull_number: number,
          event: 'COMMENT',
          body: 'b',
          comments: [
            { path: 'a.txt', line: 2, side: 'RIGHT', body: 'in' },
            { path: 'a.txt', line: 20, side: 'RIGHT', body: 'out' },
          ],
        }),
    },
  ])('refuses $what, as GitHub does', async ({ send }) => {
    const all = await started();
    await expect(send(all)).rejects.toMatchObject({ status: 422 });
    expect(all.shop.reviews(all.number)).toEqual([]);
  });

  test('adds the annotations of an update to those that are there', async () => {
    const { octokit, at, head, shop } = await started();
    const output = (message: string) => ({
      title: 't',
      summary: 's',
      annotations: [{ path: 'a.txt', start_line: 1, end_line: 1, annotation_level: 'notice' as const, message }],
    });
    const run = await octokit.rest.checks.create({ ...at, name: 'x', head_sha: head, output: output('1') });
    await octokit.rest.checks.update({ ...at, check_run_id: run.data.id, output: output('2') });
    expect(shop.checks(head)[0]?.annotations.map(({ message }) => message)).toEqual(['1', '2']);
  });

  test('lets nobody in without the app’s key, nor into another installation’s repository', async () => {
    const { hub, shop } = await started();
    const bare = await fetch(`${hub.url}/repos/acme/shop`);
    expect(bare.status).toBe(401);
    const scope = { installationId: 1, repositoryId: shop.state.id, access: 'read' } as const;
    const forged = await appAt({ appId: hub.appId, privateKey: appKeys().privateKey, baseUrl: hub.url });
    await expect(forged.inRepository(scope).rest.repos.get({ owner: 'acme', repo: 'shop' })).rejects.toThrow(
      'Bad credentials',
    );
  });

  test('a token for one repository opens no other of the same installation', async () => {
    const { hub, reader, octokit, at } = await started();
    hub.repository('acme/secrets');
    const elsewhere = { ...at, repo: 'secrets' };
    for (const each of [reader, octokit])
      await expect(each.rest.repos.get(elsewhere)).rejects.toMatchObject({ status: 404 });
  });

  test('a token does what it was asked for and nothing else', async () => {
    const { reader, octokit, at, head, number } = await started();
    const denied = { status: 403 };
    await expect(reader.rest.checks.create({ ...at, name: 'x', head_sha: head })).rejects.toMatchObject(denied);
    const comment = { ...at, issue_number: number, body: 'b' };
    await expect(reader.rest.issues.createComment(comment)).rejects.toMatchObject(denied);
    await expect(octokit.rest.git.getCommit({ ...at, commit_sha: head })).rejects.toMatchObject(denied);
  });

  test('where an installation has granted less, what it did grant is used', async () => {
    const { hub, octokit, at, head, number } = await started();
    hub.grant({ metadata: 'read', contents: 'read', checks: 'write', pull_requests: 'read' });
    expect((await octokit.rest.checks.create({ ...at, name: 'x', head_sha: head })).status).toBe(201);
    const comment = octokit.rest.issues.createComment({ ...at, issue_number: number, body: 'b' });
    await expect(comment).rejects.toMatchObject({ status: 403 });
  });

  test('shows what was just written only after its lag', async () => {
    const { hub, octokit, at, number } = await started();
    hub.lag(200);
    await octokit.rest.issues.createComment({ ...at, issue_number: number, body: 'b' });
    const list = async () => (await octokit.rest.issues.listComments({ ...at, issue_number: number })).data.length;
    expect(await list()).toBe(0);
    await expect.poll(list).toBe(1);
  });

  test('answers late where it is told to, so that a request can be aborted', async () => {
    const { hub, octokit, at } = await started();
    hub.fail({ path: '/repos/acme/shop', delayMs: 500 });
    const abort = new AbortController();
    const reason = new Error('a newer head arrived');
    setTimeout(() => abort.abort(reason), 50);
    await expect(octokit.rest.repos.get({ ...at, request: { signal: abort.signal } })).rejects.toBe(reason);
  });

  test('gives objects the ids that git gives them', () => {
    const objects = new GitObjects();
    const blob = objects.blob(Buffer.from('one\n'));
    const tree = objects.tree(
      new Map([
        ['b/c.txt', { mode: '100644', sha: blob }],
        ['b.txt', { mode: '100755', sha: blob }],
        ['b0', { mode: '120000', sha: blob }],
      ] as const),
    );
    expect(execFileSync('git', ['hash-object', '--stdin'], { input: 'one\n' }).toString().trim()).toBe(blob);
    const inner = [`100644 blob ${blob}\tc.txt\n`];
    const mktree = (lines: readonly string[]) =>
      execFileSync('git', ['mktree', '--missing'], { input: lines.join('') })
        .toString()
        .trim();
    const outer = [`100755 blob ${blob}\tb.txt\n`, `40000 tree ${hashOf(inner)}\tb\n`, `120000 blob ${blob}\tb0\n`];
    expect(tree).toBe(hashOf(outer));

    function hashOf(lines: readonly string[]): string {
      return mktree(lines);
    }
  });
});
