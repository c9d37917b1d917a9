import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { describe, type ParentRef, type ResourceId, type Route, type RouteBackend } from '../../model/resource.ts';
import { placedText, portNumber } from '../fields.ts';
import { listed } from '../flaws/gateway-limits.ts';
import type { Unclear } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';

export const gatewayApi = 'gateway.networking.k8s.io';

/** A Service among the parents makes the route one inside of the cluster, as a mesh reads it (GAMMA). */
export function parentRefOf(node: Node): ParentRef {
  const group = scalarText(field(node, 'group')) ?? gatewayApi;
  const kind = scalarText(field(node, 'kind')) ?? 'Gateway';
  return {
    at: positionOf(field(node, 'name') ?? node),
    group,
    kind,
    namespace: scalarText(field(node, 'namespace')) || undefined,
    name: scalarText(field(node, 'name')) ?? '',
    section: scalarText(field(node, 'sectionName')) || undefined,
    port: portNumber(field(node, 'port'))?.value,
    ...(isMesh(group, kind) ? { isMesh: true } : {}),
  };
}

/** Who forgets the group of a Service names something that no controller serves. */
const isMesh = (group: string, kind: string): boolean =>
  (kind === 'Service' && (group === '' || group === gatewayApi)) ||
  (kind === 'ServiceEntry' && group === 'networking.istio.io');

/** Lists that are filled in later: what stands in them may open anything. */
function tellPlaceholders(root: MapNode, id: ResourceId, unclear: Unclear): void {
  const spec = field(root, 'spec');
  const lists = [
    ...['parentRefs', 'hostnames', 'rules'].map((name) => field(spec, name)),
    ...items(field(spec, 'rules')).flatMap((rule) => ['matches', 'backendRefs'].map((name) => field(rule, name))),
  ];
  for (const list of lists)
    if (list?.kind === 'scalar' && isPlaceholder(scalarText(list) ?? ''))
      unclear(positionOf(list), say`a list of ${describe(id)} is a placeholder`, 'template');
}

/** The cluster's own gateways, whichever those are, where the route asks for them. @see https://gateway-api.sigs.k8s.io/geps/gep-3793/ */
function defaultGateways(root: MapNode): readonly ParentRef[] {
  const scope = placedText(root, 'spec', 'useDefaultGateways');
  if (scope === undefined || scope.value === 'None') return [];
  const place = { namespace: undefined, section: undefined, port: undefined };
  return [{ at: scope.at, group: gatewayApi, kind: 'Gateway', name: '<default>', ...place }];
}

/** What all routes of Gateway API have in common: their parents and hosts. */
export function attachedHead(root: MapNode, id: ResourceId, unclear: Unclear) {
  tellPlaceholders(root, id, unclear);
  return {
    ...routeHead(root, id),
    parents: [...listed(field(root, 'spec'), 'parentRefs').map(parentRefOf), ...defaultGateways(root)],
    hostnames: listed(field(root, 'spec'), 'hostnames').flatMap((host) => placedText(host) ?? []),
  } as const satisfies Partial<Route>;
}

/** The references of a rule that get traffic; one of weight 0 gets none. */
export const weighed = (rule: Node): readonly Node[] =>
  listed(rule, 'backendRefs').filter((ref) => scalarText(field(ref, 'weight')) !== '0');

export const backendsOf = (rule: Node): readonly RouteBackend[] => weighed(rule).map(backendOf);

/**
 * The port is that of the Service, always a number. Another namespace must have granted it.
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#backendobjectreference
 */
export function backendOf(ref: Node): RouteBackend {
  const name = placedText(ref, 'name');
  const isService =
    (scalarText(field(ref, 'kind')) ?? 'Service') === 'Service' && (scalarText(field(ref, 'group')) ?? '') === '';
  const namespace = scalarText(field(ref, 'namespace')) || undefined;
  const port = portNumber(field(ref, 'port'));
  return {
    at: name?.at ?? positionOf(ref),
    target: isService && name !== undefined && !isPlaceholder(name.value) ? 'service' : 'opaque',
    name: name?.value ?? '',
    namespace,
    port,
    ...(namespace === undefined ? {} : { needsGrant: true }),
  };
}
