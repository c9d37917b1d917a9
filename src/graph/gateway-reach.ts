import { isPrivate, oddityOf } from '../model/cidr.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { ParentRef, ResourceId } from '../model/resource.ts';
import type { ConnectedGateway } from './graph.ts';
import { loadBalancerReach, type ReachVerdict, soundsPrivate } from './reach.ts';

/**
 * From where a gateway can be reached: what the configuration says of it, its addresses, what its load balancer is made
 * with, the Services that lead to its pods, a telling class or name, else public as far as we must assume.
 */
export function gatewayReach(connected: ConnectedGateway, cluster: ClusterConfig): ReachVerdict {
  const gateway = connected.joins ?? connected.gateway;
  const configured = configuredReach(gateway.id, cluster);
  if (configured !== undefined) return configured;
  const addresses = gateway.addresses.filter(
    ({ value }) => oddityOf(`${value}/32`) !== 'no-cidr' || value.includes(':'),
  );
  if (addresses.length > 0)
    return {
      reach: addresses.every(({ value }) => isPrivate(value)) ? 'private' : 'public',
      basis: 'stated',
      at: addresses.map(({ at }) => at),
    };
  const made = loadBalancerReach({ ...nothingSaid, annotations: gateway.annotations }, cluster);
  if (made.basis === 'stated' && made.at !== undefined) return made;
  const { className = '', id, pods } = gateway;
  const served = servedReach(connected, cluster) ?? classReach(className);
  return served ?? namedReach([className, id.name, ...(pods?.values() ?? [])], made);
}

const nothingSaid = { annotations: new Map(), loadBalancerClass: undefined, loadBalancerIP: undefined } as const;

/** The same of a gateway that is not among the manifests: its name is all there is. */
export const outsideReach = (parent: ParentRef, namespace: string | undefined, cluster: ClusterConfig): ReachVerdict =>
  configuredReach({ ...parent, namespace: parent.namespace ?? namespace }, cluster) ??
  namedReach([parent.name], loadBalancerReach(nothingSaid, cluster));

function configuredReach(
  { namespace, name }: Pick<ResourceId, 'namespace' | 'name'>,
  { gateways }: ClusterConfig,
): ReachVerdict | undefined {
  const known = gateways.find(
    (one) =>
      one.name === name && (one.namespace === undefined || namespace === undefined || one.namespace === namespace),
  );
  return known?.reach === undefined ? undefined : { reach: known.reach, basis: 'stated' };
}

/** The widest of the load balancers that lead to the pods of the gateway. */
function servedReach({ services }: ConnectedGateway, cluster: ClusterConfig): ReachVerdict | undefined {
  const balancers = services.filter(({ service }) => service.type.value === 'LoadBalancer');
  const reaches = balancers.map(({ service, pools }) => loadBalancerReach(service, cluster, pools));
  return reaches.find(({ reach }) => reach === 'public') ?? reaches[0];
}

/**
 * The classes of GKE say it in their names, which nobody else can give to a class.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/gateway-api#gatewayclass
 */
function classReach(className: string): ReachVerdict | undefined {
  if (/^gke-.*(rilb|internal)/.test(className)) return { reach: 'private', basis: 'provider-default' };
  return /^gke-.*external/.test(className) ? { reach: 'public', basis: 'provider-default' } : undefined;
}

/**
 * A telling name; else a load balancer is made for the gateway, as the provider makes them.
 *
 * @param made what the cluster's provider makes of a load balancer of which nothing is said
 */
const namedReach = (names: readonly string[], made: ReachVerdict): ReachVerdict =>
  names.some(soundsPrivate) ? { reach: 'private', basis: 'assumed' } : made;
