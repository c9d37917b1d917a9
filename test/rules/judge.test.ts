import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/model/config.ts';
import type { Finding, Severity } from '../../src/model/finding.ts';
import { judged, reviewed, type Side } from '../support/judged.ts';

const deployment = (labels = 'app: web'): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { ${labels} } }
  template:
    metadata: { labels: { ${labels} } }
    spec: { containers: [{ name: web, ports: [{ containerPort: 8080, name: http }] }] }
`;
const service = (
  over: { type?: string; target?: string | number; selector?: string; name?: string; extra?: string } = {},
): string => `apiVersion: v1
kind: Service
metadata: { name: ${over.name ?? 'web'} }
spec:
  type: ${over.type ?? 'ClusterIP'}
  selector: { ${over.selector ?? 'app: web'} }
  ports: [{ port: 80, targetPort: ${over.target ?? 8080}${over.extra ?? ''} }]
`;
const files = (...texts: readonly string[]): Record<string, string> => ({ 'k8s/web.yaml': texts.join('---\n') });

const words = ({ rule, also, severity, state }: Finding): string => [severity, state, rule, ...also].join(' ');
const findings = (base: Side, head: Side, config: Partial<Config> = {}): readonly string[] =>
  reviewed(base, head, config).findings.map(words);

const policy = (name: string, app: string, ingress: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name} }
spec: { podSelector: { matchLabels: { app: ${app} } }, policyTypes: [Ingress], ingress: ${ingress} }
`;

test('what is introduced is told apart from what the same change has fixed', () => {
  const closed = policy('closed', 'web', '[]');
  expect(
    findings(
      files(deployment(), closed, policy('open', 'nobody', '[{}]')),
      files(deployment(), closed, policy('open', 'web', '[{}]')),
    ),
  ).toEqual(['warning introduced network-policy-widened', 'notice fixed policy-selects-nothing']);
});

describe('what a state rule sees', () => {
  const broken = files(deployment(), service({ target: 'grpc' }));
  const sound = files(deployment(), service());

  test('is introduced where base was sound', () => {
    expect(findings(sound, broken)).toEqual(['error introduced service-named-port-missing']);
  });

  test('is introduced with an object that is new', () => {
    expect(findings({}, broken)).toEqual(['error introduced service-named-port-missing']);
  });

  test('was there before where base has it about the same object, even of another port', () => {
    expect(findings(broken, files(deployment(), service({ target: 'other' })))).toEqual([
      'error pre-existing service-named-port-missing',
    ]);
  });

  test('was there before where the object only has moved to another unit', () => {
    const head = { 'other/web.yaml': broken['k8s/web.yaml'] ?? '' };
    expect(findings(broken, head).filter((words_) => words_.includes('introduced'))).toEqual([]);
  });

  test('was there before where the object has left one unit for another that stood already, and not where it stays', () => {
    const [dead, other] = [service({ selector: 'app: nobody' }), service({ name: 'other' })];
    const base = {
      'envs/a/web.yaml': `${deployment()}---\n${dead}`,
      'envs/b/web.yaml': `${deployment()}---\n${other}`,
    };
    const there = `${deployment()}---\n${other}---\n${dead}`;
    const stateIn = (head: Record<string, string>): readonly string[] =>
      reviewed(base, head).findings.flatMap(({ rule, state, units }) =>
        rule === 'service-selector-matches-nothing' && state !== 'fixed' ? [`${state} ${units.join()}`] : [],
      );
    expect(stateIn({ 'envs/a/web.yaml': deployment(), 'envs/b/web.yaml': there })).toEqual(['pre-existing envs/b']);
    expect(stateIn({ ...base, 'envs/b/web.yaml': there })).toEqual(['introduced envs/b']);
    const beside = `${base['envs/a/web.yaml']}---\n${service({ name: 'beside' })}`;
    expect(stateIn({ 'envs/a/web.yaml': beside, 'envs/b/web.yaml': there })).toEqual([
      'introduced envs/b',
      'pre-existing envs/a',
    ]);
  });

  test('is fixed where head no longer has it', () => {
    expect(findings(broken, sound)).toEqual(['error fixed service-named-port-missing']);
  });

  test('of one object does not excuse another', () => {
    const head = files(deployment(), service({ target: 'grpc' }), service({ target: 'grpc', name: 'second' }));
    expect(findings(broken, head)).toEqual([
      'error introduced service-named-port-missing',
      'error pre-existing service-named-port-missing',
    ]);
  });

  test('before the change never fails it', () => {
    expect(judged(broken, files(deployment(), service({ target: 'other' }))).conclusion).toBe('success');
  });
});

