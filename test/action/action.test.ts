import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type BundledAction,
  bundledAction,
  commandsIn,
  type Ended,
  runStep,
  type Step,
} from '../support/action-step.ts';
import { commit, type Files, git, gitRepository, temporaryFolder, write } from '../support/git-repository.ts';

let action: BundledAction;
beforeAll(async () => {
  action = await bundledAction();
});
afterAll(() => action.remove());

const service = (type: string, name = 'web'): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec:
  type: ${type}
  selector: { app: web }
  ports:
    - { port: 80, targetPort: 8080 }
`;
const shop = { 'k8s/service.yaml': service('ClusterIP') };
const opened = { 'k8s/service.yaml': service('LoadBalancer') };
const idOf = (folder: string, rev: string): string => git(folder, 'rev-parse', rev).trim();

/** A server's repository with a pull request: `main`, `topic`, and GitHub's merge of the two at `refs/pull/7/merge`. */
function pullRequest(base: Files, head: Files, meanwhile: Files = { 'README.md': 'shop\n' }): string {
  const origin = gitRepository({ LICENSE: 'free\n' }, base);
  git(origin, 'checkout', '--quiet', '-b', 'topic');
  commit(origin, head);
  git(origin, 'checkout', '--quiet', 'main');
  commit(origin, meanwhile);
  git(origin, 'checkout', '--quiet', '--detach');
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'topic');
  git(origin, 'update-ref', 'refs/pull/7/merge', 'HEAD');
  git(origin, 'update-ref', 'refs/pull/7/head', 'topic');
  git(origin, 'checkout', '--quiet', 'main');
  return origin;
}

/** As actions/checkout does it: fetched by a refspec, and detached. */
function checkout(origin: string, rev: string, depth: number): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'remote', 'add', 'origin', `file://${origin}`);
  const shallow = depth === 0 ? [] : [`--depth=${depth}`];
  const branches = depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*'] : [];
  git(folder, 'fetch', '--quiet', '--no-tags', ...shallow, 'origin', ...branches, `+${rev}:refs/remotes/pull/7/merge`);
  git(folder, 'checkout', '--quiet', '--detach', 'refs/remotes/pull/7/merge');
  return folder;
}

const payloadOf = (origin: string): unknown => ({
  action: 'opened',
  pull_request: { number: 7, base: { sha: idOf(origin, 'main') }, head: { sha: idOf(origin, 'topic') } },
  repository: { default_branch: 'main' },
});

/** One run on a pull request, checked out as the workflow in docs/action.md has it. */
function reviewed(origin: string, step: Partial<Step> = {}, depth = 2): Ended {
  const folder = checkout(origin, 'refs/pull/7/merge', depth);
  return runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin), ...step });
}

