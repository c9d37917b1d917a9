import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import {
  describe,
  type Gateway,
  type Listener,
  type NamespaceRule,
  type ObjectName,
  type ResourceId,
} from '../../model/resource.ts';
import { hostName, labelSelector, objectPosition, placedText, portNumber } from '../fields.ts';
import { listenerFlaws } from '../flaws/gateway-flaws.ts';
import { listed } from '../flaws/gateway-limits.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { isReadAnnotation } from '../read-annotations.ts';
import { gatewayApi, parentRefOf } from './references.ts';

/** @see https://gateway-api.sigs.k8s.io/api-types/gateway/ */
export const gateway: KindReader = {
  group: gatewayApi,
  kinds: ['Gateway'],
  apiVersions: ['v1', 'v1beta1', 'v1alpha2'],
  summary: 'class, listeners, whom they admit, addresses, annotations of its load balancer',
  notRead: ['spec.defaultScope', 'spec.infrastructure.parametersRef', 'spec.tls.frontend'],
  read: (root, id, unclear) => {
    const spec = field(root, 'spec');
    if (areFilledInLater(root, id, unclear)) return [];
    return [
      {
        ...listenersOf(root, id),
        className: scalarText(field(spec, 'gatewayClassName')),
        addresses: items(field(spec, 'addresses')).flatMap(addressOf),
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
  read: (root, id, unclear) => {
    if (areFilledInLater(root, id, unclear)) return [];
    const parent = field(root, 'spec', 'parentRef');
    return [{ ...listenersOf(root, id), parent: parent && parentRefOf(parent) }, ...listenerFlaws(root, id)];
  },
});

/** More listeners for a gateway, from another object. @see https://gateway-api.sigs.k8s.io/geps/gep-1713/ */
export const listenerSets: readonly KindReader[] = [
  listenerSetOf(gatewayApi, 'ListenerSet', ['v1', 'v1alpha1']),
  listenerSetOf('gateway.networking.x-k8s.io', 'XListenerSet', ['v1alpha1']),
];

/** Without its listeners a gateway is one that nobody has seen: routes may attach to it, and nobody knows where. */
function areFilledInLater(root: MapNode, id: ResourceId, unclear: Unclear): boolean {
  const listeners = field(root, 'spec', 'listeners');
  if (listeners?.kind !== 'scalar' || !isPlaceholder(scalarText(listeners) ?? '')) return false;
  unclear(positionOf(listeners), say`the listeners of ${describe(id)} are a placeholder`, 'template');
  return true;
}

/** Only an IP address tells how far it reaches; a name is resolved elsewhere. */
const addressOf = (address: Node) =>
  (scalarText(field(address, 'type')) ?? 'IPAddress') === 'IPAddress' ? (placedText(address, 'value') ?? []) : [];

const listenersOf = (root: MapNode, id: ResourceId): Gateway => ({
  role: 'gateway',
  id,
  at: objectPosition(root),
  className: undefined,
  parent: undefined,
  listeners: listed(field(root, 'spec'), 'listeners').map(listenerOf),
  listenersExclude: true,
  admitsSets: { from: 'none', at: undefined },
  addresses: [],
  annotations: new Map(),
  pods: undefined,
});

function listenerOf(node: Node): Listener {
  const [host, port] = [placedText(node, 'hostname'), field(node, 'port')];
  const protocol = protocolOf(scalarText(field(node, 'protocol')) ?? '');
  const kinds = items(field(node, 'allowedRoutes', 'kinds')).map((one) => ({
    group: scalarText(field(one, 'group')) ?? gatewayApi,
    kind: scalarText(field(one, 'kind')) ?? '',
  }));
  return {
    at: positionOf(field(node, 'name') ?? node),
    name: scalarText(field(node, 'name')),
    port: portNumber(port)?.value,
    portAt: positionOf(port ?? node),
    protocol,
    host: hostName(host) === undefined ? undefined : host,
    tls: protocol === 'HTTPS' || protocol === 'TLS' ? tlsMode(scalarText(field(node, 'tls', 'mode'))) : undefined,
    kinds: kinds.length === 0 ? undefined : kinds,
    admits: namespaceRule(field(node, 'allowedRoutes', 'namespaces'), 'same'),
    certificates: listed(field(node, 'tls'), 'certificateRefs').map(certificateOf),
  };
}

const certificateOf = (ref: Node): ObjectName => ({
  group: scalarText(field(ref, 'group')) ?? '',
  kind: scalarText(field(ref, 'kind')) ?? 'Secret',
  namespace: scalarText(field(ref, 'namespace')) || undefined,
  name: scalarText(field(ref, 'name')) ?? '',
  at: positionOf(field(ref, 'name') ?? ref),
});

/** The protocols of the specification are the same in upper and lower case; an implementation's own is what it is. */
const protocolOf = (written: string): string =>
  /^(https?|tls|tcp|udp)$/i.test(written) ? written.toUpperCase() : written;

/** The API's default is Terminate. */
function tlsMode(written = 'Terminate'): Listener['tls'] {
  if (isPlaceholder(written)) return undefined;
  return written === 'Passthrough' ? 'passthrough' : 'terminate';
}

const rules = { Same: 'same', All: 'all', None: 'none' } as const;

/** @param fallback where nothing is written */
function namespaceRule(node: Node | undefined, fallback: 'same' | 'none'): NamespaceRule {
  const written = field(node, 'from');
  const from = scalarText(written);
  if (written === undefined || from === undefined) return { from: fallback, at: undefined };
  const at = positionOf(written);
  const selector = field(node, 'selector');
  // What an implementation makes of a selector that is missing is not said anywhere.
  if (from === 'Selector' && selector !== undefined) return { from: 'selector', selector: labelSelector(selector), at };
  return { from: rules[from as keyof typeof rules] ?? 'unknown', at };
}

/** Annotations for what an implementation makes for the gateway: its Service, above all. */
const infrastructure = (spec: Node | undefined) =>
  entries(field(spec, 'infrastructure', 'annotations')).flatMap(({ key, value }) => {
    const text = isReadAnnotation(key) ? scalarText(value) : undefined;
    return text === undefined ? [] : [[key, { value: text, at: positionOf(value) }] as const];
  });