describe('a regression', () => {
  test('weighs more than the same on an object that is new', () => {
    const lost = files(deployment(), service({ selector: 'app: website' }));
    expect(findings(files(deployment(), service()), lost)).toEqual([
      'error introduced service-selector-matches-nothing',
    ]);
    expect(findings(files(deployment()), lost)).toEqual(['notice introduced service-selector-matches-nothing']);
  });

  test('is none where the object had it before, and none again after it was fixed in between', () => {
    const lost = files(deployment(), service({ selector: 'app: website' }));
    expect(findings(lost, files(deployment(), service({ selector: 'app: webshop' })))).toEqual([
      'notice pre-existing service-selector-matches-nothing',
    ]);
  });
});

describe('one cause', () => {
  test('is one finding with every true name, the hardest first', () => {
    expect(
      findings(
        files(deployment(), service()),
        files(deployment(), service({ type: 'LoadBalancer', extra: ', nodePort: 30080' })),
      ),
    ).toEqual(['error introduced new-public-load-balancer new-node-port service-type-widened']);
  });

  test('keeps the lines of base that it is about apart from those of head, each once', () => {
    const base = files(deployment(), service());
    const head = files(deployment(), `# moved down\n${service({ type: 'LoadBalancer' })}`);
    const [found] = reviewed(base, head).findings;
    expect(found?.was).toEqual([{ path: 'k8s/web.yaml', line: 14, column: 9 }]);
    expect(found?.because).not.toContainEqual(found?.was[0]);
  });

  test('covers what its softer names alone would be called by', () => {
    const opened = (type: string): Finding | undefined =>
      reviewed(files(deployment(), service()), files(deployment(), service({ type, extra: ', nodePort: 30080' })))
        .findings[0];
    const [soft, hard] = [opened('NodePort'), opened('LoadBalancer')];
    expect(soft?.rule).toBe('new-node-port');
    expect(hard?.covers).toContain(soft?.fingerprint);
    expect(soft?.covers).not.toContain(hard?.fingerprint);
  });

  test('of one rule about two ports is two findings', () => {
    const two = service({ type: 'NodePort' }).replace(
      'ports: [{ port: 80',
      'ports: [{ name: b, port: 81, targetPort: 8080 }, { name: a, port: 80',
    );
    expect(findings(files(deployment(), service()), files(deployment(), two))).toEqual([
      'warning introduced new-node-port service-type-widened',
      'warning introduced new-node-port service-type-widened',
    ]);
  });

  test('stands alone where the type opens nothing by itself', () => {
    const none = service({ type: 'NodePort' }).replace(/ports: .*/, 'ports: []');
    expect(findings(files(deployment(), service()), files(deployment(), none))).toEqual([
      'error introduced service-field-conflict',
      'warning introduced service-type-widened',
    ]);
  });
});