describe('a pull request', () => {
  test('that opens something fails the step, with a summary, an annotation and outputs', () => {
    const { exit, log, summary, outputs, errors } = reviewed(pullRequest(shop, opened));
    expect({ exit, errors }).toEqual({ exit: 1, errors: '' });
    expect(outputs).toEqual({
      conclusion: 'failure',
      title: expect.stringMatching(/^1 blocking/),
      findings: '1',
      'sarif-file': '',
    });
    expect(summary).toMatch(/^### Port exposure: 1 blocking/);
    expect(summary).toContain('```mermaid\n');
    expect(summary).toMatch(/\(https:\/\/github\.example\/acme\/shop\/blob\/[0-9a-f]{40}\/k8s\/service\.yaml#L5\)/);
    expect(commandsIn(log)).toEqual([
      expect.stringMatching(
        /^::error file=k8s\/service\.yaml,line=5,endLine=5,title=new-public-load-balancer%2C .*::opens TCP port 80/,
      ),
    ]);
  });

  test('that opens nothing passes, and says so', () => {
    const { exit, log, summary, outputs } = reviewed(pullRequest(shop, { 'notes.md': 'note\n' }));
    expect({ exit, outputs }).toEqual({
      exit: 0,
      outputs: { conclusion: 'success', title: 'No exposure change', findings: '0', 'sarif-file': '' },
    });
    expect(summary).toContain('No exposure change');
    expect(commandsIn(log)).toEqual([]);
  });

  test('is not asked about what the base branch got in the meantime', () => {
    const origin = pullRequest(shop, { 'notes.md': 'note\n' }, opened);
    expect(reviewed(origin).outputs.title).toBe('No exposure change');
    const folder = checkout(origin, 'refs/pull/7/head', 0);
    const { outputs } = runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin) });
    expect(outputs.title).toBe('No exposure change');
  });

  test('is laid over its base where the workflow has checked its head out', () => {
    const origin = pullRequest(shop, opened);
    const folder = checkout(origin, 'refs/pull/7/head', 0);
    expect(runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin) }).exit).toBe(1);
  });

  test('cannot pretend that a merge of its own is that of GitHub', () => {
    const origin = pullRequest(shop, opened);
    git(origin, 'checkout', '--quiet', '-b', 'pretended', 'topic');
    commit(origin, opened);
    git(origin, 'branch', '--force', 'topic');
    git(origin, 'merge', '--quiet', '--no-ff', '--strategy=ours', '--message', 'merge', 'main');
    git(origin, 'update-ref', 'refs/pull/7/head', 'pretended');
    git(origin, 'branch', '--force', 'topic', 'pretended');
    const folder = checkout(origin, 'refs/pull/7/head', 0);
    expect(runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin) }).exit).toBe(1);
  });

  test('of a checkout of one commit ends with 2, and says what the checkout needs', () => {
    const { exit, log, summary, outputs } = reviewed(pullRequest(shop, opened), {}, 1);
    expect({ exit, outputs }).toEqual({ exit: 2, outputs: {} });
    expect(commandsIn(log)).toEqual([expect.stringMatching(/^::error title=.*give actions\/checkout fetch-depth: 0/)]);
    expect(summary).toMatch(/^### Port exposure: not reviewed\n\n`.*fetch-depth: 0/);
  });

  test('whose head alone is checked out, with its history cut off, ends with 2', () => {
    const origin = pullRequest(shop, opened);
    const folder = checkout(origin, 'refs/pull/7/head', 3);
    git(folder, 'fetch', '--quiet', '--depth=3', 'origin', 'main');
    const { exit, log } = runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin) });
    expect({ exit, log }).toEqual({ exit: 2, log: expect.stringContaining('does not hold its history') });
  });

  test('of a checkout without contents ends with 2: git would fetch them', () => {
    const origin = pullRequest(shop, opened);
    const folder = checkout(origin, 'refs/pull/7/merge', 2);
    git(folder, 'config', 'remote.origin.promisor', 'true');
    const { exit, log } = runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin) });
    expect({ exit, log }).toEqual({ exit: 2, log: expect.stringContaining('neither filter nor sparse-checkout') });
  });

  test('that nobody could read ends with 3', () => {
    const { exit, outputs, log } = reviewed(
      pullRequest(shop, { 'k8s/service.yaml': `${service('LoadBalancer')}  [\n` }),
    );
    expect({ exit, conclusion: outputs.conclusion }).toEqual({ exit: 3, conclusion: 'failure' });
    expect(commandsIn(log)).toEqual([expect.stringMatching(/^::error file=k8s\/service\.yaml,.*not analyzed%3A yaml/)]);
  });

  test('with more than ten findings of a level has ten annotations, and is told that there are more', () => {
    const many = Array.from({ length: 13 }, (_, index) => [
      `k8s/${index}.yaml`,
      service('LoadBalancer', `web-${index}`),
    ]);
    const { log, outputs } = reviewed(pullRequest(shop, Object.fromEntries(many)));
    expect(commandsIn(log).filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(outputs.findings).toBe('26'); // each of them selects nothing as well
    expect(log).toContain('3 more errors in the summary: GitHub shows ten of a step');
  });

  test('in a folder of the workspace is annotated from the workspace', () => {
    const origin = pullRequest(shop, opened);
    const workspace = temporaryFolder();
    git(workspace, 'clone', '--quiet', origin, 'apps/shop');
    git(join(workspace, 'apps/shop'), 'fetch', '--quiet', 'origin', 'refs/pull/7/merge');
    const { exit, log } = runStep(action, workspace, {
      event: 'pull_request',
      payload: payloadOf(origin),
      sha: idOf(origin, 'refs/pull/7/merge'),
      inputs: { 'working-directory': 'apps/shop' },
    });
    expect(exit).toBe(1);
    expect(commandsIn(log)[0]).toMatch(/^::error file=apps\/shop\/k8s\/service\.yaml,/);
  });
});

