import { describe, expect, test } from 'vitest';
import { asker, graphOf, rowsOf } from '../../support/policy-world.ts';

/** What does it say of TCP port 80, or of another port? */
const may = (objects: readonly string[], from: string, to: string, port = 80, protocol: 'TCP' | 'UDP' = 'TCP') =>
  asker(graphOf(objects))(from, to, protocol, port);

const pod = (path: string, labels = '', ports = '', more = ''): string => {
  const [namespace, name] = path.split('/');
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { ${labels} } }
spec: { ${more} containers: [{ name: main, ports: [${ports}] }] }`;
};

const namespace = (name: string, labels: string): string => `apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }`;

let count = 0;
/** A NetworkPolicy of namespace `shop`. */
const policy = (spec: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: policy-${count++}, namespace: shop }
spec: ${spec}`;

const web = pod('shop/web', 'app: web', '{ name: http, containerPort: 80 }');
const db = pod('shop/db', 'app: db');
const other = pod('other/client', 'app: client');
const all = [web, db, other];

describe('policyTypes', () => {
  test.each<[string, string, boolean, boolean]>([
    ['a policy without rules and types shuts ingress alone', '{ podSelector: {} }', false, true],
    ['rules for egress shut ingress as well', '{ podSelector: {}, egress: [{}] }', false, true],
    ['an empty list of egress is no rule', '{ podSelector: {}, egress: [] }', false, true],
    ['an empty list of types is none', '{ podSelector: {}, policyTypes: [], egress: [{}] }', false, true],
    ['Egress alone leaves ingress open', '{ podSelector: {}, policyTypes: [Egress], egress: [{}] }', true, true],
    ['Egress without rules shuts egress', '{ podSelector: {}, policyTypes: [Egress] }', true, false],
    ['Ingress alone ignores rules for egress', '{ podSelector: {}, policyTypes: [Ingress], egress: [] }', false, true],
    ['both shut both', '{ podSelector: {}, policyTypes: [Ingress, Egress] }', false, false],
    [
      'rules of a direction that is not among the types say nothing',
      '{ policyTypes: [Egress], ingress: [{}] }',
      true,
      false,
    ],
  ])('%s', (_name, spec, comes, leaves) => {
    expect(may([...all, policy(spec)], 'other/client', 'shop/web')).toBe(comes);
    expect(may([...all, policy(spec)], 'shop/web', 'other/client')).toBe(leaves);
  });
});

describe('what is empty and what is missing', () => {
  test.each<[string, string, readonly string[]]>([
    ['no rule lets nobody in', '{ podSelector: {}, ingress: [] }', []],
    ['an empty rule lets everybody in', '{ podSelector: {}, ingress: [{}] }', ['shop/db', 'other/client', '192.0.2.1']],
    ['so does a rule with an empty from', '{ ingress: [{ from: [] }] }', ['shop/db', 'other/client', '192.0.2.1']],
    ['and one with a null', '{ ingress: [{ from: null, ports: null }] }', ['shop/db', 'other/client', '192.0.2.1']],
    [
      'an empty podSelector is the pods of the own namespace',
      '{ ingress: [{ from: [{ podSelector: {} }] }] }',
      ['shop/db'],
    ],
    [
      'an empty namespaceSelector is the pods of every namespace, and nobody from outside',
      '{ ingress: [{ from: [{ namespaceSelector: {} }] }] }',
      ['shop/db', 'other/client'],
    ],
    [
      'both selectors of one peer hold together',
      '{ ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: client } } }] }] }',
      ['other/client'],
    ],
    [
      'two peers hold each alone',
      '{ ingress: [{ from: [{ namespaceSelector: {} }, { podSelector: { matchLabels: { app: client } } }] }] }',
      ['shop/db', 'other/client'],
    ],
    [
      'a range is for addresses outside of the cluster',
      '{ ingress: [{ from: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }] }',
      ['192.0.2.1'],
    ],
    [
      'an exception is taken out of its own range alone',
      '{ ingress: [{ from: [{ ipBlock: { cidr: 192.0.2.0/24, except: [192.0.2.0/25] } }, { ipBlock: { cidr: 192.0.2.1/32 } }] }] }',
      ['192.0.2.1'],
    ],
    [
      'a policy that selects another pod says nothing',
      '{ podSelector: { matchLabels: { app: none } } }',
      ['shop/db', 'other/client', '192.0.2.1'],
    ],
  ])('%s', (_name, spec, expected) => {
    const ask = asker(graphOf([...all, policy(spec)]));
    expect(['shop/db', 'other/client', '192.0.2.1'].filter((from) => ask(from, 'shop/web', 'TCP', 80))).toEqual(
      expected,
    );
  });
});

