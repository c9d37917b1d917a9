import { describe, expect, test } from 'vitest';
import { namespaceLabels } from '../../../src/graph/policy/namespaces.ts';
import { type Source, verdictOn } from '../../../src/graph/policy/path-verdict.ts';
import { graphOf } from '../../support/policy-world.ts';

const web = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: main, ports: [{ name: http, containerPort: 80 }] }] }`;

const cilium = (spec: string, name = 'c'): string => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: { endpointSelector: { matchLabels: { app: web } }, ${spec} }`;

const clusterwide = (spec: string): string => `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: cc }
spec: { endpointSelector: {}, ${spec} }`;

const calico = (spec: string, name = 'k'): string => `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: { selector: "app == 'web'", ${spec} }`;

const global = (spec: string, name = 'g'): string => `apiVersion: crd.projectcalico.org/v1
kind: GlobalNetworkPolicy
metadata: { name: ${name} }
spec: { ${spec} }`;

const kubernetes = (spec: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: n, namespace: shop }
spec: { podSelector: {}, ${spec} }`;

const pod = (namespace: string, labels: Record<string, string>): Source => ({
  source: 'pod',
  namespace,
  labels: { labels: new Map(Object.entries(labels)), complete: true },
  isGuess: false,
});
const proxy = pod('edge', { app: 'proxy' });
const neighbour = pod('shop', { app: 'till' });
const clients: Source = { source: 'clients', cidrs: ['0.0.0.0/0', '::/0'] };
const node: Source = { source: 'address', of: 'a node' };
const ingress: Source = { source: 'cilium-ingress' };

function verdict(objects: readonly string[], source: Source, port: number | undefined = 80) {
  const { workloads, policies, unclearPolicies: unclear, namespaces } = graphOf([web, ...objects]);
  const [workload] = workloads;
  if (workload === undefined) throw new Error('no pod');
  const set = { policies, unclear, namespaceLabels: namespaceLabels(namespaces) };
  return verdictOn({ workload, port, protocol: 'TCP', source }, set);
}

type Row = readonly [string, readonly string[], Source, string, (string | readonly string[])?];

function tell(rows: readonly Row[]): void {
  test.each(rows.map((row) => ({ name: row[0], row })))('$name', ({ row: [, objects, source, state, more] }) => {
    const found = verdict(objects, source);
    expect(found.state, JSON.stringify(found)).toBe(state);
    if (typeof more === 'string') expect(found.reason).toBe(more);
    if (typeof more === 'object') expect(found.sources).toEqual(more);
  });
}

describe('a policy of Cilium', () => {
  tell([
    ['isolates by any rule', [cilium('ingress: [{ fromEndpoints: [{}] }]')], proxy, 'blocked'],
    ['isolates by a rule that says nothing', [cilium('ingress: [{}]')], neighbour, 'blocked'],
    ['isolates by a denial alone', [cilium('ingressDeny: [{ fromEntities: [world] }]')], neighbour, 'blocked'],
    ['does not isolate by an empty list', [cilium('ingress: []')], proxy, 'allowed'],
    ['does not isolate what only leaves', [cilium('egress: [{}]')], proxy, 'allowed'],
    [
      'does not isolate where it is told not to',
      [cilium('enableDefaultDeny: { ingress: false }, ingress: [{ fromEndpoints: [{}] }]')],
      proxy,
      'allowed',
    ],
    [
      'denies all the same where it is told not to isolate',
      [cilium('enableDefaultDeny: { ingress: false }, ingressDeny: [{ fromEntities: [world] }]')],
      clients,
      'blocked',
    ],
    ['lets pods of its own namespace in', [cilium('ingress: [{ fromEndpoints: [{}] }]')], neighbour, 'allowed'],
    [
      'lets nobody in by an empty list of endpoints',
      [cilium('ingress: [{ fromEndpoints: [] }]')],
      neighbour,
      'blocked',
    ],
    [
      'lets pods of a named namespace in',
      [cilium('ingress: [{ fromEndpoints: [{ matchLabels: { "k8s:io.kubernetes.pod.namespace": edge } }] }]')],
      proxy,
      'allowed',
    ],
    [
      'lets pods of every namespace in that has a label which is not known',
      [cilium('ingress: [{ fromEndpoints: [{ matchLabels: { "k8s:io.cilium.k8s.namespace.labels.team": a } }] }]')],
      proxy,
      'unknown',
    ],
    [
      'reads prefixes of labels',
      [cilium('ingress: [{ fromEndpoints: [{ matchLabels: { "any:app": till } }] }]')],
      neighbour,
      'allowed',
    ],
    [
      'without peers lets everybody in',
      [cilium('ingress: [{ toPorts: [{ ports: [{ port: "80" }] }] }]')],
      clients,
      'allowed',
    ],
    ['takes the world for clients', [cilium('ingress: [{ fromEntities: [world] }]')], clients, 'allowed'],
    ['does not take the world for pods', [cilium('ingress: [{ fromEntities: [world] }]')], proxy, 'blocked'],
    [
      'may take the world for who comes through a node',
      [cilium('ingress: [{ fromEntities: [world] }]')],
      node,
      'unknown',
    ],
    ['takes the cluster for pods', [cilium('ingress: [{ fromEntities: [cluster] }]')], proxy, 'allowed'],
    ['does not take the cluster for clients', [cilium('ingress: [{ fromEntities: [cluster] }]')], clients, 'blocked'],
    ['takes the cluster for its own proxy', [cilium('ingress: [{ fromEntities: [cluster] }]')], ingress, 'allowed'],
    ['takes ingress for its own proxy', [cilium('ingress: [{ fromEntities: [ingress] }]')], ingress, 'allowed'],
    ['does not take the world for its own proxy', [cilium('ingress: [{ fromEntities: [world] }]')], ingress, 'blocked'],
    ['takes all for everybody', [cilium('ingress: [{ fromEntities: [all] }]')], node, 'allowed'],
    [
      'takes world and cluster for everybody',
      [cilium('ingress: [{ fromEntities: [world, cluster] }]')],
      node,
      'allowed',
    ],
    [
      'names the clients of a range without its exceptions',
      [cilium('ingress: [{ fromCIDRSet: [{ cidr: 10.0.0.0/8, except: [10.0.0.0/9] }] }]')],
      clients,
      'filtered',
      ['10.128.0.0/9'],
    ],
    ['never takes a pod for a range', [cilium('ingress: [{ fromCIDR: [0.0.0.0/0] }]')], proxy, 'blocked'],
    [
      'denies before another one allows',
      [cilium('ingress: [{ fromEntities: [all] }]'), cilium('ingressDeny: [{ fromEntities: [world] }]', 'd')],
      clients,
      'blocked',
    ],
    [
      'denies before a NetworkPolicy allows',
      [kubernetes('ingress: [{}]'), cilium('ingressDeny: [{ fromCIDR: [10.0.0.0/8] }]')],
      { source: 'clients', cidrs: ['10.1.0.0/16'] },
      'blocked',
    ],
    [
      'adds up with a NetworkPolicy',
      [kubernetes('ingress: []'), cilium('ingress: [{ fromEntities: [world] }]')],
      clients,
      'allowed',
    ],
    [
      'denies some clients only',
      [cilium('ingress: [{ fromCIDR: [10.0.0.0/8] }], ingressDeny: [{ fromCIDR: [10.0.0.0/9] }]')],
      clients,
      'filtered',
      ['10.128.0.0/9'],
    ],
    [
      'of the cluster is for every namespace',
      [clusterwide('ingress: [{ fromEndpoints: [{ matchLabels: { app: proxy } }] }]')],
      proxy,
      'allowed',
    ],
    ['of the cluster isolates', [clusterwide('ingress: [{ fromEntities: [host] }]')], proxy, 'blocked'],
    [
      'lets some requests through',
      [cilium('ingress: [{ toPorts: [{ ports: [{ port: "80" }], rules: { http: [{ path: /a }] } }] }]')],
      clients,
      'allowed',
      'only what its rules of layer 7 let through',
    ],
    [
      'is for the ports of a rule',
      [cilium('ingress: [{ toPorts: [{ ports: [{ port: "81" }] }] }]')],
      clients,
      'blocked',
    ],
    ['looks port names up', [cilium('ingress: [{ toPorts: [{ ports: [{ port: http }] }] }]')], clients, 'allowed'],
    [
      'has a port that is every port',
      [cilium('ingress: [{ toPorts: [{ ports: [{ port: "0" }] }] }]')],
      clients,
      'allowed',
    ],
    [
      'has ranges of ports',
      [cilium('ingress: [{ toPorts: [{ ports: [{ port: "79", endPort: 81, protocol: TCP }] }] }]')],
      clients,
      'allowed',
    ],
    [
      'is for its protocol',
      [cilium('ingress: [{ toPorts: [{ ports: [{ port: "80", protocol: UDP }] }] }]')],
      clients,
      'blocked',
    ],
    [
      'is not for ports where it is for ICMP',
      [cilium('ingress: [{ icmps: [{ fields: [{ type: 8 }] }] }]')],
      clients,
      'blocked',
    ],
    [
      'may let somebody in whom a group names',
      [cilium('ingress: [{ fromGroups: [{ aws: {} }] }]')],
      clients,
      'unknown',
      'vendor policy: fromGroups',
    ],
    [
      'is not known where every rule requires more',
      [cilium('ingress: [{ fromEntities: [all] }, { fromRequires: [{ matchLabels: { a: b } }] }]')],
      clients,
      'unknown',
      'vendor policy: fromRequires',
    ],
  ]);

  test('holds for each of its specs', () => {
    const policy = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: c, namespace: shop }
specs:
  - { endpointSelector: {}, ingress: [{ fromEntities: [cluster] }] }
  - { endpointSelector: { matchLabels: { app: web } }, ingressDeny: [{ fromEndpoints: [{ matchLabels: { app: till } }] }] }`;
    expect(verdict([policy], proxy).state).toBe('allowed');
    expect(verdict([policy], neighbour).state).toBe('blocked');
  });

  test.each([
    ['fromEntities', 'fromEntities: [worlds]'],
    ['fromCIDR', 'fromCIDR: [10.0.0.0/33]'],
    ['toPorts.ports.port', 'toPorts: [{ ports: [{ port: "abc def" }] }]'],
    ['toPorts.ports.port', 'toPorts: [{ ports: [{ port: ["80"] }] }]'],
    ['toPorts.ports.protocol', 'toPorts: [{ ports: [{ port: "80", protocol: HTTP }] }]'],
    ['toPorts.ports', 'toPorts: [{ ports: [{ port: "80", endPort: 70 }] }]'],
    ['matchExpressions', 'fromEndpoints: [{ matchExpressions: [{ key: a, operator: Like }] }]'],
    ['fromCIDR', 'fromCIDR: [10.0.0.0/8], fromEntities: [host]'],
  ])('that Cilium refuses for %s neither opens nor closes: %s', (field, rule) => {
    const found = [clients, proxy].map((source) => verdict([cilium(`ingress: [{ ${rule} }]`)], source));
    expect(found.map(({ state }) => state)).toEqual(['unknown', 'unknown']);
    expect(found.map(({ reason }) => reason)).toEqual([`vendor policy: ${field}`, `vendor policy: ${field}`]);
  });
});

