import fc from 'fast-check';
import { addressOfBits, bitsOf, inBlock } from './address-bits.ts';
import type { Peer, PolicyObject, PolicyPortObject, PolicySpec, PolicyWorld, Rule, Selector } from './policy-world.ts';

/** A policy as other policies that mean the same together. */
export type Rewrite = (policy: PolicyObject) => readonly PolicyObject[];

export const rewritten = (world: PolicyWorld, rewrite: Rewrite): PolicyWorld => ({
  ...world,
  policies: world.policies.flatMap(rewrite),
});

const withSpec =
  (change: (spec: PolicySpec) => PolicySpec): Rewrite =>
  (policy) => [{ ...policy, spec: change(policy.spec) }];

const withRules = (change: (rule: Rule) => readonly Rule[]): Rewrite =>
  withSpec(({ ingress, egress, ...spec }) => ({
    ...spec,
    ...(ingress === undefined ? {} : { ingress: ingress.flatMap(change) }),
    ...(egress === undefined ? {} : { egress: egress.flatMap(change) }),
  }));

/** An empty list is everybody, so it stays as it is. */
const withPeers = (change: (peer: Peer) => readonly Peer[]): Rewrite =>
  withRules(({ from, to, ...rule }) => [
    {
      ...rule,
      ...(from === undefined ? {} : { from: from.flatMap(change) }),
      ...(to === undefined ? {} : { to: to.flatMap(change) }),
    },
  ]);

const withPorts = (change: (port: PolicyPortObject) => readonly PolicyPortObject[]): Rewrite =>
  withRules((rule) => [rule.ports === undefined ? rule : { ...rule, ports: rule.ports.flatMap(change) }]);

const withSelectors =
  (change: (selector: Selector) => Selector): Rewrite =>
  (policy) =>
    withPeers((peer) => [
      {
        ...peer,
        ...(peer.podSelector === undefined ? {} : { podSelector: change(peer.podSelector) }),
        ...(peer.namespaceSelector === undefined ? {} : { namespaceSelector: change(peer.namespaceSelector) }),
      },
    ])(policy).map((one) => ({ ...one, spec: { ...one.spec, podSelector: change(one.spec.podSelector ?? {}) } }));

const typesOf = ({ policyTypes = [], egress = [] }: PolicySpec): NonNullable<PolicySpec['policyTypes']> => {
  if (policyTypes.length > 0) return policyTypes;
  return egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
};

const twice = <T>(types: readonly T[]): readonly T[] => (types.length === 1 ? [...types, ...types] : types);

const written = ({ matchLabels = {}, matchExpressions = [] }: Selector): Selector => ({
  matchExpressions: [
    ...matchExpressions,
    ...Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In' as const, values: [value] })),
  ],
});

const emptied = ({ from, to, ports, ...rest }: Rule): Rule => ({
  ...rest,
  ...(from !== undefined && from.length > 0 ? { from } : {}),
  ...(to !== undefined && to.length > 0 ? { to } : {}),
  ...(ports !== undefined && ports.length > 0 ? { ports } : {}),
});

/** A rule for each of its peers. */
const onePeerARule = (rule: Rule): readonly Rule[] => {
  const { from = [], to = [], ports } = rule;
  const rest = ports === undefined ? {} : { ports };
  const apart = [...from.map((peer) => ({ from: [peer], ...rest })), ...to.map((peer) => ({ to: [peer], ...rest }))];
  return apart.length === 0 ? [rule] : apart;
};

const onePortARule = (rule: Rule): readonly Rule[] => {
  const { ports = [] } = rule;
  return ports.length === 0 ? [rule] : ports.map((port) => ({ ...rule, ports: [port] }));
};

/** A policy for each rule, and one that isolates. */
const onePolicyARule: Rewrite = (policy) => {
  const { ingress = [], egress = [], ...spec } = policy.spec;
  const named = (index: number, own: PolicySpec): PolicyObject => ({
    ...policy,
    metadata: { ...policy.metadata, name: `${policy.metadata.name}-${index}` },
    spec: { ...own, policyTypes: typesOf(policy.spec) },
  });
  const rules = [...ingress.map((rule) => ({ ingress: [rule] })), ...egress.map((rule) => ({ egress: [rule] }))];
  return [named(0, spec), ...rules.map((rule, index) => named(index + 1, { ...spec, ...rule }))];
};

