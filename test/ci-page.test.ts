import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isCandidate } from '../src/model/candidate.ts';
import { commit, type Files, git, gitRepository, temporaryFolder, write } from './support/git-repository.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/ci.md');
const blocks = (language: string): readonly string[] =>
  page
    .matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))
    .map(([, text = '']) => text)
    .toArray();

const service = (type: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { type: ${type}, ports: [{ port: 80 }] }\n`;

/** A clone as a CI makes it: one branch, detached, and no word of the default one; `portcullis` is on its PATH. */
function runIn(change: Files, script: string, variables: Readonly<Record<string, string>>) {
  const origin = gitRepository({ 'k8s/service.yaml': service('ClusterIP') });
  git(origin, 'checkout', '--quiet', '-b', 'topic');
  commit(origin, change);
  git(origin, 'checkout', '--quiet', 'main');
  commit(origin, { 'k8s/later.yaml': 'a: 1\n' });
  const clone = temporaryFolder();
  git(clone, 'init', '--quiet', '--initial-branch=ci');
  git(clone, 'remote', 'add', 'origin', origin);
  git(clone, 'fetch', '--quiet', 'origin', 'topic');
  git(clone, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  const bin = temporaryFolder();
  write(bin, { portcullis: `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'src/cli.ts')}" "$@"\n` });
  chmodSync(join(bin, 'portcullis'), 0o755);
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: clone,
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env.PATH}`, HOME: bin, CI: 'true', ...variables },
  });
  return { exit: status, printed: `${stdout}${stderr}` };
}

const opened = { 'k8s/service.yaml': service('LoadBalancer') };

describe('what docs/ci.md tells a pipeline to run', () => {
  const [anyCi = ''] = blocks('sh');
  const gitlab: { readonly script: readonly string[] } = parse(blocks('yaml')[0] ?? '').portcullis;
  const scripts = [
    { name: 'any CI', script: anyCi, variables: { TARGET: 'main' } },
    {
      name: 'GitLab',
      // There is no registry here; that the package installs is tried by `npm run try-package`.
      script: gitlab.script.filter((line) => !line.startsWith('npm install')).join('\n'),
      variables: { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' },
    },
  ];

  test.each(scripts)('$name: fails where something is opened, with the finding', ({ script, variables }) => {
    const { exit, printed } = runIn(opened, script, variables);
    expect({ exit, printed }).toEqual({ exit: 1, printed: expect.stringContaining('new-public-load-balancer') });
  });

  test.each(scripts)('$name: passes what opens nothing, whatever came to the target since', ({ script, variables }) => {
    const { exit, printed } = runIn({ 'notes.md': 'note\n' }, script, variables);
    expect({ exit, printed }).toEqual({ exit: 0, printed: expect.stringContaining('No exposure change') });
  });
});

describe('the hook of pre-commit', () => {
  let hook: Readonly<Record<string, unknown>>;
  beforeEach(() => {
    [hook] = parse(read('.pre-commit-hooks.yaml'));
  });

  test('is that of the page, and a command of the package', () => {
    const [, local, remote] = blocks('yaml').map((text) => parse(text));
    const [onPage] = local.repos[0].hooks;
    for (const key of ['entry', 'language', 'pass_filenames', 'files']) expect(onPage[key]).toEqual(hook[key]);
    expect(remote.repos[0].hooks[0].id).toBe(hook.id);
    expect(Object.keys(JSON.parse(read('package.json')).bin)).toContain(String(hook.entry).split(' ')[0]);
  });

  test('runs for everything that can hold a manifest, and not for the rest', () => {
    const pattern = new RegExp(String(hook.files).replace('(?i)', ''), 'i');
    const manifests = [
      'a.yaml',
      'b/A.YML',
      'c.json',
      'Kustomization',
      'x/Kustomization',
      'web.yaml.tmpl',
      'web.yml.j2',
    ];
    expect(manifests.filter((path) => !isCandidate(path))).toEqual([]);
    for (const path of [...manifests, 'charts/web/templates/_helpers.tpl', 'overlays/prod/app.env', 'Chart.yaml'])
      expect(path).toMatch(pattern);
    for (const path of ['README.md', 'src/main.ts', 'yaml', 'a.yamlx/b.go']) expect(path).not.toMatch(pattern);
  });
});
