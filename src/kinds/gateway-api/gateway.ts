import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { Gateway, Listener, NamespaceRule, ResourceId } from '../../model/resource.ts';
import { labelSelector, objectPosition, placedText, portNumber } from '../fields.ts';
import { listenerFlaws } from '../flaws/gateway-flaws.ts';
import type { KindReader } from '../kind-reader.ts';
import { gatewayApi, parentRefOf } from './references.ts';

/** @see https://gateway-api.sigs.k8s.io/api-types/gateway/ */
export const gateway: KindReader = {
  group: gatewayApi,
  kinds: ['Gateway'],
  apiVersions: ['v1', 'v1beta1', 'v1alpha2'],
  summary: 'class, listeners, whom they admit, addresses, annotations of its load balancer',
  notRead: ['spec.defaultScope', 'spec.infrastructure.parametersRef'],
  read: (root, id) => {
    const spec = field(root, 'spec');
    return [
      {
        ...listenersOf(root, id),
        className: scalarText(field(spec, 'gatewayClassName')),
        addresses: items(field(spec, 'addresses')).flatMap((address) => placedText(address, 'value') ?? []),
        annotations: new Map(infrastructure(spec)),
        admitsSets: namespaceRule(field(spec, 'allowedListeners', 'namespaces'), 'none'),
      },
      ...listenerFlaws(root, id),
    ];
  },
};

/** @see https://gateway-api.sigs.k8s.io/api-types/gatewayclass/ */
export const gatewayClass: KindReader = {
  group: gatewayApi,
  kinds: ['GatewayClass'],
  apiVersions: ['v1', 'v1beta1', 'v1alpha2'],
  summary: 'controller',
  notRead: [],
  clusterScoped: true,
  read: (root, id) => [
    {
      role: 'gateway-class',
      id,
      at: objectPosition(root),
      controller: scalarText(field(root, 'spec', 'controllerName')) ?? '',
    },
  ],
};

const listenerSetOf = (group: string, kind: string, apiVersions: readonly string[]): KindReader => ({
  group,
  kinds: [kind],
  apiVersions,
  summary: 'listeners, whom they admit, the gateway that they join',
  notRead: [],
  read: (root, id) => {
    const parent = field(root, 'spec', 'parentRef');
    return [{ ...listenersOf(root, id), parent: parent && parentRefOf(parent) }, ...listenerFlaws(root, id)];
  },
});

/** More listeners for a gateway, from another object. @see https://gateway-api.sigs.k8s.io/geps/gep-1713/ */
export const listenerSets: readonly KindReader[] = [
  listenerSetOf(gatewayApi, 'ListenerSet', ['v1', 'v1alpha1']),
  listenerSetOf('gateway.networking.x-k8s.io', 'XListenerSet', ['v1alpha1']),
];

const listenersOf = (root: MapNode, id: ResourceId): Gateway => ({
  role: 'gateway',
  id,
  at: objectPosition(root),
  className: undefined,
  parent: undefined,
  listeners: items(field(root, 'spec', 'listeners')).map(listenerOf),
  listenersExclude: true,
  admitsSets: { from: 'none', at: undefined },
  addresses: [],
  annotations: new Map(),
  pods: undefined,
});

function listenerOf(node: Node): Listener {
  const [host, port, protocol] = [
    placedText(node, 'hostname'),
    field(node, 'port'),
    scalarText(field(node, 'protocol')),
  ];
  const mode = scalarText(field(node, 'tls', 'mode'));
  const kinds = items(field(node, 'allowedRoutes', 'kinds')).map((one) => ({
    group: scalarText(field(one, 'group')) ?? gatewayApi,
    kind: scalarText(field(one, 'kind')) ?? '',
  }));
  return {
    at: positionOf(field(node, 'name') ?? node),
    name: scalarText(field(node, 'name')),
    port: portNumber(port)?.value,
    portAt: positionOf(port ?? node),
    protocol: protocol ?? '',
    host: host?.value === '' ? undefined : host,
    tls:
      protocol === 'HTTPS' || protocol === 'TLS' ? (mode === 'Passthrough' ? 'passthrough' : 'terminate') : undefined,
    kinds: kinds.length === 0 ? undefined : kinds,
    admits: namespaceRule(field(node, 'allowedRoutes', 'namespaces'), 'same'),
  };
}

const rules = { Same: 'same', All: 'all', None: 'none' } as const;

/** @param fallback where nothing is written */
function namespaceRule(node: Node | undefined, fallback: 'same' | 'none'): NamespaceRule {
  const written = field(node, 'from');
  const from = scalarText(written);
  if (written === undefined || from === undefined) return { from: fallback, at: undefined };
  const at = positionOf(written);
  if (from === 'Selector') return { from: 'selector', selector: labelSelector(field(node, 'selector')), at };
  return { from: rules[from as keyof typeof rules] ?? 'unknown', at };
}

/** Annotations for what an implementation makes for the gateway: its Service, above all. */
const infrastructure = (spec: Node | undefined) =>
  entries(field(spec, 'infrastructure', 'annotations')).flatMap(({ key, value }) => {
    const text = scalarText(value);
    return text === undefined ? [] : [[key, { value: text, at: positionOf(value) }] as const];
  });