describe('what a stranger writes', () => {
  const evil = 'k8s/\n::error title=evil::x\r::add-mask::y ##[error]z,%0A:`|.yaml';

  test('becomes no command, no column and no line of its own', () => {
    const files = { [evil]: service('LoadBalancer', '"a`b|c\\n::warning::d%0A##[error]e"') };
    const { exit, log, summary } = reviewed(pullRequest(shop, files));
    expect(exit).toBe(1);
    const commands = commandsIn(log);
    expect(commands.length).toBeGreaterThan(0);
    for (const line of commands) expect(line).toMatch(/^::(error|warning|notice) file=k8s\/%0A%3A%3Aerror title=evil/);
    expect(log.match(/^::add-mask/m)).toBeNull();
    expect(summary).not.toMatch(/^::/m);
    expect(summary).not.toContain('\r');
  });
});

describe('the configuration', () => {
  test('is that of the base: a pull request cannot write its own', () => {
    const lenient = 'version: 1\nmode: observe\n';
    expect(reviewed(pullRequest(shop, { ...opened, '.github/portcullis.yml': lenient })).exit).toBe(1);
    expect(reviewed(pullRequest({ ...shop, '.github/portcullis.yml': lenient }, opened)).exit).toBe(0);
  });

  test('may lie elsewhere in the base', () => {
    const origin = pullRequest({ ...shop, 'ops/gate.yml': 'version: 1\nmode: observe\n' }, opened);
    expect(reviewed(origin, { inputs: { config: 'ops/gate.yml' } }).exit).toBe(0);
    expect(reviewed(origin).exit).toBe(1);
  });

  test('that is invalid ends with 2 and its place', () => {
    const { exit, log } = reviewed(pullRequest({ ...shop, '.github/portcullis.yml': 'version: 9\n' }, opened));
    expect({ exit, log }).toEqual({ exit: 2, log: expect.stringContaining('.github/portcullis.yml:1:10') });
  });

  test('is overruled by fail-on', () => {
    const origin = pullRequest(shop, { 'k8s/service.yaml': service('NodePort') });
    expect(reviewed(origin).exit).toBe(0);
    expect(reviewed(origin, { inputs: { 'fail-on': 'warning' } }).exit).toBe(1);
    expect(reviewed(pullRequest(shop, opened), { inputs: { 'fail-on': 'never' } })).toMatchObject({
      exit: 0,
      outputs: { conclusion: 'failure' },
    });
    expect(reviewed(origin, { inputs: { 'fail-on': 'maybe' } }).exit).toBe(2);
  });
});

describe('manifests that another tool has rendered', () => {
  const inputs = { rendered: 'out/head', 'rendered-base': 'out/base' };

  function withFolders(files: Files): Ended {
    const origin = pullRequest({ ...shop, '.gitignore': 'out/\n' }, { 'app.jsonnet': '{}\n' });
    const folder = checkout(origin, 'refs/pull/7/merge', 2);
    write(folder, files);
    return runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin), inputs });
  }

  test('are compared with those of the base, also where git ignores them', () => {
    const { exit, log, summary } = withFolders({
      'out/base/web.yaml': service('ClusterIP'),
      'out/head/web.yaml': service('LoadBalancer'),
    });
    expect(exit).toBe(1);
    expect(commandsIn(log)[0]).toMatch(/^::error file=out\/head\/web\.yaml,line=5,/);
    expect(summary).not.toContain('/blob/');
  });

  test('are quiet where nothing is opened', () => {
    const same = { 'out/base/web.yaml': service('LoadBalancer'), 'out/head/web.yaml': service('LoadBalancer') };
    expect(withFolders(same).outputs.title).toBe('No exposure change');
  });

  test('that are none end with 2: a tool that failed must not look like one that found nothing', () => {
    const files = { 'out/base/web.yaml': service('LoadBalancer'), 'out/head/.git/x': '' };
    expect(withFolders(files)).toMatchObject({ exit: 2, log: expect.stringContaining('out/head is empty') });
  });
});

