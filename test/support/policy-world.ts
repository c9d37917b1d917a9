import fc from 'fast-check';
import { defaultConfig } from '../../src/config/defaults.ts';
import { clusterOf } from '../../src/connectivity.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { connectivity } from '../../src/graph/policy/connectivity.ts';
import { createMemo } from '../../src/kinds/memo.ts';
import type { Protocol } from '../../src/model/port.ts';
import { connectivityJson } from '../../src/report/connectivity-json.ts';
import { memoryTree } from './memory-tree.ts';

/** A cluster as plain objects: namespaces, pods and the policies over them. */
export interface PolicyWorld {
  readonly namespaces: readonly NamespaceObject[];
  readonly pods: readonly PodObject[];
  readonly policies: readonly PolicyObject[];
  /** Of the administrators; none where it is left out. */
  readonly adminPolicies?: readonly AdminPolicyObject[];
}

/** An AdminNetworkPolicy, or with `Baseline` before it the one that has the last word. */
export interface AdminPolicyObject {
  readonly apiVersion: 'policy.networking.k8s.io/v1alpha1';
  readonly kind: 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly priority?: number;
    readonly subject: AdminPeer;
    readonly ingress?: readonly AdminRule[];
    readonly egress?: readonly AdminRule[];
  };
}

export type AdminPeer =
  | { readonly namespaces: Selector }
  | { readonly pods: { readonly namespaceSelector: Selector; readonly podSelector: Selector } };

export interface AdminRule {
  readonly action: 'Allow' | 'Deny' | 'Pass';
  readonly from?: readonly AdminPeer[];
  readonly to?: readonly AdminPeer[];
  readonly ports?: readonly AdminPort[];
}

export type AdminPort =
  | { readonly portNumber: { readonly protocol: string; readonly port: number } }
  | { readonly portRange: { readonly protocol: string; readonly start: number; readonly end: number } }
  | { readonly namedPort: string };

export interface NamespaceObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Namespace';
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> };
}

export interface PodObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> };
  readonly spec: { readonly containers: readonly [{ readonly name: string; readonly ports: readonly PodPort[] }] };
}

interface PodPort {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

export interface PolicyObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: PolicySpec;
}

export interface PolicySpec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** A rule of either direction: `from` for ingress, `to` for egress. */
export interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly PolicyPortObject[];
}

export interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface PolicyPortObject {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

export interface Selector {
  readonly matchLabels?: Record<string, string>;
  readonly matchExpressions?: readonly Expression[];
}

export interface Expression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

type KubernetesObject = object;

/** Every object of a world, as documents of one file. */
export const objectsOf = ({
  namespaces,
  pods,
  policies,
  adminPolicies = [],
}: PolicyWorld): readonly KubernetesObject[] => [...namespaces, ...pods, ...policies, ...adminPolicies];

/** What is deployed where a file holds these documents: read, understood and linked as in a review. */
export const graphOf = (objects: readonly (KubernetesObject | string)[]): Graph =>
  clusterOf(
    memoryTree({
      'k8s/all.yaml': objects.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n---\n'),
    }),
    defaultConfig,
    createMemo(),
  ).graph;

export const worldGraph = (world: PolicyWorld): Graph => graphOf(objectsOf(world));

/** The rows of `portcullis connectivity`, sorted: `a/p0[Pod] → b/p1[Pod] {"TCP":[[80,80]]}`. */
export const rowsOf = (graph: Graph): readonly string[] =>
  connectivityJson(connectivity(graph))
    .map(([source, destination, ports]) => `${source} → ${destination} ${JSON.stringify(ports)}`)
    .sort();

/** Asks a graph's rows one question after another. */
export function asker(
  graph: Graph,
): (source: string, destination: string, protocol: Protocol, port: number) => boolean {
  const rows = Map.groupBy(connectivityJson(connectivity(graph)), ([source, destination]) =>
    [source, destination].map((end) => (end.endsWith('[External]') ? 'outside' : end)).join(),
  );
  return (source, destination, protocol, port) => {
    const key = [source, destination].map((end) => (isAddress(end) ? 'outside' : `${end}[Pod]`)).join();
    return (rows.get(key) ?? []).some(
      (row) =>
        holdsAddress(row[0], source) &&
        holdsAddress(row[1], destination) &&
        (row[2][protocol] ?? []).some(([first, last]) => first <= port && port <= last),
    );
  };
}

export const isAddress = (end: string): boolean => /^[\d.]+$|:/.test(end);

const numeric = (address: string): number => address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);