describe('selectors', () => {
  const pods = [web, pod('shop/one', 'app: one'), pod('shop/two', 'app: two'), pod('shop/none')];
  test.each<[string, readonly string[]]>([
    ['{ key: app, operator: In, values: [one] }', ['shop/one']],
    ['{ key: app, operator: In, values: [one, two] }', ['shop/one', 'shop/two']],
    ['{ key: app, operator: NotIn, values: [one] }', ['shop/two', 'shop/none']],
    ['{ key: app, operator: Exists }', ['shop/one', 'shop/two']],
    ['{ key: app, operator: DoesNotExist }', ['shop/none']],
    ['{ key: app, operator: Exists }, { key: app, operator: NotIn, values: [one] }', ['shop/two']],
  ])('%s', (expressions, expected) => {
    const spec = `{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchExpressions: [${expressions}] } }] }] }`;
    const ask = asker(graphOf([...pods, policy(spec)]));
    expect(['shop/one', 'shop/two', 'shop/none'].filter((from) => ask(from, 'shop/web', 'TCP', 80))).toEqual(expected);
  });

  const from = (selector: string): string => policy(`{ ingress: [{ from: [{ namespaceSelector: ${selector} }] }] }`);
  const byName = from('{ matchLabels: { kubernetes.io/metadata.name: other } }');
  const byTeam = from('{ matchLabels: { team: red } }');
  const byNoTeam = from('{ matchExpressions: [{ key: team, operator: DoesNotExist }] }');

  test('every namespace has its name as a label, whether or not its object is there', () => {
    expect(may([...all, byName], 'other/client', 'shop/web')).toBe(true);
    expect(may([...all, byName], 'shop/db', 'shop/web')).toBe(false);
    expect(may([...all, byName, namespace('other', 'team: red')], 'other/client', 'shop/web')).toBe(true);
  });

  test('nobody can give a namespace another name in that label', () => {
    const liar = namespace('liar', 'kubernetes.io/metadata.name: other');
    expect(may([...all, byName, liar, pod('liar/client')], 'liar/client', 'shop/web')).toBe(false);
  });

  test('other labels of a namespace are those of its object; without one they are not counted on', () => {
    expect(may([...all, byTeam, namespace('other', 'team: red')], 'other/client', 'shop/web')).toBe(true);
    expect(may([...all, byTeam, namespace('other', '')], 'other/client', 'shop/web')).toBe(false);
    expect(may([...all, byTeam], 'other/client', 'shop/web')).toBe(false);
    expect(may([...all, byNoTeam, namespace('other', '')], 'other/client', 'shop/web')).toBe(true);
    expect(may([...all, byNoTeam], 'other/client', 'shop/web')).toBe(false);
  });
});

