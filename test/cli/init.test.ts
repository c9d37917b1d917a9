import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import { loadConfig } from '../../src/config/load.ts';
import { plain } from '../../src/model/message.ts';
import { git, gitRepository, write } from '../support/git-repository.ts';
import { web } from '../support/web.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');
const path = '.github/portcullis.yml';

function portcullis(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { exit: status, out: stdout, err: stderr };
}

const read = (repo: string): string => readFileSync(join(repo, path), 'utf8');
const load = (text: string) => {
  const { config, problems } = loadConfig({ path, bytes: Buffer.from(text) });
  return { config, problems: problems.map(({ at, message }) => `${at.line}: ${plain(message)}`) };
};

/** Everything that can be set, set: a `#` without a single space behind it is taken away. */
const uncommented = (text: string): string => text.replace(/^#(?=\S| {2})/gm, '');

const kustomization = (namespace: string): string => `namespace: ${namespace}\nresources: [../../base]\n`;
const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  ingressClassName: nginx
  rules: [{ host: shop.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
`;
const route = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec:
  parentRefs: [{ name: edge, namespace: infra }]
  rules: [{ backendRefs: [{ name: web, port: 80 }] }]
`;
const repository = {
  'base/kustomization.yaml': 'resources: [web.yaml, ingress.yaml, route.yaml]\n',
  'base/web.yaml': web('LoadBalancer'),
  'base/ingress.yaml': ingress,
  'base/route.yaml': route,
  'overlays/prod/kustomization.yaml': kustomization('shop'),
  'overlays/dev/kustomization.yaml': kustomization('dev'),
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'type: ClusterIP\n',
  'charts/web/values-prod.yaml': 'type: LoadBalancer\n',
  'charts/web/templates/service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: { name: chart }\nspec: { type: "{{ .Values.type }}", ports: [{ port: 80 }] }\n',
  'examples/it is "odd"/web.yaml': web('NodePort'),
  'apps/shop.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop, namespace: argocd }\nspec:\n  source: { repoURL: "https://charts.example.org/stable", chart: redis, targetRevision: 1.2.3 }\n  destination: { namespace: shop }\n',
};

describe('init', () => {
  test('writes a configuration that changes nothing, and names what was found', () => {
    const repo = gitRepository(repository);
    const { exit, out, err } = portcullis('init', '--repo', repo);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(load(read(repo))).toEqual({ config: defaultConfig, problems: [] });
    expect(read(repo)).toMatch(/^# yaml-language-server: \$schema=https:\S+portcullis\.schema\.json\n/);
    for (const found of [
      '{ name: overlays/prod, path: overlays/prod, type: kustomize, environment: prod }',
      'type: helm, values: [charts/web/values-prod.yaml], release: web, namespace: default }',
      '#    - { class: nginx, reach: public }',
      '#    - { name: edge, namespace: infra, reach: public }',
      '#  - charts.example.org/stable',
      '#  - "examples/**"',
      '\n#mode: observe\n',
    ])
      expect(read(repo)).toContain(found);
    expect(out).toMatch(/^wrote \.github\/portcullis\.yml\n\nfound \d+ units with [1-9]\d* ways in/);
  });

  test.each([
    { what: 'a repository with everything', files: repository },
    { what: 'an empty one', files: { 'README.md': '# hello\n' } },
  ])('writes settings of $what that are valid when they are taken in', ({ files }) => {
    const repo = gitRepository(files);
    portcullis('init', '--repo', repo);
    const { config, problems } = load(uncommented(read(repo)));
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ mode: 'observe', environments: defaultConfig.environments });
    expect(config.units.length).toBeGreaterThan(0);
    expect(
      read(repo)
        .split('\n')
        .filter((line) => line.length > 120 && !line.includes(' - ')),
    ).toEqual([]);
  });

  test('judges by the units that it has written as by those that were found', () => {
    const repo = gitRepository(repository);
    const before = JSON.parse(portcullis('surface', '--repo', repo, '--format', 'json').out);
    portcullis('init', '--repo', repo);
    const units = /^#units:\n(# {2}- .*\n)+/m.exec(read(repo))?.[0] ?? '';
    write(repo, { [path]: uncommented(units) });
    const after = JSON.parse(portcullis('surface', '--repo', repo, '--format', 'json').out);
    const ways = (of: typeof before) => of.exposures.map(({ key }: { key: string }) => key).sort();
    expect(ways(after)).toEqual(ways(before));
  });

  test('overwrites nothing, but for --force', () => {
    const repo = gitRepository({ ...repository, [path]: 'mode: observe\n' });
    const refused = portcullis('init', '--repo', repo);
    expect(refused).toEqual({
      exit: 2,
      out: '',
      err: 'portcullis: .github/portcullis.yml is there already; --force overwrites it\n',
    });
    expect(read(repo)).toBe('mode: observe\n');
    expect(portcullis('init', '--repo', repo, '--force').exit).toBe(0);
    expect(load(read(repo)).config).toEqual(defaultConfig);
  });

  test('writes through no link, and into no bare repository', () => {
    const repo = gitRepository({ 'README.md': '# hello\n', '.github/x': '' });
    symlinkSync('../README.md', join(repo, path));
    expect(portcullis('init', '--repo', repo, '--force')).toMatchObject({ exit: 2 });
    expect(readFileSync(join(repo, 'README.md'), 'utf8')).toBe('# hello\n');
    git(repo, 'clone', '--quiet', '--bare', '.', 'bare.git');
    expect(portcullis('init', '--repo', join(repo, 'bare.git')).err).toContain('a bare repository has no file');
  });
});

describe('allow', () => {
  const opened = (...more: readonly Readonly<Record<string, string>>[]): string =>
    gitRepository({ 'k8s/web.yaml': web('ClusterIP') }, { 'k8s/web.yaml': web('LoadBalancer') }, ...more);
  const allow = (repo: string, ...args: readonly string[]) =>
    portcullis('allow', ...args, '--repo', repo, '--reason', 'it is the shop');
  const diff = (repo: string, format: string): string =>
    portcullis('diff', 'HEAD~1', 'HEAD', '--repo', repo, '--format', format).out;
  const commits = ['HEAD~1', 'HEAD'] as const;
  const entries = (repo: string) => /allow:\n.*/s.exec(read(repo))?.[0];
  const all = `allow:
  - rule: new-public-load-balancer
    object: Service/shop/web
    reason: it is the shop
  - rule: implicit-node-port
    object: Service/shop/web
    reason: it is the shop
  - rule: service-type-widened
    object: Service/shop/web
    reason: it is the shop
`;

  test('allows the finding that diff names, under every rule that says it', () => {
    const repo = opened();
    const id = /^ {2}id ([0-9a-f]{8})$/m.exec(diff(repo, 'text'))?.[1] ?? '';
    expect(JSON.parse(diff(repo, 'json')).findings[0].fingerprint.slice(0, 8)).toBe(id);
    const { exit, out } = allow(repo, id, ...commits);
    expect(exit).toBe(0);
    expect(entries(repo)).toBe(all);
    expect(load(read(repo)).problems).toEqual([]);
    expect(out).toContain('- rule: new-public-load-balancer\n');
    expect(out).toContain('It counts once it is on the base branch');
  });

  test('writes nothing twice, and only what is missing', () => {
    const repo = opened();
    const entry = "  - { rule: implicit-node-port, object: 'Service/*/web', reason: old }   # kept\n";
    write(repo, { [path]: `# ours\nversion: 1\n\nallow:\n${entry}\nmode:   observe\n` });
    expect(allow(repo, 'new-public-load-balancer', ...commits, '--expires', '2999-12-31').exit).toBe(0);
    const added = (rule: string): string =>
      `  - { rule: ${rule}, object: Service/shop/web, reason: "it is the shop", expires: 2999-12-31 }\n`;
    const written = `# ours\nversion: 1\n\nallow:\n${entry}${added('new-public-load-balancer')}${added('service-type-widened')}\nmode:   observe\n`;
    expect(read(repo)).toBe(written);
    expect(allow(repo, 'new-public-load-balancer', ...commits)).toEqual({
      exit: 0,
      out: '.github/portcullis.yml allows that already; nothing is written\n',
      err: '',
    });
    expect(read(repo)).toBe(written);
  });

  test('takes what the working tree would change where no commits are named', () => {
    const repo = gitRepository({ 'k8s/web.yaml': web('ClusterIP') });
    write(repo, { 'k8s/web.yaml': web('LoadBalancer') });
    expect(allow(repo, 'service-type-widened').exit).toBe(0);
    expect(entries(repo)).toBe(all);
  });

  test('says that its list replaces the one that is extended', () => {
    const repo = opened();
    write(repo, { [path]: 'extends: rules\n' });
    expect(allow(repo, 'new-public-load-balancer', ...commits).out).toContain(
      'This list replaces that of rules, which is extended',
    );
  });

  test.each([
    {
      args: ['new-host-port'],
      says: /there is no finding new-host-port; there are [0-9a-f]{16} new-public-load-balancer/,
    },
    { args: ['abcde'], says: /there is no finding abcde; there are/ },
    { args: [], says: /allow needs a finding/ },
    { args: ['new-public-load-balancer', '--expires', '2026-02-30'], says: /--expires 2026-02-30 is not a date/ },
    { args: ['new-public-load-balancer', '--expires', '2020-01-01'], says: /--expires 2020-01-01 has passed/ },
    { args: ['new-public-load-balancer', '--reason', ' '], says: /allow needs --reason/ },
  ])('ends with 2 and one line for $args', ({ args, says }) => {
    const repo = opened();
    const [name, ...options] = args;
    const words = name === undefined ? [] : [name, ...commits];
    const { exit, err } = portcullis('allow', ...words, '--repo', repo, '--reason', 'why', ...options);
    expect(exit).toBe(2);
    expect(err).toMatch(says);
    expect(err.trimEnd()).not.toContain('\n');
  });

  test('adds nothing to a configuration that is wrong', () => {
    const repo = opened();
    write(repo, { [path]: 'modus: observe\n' });
    expect(allow(repo, 'new-public-load-balancer', ...commits)).toMatchObject({ exit: 2 });
    expect(read(repo)).toBe('modus: observe\n');
  });
});
