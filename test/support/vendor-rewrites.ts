import type { Peer, PolicyObject, PolicyPortObject, PolicySpec, Rule, Selector } from './policy-world.ts';

/** Objects that mean the same as a NetworkPolicy, for those who enforce them. */
export type VendorRewrite = (policy: PolicyObject) => object;

const directions = [
  { name: 'ingress', type: 'Ingress', word: 'from' },
  { name: 'egress', type: 'Egress', word: 'to' },
] as const;
type Direction = (typeof directions)[number];

const typesOf = ({ policyTypes = [], egress = [] }: PolicySpec): readonly string[] => {
  if (policyTypes.length > 0) return policyTypes;
  return egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
};

/** What the policy says of the directions that it is for. */
const sections = (spec: PolicySpec, write: (rules: readonly Rule[], direction: Direction) => object): object =>
  Object.assign(
    {},
    ...directions.map((one) => (typesOf(spec).includes(one.type) ? write(spec[one.name] ?? [], one) : {})),
  );

/** A rule for each of its peers; undefined is everybody. */
const byPeer = (rule: Rule, { word }: Direction): readonly (Peer | undefined)[] => {
  const peers = rule[word] ?? [];
  return peers.length === 0 ? [undefined] : peers;
};

export const asCilium: VendorRewrite = ({ metadata, spec }) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata,
  spec: {
    endpointSelector: spec.podSelector ?? {},
    enableDefaultDeny: Object.fromEntries(directions.map(({ name, type }) => [name, typesOf(spec).includes(type)])),
    ...sections(spec, (rules, direction) => ({
      [direction.name]: rules.flatMap((rule) =>
        byPeer(rule, direction).map((peer) => ({ ...ciliumPeer(peer, direction), ...ciliumPorts(rule.ports ?? []) })),
      ),
    })),
  },
});

function ciliumPeer(peer: Peer | undefined, { word }: Direction): object {
  if (peer === undefined) return { [`${word}Entities`]: ['all'] };
  if (peer.ipBlock !== undefined) return { [`${word}CIDRSet`]: [peer.ipBlock] };
  return { [`${word}Endpoints`]: [merged(peer.podSelector ?? {}, peer.namespaceSelector)] };
}

const anyNamespace = { key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists' };

function merged(pods: Selector, namespaces: Selector | undefined): object {
  if (namespaces === undefined) return pods;
  const key = (label: string): string => `k8s:io.cilium.k8s.namespace.labels.${label}`;
  const labels = Object.entries(namespaces.matchLabels ?? {}).map(([label, value]) => [key(label), value]);
  const expressions = (namespaces.matchExpressions ?? []).map((one) => ({ ...one, key: key(one.key) }));
  return {
    matchLabels: { ...pods.matchLabels, ...Object.fromEntries(labels) },
    matchExpressions: [...(pods.matchExpressions ?? []), ...expressions, anyNamespace],
  };
}

const ciliumPorts = (ports: readonly PolicyPortObject[]): object =>
  ports.length === 0
    ? {}
    : {
        toPorts: [
          {
            ports: ports.map(({ port = 0, endPort, protocol = 'TCP' }) => ({
              port: String(port),
              protocol,
              ...(endPort === undefined ? {} : { endPort }),
            })),
          },
        ],
      };

/** With an order before NetworkPolicies, and all of its rules in a tier that shuts what they are not about. */
export const asCalico: VendorRewrite = ({ metadata, spec }) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'NetworkPolicy',
  metadata,
  spec: {
    order: 10,
    selector: expressionOf(spec.podSelector ?? {}),
    types: typesOf(spec),
    ...sections(spec, (rules, direction) => ({
      [direction.name]: rules.flatMap((rule) =>
        byPeer(rule, direction).flatMap((peer) =>
          calicoPorts(rule.ports ?? []).map(({ protocol, ports }) => calicoRule(direction, peer, protocol, ports)),
        ),
      ),
    })),
  },
});

function calicoRule(
  { word }: Direction,
  peer: Peer | undefined,
  protocol: string | undefined,
  ports: readonly (number | string)[],
): object {
  const entity = peer === undefined ? {} : calicoPeer(peer);
  const [source, destination] = word === 'from' ? [entity, {}] : [{}, entity];
  return {
    action: 'Allow',
    ...(protocol === undefined ? {} : { protocol }),
    source,
    destination: { ...destination, ...(ports.length === 0 ? {} : { ports }) },
  };
}

function calicoPeer({ podSelector = {}, namespaceSelector, ipBlock }: Peer): object {
  // A range of everybody holds the pods too, in Calico and for a NetworkPolicy that it enforces; as halves it does not here.
  const nets = ipBlock?.cidr === '0.0.0.0/0' ? ['0.0.0.0/1', '128.0.0.0/1'] : [ipBlock?.cidr];
  if (ipBlock !== undefined) return { nets, notNets: ipBlock.except ?? [] };
  return {
    selector: expressionOf(podSelector),
    ...(namespaceSelector === undefined ? {} : { namespaceSelector: expressionOf(namespaceSelector) }),
  };
}

/** Each port in a rule of its own, without one every port of the protocol. */
function calicoPorts(
  ports: readonly PolicyPortObject[],
): readonly { readonly protocol: string | undefined; readonly ports: readonly (number | string)[] }[] {
  if (ports.length === 0) return [{ protocol: undefined, ports: [] }];
  return ports.map(({ port, endPort, protocol = 'TCP' }) => ({
    protocol,
    ports: port === undefined ? [] : [endPort === undefined ? port : `${port}:${endPort}`],
  }));
}

/** A selector as Calico writes it, sometimes in a roundabout way. */
function expressionOf({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key} == '${value}'`),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return `has(${key})`;
      if (operator === 'DoesNotExist') return `!has(${key})`;
      const among = values.map((value) => `${key} == "${value}"`).join(' || ');
      return operator === 'In' ? `(${among})` : `!(${among})`;
    }),
  ];
  return parts.length === 0 ? 'all()' : parts.join(' && ');
}