describe('a policy of Calico', () => {
  tell([
    ['isolates where no rule matches', [calico('')], clients, 'blocked'],
    ['without rules for ingress is for egress', [calico('egress: [{ action: Allow }]')], clients, 'allowed'],
    ['says what types it has', [calico('types: [Ingress, Egress], egress: [{ action: Allow }]')], clients, 'blocked'],
    ['allows everybody', [calico('ingress: [{ action: Allow }]')], clients, 'allowed'],
    ['goes rule by rule', [calico('ingress: [{ action: Deny }, { action: Allow }]')], clients, 'blocked'],
    ['goes on after a log', [calico('ingress: [{ action: Log }, { action: Allow }]')], clients, 'allowed'],
    [
      'goes by its order',
      [calico('order: 20, ingress: [{ action: Deny }]', 'a'), calico('order: 10, ingress: [{ action: Allow }]', 'b')],
      clients,
      'allowed',
    ],
    [
      'without an order is the last',
      [calico('ingress: [{ action: Allow }]', 'a'), calico('order: 10, ingress: [{ action: Deny }]', 'b')],
      clients,
      'blocked',
    ],
    [
      'of one order with another that does not agree leaves it open',
      [calico('order: 1, ingress: [{ action: Deny }]', 'a'), calico('order: 1, ingress: [{ action: Allow }]', 'b')],
      clients,
      'unknown',
    ],
    [
      'before order 1000 denies before a NetworkPolicy allows',
      [kubernetes('ingress: [{}]'), calico('order: 999, ingress: [{ action: Deny }]')],
      clients,
      'blocked',
    ],
    [
      'after order 1000 is asked after it',
      [kubernetes('ingress: [{}]'), calico('order: 1001, ingress: [{ action: Deny }]')],
      clients,
      'allowed',
    ],
    ['passes on to what lies behind its tier', [calico('ingress: [{ action: Pass }]')], clients, 'allowed'],
    [
      'denies some clients',
      [
        calico(
          'ingress: [{ action: Deny, source: { nets: [10.0.0.0/8] } }, { action: Allow, source: { nets: [10.0.0.0/7] } }]',
        ),
      ],
      clients,
      'filtered',
      ['11.0.0.0/8'],
    ],
    [
      'allows who is not of a network',
      [calico('ingress: [{ action: Allow, source: { notNets: [128.0.0.0/1, "::/0"] } }]')],
      clients,
      'filtered',
      ['0.0.0.0/1'],
    ],
    [
      'knows no address of a pod',
      [calico('ingress: [{ action: Allow, source: { nets: [10.0.0.0/8] } }]')],
      proxy,
      'unknown',
    ],
    [
      'takes every address of IPv4 for pods as well',
      [calico('ingress: [{ action: Allow, source: { nets: [0.0.0.0/0] } }]')],
      proxy,
      'allowed',
    ],
    [
      'does not take every address of IPv6 for pods, whose addresses may be of IPv4 alone',
      [calico('ingress: [{ action: Deny, source: { nets: ["::/0"] } }, { action: Allow }]')],
      proxy,
      'unknown',
    ],
    [
      'selects pods of its own namespace',
      [calico('ingress: [{ action: Allow, source: { selector: all() } }]')],
      proxy,
      'blocked',
    ],
    [
      'selects pods of other namespaces',
      [
        calico(
          `ingress: [{ action: Allow, source: { selector: "app == 'proxy'", namespaceSelector: "projectcalico.org/name == 'edge'" } }]`,
        ),
      ],
      proxy,
      'allowed',
    ],
    [
      'selects who is not among some pods',
      [calico(`ingress: [{ action: Allow, source: { notSelector: "app == 'web' || app in {'till'}" } }]`)],
      neighbour,
      'blocked',
    ],
    [
      'is for ports of its protocol',
      [calico('ingress: [{ action: Allow, protocol: TCP, destination: { ports: [22, "79:81"] } }]')],
      clients,
      'allowed',
    ],
    [
      'is for ports but some',
      [calico('ingress: [{ action: Allow, protocol: 6, destination: { notPorts: [80] } }]')],
      clients,
      'blocked',
    ],
    ['is for another protocol', [calico('ingress: [{ action: Allow, notProtocol: TCP }]')], clients, 'blocked'],
    ['is for ICMP', [calico('ingress: [{ action: Allow, protocol: ICMP }]')], clients, 'blocked'],
    ['of the cluster selects by expression', [global(`selector: "has(app)"`)], clients, 'blocked'],
    [
      'of the cluster selects by namespace',
      [global(`namespaceSelector: "kubernetes.io/metadata.name == 'edge'"`)],
      clients,
      'allowed',
    ],
    [
      'of the cluster lets in who is not among some pods',
      [global(`ingress: [{ action: Allow, source: { notSelector: "app == 'till'" } }]`)],
      clients,
      'allowed',
    ],
    [
      'of the nodes says nothing of pods',
      [global('preDNAT: true, applyOnForward: true, ingress: [{ action: Deny }]')],
      clients,
      'allowed',
    ],
    [
      'may let in whoever an account names',
      [calico('ingress: [{ action: Allow, source: { serviceAccounts: { names: [a] } } }]')],
      clients,
      'unknown',
      'vendor policy: source.serviceAccounts',
    ],
    ['of another tier is not known', [calico('tier: security')], clients, 'unknown', 'vendor policy: tier'],
    [
      'that may select the pod by its account is not known',
      [global(`serviceAccountSelector: "a == 'b'"`)],
      clients,
      'unknown',
      'vendor policy: serviceAccountSelector',
    ],
  ]);

  test.each([
    `selector: "app = 'web'"`,
    'order: first',
    'types: [Inward]',
    'ingress: [{ action: Permit }]',
    'ingress: [{ source: {} }]',
    'ingress: [{ action: Allow, source: { nets: [10.0.0.0/33] } }]',
    'ingress: [{ action: Allow, protocol: TCP, destination: { ports: ["90:80"] } }]',
    'ingress: [{ action: Allow, protocol: TCP, destination: { ports: ["abc def"] } }]',
    `ingress: [{ action: Allow, source: { selector: "app ==" } }]`,
  ])('that is not understood neither opens nor closes: %s', (spec) => {
    const { state, reason } = verdict([global(spec)], clients);
    expect(state).toBe('unknown');
    expect(reason).toMatch(/^vendor policy: /);
  });
});