describe('ports', () => {
  const letting = (ports: string): string =>
    policy(`{ podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [${ports}] }] }`);

  test('a name is looked up in each pod, with the protocol', () => {
    const named = [
      pod('shop/one', 'app: web', '{ name: http, containerPort: 80 }'),
      pod('shop/two', 'app: web', '{ name: http, containerPort: 81 }'),
      pod('shop/three', 'app: web', '{ name: http, containerPort: 80, protocol: UDP }'),
      pod('shop/four', 'app: web', '{ name: admin, containerPort: 80 }'),
      other,
      letting('{ port: http }'),
    ];
    const ask = asker(graphOf(named));
    const open = ['one', 'two', 'three', 'four'].map((name) =>
      [80, 81].filter(
        (port) => ask('other/client', `shop/${name}`, 'TCP', port) && ask('192.0.2.1', `shop/${name}`, 'TCP', port),
      ),
    );
    expect(open).toEqual([[80], [81], [], []]);
    expect(ask('other/client', 'shop/three', 'UDP', 80)).toBe(false);
  });

  test('a name for what leaves is looked up at the other end, and an address has none', () => {
    const leaving = policy(
      '{ policyTypes: [Egress], podSelector: { matchLabels: { app: db } }, egress: [{ ports: [{ port: http }] }] }',
    );
    expect(may([...all, leaving], 'shop/db', 'shop/web')).toBe(true);
    expect(may([...all, leaving], 'shop/db', 'other/client')).toBe(false);
    expect(may([...all, leaving], 'shop/db', '192.0.2.1')).toBe(false);
  });

  test('a name in an init container that ends is not a port of the pod; in one that stays it is', () => {
    const withInit = (restart: string): string => `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec:
  initContainers: [{ name: init, ${restart} ports: [{ name: http, containerPort: 80 }] }]
  containers: [{ name: main }]`;
    expect(may([withInit(''), db, letting('{ port: http }')], 'shop/db', 'shop/web')).toBe(false);
    expect(may([withInit('restartPolicy: Always,'), db, letting('{ port: http }')], 'shop/db', 'shop/web')).toBe(true);
  });

  test.each<[string, string, readonly number[], readonly number[]]>([
    ['one port', '{ port: 80 }', [80], []],
    ['a port that no container declares', '{ port: 443 }', [443], []],
    ['a range with both its ends', '{ port: 80, endPort: 82 }', [80, 81, 82], []],
    ['a range of one', '{ port: 80, endPort: 80 }', [80], []],
    ['no port is every port of TCP', '{}', [79, 80, 81, 82, 83, 443], []],
    ['of another protocol', '{ protocol: UDP }', [], [79, 80, 81, 82, 83, 443]],
    ['the same number of another protocol', '{ port: 80, protocol: UDP }', [], [80]],
  ])('%s', (_name, ports, tcp, udp) => {
    const ask = asker(graphOf([...all, letting(ports)]));
    const numbers = [79, 80, 81, 82, 83, 443];
    expect(numbers.filter((port) => ask('shop/db', 'shop/web', 'TCP', port))).toEqual(tcp);
    expect(numbers.filter((port) => ask('shop/db', 'shop/web', 'UDP', port))).toEqual(udp);
  });
});

test.each([
  ['a peer that says nothing', '{ ingress: [{ from: [{}] }] }'],
  [
    'an operator that there is not',
    '{ podSelector: { matchExpressions: [{ key: app, operator: Equals, values: [web] }] } }',
  ],
  ['a range that is turned round', '{ ingress: [{ ports: [{ port: 82, endPort: 81 }] }] }'],
  ['an endPort beside a name', '{ ingress: [{ ports: [{ port: http, endPort: 443 }] }] }'],
])('a policy that the API server refuses does not apply: %s', (_name, spec) => {
  expect(may([...all, policy(spec)], 'other/client', 'shop/web')).toBe(true);
  expect(may([...all, policy(spec), policy('{}')], 'other/client', 'shop/web')).toBe(false);
});

test('what one policy lets through no other one takes back', () => {
  const policies = [policy('{}'), policy('{ ingress: [{ from: [{ podSelector: {} }] }] }'), policy('{}')];
  expect(may([...all, ...policies], 'shop/db', 'shop/web')).toBe(true);
  expect(may([...all, ...policies], 'other/client', 'shop/web')).toBe(false);
});