describe('SARIF', () => {
  function written(sarif: string, prepare: (folder: string) => void = () => {}) {
    const origin = pullRequest(shop, opened);
    const folder = checkout(origin, 'refs/pull/7/merge', 2);
    prepare(folder);
    const ended = runStep(action, folder, { event: 'pull_request', payload: payloadOf(origin), inputs: { sarif } });
    return { ...ended, folder };
  }

  test('is written where the workflow says, and names that place', () => {
    const { exit, outputs, folder } = written('out/portcullis.sarif');
    expect({ exit, file: outputs['sarif-file'] }).toEqual({ exit: 1, file: 'out/portcullis.sarif' });
    const { runs } = JSON.parse(readFileSync(join(folder, 'out/portcullis.sarif'), 'utf8'));
    expect(runs[0].results).toMatchObject([{ ruleId: 'new-public-load-balancer' }]);
    expect(runs[0].tool.driver.rules[0].help.markdown).toContain('How to fix it');
  });

  test('is written in place of a link, not to what it leads to', () => {
    const elsewhere = join(temporaryFolder(), 'precious');
    writeFileSync(elsewhere, 'precious');
    expect(written('a.sarif', (folder) => symlinkSync(elsewhere, join(folder, 'a.sarif'))).exit).toBe(1);
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
  });

  test('is not written outside of the workspace, also not by way of a link', () => {
    const outside = temporaryFolder();
    const link = (folder: string): void => symlinkSync(outside, join(folder, 'out'));
    for (const ended of [written('../a.sarif'), written('out/a.sarif', link), written('out/deep/a.sarif', link)])
      expect(ended).toMatchObject({ exit: 2, log: expect.stringContaining('not inside of the workspace') });
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('other events', () => {
  const repository = { default_branch: 'main' };
  const none = '0'.repeat(40);

  test('a merge group is compared with what it is merged into', () => {
    const folder = gitRepository(shop, opened);
    const merge_group = { base_sha: idOf(folder, 'HEAD~1'), head_sha: idOf(folder, 'HEAD') };
    expect(runStep(action, folder, { event: 'merge_group', payload: { merge_group, repository } }).exit).toBe(1);
  });

  test('a push is compared with what was there before', () => {
    const folder = gitRepository(shop, opened);
    const payload = { before: idOf(folder, 'HEAD~1'), after: idOf(folder, 'HEAD'), forced: false, repository };
    expect(runStep(action, folder, { event: 'push', ref: 'refs/heads/main', payload }).exit).toBe(1);
  });

  test('a branch that is new is laid over the default branch', () => {
    const folder = checkout(pullRequest(shop, opened), 'refs/pull/7/head', 0);
    const payload = { before: none, after: idOf(folder, 'HEAD'), forced: false, repository };
    expect(runStep(action, folder, { event: 'push', ref: 'refs/heads/topic', payload }).exit).toBe(1);
  });

  test('a branch that is gone is nothing to review', () => {
    const folder = gitRepository(shop);
    const payload = { before: idOf(folder, 'HEAD'), after: none, repository };
    const { exit, outputs, log } = runStep(action, folder, { event: 'push', ref: 'refs/heads/topic', payload });
    expect({ exit, outputs, log }).toEqual({ exit: 0, outputs: {}, log: expect.stringContaining('topic is gone') });
  });

  test('by hand, the last commit of the default branch is reviewed', () => {
    const folder = gitRepository(shop, opened);
    const step = { event: 'workflow_dispatch', ref: 'refs/heads/main', payload: { repository } };
    expect(runStep(action, folder, step).exit).toBe(1);
  });

  test('what no change belongs to is refused', () => {
    const { exit, log } = runStep(action, gitRepository(shop), { event: 'pull_request_target', payload: {} });
    expect({ exit, log }).toEqual({ exit: 2, log: expect.stringContaining('use pull_request') });
  });
});

describe('by construction', () => {
  test('it loads nothing of Node that can reach a network', () => {
    expect([...new Set(action.imports.map((name) => name.replace('node:', '')))].sort()).toEqual([
      'buffer',
      'child_process',
      'crypto',
      'fs',
      'fs/promises',
      'module',
      'os',
      'path',
      'process',
      'url',
      'v8',
    ]);
    expect(readFileSync(action.file, 'utf8')).not.toMatch(
      /\b(fetch|WebSocket|EventSource|XMLHttpRequest)\(|getBuiltinModule/,
    );
  });

  test('it opens no socket, reads no secret, and gives git none', () => {
    const folder = temporaryFolder();
    const [watch, seen, bin] = [join(folder, 'watch.mjs'), join(folder, 'seen'), join(folder, 'bin')];
    writeFileSync(watch, watching);
    write(folder, { 'bin/git': `#!/bin/sh\nenv >> ${seen}.git\nPATH=\${PATH#*:} exec git "$@"\n`, seen: '' });
    chmodSync(join(bin, 'git'), 0o755);
    const secrets = { GITHUB_TOKEN: 'ghs_secret', INPUT_TOKEN: 'secret-1', AWS_SECRET_ACCESS_KEY: 'secret-2' };
    const { exit } = reviewed(pullRequest(shop, opened), {
      node: ['--import', watch],
      variables: { ...secrets, SEEN: seen, PATH: `${bin}:${process.env.PATH}` },
    });
    expect(exit).toBe(1);
    const read = readFileSync(seen, 'utf8').split('\n');
    expect(read.filter((line) => line.startsWith('socket'))).toEqual([]);
    expect(read).toContain('variable GITHUB_EVENT_PATH'); // it was watched
    expect(read.filter((line) => Object.keys(secrets).some((name) => line === `variable ${name}`))).toEqual([]);
    const given = readFileSync(`${seen}.git`, 'utf8');
    expect(given).toContain('GIT_TERMINAL_PROMPT=0');
    expect(given).not.toMatch(/secret|GITHUB_|INPUT_/);
  });
});

/** Writes down which variables are read, and which connections are begun, by whatever way. */
const watching = `
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import dgram from 'node:dgram';
import dns from 'node:dns';
const seen = process.env.SEEN;
const note = (line) => appendFileSync(seen, line + '\\n');
const real = process.env;
process.env = new Proxy(real, {
  get: (target, name) => { if (typeof name === 'string') note('variable ' + name); return target[name]; },
});
const watched = [[net.Socket.prototype, 'connect'], [net.Server.prototype, 'listen'], [dgram.Socket.prototype, 'bind'],
  [dgram.Socket.prototype, 'send'], [dns, 'lookup'], [dns, 'resolve'], [globalThis, 'fetch']];
for (const [owner, name] of watched) {
  const original = owner[name];
  owner[name] = function (...given) { note('socket ' + name); return original.apply(this, given); };
}
`;

test('action.yml says what the code reads and writes', () => {
  const root = join(import.meta.dirname, '../..');
  const { inputs, outputs, runs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
  const source = readFileSync(join(root, 'src/action/environment.ts'), 'utf8');
  const read = /const inputs = \[([^\]]+)\]/.exec(source)?.[1]?.match(/[\w-]+/g);
  expect(Object.keys(inputs).sort()).toEqual(read?.sort());
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(reviewed(pullRequest(shop, opened)).outputs).sort());
  expect(runs).toEqual({ using: 'node24', main: 'dist/action/index.mjs' });
});

/** Every workflow in the pages that people copy from. */
const workflows = readFileSync(join(import.meta.dirname, '../../docs/action.md'), 'utf8')
  .matchAll(/```yaml\n([\s\S]*?)```/g)
  .map(([, text = '']) => text)
  .toArray();

test.each(workflows)(
  'a workflow of docs/action.md asks for nothing but reading, and for inputs that there are: %#',
  (text) => {
    const { permissions, jobs, on } = parse(text);
    const { inputs } = parse(readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8'));
    const steps: readonly { uses?: string; with?: object }[] = jobs.portcullis.steps;
    const own = steps.find(({ uses }) => uses?.startsWith('OWNER/'));
    expect(permissions).toEqual({ contents: 'read' });
    expect(JSON.stringify(on)).not.toContain('target');
    expect(steps[0]).toMatchObject({ with: { 'fetch-depth': 2, 'persist-credentials': false } });
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(own?.with ?? {})));
    expect(own).toBeDefined();
  },
);
