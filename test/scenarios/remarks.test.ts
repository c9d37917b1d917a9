import { describe, expect, test } from 'vitest';
import { toldIn } from '../../src/report/remarks.ts';
import { allNodes, parseMarkdown } from '../support/markdown.ts';
import { type Scenario, scenario, web } from '../support/scenario.ts';

type Files = Parameters<Scenario['shop']['push']>[0]['files'];

/** A pull request that opens what `files` open, and what may happen to it. */
async function opened(files: Files, started?: Scenario) {
  const { shop, idle, ...rest } = started ?? (await scenario());
  const say = async (action: string): Promise<void> => {
    await shop.announce(number, action);
    await idle();
  };
  const push = async (changed: Files): Promise<string> => {
    const head = shop.push({ branch: 'work', files: changed });
    await say('synchronize');
    return head;
  };
  shop.push({ branch: 'work', files });
  const number = shop.open({ branch: 'work' });
  await say('opened');
  const remarks = () => shop.remarks(number);
  const only = () => {
    const [first, ...others] = remarks();
    if (first === undefined) throw new Error('there is no review comment');
    expect(others).toEqual([]);
    return first;
  };
  const opening = rest.requests();
  return { ...rest, opening, shop, idle, number, say, push, remarks, only };
}

const nodePort = { 'k8s/web.yaml': web('NodePort') };
const closed = { 'k8s/web.yaml': web('ClusterIP') };
const writes = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.startsWith('GET'));
const patch = 'PATCH …/pulls/comments/{comment_id}';

describe('a review comment', () => {
  test('is marked when its finding is fixed, open again when it is back, and never posted twice', async () => {
    const { push, only, requests, shop, number } = await opened(nodePort);
    const before = only().body;
    requests();
    const fixed = await push(closed);
    const [marker, , mark, , ...old] = only().body.split('\n');
    expect(marker).toBe(before.split('\n')[0]);
    expect(mark).toBe(`✅ Fixed as of \`${fixed.slice(0, 7)}\`.`);
    expect(old.map((line) => line.replace(/^> ?/, '')).join('\n')).toBe(before.split('\n').slice(2).join('\n'));
    expect(writes(requests())).toEqual(['POST …/check-runs', 'PATCH …/issues/comments/{comment_id}', patch]);

    await push({ ...closed, 'note.txt': '1' });
    expect(requests().filter((line) => line.includes('/pulls/comments') || line.includes('}/comments'))).toEqual([]);

    await push(nodePort);
    expect(only().body).toBe(before);
    expect(shop.reviews(number)).toHaveLength(1);
  });

  test('of several findings is marked for those that are fixed', async () => {
    const two = web('NodePort').replace(
      '      targetPort: http\n',
      '      targetPort: http\n    - {name: b, port: 81, targetPort: 8080}\n',
    );
    const { push, only } = await opened({ 'k8s/web.yaml': two });
    const print = expect.stringMatching(/^[0-9a-f]{16}$/);
    const state = () => toldIn(only().body);
    expect(state()).toMatchObject({ open: [print, print], fixed: [] });
    await push(nodePort);
    expect(state()).toMatchObject({ open: [print], fixed: [print] });
    await push(closed);
    expect(state()).toMatchObject({ open: [], fixed: [print, print] });
    await push({ 'k8s/web.yaml': two });
    expect(state()).toMatchObject({ open: [print, print], fixed: [] });
  });

  test('stays as it is where a softer finding has become a harder one', async () => {
    const explicit = (type: 'NodePort' | 'LoadBalancer'): Files => ({
      'k8s/web.yaml': web(type).replace('      port: 80\n', '      port: 80\n      nodePort: 30080\n'),
    });
    const { push, remarks } = await opened(explicit('NodePort'));
    await push(explicit('LoadBalancer'));
    expect(remarks().map(({ body }) => body.includes('✅'))).toEqual([false, false]);
  });

  test('is not called fixed where the file can no longer be read', async () => {
    const { push, only } = await opened(nodePort);
    const before = only().body;
    await push({ 'k8s/web.yaml': `${web('NodePort')}\n  : broken: [` });
    expect(only().body).toBe(before);
    await push(closed);
    expect(only().body).toContain('✅');
  });

  test('is marked once although the answer to it was lost', async () => {
    const { hub, push, only, requests } = await opened(nodePort);
    hub.fail({ method: 'PATCH', path: '/pulls/comments/', status: 502, when: 'after' });
    requests();
    await push(closed);
    expect(only().body).toContain('✅');
    expect(requests().filter((line) => line === patch)).toHaveLength(1);
  });

  test('that a person has answered is left alone', async () => {
    const { push, only, remarks, shop, number, requests } = await opened(nodePort);
    const { body, ...on } = only();
    shop.remark(number, 'we need this one', on);
    requests();
    await push(closed);
    expect(remarks().map((each) => each.body)).toEqual([body]);
    await push({ ...closed, 'note.txt': '1' });
    await push(nodePort);
    expect(remarks().map((each) => each.body)).toEqual([body]);
    expect(requests().filter((line) => line.endsWith('{pull_number}/comments'))).toHaveLength(1);
  });

  test('of somebody else that carries our marker is left alone', async () => {
    const { push, only, shop, number } = await opened(nodePort);
    const { id: _, body, ...line } = only();
    const forged = shop.remark(number, body, line);
    await push(closed);
    expect(forged.body).toBe(body);
    expect(only().body).toContain('✅');
  });

  test('that somebody has deleted is not posted again, whatever happens, not even after a restart', async () => {
    const { push, only, remarks, shop, number, restart } = await opened(nodePort);
    shop.deleteRemark(number, only());
    await push({ ...nodePort, 'note.txt': '1' });
    await push(closed);
    await push(nodePort);
    await restart();
    await push({ ...nodePort, 'note.txt': '2' });
    expect(remarks()).toEqual([]);
    expect(shop.reviews(number)).toHaveLength(1);
  });

  test('is marked and opened again by an app that has forgotten it', async () => {
    const { push, only, restart, requests, shop, number } = await opened(nodePort);
    const before = only().body;
    await restart();
    await push(closed);
    expect(only().body).toContain('✅');
    requests();
    await restart();
    await push({ ...closed, 'note.txt': '1' });
    expect(requests()).not.toContain(patch);
    await restart();
    await push(nodePort);
    expect(only().body).toBe(before);
    expect(shop.reviews(number)).toHaveLength(1);
  });

  test('waits in a draft, to be posted as well as to be marked', async () => {
    const { push, only, say, shop, number } = await opened(nodePort);
    const before = only().body;
    shop.pull(number).draft = true;
    await push(closed);
    expect(only().body).toBe(before);
    shop.pull(number).draft = false;
    await say('ready_for_review');
    expect(only().body).toContain('✅');
  });

  test('stands on the line of base where only something that is gone has opened the port', async () => {
    const started = await scenario();
    const twice = web('NodePort').replace('  type: NodePort\n', '  type: NodePort\n  type: ClusterIP\n');
    started.shop.push({ branch: 'main', files: { 'k8s/web.yaml': twice } });
    const { only } = await opened(nodePort, started);
    expect(only()).toMatchObject({ path: 'k8s/web.yaml', line: 19, side: 'LEFT' });
  });

  test('outside of GitHub’s own diff takes nothing from the others', async () => {
    const started = await scenario();
    const note = (text: string): string => `# ${text}\n`;
    const early = started.shop.push({ branch: 'main', files: { 'k8s/web.yaml': note('a') + web('NodePort') } });
    started.shop.push({ branch: 'main', files: { 'k8s/web.yaml': note('b') + web('ClusterIP') } });
    started.shop.push({ branch: 'work', from: early, files: { 'note.txt': '1' } });
    // Both changed the first line, so this is compared as head has it; there the type is what it was.
    const files = {
      'k8s/web.yaml': note('c') + web('NodePort'),
      'k8s/api.yaml': web('NodePort').replaceAll('web', 'api'),
    };
    const { remarks, opening } = await opened(files, started);
    expect(remarks().map(({ path }) => path)).toEqual(['k8s/api.yaml']);
    // Refused, looked up, posted without it.
    expect(
      opening.filter(
        (line) => /\/(reviews|files)$/.test(line) && !line.startsWith('GET …/pulls/{pull_number}/reviews'),
      ),
    ).toEqual([
      'POST …/pulls/{pull_number}/reviews',
      'GET …/pulls/{pull_number}/files',
      'POST …/pulls/{pull_number}/reviews',
    ]);
  });
});

