import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifests } from '../../src/manifest/documents.ts';
import { toValue } from '../../src/manifest/node.ts';
import { commit, git, gitRepository, temporaryFolder, write } from '../support/git-repository.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

function portcullis(...args: readonly string[]): {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { exit: status, out: stdout, err: stderr };
}

const service = (type: string, port = 80): string => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec:
  type: ${type}
  selector: { app: web }
  ports:
    - port: ${port}
      targetPort: 8080
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: example
          ports: [{ containerPort: 8080 }]
`;
const shop = { 'k8s/web.yaml': deployment, 'k8s/service.yaml': service('ClusterIP') };
const opened = { 'k8s/service.yaml': service('LoadBalancer') };

test('the entry takes nothing of Node by name: a Node that is too old would stop there, before it is told so', () => {
  const imports = readFileSync(cli, 'utf8').match(/^import .*$/gm);
  expect(imports).toEqual([
    "import nodeModule from 'node:module';",
    "import { refusedNode } from './node-version.ts';",
  ]);
});

describe('diff', () => {
  test('ends with 0 where nothing is opened, and says so', () => {
    const repo = gitRepository(shop, { 'README.md': 'shop\n' });
    expect(portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo)).toEqual({
      exit: 0,
      out: 'No exposure change\n',
      err: '',
    });
  });

  test('ends with 1 where an error is introduced, with the line that opens it', () => {
    const { exit, out } = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', gitRepository(shop, opened));
    expect(exit).toBe(1);
    expect(out).toMatch(/^k8s\/service\.yaml:5:9: error: opens TCP port 80 of Service shop\/web to the internet/);
  });

  test('ends with 0 for --fail-on never, and still lists the finding', () => {
    const { exit, out } = portcullis(
      'diff',
      'HEAD~1',
      'HEAD',
      '--repo',
      gitRepository(shop, opened),
      '--fail-on',
      'never',
      '--format',
      'json',
    );
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      findings: [
        {
          rule: 'new-public-load-balancer',
          also: ['implicit-node-port', 'service-type-widened'],
          severity: 'error',
          state: 'introduced',
        },
      ],
    });
  });

  test('ends with 1 for a warning where --fail-on says so', () => {
    const repo = gitRepository(shop, { 'k8s/service.yaml': service('NodePort') });
    expect(portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo).exit).toBe(0);
    expect(portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--fail-on', 'warning').exit).toBe(1);
  });

  test('ends with 3 where a changed manifest cannot be read, and does not call its ways closed', () => {
    const repo = gitRepository(
      { ...shop, ...opened },
      { 'k8s/service.yaml': `${service('LoadBalancer')}  broken: [\n` },
    );
    const { exit, out } = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--format', 'json');
    expect(exit).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ diff: { removed: [] }, gaps: [{ reason: 'yaml-invalid', blocks: true }] });
  });

  test('takes the working tree as head where none is named', () => {
    const repo = gitRepository(shop);
    write(repo, opened);
    expect(portcullis('diff', 'main', '--repo', repo).exit).toBe(1);
    expect(portcullis('diff', 'main', '--repo', join(repo, 'k8s')).exit).toBe(1);
  });

  test('lays the working tree over the default branch where no base is named: what came there since is not undone', () => {
    const repo = gitRepository(shop);
    git(repo, 'checkout', '--quiet', '-b', 'topic');
    commit(repo, { 'k8s/note.yaml': 'a: 1\n' });
    git(repo, 'checkout', '--quiet', 'main');
    commit(repo, opened);
    git(repo, 'checkout', '--quiet', 'topic');
    expect(portcullis('diff', '--repo', repo)).toMatchObject({ exit: 0, out: 'No exposure change\n' });
    expect(portcullis('diff', 'main', 'topic', '--repo', repo).out).toContain('closed');
  });

  test('reads a bare repository, and its HEAD as the head', () => {
    const bare = temporaryFolder();
    git(bare, 'clone', '--quiet', '--bare', gitRepository(shop, opened), '.');
    expect(portcullis('diff', 'HEAD~1', '--repo', bare).exit).toBe(1);
  });

  test('compares two folders that no git knows', () => {
    const [base, head] = [temporaryFolder(), temporaryFolder()];
    write(base, shop);
    write(head, { ...shop, ...opened });
    expect(portcullis('diff', '--base-dir', base, '--head-dir', head).exit).toBe(1);
  });

  describe('a configuration that extends another one', () => {
    const extending = { ...shop, '.github/portcullis.yml': 'version: 1\nextends: rules\n' };
    const shared = (text: string): string => {
      const folder = temporaryFolder();
      write(folder, { 'shared.yml': text });
      return join(folder, 'shared.yml');
    };

    test('is obeyed alone, and that is said', () => {
      const { exit, err } = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', gitRepository(extending, opened));
      expect(exit).toBe(1);
      expect(err).toBe(
        'portcullis: .github/portcullis.yml:2: extends rules, which is not seen from here and left out; --extends-from FILE names a copy of its .github/portcullis.yml\n',
      );
    });

    test.each([
      { name: 'is obeyed over the file of --extends-from', files: extending },
      { name: 'or, without one, is that file', files: shop },
    ])('$name', ({ files }) => {
      const repo = gitRepository(files, opened);
      const file = shared('mode: observe\n');
      const { exit, err } = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--extends-from', file);
      expect({ exit, err }).toEqual({ exit: 0, err: '' });
    });

    test('ends with 2 where that file is wrong, with its place', () => {
      const file = shared('modus: observe\n');
      const repo = gitRepository(extending, opened);
      const { exit, err } = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--extends-from', file);
      expect(exit).toBe(2);
      expect(err).toBe(`portcullis: .github/portcullis.yml:2:1: ${file}:1:1: unknown key modus\n`);
    });

    test('has to be one where --extends-from names a file', () => {
      const repo = gitRepository({ ...shop, '.github/portcullis.yml': 'version: 1\n' }, opened);
      const { exit, err } = portcullis(
        'diff',
        'HEAD~1',
        'HEAD',
        '--repo',
        repo,
        '--extends-from',
        shared('mode: observe\n'),
      );
      expect(exit).toBe(2);
      expect(err).toContain('the configuration extends nothing');
    });
  });

  test('obeys the configuration of the base, not the one that head brings along', () => {
    const lenient = { '.github/portcullis.yml': 'version: 1\nmode: observe\n' };
    expect(portcullis('diff', 'HEAD~1', 'HEAD', '--repo', gitRepository(shop, { ...opened, ...lenient })).exit).toBe(1);
    expect(portcullis('diff', 'HEAD~1', 'HEAD', '--repo', gitRepository({ ...shop, ...lenient }, opened)).exit).toBe(0);
  });

  test.each(['text', 'json', 'markdown', 'mermaid'])(
    'writes %s, the same bytes each time but for the time taken',
    (format) => {
      const repo = gitRepository(shop, opened);
      const run = (): string => portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--format', format).out;
      const first = run();
      expect(first).toContain('web');
      expect(run().replace(/"milliseconds": \d+/, '')).toBe(first.replace(/"milliseconds": \d+/, ''));
    },
  );
});

describe('wrong usage ends with 2 and one line', () => {
  test.each([
    { args: ['diff', 'nowhere', 'HEAD'], says: 'there is no revision nowhere' },
    { args: ['diff', '--', '--upload-pack=x', 'HEAD'], says: 'there is no revision --upload-pack=x' },
    { args: ['diff', 'a', 'b', 'c'], says: 'one word too many: c' },
    { args: ['diff', '--format', 'pdf'], says: '--format pdf is not known here; choose text, json, markdown, mermaid' },
    {
      args: ['diff', '--fail-on', 'sometimes'],
      says: '--fail-on sometimes is not known; choose error, warning or never',
    },
    { args: ['diff', '--base-dir', '.'], says: '--base-dir and --head-dir go together' },
    { args: ['diff', '--nonsense'], says: "Unknown option '--nonsense'" },
    { args: ['nonsense'], says: 'there is no command nonsense; portcullis --help lists them' },
    { args: ['explain', 'nonsense'], says: 'there is no rule nonsense; portcullis explain lists them' },
    { args: ['read'], says: 'read needs a file' },
    { args: ['read', 'nowhere.yaml'], says: 'nowhere.yaml' },
  ])('$args', ({ args, says }) => {
    const repo = gitRepository(shop);
    const { exit, out, err } = portcullis(
      ...args,
      ...(args[0] === 'diff' && !args.includes('--') ? ['--repo', repo] : []),
    );
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a folder that is no repository', () => {
    const folder = temporaryFolder();
    const { exit, err } = portcullis('diff', '--repo', folder);
    expect(exit).toBe(2);
    expect(err).toContain('not a git repository; use --dir, or --base-dir and --head-dir, for plain folders');
  });

  test('a repository without a default branch', () => {
    const repo = gitRepository(shop);
    git(repo, 'branch', '--move', 'main', 'trunk');
    const { exit, err } = portcullis('diff', '--repo', repo);
    expect(exit).toBe(2);
    expect(err).toContain('no default branch');
  });

  test('an invalid configuration, with its place', () => {
    const repo = gitRepository({ ...shop, '.github/portcullis.yml': 'version: 1\nfail_onn: error\n' }, opened);
    const { exit, err } = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo);
    expect(exit).toBe(2);
    expect(err).toMatch(/\.github\/portcullis\.yml:2:1: .*fail_on/);
  });
});

describe('the other commands', () => {
  test('surface ends with 3 where a unit has more ways in than are followed, and names it', () => {
    const ports = Array.from({ length: 200 }, (_, index) => `    - { name: p${index}, port: ${index + 1} }\n`).join('');
    const pods = Array.from({ length: 300 }, (_, index) => deployment.replace('{ name: web,', `{ name: web-${index},`));
    const repo = gitRepository(shop, {
      'k8s/service.yaml': `${service('NodePort').split('    - port')[0]}${ports}`,
      'k8s/web.yaml': pods.join('---\n'),
    });
    const { exit, out } = portcullis('surface', 'HEAD', '--repo', repo);
    expect(exit).toBe(3);
    expect(out).toContain('the unit k8s has more ways in or files than are followed');
  });

  test('surface lists every way in of one side', () => {
    const { exit, out } = portcullis(
      'surface',
      'HEAD',
      '--repo',
      gitRepository({ ...shop, ...opened }),
      '--format',
      'json',
    );
    expect(exit).toBe(0);
    const kinds = JSON.parse(out).exposures.map(({ entry }: { entry: { kind: string } }) => entry.kind);
    expect(kinds).toEqual(['lb', 'node-port']);
  });

  test('diff and surface draw their ways in one by one where they are asked for Mermaid', () => {
    const repo = gitRepository(shop, opened);
    const drawn = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--format', 'mermaid');
    expect(drawn).toMatchObject({ exit: 1, err: '' });
    expect(drawn.out).toMatch(/^flowchart LR\n/);
    const whole = portcullis('surface', '--repo', repo, '--format', 'mermaid');
    expect(whole).toMatchObject({ exit: 0, err: '' });
    expect(whole.out).toMatch(/^flowchart LR\n(.*\n)*.*LoadBalancer shop\/web:80/);
  });

  test('diff and surface write a page where they are asked for HTML', () => {
    const repo = gitRepository(shop, opened);
    const changed = portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--format', 'html');
    expect(changed).toMatchObject({ exit: 1, err: '' });
    expect(changed.out).toContain('<h2 id="ways">What changed</h2>');
    const whole = portcullis('surface', 'HEAD', '--repo', repo, '--format', 'html');
    expect(whole).toMatchObject({ exit: 0, err: '' });
    expect(whole.out).toContain('<title>Port exposure: 2 ways in</title>');
  });

  test('a diagram of nothing is one that says so, and standard error says it too', () => {
    const repo = gitRepository(shop);
    expect(portcullis('diff', 'HEAD', 'HEAD', '--repo', repo, '--format', 'mermaid')).toEqual({
      exit: 0,
      out: 'flowchart LR\n  N0["nothing to draw"]\n',
      err: 'portcullis: nothing to draw\n',
    });
  });

  test('diff writes a log of SARIF, with the page of each rule', () => {
    const { exit, out } = portcullis(
      'diff',
      'HEAD~1',
      'HEAD',
      '--repo',
      gitRepository(shop, opened),
      '--format',
      'sarif',
    );
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { rules: [{ help: { markdown: portcullis('explain', 'new-public-load-balancer').out } }] } },
          results: [
            {
              ruleId: 'new-public-load-balancer',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'k8s/service.yaml' },
                    region: { startLine: 5, startColumn: 9, endLine: 5, endColumn: 21 },
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('diff writes a page with what the rules mean', () => {
    const { exit, out } = portcullis(
      'diff',
      'HEAD~1',
      'HEAD',
      '--repo',
      gitRepository(shop, opened),
      '--format',
      'html',
    );
    expect(exit).toBe(1);
    expect(out).toMatch(/^<!doctype html>\n.*<a href="k8s\/service\.yaml">.*Why it matters.*<\/html>\n$/s);
  });

  test('a format that a command does not write is refused with those that it does', () => {
    expect(portcullis('surface', '--format', 'sarif')).toEqual({
      exit: 2,
      out: '',
      err: 'portcullis: --format sarif is not known here; choose text, json, mermaid, html\n',
    });
  });

  test('render prints the documents of each unit with the place that each comes from', () => {
    const { exit, out } = portcullis('render', 'HEAD', '--repo', gitRepository(shop));
    expect(exit).toBe(0);
    expect(out).toMatch(/^---\n# unit: k8s\n# from: k8s\/service\.yaml:1\napiVersion: v1\nkind: Service\n/);
  });

  test('what render prints is to kubectl what was read', () => {
    const texts = { a: 'yes', b: '010', c: 'null', d: '1e3', e: '12:30', f: 'x: y', g: 'a\nb\n', h: '' };
    const web = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', annotations: texts } };
    const folder = temporaryFolder();
    write(folder, { 'k8s/web.json': JSON.stringify(web) });
    const { out } = portcullis('render', '--dir', folder);
    const [document] = readManifests(
      { path: 'out.yaml', bytes: new TextEncoder().encode(out) },
      { wanted: 'everything' },
    ).documents;
    expect(document && toValue(document.root)).toEqual(web);
  });

  test('render reads what a generator packs, and a value out of it', () => {
    const kustomization = `resources: [web.yaml]
configMapGenerator: [{ name: params, envs: [params.env] }]
vars: [{ name: TYPE, objref: { apiVersion: v1, kind: ConfigMap, name: params }, fieldref: { fieldpath: data.TYPE } }]
configurations: [vars.yaml]
`;
    const files = {
      'web/kustomization.yaml': kustomization,
      'web/vars.yaml': 'varReference: [{ kind: Service, path: spec/type }]\n',
      'web/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { type: $(TYPE) }\n',
      'web/params.env': 'TYPE=NodePort\n',
      'api/params.env': 'TYPE=Internal\n',
    };
    const folder = temporaryFolder();
    write(folder, files);
    for (const out of [
      portcullis('render', '--dir', folder).out,
      portcullis('render', '--repo', gitRepository(files)).out,
    ])
      expect(out).toContain('type: NodePort');
  });

  test('read prints what Kubernetes would see', () => {
    const folder = temporaryFolder();
    write(folder, {
      'a.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostNetwork: yes, priority: 010}\n',
    });
    const { exit, out } = portcullis('read', join(folder, 'a.yaml'), '--format', 'json');
    expect(exit).toBe(0);
    expect(JSON.parse(out).documents[0].object.spec).toEqual({ hostNetwork: true, priority: 8 });
  });

  test('explain prints a rule’s page', () => {
    expect(portcullis('explain', 'new-node-port').out).toMatch(/^# new-node-port\n/);
    expect(portcullis('explain').out).toContain('new-public-load-balancer');
  });

  test('a clone that is too shallow for two histories to meet is told how to get more', () => {
    const origin = gitRepository(shop);
    git(origin, 'checkout', '--quiet', '-b', 'topic');
    commit(origin, { 'a.txt': 'a\n' });
    git(origin, 'checkout', '--quiet', 'main');
    commit(origin, { 'b.txt': 'b\n' });
    const clone = temporaryFolder();
    git(clone, 'clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${origin}`, '.');
    git(clone, 'checkout', '--quiet', 'topic');
    expect(portcullis('diff', '--repo', clone)).toMatchObject({
      exit: 2,
      err: expect.stringContaining('this clone is shallow: run git fetch --unshallow'),
    });
  });

  test('--help and --version', () => {
    expect(portcullis('--help')).toMatchObject({ exit: 0, err: '' });
    const { out } = portcullis('explain', '--help');
    expect(out).toBe('  portcullis explain RULE            what a rule means, with examples and the way out\n');
    expect(portcullis('diff', '--help').out).toContain('text, json, markdown, mermaid, sarif, html');
    expect(portcullis('diff', '--help').out).not.toContain('portcullis surface');
    expect(portcullis('--version').out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
