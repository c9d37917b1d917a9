import type { Manifest } from '../manifest/documents.ts';
import { LimitExceeded } from '../manifest/limits.ts';
import { field, type MapNode, positionOf, scalarText } from '../manifest/node.ts';
import type { Problem } from '../model/gap.ts';
import { literal, type Message, say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { describe, idKey, type ResourceId, type Role } from '../model/resource.ts';
import { addressPools } from './address-pools.ts';
import { calicoGlobalNetworkPolicies } from './calico-global-network-policy.ts';
import { calicoNetworkPolicies } from './calico-network-policy.ts';
import { ciliumClusterwideNetworkPolicy } from './cilium-clusterwide-network-policy.ts';
import { ciliumNetworkPolicy } from './cilium-network-policy.ts';
import { clusterNetworkPolicies } from './cluster-network-policy.ts';
import { configMap } from './config-map.ts';
import { httpProxy, tlsCertificateDelegation } from './contour/http-proxy.ts';
import { emissaryHosts } from './emissary/hosts.ts';
import { emissaryListeners } from './emissary/listeners.ts';
import { emissaryMappings } from './emissary/mappings.ts';
import { endpointSlice, endpoints } from './endpoints.ts';
import { objectPosition } from './fields.ts';
import { removedVersion } from './flaws/removed-versions.ts';
import { frontendConfig } from './frontend-config.ts';
import { backendTlsPolicy } from './gateway-api/backend-tls-policy.ts';
import { gateway, gatewayClass, listenerSets } from './gateway-api/gateway.ts';
import { grpcRoute, httpRoute } from './gateway-api/http-route.ts';
import { l4Routes } from './gateway-api/l4-routes.ts';
import { referenceGrant } from './gateway-api/reference-grant.ts';
import { ingress, ingressClass, legacyIngress, namespace } from './ingress.ts';
import { ingressClassParams } from './ingress-class-params.ts';
import { destinationRule } from './istio/destination-rule.ts';
import { istioGateway } from './istio/gateway.ts';
import { meshPolicies } from './istio/mesh-policies.ts';
import { serviceEntry } from './istio/service-entry.ts';
import { virtualService } from './istio/virtual-service.ts';
import { k3d } from './k3d.ts';
import { clusterName, kindCluster, legacyKindCluster } from './kind-cluster.ts';
import type { KindReader } from './kind-reader.ts';
import { knativeServing } from './knative/serving.ts';
import { kongL4Ingresses } from './kong/l4-ingresses.ts';
import { machines } from './kubevirt.ts';
import { meaningOf } from './meaning.ts';
import { networkPolicy } from './network-policy.ts';
import { virtualServers } from './nginx/virtual-server.ts';
import { openshiftRoute } from './openshift/route.ts';
import { isOrder, orderWords } from './orders.ts';
import { permitsOf } from './permits.ts';
import { podOwners, readLookalike } from './pod-owners.ts';
import { rollout } from './rollout.ts';
import { service } from './service.ts';
import { type Stranger, strangerIn } from './stranger.ts';
import { ingressRoutes } from './traefik/ingress-route.ts';
import { middlewares } from './traefik/middleware.ts';
import { traefikServices } from './traefik/services.ts';
import { ngrokEndpoint } from './tunnels/ngrok.ts';
import { isUnread } from './unread.ts';

/** Every kind that is read. A new one is its file and its line here. */
export const kindReaders: readonly KindReader[] = [
  ...podOwners,
  rollout,
  ...machines,
  service,
  endpoints,
  endpointSlice,
  ingress,
  legacyIngress,
  ingressClass,
  ...ingressClassParams,
  ...addressPools,
  frontendConfig,
  namespace,
  networkPolicy,
  ...clusterNetworkPolicies,
  gatewayClass,
  gateway,
  ...listenerSets,
  httpRoute,
  grpcRoute,
  ...l4Routes,
  referenceGrant,
  backendTlsPolicy,
  istioGateway,
  virtualService,
  destinationRule,
  serviceEntry,
  ...meshPolicies,
  openshiftRoute,
  ...virtualServers,
  ...knativeServing,
  ...kongL4Ingresses,
  ...emissaryMappings,
  ...emissaryListeners,
  ...emissaryHosts,
  configMap,
  ngrokEndpoint,
  ciliumNetworkPolicy,
  ciliumClusterwideNetworkPolicy,
  ...calicoNetworkPolicies,
  ...calicoGlobalNetworkPolicies,
  ...ingressRoutes,
  ...middlewares,
  ...traefikServices,
  httpProxy,
  tlsCertificateDelegation,
  kindCluster,
  legacyKindCluster,
  k3d,
];

/** One object of a manifest and what it does. */
export interface ReadObject {
  readonly id: ResourceId;
  /** `idKey(id)`, which is asked for often; undefined for an object without a name, which is never the same as another. */
  readonly key: string | undefined;
  readonly roles: readonly Role[];
  readonly problems: readonly Problem[];
  /** Set where no reader knows its kind and it looks like a way in. */
  readonly stranger?: Stranger;
  /** True where kubectl and Kustomize read it so that it does different things. */
  readonly isAmbiguous: boolean;
}

const key = (group: string, kind: string): string => `${group}/${kind}`;
const byKind = new Map(
  kindReaders.flatMap((reader) => reader.kinds.map((kind) => [key(reader.group, kind), reader] as const)),
);

/**
 * A document that holds none of these words is no object that we read, so its text need not be parsed.
 * `containers` is there for the kinds that only look like workloads, `items` for lists.
 */
export const wantedWords: RegExp = new RegExp(
  [...new Set(kindReaders.flatMap(({ kinds, words = kinds }) => words)), 'containers', 'items', orderWords.source].join(
    '|',
  ),
);

export function readObject(manifest: Manifest): ReadObject {
  const reading = readRoot(manifest, manifest.root);
  if (manifest.alternative === undefined) return reading;
  // kubectl and kustomize read this document differently: the reading that opens more is the one to judge.
  const other = readRoot(manifest, manifest.alternative);
  const wider = openness(other.roles) > openness(reading.roles) ? other : reading;
  return { ...wider, isAmbiguous: meaningOf(other.roles) !== meaningOf(reading.roles) };
}

function readRoot(manifest: Manifest, root: MapNode): ReadObject {
  try {
    return readWhole(manifest, root);
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    return beyondLimits(manifest, root, error.explanation);
  }
}

/** Nobody can tell what it does: it is named as not read, and nothing else is said of it. */
function beyondLimits({ apiVersion, kind }: Manifest, root: MapNode, message: Message): ReadObject {
  const group = groupOf(apiVersion);
  const reader = byKind.get(key(group, kind));
  const id = { group, kind, ...nameOf(root, reader) };
  const problem: Problem = { at: objectPosition(root), reason: 'limit', message: say`${describe(id)}: ${message}` };
  return { id, key: isNamed(root, reader) ? idKey(id) : undefined, roles: [], problems: [problem], isAmbiguous: false };
}

const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0));