function holdsAddress(written: string, end: string): boolean {
  const [, first, last] = /^([\d.]+)-([\d.]+)\[External\]$/.exec(written) ?? [];
  if (first === undefined || last === undefined) return true;
  return numeric(first) <= numeric(end) && numeric(end) <= numeric(last);
}

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** JSON leaves out what is undefined, as a person would not write it. */
const written = <T>(value: { [Key in keyof T]: T[Key] | undefined }): T => JSON.parse(JSON.stringify(value)) as T; // plain data goes in

const labelValues = { app: ['x', 'y'], tier: ['front', 'back'], team: ['red', 'blue'] } as const;

const labels = (...keys: readonly (keyof typeof labelValues)[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(
      ...keys.map((key) =>
        fc
          .option(fc.constantFrom(...labelValues[key]), { nil: undefined, freq: 1 })
          .map((value) => [key, value] as const),
      ),
    )
    .map((pairs) => written<Record<string, string>>(Object.fromEntries(pairs) as Record<string, string | undefined>));

const expression = (...keys: readonly (keyof typeof labelValues)[]): fc.Arbitrary<Expression> =>
  fc.constantFrom(...keys).chain((key) =>
    fc.oneof(
      fc.record({
        key: fc.constant(key),
        operator: fc.constantFrom('In' as const, 'NotIn' as const),
        values: fc.subarray([...labelValues[key]], { minLength: 1 }),
      }),
      fc.record({ key: fc.constant(key), operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
    ),
  );

const selector = (...keys: readonly (keyof typeof labelValues)[]): fc.Arbitrary<Selector> =>
  fc
    .record({
      matchLabels: fc.option(labels(...keys), { nil: undefined, freq: 1 }),
      matchExpressions: optional(fc.array(expression(...keys), { maxLength: 2, size: 'max' })),
    })
    .map((one) => written<Selector>(one));

const podSelector = selector('app', 'tier');
const byName = fc
  .constantFrom('a', 'b', 'elsewhere')
  .map((name): Selector => ({ matchLabels: { 'kubernetes.io/metadata.name': name } }));
const namespaceSelector = fc.oneof(selector('team'), byName);

const blocks = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/9',
  '10.64.0.0/10',
  '10.64.0.7/32',
  '192.0.2.0/24',
  '192.0.2.128/25',
  '::/0',
  '2001:db8::/32',
  '2001:db8:8000::/33',
  '2001:db8::7/128',
];
const holes: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ['10.0.0.0/8', '192.0.2.0/24'],
  '10.0.0.0/8': ['10.0.0.0/9', '10.64.0.0/10', '10.64.0.7/32'],
  '10.0.0.0/9': ['10.64.0.0/10', '10.64.0.7/32'],
  '192.0.2.0/24': ['192.0.2.128/25'],
  '::/0': ['2001:db8::/32', '2001:db8:8000::/33'],
  '2001:db8::/32': ['2001:db8:8000::/33', '2001:db8::7/128'],
};

/** An address on each side of every edge of the blocks. */
export const probes: readonly string[] = [
  '0.0.0.0',
  '9.255.255.255',
  '10.0.0.0',
  '10.63.255.255',
  '10.64.0.0',
  '10.64.0.6',
  '10.64.0.7',
  '10.64.0.8',
  '10.127.255.255',
  '10.128.0.0',
  '10.255.255.255',
  '11.0.0.0',
  '192.0.1.255',
  '192.0.2.0',
  '192.0.2.127',
  '192.0.2.128',
  '192.0.2.255',
  '192.0.3.0',
  '255.255.255.255',
];

/** The same of IPv6, which the rows of `portcullis connectivity` leave out. */
export const probes6: readonly string[] = [
  '::',
  '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001:db8::',
  '2001:db8::6',
  '2001:db8::7',
  '2001:db8::8',
  '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff',
  '2001:db8:8000::',
  '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001:db9::',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
];

const ipBlock = fc
  .constantFrom(...blocks)
  .chain((cidr) =>
    fc
      .subarray([...(holes[cidr] ?? [])])
      .map((except): NonNullable<Peer['ipBlock']> => (except.length === 0 ? { cidr } : { cidr, except })),
  );

export const peer: fc.Arbitrary<Peer> = fc.oneof(
  podSelector.map((one): Peer => ({ podSelector: one })),
  namespaceSelector.map((one): Peer => ({ namespaceSelector: one })),
  fc.record({ podSelector, namespaceSelector }),
  ipBlock.map((one): Peer => ({ ipBlock: one })),
);

const portNames = ['http', 'dns', 'admin'];
export const portNumbers: readonly number[] = [53, 79, 80, 81, 82, 83, 443];

const policyPort: fc.Arbitrary<PolicyPortObject> = fc
  .oneof(
    fc.record({ port: optional(fc.constantFrom(53, 80, 81, 443)) }),
    fc.record({ port: fc.constantFrom(79, 80), endPort: fc.constantFrom(80, 82) }),
    fc.record({ port: fc.constantFrom(...portNames) }),
  )
  .chain((port) =>
    optional(fc.constantFrom('TCP', 'UDP')).map((protocol) => written<PolicyPortObject>({ ...port, protocol })),
  );

const rule = (peers: 'from' | 'to'): fc.Arbitrary<Rule> =>
  fc
    .record({
      among: optional(fc.array(peer, { maxLength: 2 })),
      ports: optional(fc.array(policyPort, { maxLength: 2 })),
    })
    .map(({ among, ports }) => written<Rule>({ [peers]: among, ports }));

export const ingressRule: fc.Arbitrary<Rule> = rule('from');
export const egressRule: fc.Arbitrary<Rule> = rule('to');

const spec: fc.Arbitrary<PolicySpec> = fc
  .record({
    podSelector: optional(podSelector),
    policyTypes: optional(fc.subarray(['Ingress' as const, 'Egress' as const])),
    ingress: optional(fc.array(ingressRule, { maxLength: 2 })),
    egress: optional(fc.array(egressRule, { maxLength: 2 })),
  })
  .map((one) => written<PolicySpec>(one));

/** A NetworkPolicy `p<index>`. */
export const networkPolicy = (index: number): fc.Arbitrary<PolicyObject> =>
  fc.record({ namespace: fc.constantFrom('a', 'b'), spec }).map(({ namespace, spec: one }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `p${index}`, namespace },
    spec: one,
  }));

