import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultConfig } from '../../src/config/defaults.ts';
import { loadConfig } from '../../src/config/load.ts';
import { configJsonSchema } from '../../src/config/schema.ts';
import { plain } from '../../src/model/message.ts';

const path = '.github/portcullis.yml';
const load = (text: string) => loadConfig({ path, bytes: new TextEncoder().encode(text) });
const problemsOf = (text: string) =>
  load(text).problems.map(({ at, message }) => `${at.line}:${at.column} ${plain(message)}`);

describe('a configuration', () => {
  test.each([
    { why: 'that does not exist', bytes: undefined },
    { why: 'that is empty', bytes: new Uint8Array() },
    { why: 'of comments alone', bytes: new TextEncoder().encode('# nothing yet\n') },
    { why: 'with a version and nothing else', bytes: new TextEncoder().encode('version: 1\n') },
  ])('$why is the defaults', ({ bytes }) => {
    expect(loadConfig({ path, bytes })).toEqual({ config: defaultConfig, problems: [] });
  });

  test('says what it says and leaves the rest at the defaults', () => {
    const { config, problems } = load(`
mode: observe
check_name: Ports
fail_on: warning
on_incomplete: warn
ignore_paths: ["docs/**"]
units: [{ name: prod, path: overlays/prod, type: kustomize, environment: prod }]
cluster:
  node_port_range: 20000-22767
  load_balancer_reach: private
  provider: metallb
  ingress_controllers: [{ class: nginx, reach: public, namespace: edge, pod_labels: { app: nginx } }, { class: internal }]
  gateways: [{ name: public, namespace: infra, reach: private }]
  external_services: [{ name: minio, ports: [9000] }]
environments: { live: [prod] }
rules: { new-node-port: error, removed-api-version: off }
comment: failures
review: { max: 3 }
drafts: full
allow:
  - { rule: new-node-port, object: Service/dev-*/*, reason: dev, expires: 2026-12-31 }
waivers: { role: write, teams: [platform-security], days: 7 }
`);
    expect(problems).toEqual([]);
    expect(config).toEqual({
      version: 1,
      mode: 'observe',
      checkName: 'Ports',
      failOn: 'warning',
      onIncomplete: 'warn',
      ignorePaths: ['docs/**'],
      release: { name: 'release-name', namespace: 'default' },
      allow: [{ rule: 'new-node-port', object: 'Service/dev-*/*', reason: 'dev', expires: '2026-12-31' }],
      waivers: { role: 'write', teams: ['platform-security'], author: false, label: 'exposure-accepted', days: 7 },
      allowSources: [],
      units: [
        {
          name: 'prod',
          path: 'overlays/prod',
          type: 'kustomize',
          environment: 'prod',
          values: [],
          release: undefined,
          namespace: undefined,
        },
      ],
      cluster: {
        nodePortRange: { first: 20_000, last: 22_767 },
        loadBalancerReach: 'private',
        provider: 'metallb',
        networkPolicies: 'enforced',
        ingressControllers: [
          { class: 'nginx', reach: 'public', namespace: 'edge', podLabels: new Map([['app', 'nginx']]) },
          { class: 'internal', reach: undefined, namespace: undefined, podLabels: new Map() },
        ],
        gateways: [{ name: 'public', namespace: 'infra', reach: 'private' }],
        externalServices: [{ name: 'minio', namespace: 'default', ports: [9000] }],
      },
      environments: new Map([['live', ['prod']]]),
      rules: new Map([
        ['new-node-port', 'error'],
        ['removed-api-version', 'off'],
      ]),
      comment: 'failures',
      review: { max: 3, severity: 'warning' },
      drafts: 'full',
    });
  });

  test('as documented is valid, also by the published schema', () => {
    const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
    expect(example).toContain('allow_sources');
    expect(problemsOf(example)).toEqual([]);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(configJsonSchema());
    expect(validate(parse(example))).toBe(true);
    expect(validate({ mode: 'enforced' })).toBe(false);
    expect(validate({ modes: 'enforce' })).toBe(false);
  });
});