test('a connection needs both ends', () => {
  const leaving = policy('{ podSelector: { matchLabels: { app: db } }, policyTypes: [Egress] }');
  const coming = policy('{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: {} }] }] }');
  expect(may([...all, coming], 'shop/db', 'shop/web')).toBe(true);
  expect(may([...all, coming, leaving], 'shop/db', 'shop/web')).toBe(false);
});

test('a policy without a namespace is of the namespace of the pods without one', () => {
  const bare = (text: string): string => text.replace(', namespace: shop', '');
  expect(may([bare(web), bare(db), bare(policy('{}'))], 'default/db', 'default/web')).toBe(false);
});

describe('tiers', () => {
  const admin = (
    name: string,
    priority: number,
    rules: string,
  ): string => `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: ${name} }
spec: { priority: ${priority}, subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: shop } } }, ingress: [${rules}] }`;
  const baseline = (rules: string): string => `apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec: { subject: { namespaces: {} }, ingress: [${rules}] }`;
  const cluster = (tier: string, rules: string): string => `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: { name: cluster-${tier.toLowerCase()} }
spec: { tier: ${tier}, priority: 10, subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: web } } } }, ingress: [${rules}] }`;
  const from = (action: string, namespaces = '{}', more = ''): string =>
    `{ action: ${action}, from: [{ namespaces: ${namespaces} }]${more} }`;
  const notShop = '{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [shop] }] }';
  const shut = policy('{}');
  const open = policy('{ ingress: [{}] }');

  test.each<[string, readonly string[], boolean]>([
    ['Allow of an administrator goes before a NetworkPolicy', [admin('a', 1, from('Allow')), shut], true],
    ['so does Deny', [admin('a', 1, from('Deny')), open], false],
    ['Deny holds where no NetworkPolicy selects the pod', [admin('a', 1, from('Deny'))], false],
    ['Pass leaves it to the NetworkPolicy', [admin('a', 1, from('Pass')), admin('b', 2, from('Allow')), shut], false],
    [
      'Pass leaves it to the baseline where there is none',
      [admin('a', 1, from('Pass')), baseline(from('Deny'))],
      false,
    ],
    ['what nobody speaks of is open after Pass', [admin('a', 1, from('Pass')), admin('b', 2, from('Deny'))], true],
    ['the lowest priority goes first', [admin('a', 2, from('Deny')), admin('b', 1, from('Allow'))], true],
    ['in one policy the first rule that matches', [admin('a', 1, `${from('Allow')}, ${from('Deny')}`)], true],
    [
      'a rule for other namespaces does not match',
      [admin('a', 1, from('Deny', '{ matchLabels: { kubernetes.io/metadata.name: none } }'))],
      true,
    ],
    [
      'a rule for another port does not match',
      [admin('a', 1, from('Deny', '{}', ', ports: [{ portNumber: { port: 81 } }]'))],
      true,
    ],
    [
      'a range of ports',
      [admin('a', 1, from('Deny', '{}', ', ports: [{ portRange: { start: 79, end: 80 } }]'))],
      false,
    ],
    ['a name of a port', [admin('a', 1, from('Deny', '{}', ', ports: [{ namedPort: http }]'))], false],
    ['the baseline holds back what no NetworkPolicy speaks of', [baseline(from('Deny'))], false],
    ['a NetworkPolicy goes before the baseline', [baseline(from('Deny')), open], true],
    ['a NetworkPolicy shuts what the baseline allows', [baseline(from('Allow')), shut], false],
    ['a ClusterNetworkPolicy accepts', [cluster('Admin', from('Accept')), shut], true],
    ['a ClusterNetworkPolicy of the baseline', [cluster('Baseline', from('Deny'))], false],
    [
      'its protocols',
      [cluster('Admin', from('Deny', '{}', ', protocols: [{ tcp: { destinationPort: { number: 80 } } }]'))],
      false,
    ],
    [
      'its other protocols',
      [cluster('Admin', from('Deny', '{}', ', protocols: [{ udp: { destinationPort: { number: 80 } } }]'))],
      true,
    ],
    [
      'a peer that is not known is nobody for Accept',
      [cluster('Admin', '{ action: Accept, from: [{ planets: {} }] }'), shut],
      false,
    ],
    ['and everybody for Deny', [cluster('Admin', '{ action: Deny, from: [{ planets: {} }] }')], false],
    ['labels that nobody knows are not counted on', [admin('a', 1, from('Deny', notShop))], false],
  ])('%s', (_name, policies, expected) => {
    expect(may([...all, ...policies], 'other/client', 'shop/web')).toBe(expected);
  });

  test('the baseline holds for one direction where a NetworkPolicy speaks of the other', () => {
    const leaving = policy('{ policyTypes: [Egress], egress: [{}] }');
    expect(may([...all, leaving, baseline(from('Deny'))], 'other/client', 'shop/web')).toBe(false);
  });

  test('rules for namespaces say nothing of addresses', () => {
    expect(may([...all, admin('a', 1, from('Deny'))], '192.0.2.1', 'shop/web')).toBe(true);
  });

  test('what leaves may be held back by networks', () => {
    const networks = `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: egress }
spec:
  priority: 1
  subject: { namespaces: {} }
  egress: [{ action: Deny, to: [{ networks: [192.0.2.0/24] }] }]`;
    expect(may([...all, networks], 'shop/web', '192.0.2.1')).toBe(false);
    expect(may([...all, networks], 'shop/web', '192.0.3.1')).toBe(true);
    expect(may([...all, networks], 'shop/web', 'shop/db')).toBe(true);
  });
});