const pod = (index: number): fc.Arbitrary<PodObject> =>
  fc
    .record({
      namespace: fc.constantFrom('a', 'b'),
      labels: labels('app', 'tier'),
      ports: fc.uniqueArray(
        fc
          .record({
            name: fc.constantFrom(...portNames),
            containerPort: fc.constantFrom(53, 80, 81),
            protocol: optional(fc.constantFrom('TCP', 'UDP')),
          })
          .map((one) => written<PodPort>(one)),
        { maxLength: 2, selector: ({ name }) => name },
      ),
    })
    .map(({ namespace, labels: own, ports }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `w${index}`, namespace, labels: own },
      spec: { containers: [{ name: 'main', ports }] },
    }));

/** Its object is there, with labels or without any, or it is known by its name alone. */
const namespaceObject = (name: string): fc.Arbitrary<NamespaceObject | undefined> =>
  optional(
    labels('team').map((own) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } }) as const),
  );

const some = <T>(min: number, max: number, make: (index: number) => fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.integer({ min, max }).chain((size) => fc.tuple(...Array.from({ length: size }, (_, index) => make(index))));

/** Up to four pods in the namespaces `a` and `b`, and one to three NetworkPolicies over them. */
export const policyWorld: fc.Arbitrary<PolicyWorld> = fc.record({
  namespaces: fc.tuple(namespaceObject('a'), namespaceObject('b')).map((all) => all.filter((one) => one !== undefined)),
  pods: some(2, 4, pod),
  policies: some(1, 3, networkPolicy),
});

const adminPeer: fc.Arbitrary<AdminPeer> = fc.oneof(
  namespaceSelector.map((namespaces) => ({ namespaces })),
  fc.record({ pods: fc.record({ namespaceSelector, podSelector }) }),
);

const adminPort: fc.Arbitrary<AdminPort> = fc.oneof(
  fc
    .record({ protocol: fc.constantFrom('TCP', 'UDP'), port: fc.constantFrom(53, 80, 81) })
    .map((portNumber) => ({ portNumber })),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP'), end: fc.constantFrom(80, 82) }).map(({ protocol, end }) => ({
    portRange: { protocol, start: 79, end },
  })),
  fc.constantFrom(...portNames).map((namedPort) => ({ namedPort })),
);