describe('a configuration with something wrong', () => {
  test.each([
    {
      text: 'mode: enforced',
      says: '1:7 mode is enforced, but must be one of observe, enforce; did you mean enforce?',
    },
    { text: 'version: 2', says: '1:10 version is 2, but must be 1' },
    { text: 'version: 1\nfail-on: error', says: '2:1 unknown key fail-on; did you mean fail_on?' },
    {
      text: 'cluster:\n  nodePortRange: 1-2',
      says: '2:3 unknown key cluster.nodePortRange; did you mean node_port_range?',
    },
    {
      text: 'cluster:\n  node_port_range: 9-3',
      says: '2:20 cluster.node_port_range must go from a lower to a higher port between 1 and 65535',
    },
    { text: 'units: [{ name: a, type: plain }]', says: '1:9 units.0.path is missing' },
    {
      text: 'units: [{ name: a, path: b, type: kustomise }]',
      says: '1:35 units.0.type is kustomise, but must be one of plain, kustomize, helm; did you mean kustomize?',
    },
    { text: 'zebra: 1', says: '1:1 unknown key zebra' },
    {
      text: 'rules: { new-node-port: wrn }',
      says: '1:25 rules.new-node-port is wrn, but must be one of info, notice, warning, error, off',
    },
    {
      text: 'rules: { NewNodePort: off }',
      says: '1:10 rules.NewNodePort must be the name of a rule, such as new-node-port',
    },
    { text: 'review: 3', says: '1:9 review must be a mapping' },
    { text: 'review: { max: 2.5 }', says: '1:16 review.max must be a whole number' },
    { text: 'ignore_paths: docs', says: '1:15 ignore_paths must be a list' },
    { text: 'mode: [observe]', says: '1:7 mode is a list or a mapping, but must be one of observe, enforce' },
    {
      text: 'allow: [{ rule: a, object: Service/b/c, reason: c, expires: 2026-02-30 }]',
      says: '1:61 allow.0.expires must be a date such as 2026-12-31',
    },
    { text: 'waivers: { author: maybe }', says: '1:20 waivers.author must be true or false' },
    {
      text: 'waivers: { role: read }',
      says: /^1:18 waivers.role is read, but must be one of triage, write, maintain, admin/,
    },
    { text: 'waivers: { teams: [Platform Security] }', says: /^1:20 waivers.teams.0 must be the slug of a team/ },
    { text: '- mode', says: '1:1 the configuration must be a mapping' },
    { text: 'just words', says: '1:1 the configuration must be a mapping' },
    { text: 'mode: observe\nmode: enforce', says: '2:1 the configuration is not valid YAML: Map keys must be unique' },
    { text: 'mode: *nowhere', says: /^1:\d+ the configuration is not valid YAML: Unresolved alias/ },
    { text: 'mode: [observe', says: /^1:\d+ the configuration is not valid YAML: / },
    { text: 'mode: observe\n---\nmode: enforce', says: /^\d:\d+ the configuration is not valid YAML: / },
    { text: '__proto__: { mode: observe }', says: '1:1 unknown key __proto__' },
  ])('$text is told where it is: $says', ({ text, says }) => {
    const [problem] = problemsOf(text);
    if (says instanceof RegExp) expect(problem).toMatch(says);
    else expect(problem).toBe(says);
  });

  test('is not used in part', () => {
    const { config, problems } = load('mode: observe\nfail-on: error');
    expect(config).toEqual(defaultConfig);
    expect(problems.map(({ reason, at }) => [reason, at.path])).toEqual([['configuration', path]]);
  });

  test('tells everything at once, in the order of the file', () => {
    expect(problemsOf('b: 1\nmode: x\na: 1\n').map((problem) => problem.slice(0, 3))).toEqual(['1:1', '2:7', '3:1']);
  });

  test('that is no text, or too much of it, is told as that', () => {
    const problems = (bytes: Uint8Array) => loadConfig({ path, bytes }).problems.map(({ message }) => plain(message));
    expect(problems(new Uint8Array([0x6d, 0xff, 0xfe]))).toEqual(['the configuration is not UTF-8']);
    expect(problems(new Uint8Array(70_000).fill(0x23))).toEqual(['the configuration has more than 65536 bytes']);
  });

  test('cannot make reading it take long', () => {
    const started = performance.now();
    const levels = Array.from(
      { length: 12 },
      (_, level) =>
        `a${level}: &a${level} [${Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`)).join(', ')}]`,
    );
    expect(problemsOf(levels.join('\n'))).not.toEqual([]);
    expect(problemsOf(`mode: ${'['.repeat(60_000)}`)).not.toEqual([]);
    expect(problemsOf(Array.from({ length: 8_000 }, (_, index) => `k${index}: 1`).join('\n'))).not.toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