test('there are at most as many comments as the configuration allows, however often it is pushed', async () => {
  const started = await scenario();
  const config = 'version: 1\nreview: {max: 2}\n';
  started.shop.push({ branch: 'main', files: { '.github/portcullis.yml': config } });
  const named = (name: string): Files => ({ [`k8s/${name}.yaml`]: web('NodePort').replaceAll('web', name) });
  const { push, remarks, restart } = await opened(named('a'), started);
  await push(named('b'));
  await push(named('c'));
  await restart();
  await push({ 'k8s/a.yaml': web('ClusterIP').replaceAll('web', 'a'), ...named('d') });
  expect(remarks().map(({ path, body }) => [path, body.includes('✅')])).toEqual([
    ['k8s/a.yaml', true],
    ['k8s/b.yaml', false],
  ]);
});

test('what a pull request calls its things stays in code, also where it is fixed', async () => {
  const hostile = '"@octocat `x` #1 <img src=x> ✅ Fixed as of `aaaaaaa`.\\n> ---\\n[y](http://z)"';
  const named = (type: 'NodePort' | 'ClusterIP'): Files => ({
    'k8s/web.yaml': web(type).replaceAll('{name: web,', `{name: ${hostile},`),
  });
  const { push, remarks } = await opened(named('NodePort'));
  await push(named('ClusterIP'));
  // The names themselves are findings too, and those stay open.
  expect(remarks().map(({ body }) => body.split('\n')[2]?.startsWith('✅ Fixed'))).toEqual([false, false, true]);
  const nodes = remarks().flatMap(({ body }) => allNodes(parseMarkdown(body)));
  expect(nodes.some((node) => node.type === 'inlineCode' && node.value.includes('@octocat'))).toBe(true);
  expect(nodes.filter((node) => node.type === 'text' && /octocat|img|http/.test(node.value))).toEqual([]);
  expect(nodes.filter(({ type }) => ['link', 'image', 'heading', 'thematicBreak'].includes(type))).toEqual([]);
});