const adminRule = (peers: 'from' | 'to', actions: readonly AdminRule['action'][]): fc.Arbitrary<AdminRule> =>
  fc
    .record({
      action: fc.constantFrom(...actions),
      among: fc.array(adminPeer, { minLength: 1, maxLength: 2 }),
      ports: optional(fc.array(adminPort, { minLength: 1, maxLength: 2 })),
    })
    .map(({ action, among, ports }) => written<AdminRule>({ action, [peers]: among, ports }));

const adminPolicy = (priority: number | undefined): fc.Arbitrary<AdminPolicyObject> => {
  const actions = priority === undefined ? (['Allow', 'Deny'] as const) : (['Allow', 'Deny', 'Pass'] as const);
  const rules = (peers: 'from' | 'to') => optional(fc.array(adminRule(peers, actions), { minLength: 1, maxLength: 3 }));
  return fc.record({ subject: adminPeer, ingress: rules('from'), egress: rules('to') }).map((one) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: priority === undefined ? 'BaselineAdminNetworkPolicy' : 'AdminNetworkPolicy',
    // The names go the other way round than the priorities.
    metadata: { name: priority === undefined ? 'default' : `admin-${9 - priority}` },
    spec: written<AdminPolicyObject['spec']>({ ...one, priority }),
  }));
};

/** Up to three AdminNetworkPolicies, each of its own priority and in any order, and perhaps a baseline. */
const adminPolicies: fc.Arbitrary<readonly AdminPolicyObject[]> = fc
  .record({
    admin: fc
      .shuffledSubarray([1, 2, 3], { minLength: 1 })
      .chain((priorities) => fc.tuple(...priorities.map((priority) => adminPolicy(priority)))),
    baseline: optional(adminPolicy(undefined)),
  })
  .map(({ admin, baseline }) => (baseline === undefined ? admin : [baseline, ...admin]));

/** A world in which the administrators have policies as well, beside any number of network policies up to two. */
export const tieredWorld: fc.Arbitrary<PolicyWorld> = fc.record({
  namespaces: fc.tuple(namespaceObject('a'), namespaceObject('b')).map((all) => all.filter((one) => one !== undefined)),
  pods: some(2, 3, pod),
  policies: some(0, 2, networkPolicy),
  adminPolicies,
});

/** `a/w0`, as rows call it but for its kind. */
export const podName = ({ metadata: { namespace, name } }: PodObject): string => `${namespace}/${name}`;

/** Every question about a world: who, to whom, over what. */
export function* questions({ pods }: PolicyWorld): Generator<readonly [string, string, Protocol, number]> {
  const names = pods.map(podName);
  const pairs = names.flatMap((name) => [
    ...names.filter((other) => other !== name).map((other) => [name, other] as const),
    ...probes.flatMap((address) => [[name, address] as const, [address, name] as const]),
  ]);
  for (const [source, destination] of pairs)
    for (const protocol of ['TCP', 'UDP', 'SCTP'] as const)
      for (const port of portNumbers) yield [source, destination, protocol, port];
}