function readWhole(manifest: Manifest, root: MapNode): ReadObject {
  const group = groupOf(manifest.apiVersion);
  const reader = byKind.get(key(group, manifest.kind));
  const id = { group, kind: manifest.kind, ...nameOf(root, reader) };
  const problems: Problem[] = [...unknownVersion(root, manifest.apiVersion, reader)];
  const read =
    reader?.read(root, id, (at, message, reason = 'not-read') => problems.push({ at, message, reason })) ??
    readLookalike(root, id);
  const own = [...read, ...removedVersion(root, manifest.apiVersion, id)];
  if (isUnread(group, manifest.kind))
    problems.push({
      at: objectPosition(root),
      reason: 'not-read',
      message: say`${describe(id)} is of a kind that is not read yet`,
    });
  for (const path of reader?.notRead ?? []) {
    const node = field(root, ...path.split('.'));
    if (node !== undefined)
      problems.push({ at: positionOf(node), reason: 'not-read', message: say`${literal(path)} is not read` });
  }
  const isKnown = reader !== undefined || isOrder(manifest) || own.length > 0 || problems.length > 0;
  const stranger = isKnown ? undefined : strangerIn(root, id);
  return {
    id,
    key: isNamed(root, reader) ? idKey(id) : undefined,
    roles: [...own, ...permitsOf(root, id)],
    problems,
    ...(stranger && { stranger }),
    isAmbiguous: false,
  };
}

/** What a version that no reader has seen means by its fields nobody knows; those that are called the same are read. */
function unknownVersion(root: MapNode, apiVersion: string, reader: KindReader | undefined): readonly Problem[] {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  if (reader === undefined || version === '' || isPlaceholder(version) || reader.apiVersions.includes(version))
    return [];
  const at = positionOf(field(root, 'apiVersion') ?? root);
  const [known = ''] = reader.apiVersions;
  return [{ at, reason: 'not-read', message: say`the version ${version} is not known; it is read as ${known}` }];
}

/** `generateName` gives each object that is made of it another name, so no two of them are the same. */
const isNamed = (root: MapNode, reader: KindReader | undefined): boolean =>
  reader === kindCluster || reader === legacyKindCluster || field(root, 'metadata', 'name') !== undefined;

function nameOf(root: MapNode, reader: KindReader | undefined): Pick<ResourceId, 'namespace' | 'name'> {
  const name = scalarText(field(root, 'metadata', 'name')) ?? scalarText(field(root, 'metadata', 'generateName'));
  if (reader === kindCluster || reader === legacyKindCluster)
    return { namespace: undefined, name: name ?? clusterName(root) };
  const namespaced = reader?.clusterScoped !== true;
  const written = scalarText(field(root, 'metadata', 'namespace'));
  return { namespace: namespaced ? written || undefined : undefined, name: name ?? '' };
}

const typeWeight = { ExternalName: 0, ClusterIP: 0, unknown: 1, NodePort: 2, LoadBalancer: 4 } as const;

/** A rough count of the doors that these roles hold open. */
function openness(roles: readonly Role[]): number {
  return roles.reduce((sum, role) => sum + doors(role), 0);
}

function doors(role: Role): number {
  if (role.role === 'service')
    return (
      typeWeight[role.type.value] * Math.max(1, role.ports.length) +
      role.externalIPs.length -
      role.sourceRanges.length / 100
    );
  if (role.role === 'route') return role.rules.length;
  if (role.role === 'gateway') return role.listeners.length;
  if (role.role !== 'workload') return 0;
  const hostPorts = role.containers.flatMap(({ ports }) => ports).filter(({ hostPort }) => hostPort !== undefined);
  return hostPorts.length + (role.hostNetwork?.value === 'yes' ? 10 : 0);
}