test('pods in the network of their node are ordinary ones in the rows', () => {
  const host = pod('shop/host', 'app: host', '', 'hostNetwork: true,');
  expect(may([host, other, policy('{}')], 'other/client', 'shop/host')).toBe(false);
  const byLabel = policy('{ ingress: [{ from: [{ podSelector: { matchLabels: { app: host } } }] }] }');
  expect(may([host, web, byLabel], 'shop/host', 'shop/web')).toBe(true);
});

test('pods of Jobs and CronJobs are selected by the labels of their templates', () => {
  const template =
    '{ metadata: { labels: { app: job } }, spec: { restartPolicy: Never, containers: [{ name: main }] } }';
  const job = `apiVersion: batch/v1
kind: Job
metadata: { name: once, namespace: shop }
spec: { template: ${template} }`;
  const cronJob = `apiVersion: batch/v1
kind: CronJob
metadata: { name: often, namespace: shop }
spec: { schedule: "0 * * * *", jobTemplate: { spec: { template: ${template} } } }`;
  const letting = policy(
    '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: job } } }] }] }',
  );
  const toWeb = rowsOf(graphOf([web, db, job, cronJob, letting])).filter((row) => row.includes('→ shop/web[Pod]'));
  expect(toWeb.map((row) => row.split(' ')[0])).toEqual(['shop/often[CronJob]', 'shop/once[Job]']);
});

test('addresses with the same answer are one row, however policies cut them', () => {
  const halves = policy(
    '{ podSelector: { matchLabels: { app: web } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/9 } }, { ipBlock: { cidr: 10.128.0.0/9 } }] }] }',
  );
  const rows = rowsOf(graphOf([web, halves])).filter((row) => row.includes('→ shop/web[Pod]'));
  expect(rows).toEqual([
    '10.0.0.0-10.255.255.255[External] → shop/web[Pod] {"TCP":[[1,65535]],"UDP":[[1,65535]],"SCTP":[[1,65535]]}',
  ]);
});
