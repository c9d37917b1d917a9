import { expect, test } from 'vitest';
import { type Conversation, type ConversationName, conversations } from '../support/conversations.ts';
import { scenario, web } from '../support/scenario.ts';

const isRead = (line: string): boolean => line.startsWith('GET');

test('a warm review reads at most four times and once for each changed file, and writes only what changed', async () => {
  const { shop, idle, requests } = await scenario();
  const services = Array.from({ length: 30 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('ClusterIP').replaceAll('web', `app${index}`),
  ]);
  shop.push({ branch: 'main', files: Object.fromEntries(services) });
  shop.push({ branch: 'work', from: 'main', files: { 'k8s/web.yaml': web('NodePort') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  requests();

  const changed = { 'k8s/app1.yaml': web('LoadBalancer').replaceAll('web', 'app1'), 'k8s/app2.yaml': '# gone\n' };
  shop.push({ branch: 'work', files: changed });
  await shop.announce(number, 'synchronize');
  await idle();
  const all = requests();
  expect(all.filter(isRead).length).toBeLessThanOrEqual(4 + 2);
  expect(all.filter((line) => line.includes('blobs'))).toHaveLength(2);
  expect(all.filter((line) => !isRead(line))).toEqual([
    'POST …/check-runs',
    'PATCH …/issues/comments/{comment_id}',
    'POST …/pulls/{pull_number}/reviews',
  ]);

  await shop.announce(number, 'synchronize');
  await idle();
  const again = requests();
  expect(again.filter(isRead).length).toBeLessThanOrEqual(4);
  expect(again.filter((line) => !isRead(line))).toEqual([]);
});

test('review comments are read only by a push after which they say something else', async () => {
  const { shop, idle, requests } = await scenario();
  shop.push({ branch: 'work', files: { 'k8s/web.yaml': web('NodePort') } });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  requests();
  const pushed = async (type: 'ClusterIP' | 'NodePort', note: string): Promise<readonly string[]> => {
    shop.push({ branch: 'work', files: { 'k8s/web.yaml': web(type), 'note.txt': note } });
    await shop.announce(number, 'synchronize');
    await idle();
    return requests();
  };
  let pushes = 0;
  const list = 'GET …/pulls/{pull_number}/comments';
  for (const [type, isNews] of [
    ['NodePort', false],
    ['ClusterIP', true],
    ['ClusterIP', false],
    ['NodePort', true],
    ['NodePort', false],
  ] as const) {
    const all = await pushed(type, `${pushes++}`);
    expect(all.filter((line) => line === list)).toHaveLength(isNews ? 1 : 0);
    expect(all.filter((line) => line.startsWith('PATCH …/pulls/'))).toHaveLength(isNews ? 1 : 0);
    expect(all.filter(isRead).length).toBeLessThanOrEqual(4 + 1 + (isNews ? 1 : 0));
  }
});

test('a review that takes long costs one write more, and each further fifty annotations one more', async () => {
  const { hub, shop, idle, requests } = await scenario({ announceAfterMs: 0 });
  const open = Array.from({ length: 120 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('NodePort').replaceAll('web', `app${index}`),
  ]);
  hub.fail({ method: 'GET', path: '/tarball/', delayMs: 100 });
  const head = shop.push({ branch: 'work', files: Object.fromEntries(open) });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(requests().filter((line) => line.includes('check-runs'))).toEqual([
    'POST …/check-runs',
    ...Array.from({ length: 3 }, () => 'PATCH …/check-runs/{check_run_id}'),
  ]);
  const [check] = shop.checks(head);
  expect(check?.annotations).toHaveLength(120);
  expect(new Set(check?.annotations.map(({ path }) => path)).size).toBe(120);
  expect(shop.reviews(number).flatMap(({ comments }) => comments)).toHaveLength(10);
});

test('ten pull requests of one installation are told within fifteen seconds', async () => {
  const { shop, idle } = await scenario();
  const numbers = Array.from({ length: 10 }, (_, index) => {
    shop.push({ branch: `work${index}`, from: 'main', files: { 'k8s/web.yaml': web('NodePort', `# ${index}\n`) } });
    return shop.open({ branch: `work${index}` });
  });
  const began = Date.now();
  await Promise.all(numbers.map((number) => shop.announce(number, 'opened')));
  await idle();
  expect(numbers.map((number) => shop.comments(number).length)).toEqual(numbers.map(() => 1));
  expect(Date.now() - began).toBeLessThan(15_000);
});

test('a first contact with a repository of 3,000 files costs at most twelve requests', async () => {
  const { shop, idle, requests } = await scenario();
  const many = Array.from({ length: 3_000 }, (_, index) => [
    `apps/app${index}/app.yaml`,
    web('ClusterIP').replaceAll('web', `app${index}`),
  ]);
  shop.push({ branch: 'main', files: Object.fromEntries(many) });
  const head = shop.push({ branch: 'work', from: 'main', files: { 'k8s/web.yaml': web('LoadBalancer') } });
  const number = shop.open({ branch: 'work' });
  requests();
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head).at(-1)?.conclusion).toBe('failure');
  const all = requests();
  expect(all.length).toBeLessThanOrEqual(12);
  expect(all.filter((line) => line.includes('/tarball/'))).toHaveLength(1);
});

test('a change of documentation alone costs what it takes to see that', async () => {
  const { shop, idle, requests } = await scenario();
  shop.push({ branch: 'other', from: 'main', files: { 'k8s/web.yaml': web('NodePort') } });
  await shop.announce(shop.open({ branch: 'other' }), 'opened');
  await idle();
  requests();
  shop.push({ branch: 'work', from: 'main', files: { 'README.md': '# Shop\n' } });
  await shop.announce(shop.open({ branch: 'work' }), 'opened');
  await idle();
  expect(requests()).toEqual([
    'GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    'GET …/git/trees/{tree_sha}',
    'GET …/commits/{commit_sha}/pulls',
    'POST …/check-runs',
  ]);
});

test('two hundred changed files come as one archive', async () => {
  const { shop, idle, requests } = await scenario();
  shop.push({ branch: 'other', from: 'main', files: { 'README.md': '# Shop\n' } });
  await shop.announce(shop.open({ branch: 'other' }), 'opened');
  await idle();
  requests();
  const files = Array.from({ length: 200 }, (_, index) => [
    `k8s/app${index}.yaml`,
    web('ClusterIP').replaceAll('web', `app${index}`),
  ]);
  shop.push({ branch: 'work', from: 'main', files: Object.fromEntries(files) });
  await shop.announce(shop.open({ branch: 'work' }), 'opened');
  await idle();
  const all = requests();
  expect(all.filter((line) => line.includes('/tarball/'))).toHaveLength(1);
  expect(all.filter((line) => line.includes('/blobs/'))).toEqual([]);
  expect(all.length).toBeLessThanOrEqual(8);
});

/** In the order in which they are made first, without tokens and what the app asks as itself. */
const costs = {
  'a first review': [
    '2 × GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    '2 × GET …/git/trees/{tree_sha}',
    '2 × GET …/git/blobs/{file_sha}',
    'POST …/check-runs',
    'GET …/pulls/{pull_number}/reviews',
    'POST …/issues/{issue_number}/comments',
    'POST …/pulls/{pull_number}/reviews',
  ],
  'a configuration that extends another one': [
    '2 × GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    '2 × GET …/git/trees/{tree_sha}',
    '3 × GET …/git/blobs/{file_sha}',
    'GET …/contents/{path}',
    'POST …/check-runs',
    'GET …/pulls/{pull_number}/reviews',
    'POST …/issues/{issue_number}/comments',
    'POST …/pulls/{pull_number}/reviews',
  ],
  'a second push': [
    'GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    'GET …/git/trees/{tree_sha}',
    'GET …/commits/{commit_sha}/pulls',
    'POST …/check-runs',
    'GET …/pulls/{pull_number}/comments',
    'PATCH …/issues/comments/{comment_id}',
    'PATCH …/pulls/comments/{comment_id}',
  ],
  'a second push that nobody remembers the first one of': [
    'GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    'GET …/git/trees/{tree_sha}',
    'GET …/commits/{commit_sha}/pulls',
    'POST …/check-runs',
    'GET …/issues/{issue_number}/comments',
    'GET …/pulls/{pull_number}/reviews',
    'GET …/pulls/{pull_number}/comments',
    'PATCH …/issues/comments/{comment_id}',
    'PATCH …/pulls/comments/{comment_id}',
  ],
  'another base': [
    '2 × GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    'GET …/git/trees/{tree_sha}',
    'GET …/git/blobs/{file_sha}',
    'POST …/check-runs',
    'PATCH …/check-runs/{check_run_id}',
    'GET …/pulls/{pull_number}/reviews',
    'POST …/issues/{issue_number}/comments',
    'POST …/pulls/{pull_number}/reviews',
  ],
  'many files': [
    '2 × GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    '2 × GET …/git/trees/{tree_sha}',
    'GET …/git/blobs/{file_sha}',
    'GET …/tarball/{ref}',
    'POST …/check-runs',
    'PATCH …/check-runs/{check_run_id}',
    'GET …/pulls/{pull_number}/reviews',
    'POST …/issues/{issue_number}/comments',
    'POST …/pulls/{pull_number}/reviews',
  ],
  'an empty base': [
    '2 × GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    '2 × GET …/git/trees/{tree_sha}',
    'GET …/git/commits/{commit_sha}',
    'GET …/git/blobs/{file_sha}',
    'POST …/check-runs',
    'GET …/pulls/{pull_number}/reviews',
    'POST …/issues/{issue_number}/comments',
    'POST …/pulls/{pull_number}/reviews',
  ],
  'a merge group': ['2 × GET …/git/trees/{tree_sha}', '2 × GET …/git/blobs/{file_sha}', 'POST …/check-runs'],
  '«Re-run»': ['GET …/pulls/{pull_number}', 'GET …/compare/{basehead}', 'POST …/check-runs'],
  '«Re-run all checks»': [
    'GET …/commits/{ref}/check-runs',
    'GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    'POST …/check-runs',
  ],
  'a head that another pull request has': [
    'GET …/pulls/{pull_number}',
    'GET …/compare/{basehead}',
    'GET …/git/trees/{tree_sha}',
    'GET …/commits/{commit_sha}/pulls',
    'POST …/check-runs',
  ],
} as const satisfies Partial<Record<ConversationName, readonly string[]>>;

test.each(Object.entries(costs))('%s costs these calls', async (name, calls) => {
  const { hub, shop, idle, requests } = await scenario();
  const { before = [], during }: Conversation = conversations[name as ConversationName]; // a key of the table
  const stage = { hub, repository: shop, head: '', number: 0 };
  for (const step of before) {
    await step(stage);
    await idle();
  }
  requests();
  await during(stage);
  await idle();
  const counted = Map.groupBy(requests(), (line) => line);
  expect([...counted].map(([line, all]) => (all.length === 1 ? line : `${all.length} × ${line}`))).toEqual(calls);
});