describe('a fingerprint', () => {
  const only = (base: Side, head: Side): string => {
    const [first, ...others] = reviewed(base, head).findings;
    expect(others).toEqual([]);
    return first?.fingerprint ?? '';
  };
  const open = service({ type: 'NodePort' });

  test('is stable over files, lines and units', () => {
    const first = only(files(deployment()), files(deployment(), open));
    expect(first).toMatch(/^[\da-f]{16}$/);
    expect(only(files(deployment()), { ...files(deployment()), 'k8s/other.yaml': `# one line more\n${open}` })).toBe(
      first,
    );
    const elsewhere = { 'apps/x/web.yaml': deployment() };
    expect(only(elsewhere, { ...elsewhere, 'apps/x/service.yaml': open })).toBe(first);
  });

  test('differs between objects, ports, addresses and rules', () => {
    const all = [
      only(files(deployment()), files(deployment(), open)),
      only(files(deployment()), files(deployment(), service({ type: 'NodePort', name: 'other' }))),
      only(files(deployment()), files(deployment(), open.replace('port: 80', 'port: 81'))),
      only(files(deployment()), files(deployment(), service({ type: 'LoadBalancer' }))),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('is the same in every environment, which are named once', () => {
    const base = { 'envs/dev/web.yaml': deployment(), 'envs/prod/web.yaml': deployment() };
    const head = { ...base, 'envs/dev/service.yaml': open, 'envs/prod/service.yaml': open };
    const { findings: found } = reviewed(base, head);
    expect(found.map(({ units }) => units)).toEqual([['envs/dev', 'envs/prod']]);
  });
});

describe('development', () => {
  const severityIn = (
    base: Record<string, string>,
    head: Record<string, string>,
    config: Partial<Config> = {},
  ): readonly Severity[] =>
    reviewed(base, head, config).findings.flatMap(({ state, severity }) => (state === 'introduced' ? [severity] : []));
  const open = service({ type: 'LoadBalancer' });

  test.each<[string, Record<string, string>, Record<string, string>, readonly Severity[]]>([
    [
      'counts one step less where base knows it',
      { 'dev/a.yaml': deployment() },
      { 'dev/a.yaml': deployment(), 'dev/b.yaml': open },
      ['warning'],
    ],
    ['counts in full where the change brings it', {}, { 'dev/a.yaml': deployment(), 'dev/b.yaml': open }, ['error']],
    [
      'counts in full where the change renames to it',
      { 'prod/a.yaml': deployment() },
      { 'dev/a.yaml': deployment(), 'dev/b.yaml': open },
      ['error'],
    ],
    [
      'counts in full where it is a new variant of what base has',
      { 'k8s/a.yaml': deployment() },
      { 'k8s/a.yaml': deployment(), 'k8s/dev/b.yaml': open, 'k8s/kind/b.yaml': open },
      ['error'],
    ],
    [
      'counts in full where production does the same',
      { 'envs/dev/a.yaml': deployment(), 'envs/prod/a.yaml': deployment() },
      {
        'envs/dev/a.yaml': deployment(),
        'envs/prod/a.yaml': deployment(),
        'envs/dev/b.yaml': open,
        'envs/prod/b.yaml': open,
      },
      ['error'],
    ],
    [
      'counts in full in any other environment',
      { 'k8s/a.yaml': deployment() },
      { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': open },
      ['error'],
    ],
  ])('%s', (_sentence, base, head, expected) => {
    expect(severityIn(base, head)).toEqual(expected);
  });

  test('is what the configuration of base calls so', () => {
    const base = { 'sandbox/a.yaml': deployment() };
    const head = { ...base, 'sandbox/b.yaml': open };
    expect(severityIn(base, head)).toEqual(['error']);
    expect(severityIn(base, head, { environments: new Map([['test', ['sandbox']]]) })).toEqual(['warning']);
    expect(severityIn(base, head, { environments: new Map([['anything', ['sandbox']]]) })).toEqual(['error']);
  });
});

describe('the configuration', () => {
  const [base, head] = [files(deployment()), files(deployment(), service({ type: 'NodePort' }))];

  test.each<[Severity | 'off', readonly string[]]>([
    ['error', ['error introduced new-node-port']],
    ['info', ['info introduced new-node-port']],
    ['off', []],
  ])('can make a rule %s', (severity, expected) => {
    expect(findings(base, head, { rules: new Map([['new-node-port', severity]]) })).toEqual(expected);
  });

  test('can make a regression milder as well', () => {
    const lost = files(deployment(), service({ selector: 'app: website' }));
    const config = { rules: new Map([['service-selector-matches-nothing', 'info' as const]]) };
    expect(findings(files(deployment(), service()), lost, config)).toEqual([
      'info introduced service-selector-matches-nothing',
    ]);
  });
});

test('findings are sorted, and the same input gives the same bytes', () => {
  const base = files(deployment(), service({ target: 'old', name: 'a' }));
  const head = files(
    deployment(),
    service({ target: 'new', name: 'a' }),
    service({ type: 'LoadBalancer', name: 'b' }),
    service({ type: 'NodePort', name: 'c' }),
    service({ target: 9090, name: 'd' }),
  );
  const found = findings(base, head);
  expect(found).toEqual([
    'error introduced new-public-load-balancer implicit-node-port',
    'warning introduced new-node-port',
    'notice introduced service-target-port-not-declared',
    'error pre-existing service-named-port-missing',
  ]);
  expect(JSON.stringify(reviewed(base, head))).toBe(JSON.stringify(reviewed(base, head)));
});