const portByPort = (port: PolicyPortObject): readonly PolicyPortObject[] => {
  if (port.port === undefined)
    return [
      { ...port, port: 1, endPort: 79 },
      { ...port, port: 80, endPort: 65_535 },
    ];
  if (typeof port.port === 'string' || port.endPort === undefined) return [port];
  const { port: first, endPort, ...rest } = port;
  return Array.from({ length: endPort - first + 1 }, (_, index) => ({ ...rest, port: first + index }));
};

/** Rewrites after which everything is as before. */
export const equivalents: readonly (readonly [string, Rewrite])[] = [
  ['matchLabels as expressions', withSelectors(written)],
  ['policyTypes written out', withSpec((spec) => ({ ...spec, policyTypes: typesOf(spec) }))],
  // More than two are refused.
  ['a type twice', withSpec((spec) => ({ ...spec, policyTypes: twice(typesOf(spec)) }))],
  ['an empty podSelector for a missing one', withSpec(({ podSelector = {}, ...spec }) => ({ ...spec, podSelector }))],
  ['a missing list for an empty one', withRules((rule) => [emptied(rule)])],
  ['a rule for each peer', withRules(onePeerARule)],
  ['a rule for each port', withRules(onePortARule)],
  ['a policy for each rule', onePolicyARule],
  ['every rule twice', withRules((rule) => [rule, rule])],
  ['the protocol written out', withPorts((port) => [{ protocol: 'TCP', ...port }])],
  ['a range port by port', withPorts(portByPort)],
  [
    'an endPort that is the port',
    withPorts((one) => [typeof one.port === 'number' ? { endPort: one.port, ...one } : one]),
  ],
  ['each CIDR as its two halves', withPeers(halves)],
  ['each exception as its two halves', withPeers(halvedExceptions)],
];

/** Every order of everything whose order says nothing. */
export function shuffled(world: PolicyWorld): fc.Arbitrary<PolicyWorld> {
  const order = fc.infiniteStream(fc.nat());
  return order.map((stream) => {
    const mix = <T>(all: readonly T[]): readonly T[] =>
      all
        .map((item) => [stream.next().value as number, item] as const) // the stream never ends
        .sort(([a], [b]) => a - b)
        .map(([, item]) => item);
    return deepMixed(world, mix) as PolicyWorld; // only the order of lists is another one
  });
}

function deepMixed(value: unknown, mix: <T>(all: readonly T[]) => readonly T[]): unknown {
  if (Array.isArray(value)) return mix(value.map((item) => deepMixed(item, mix)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(mix(Object.entries(value).map(([key, inner]) => [key, deepMixed(inner, mix)] as const)));
}

function halves(peer: Peer): readonly Peer[] {
  if (peer.ipBlock === undefined) return [peer];
  const { cidr, except = [] } = peer.ipBlock;
  // The API server refuses an exception that is the whole block.
  if (halved(cidr).some((half) => except.some((range) => isSame(half, range)))) return [peer];
  return halved(cidr).map((half) => {
    const own = except.filter((range) => isWithin(half, range));
    return { ipBlock: own.length === 0 ? { cidr: half } : { cidr: half, except: own } };
  });
}

function halvedExceptions(peer: Peer): readonly Peer[] {
  if (peer.ipBlock?.except === undefined) return [peer];
  return [{ ipBlock: { ...peer.ipBlock, except: peer.ipBlock.except.flatMap(halved) } }];
}

/** `10.0.0.0/8` → `10.0.0.0/9`, `10.128.0.0/9`; a single address stays. */
export function halved(cidr: string): readonly string[] {
  const [address = '', text] = cidr.split('/');
  const [length, bits] = [Number(text), bitsOf(address)];
  if (length === bits.length) return [cidr];
  const middle = `${bits.slice(0, length)}1${bits.slice(length + 1)}`;
  return [`${address}/${length + 1}`, `${addressOfBits(middle)}/${length + 1}`];
}

const isWithin = (outer: string, inner: string): boolean => inBlock(outer, inner.split('/')[0] ?? '');
const isSame = (one: string, other: string): boolean =>
  isWithin(one, other) && one.split('/')[1] === other.split('/')[1];
