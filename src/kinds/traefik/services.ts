import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { describe, type ResourceId, type Route, type RouteBackend } from '../../model/resource.ts';
import { placedText, portOrName } from '../fields.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';
import { traefikGroups } from './middleware.ts';

/** Services that share requests, or get copies of them. @see https://doc.traefik.io/traefik/routing/providers/kubernetes-crd/#kind-traefikservice */
export const traefikServices: readonly KindReader[] = traefikGroups.map((group) => ({
  group,
  kinds: ['TraefikService'],
  apiVersions: ['v1alpha1'],
  summary: 'the Services that it shares requests out to, or copies them to',
  notRead: ['spec.failover'],
  read: (root, id, unclear) => [partOf(root, id, unclear)],
}));

/** It opens nothing by itself: routes include it. */
const partOf = (root: MapNode, id: ResourceId, unclear: Unclear): Route => ({
  ...routeHead(root, id),
  opens: 'http-route',
  rules: servicesIn(field(root, 'spec'))
    .flatMap((node) => backendOf(node, id, unclear))
    .map((backend) => ({ host: undefined, path: undefined, pathType: 'Prefix', backend, at: backend.at })),
  isFragment: true,
});

/** Those that are weighed, those of the highest random weight, and one with its mirrors. */
function servicesIn(spec: Node | undefined): readonly Node[] {
  const mirroring = field(spec, 'mirroring');
  return [
    ...items(field(spec, 'weighted', 'services')).filter(hasTraffic),
    ...items(field(spec, 'highestRandomWeight', 'services')),
    ...(mirroring === undefined ? [] : [mirroring, ...items(field(mirroring, 'mirrors'))]),
  ];
}

export const hasTraffic = (node: Node): boolean => scalarText(field(node, 'weight')) !== '0';

/**
 * Where a service of a route leads; nowhere where Traefik itself answers nothing. A Service of another
 * namespace is taken if Traefik runs with `allowCrossNamespace`, which stands in its own configuration.
 */
export function backendOf(node: Node, id: ResourceId, unclear: Unclear): readonly RouteBackend[] {
  const name = placedText(node, 'name');
  const namespace = scalarText(field(node, 'namespace')) || undefined;
  if (name?.value === 'noop@internal') return [];
  const common = { at: name?.at ?? positionOf(node), name: name?.value ?? '', namespace };
  // `api@internal`, `web@file`: no object of the cluster.
  if (name === undefined || name.value.includes('@') || isPlaceholder(name.value))
    return [{ ...common, target: 'opaque', port: undefined }];
  if (scalarText(field(node, 'kind')) === 'TraefikService')
    return [{ ...common, target: 'fragment', kind: 'TraefikService', port: undefined }];
  return [{ ...common, target: 'service', port: portOf(node, id, common, unclear) }];
}

function portOf(
  node: Node,
  id: ResourceId,
  { name, at }: Pick<RouteBackend, 'name' | 'at'>,
  unclear: Unclear,
): RouteBackend['port'] {
  const port = portOrName(field(node, 'port'));
  if (port !== undefined && isPlaceholder(String(port.value))) return undefined;
  if (port !== undefined && port.value !== 0 && port.value !== '') return port;
  unclear(port?.at ?? at, say`${describe(id)} names no port of ${name}; Traefik leaves such a service out`);
  return undefined;
}
