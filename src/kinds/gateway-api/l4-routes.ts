import { field, type Node, positionOf } from '../../manifest/node.ts';
import type { Protocol } from '../../model/port.ts';
import type { RouteRule } from '../../model/resource.ts';
import { routeFlaws } from '../flaws/gateway-flaws.ts';
import { listed } from '../flaws/gateway-limits.ts';
import type { KindReader } from '../kind-reader.ts';
import { attachedHead, backendsOf, gatewayApi } from './references.ts';

const reader = (
  kind: string,
  apiVersions: readonly string[],
  speaks: readonly string[],
  protocol: Protocol,
): KindReader => ({
  group: gatewayApi,
  kinds: [kind],
  apiVersions,
  summary: 'parents, hosts, backends with traffic',
  notRead: [],
  read: (root, id, unclear) => [
    {
      ...attachedHead(root, id, unclear),
      opens: 'l4-route',
      speaks,
      rules: listed(field(root, 'spec'), 'rules').flatMap((rule) => rulesOf(rule, protocol)),
    },
    ...routeFlaws(root, id),
  ],
});

/** Routes that pass a connection on as it comes. @see https://gateway-api.sigs.k8s.io/guides/tcp/ */
export const l4Routes: readonly KindReader[] = [
  // Some implementations take it where they end the encryption; a listener that passes it on is for TLSRoute.
  reader('TCPRoute', ['v1', 'v1alpha2'], ['TCP', 'TLS/terminate', 'TLS/undefined'], 'TCP'),
  reader('TLSRoute', ['v1', 'v1alpha3', 'v1alpha2'], ['TLS'], 'TCP'),
  reader('UDPRoute', ['v1', 'v1alpha2'], ['UDP'], 'UDP'),
];

const rulesOf = (rule: Node, protocol: Protocol): readonly RouteRule[] =>
  backendsOf(rule).map((backend) => ({
    host: undefined,
    path: undefined,
    pathType: 'Prefix',
    protocol,
    backend,
    at: positionOf(rule),
  }));
