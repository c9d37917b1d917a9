import { isPrivate } from '../model/cidr.ts';
import type { ClusterConfig } from '../model/config.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { AddressPool, Route, Service } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { addressesReach } from './address-pools.ts';

/** How far an entry can be reached, and how we know. */
export interface ReachVerdict {
  readonly reach: 'local-dev' | 'private' | 'public' | 'unknown';
  readonly basis: 'stated' | 'provider-default' | 'assumed';
  /** Where it is written, if it is. */
  readonly at?: readonly Position[];
}

/** What a load balancer's reach is read from. */
type LoadBalanced = Pick<Service, 'annotations' | 'loadBalancerClass' | 'loadBalancerIP'>;

interface Sign {
  readonly annotation: string;
  /** Undefined is any value. */
  readonly values?: readonly string[];
  readonly reach: 'private' | 'public';
}

const truthy = ['true', 'True', 'TRUE', 'yes', '1'];

/**
 * What the load balancer controllers of the providers read on a Service.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
 */
const signs: readonly Sign[] = [
  { annotation: 'service.beta.kubernetes.io/aws-load-balancer-scheme', values: ['internet-facing'], reach: 'public' },
  { annotation: 'service.beta.kubernetes.io/aws-load-balancer-scheme', values: ['internal'], reach: 'private' },
  {
    annotation: 'service.beta.kubernetes.io/aws-load-balancer-internal',
    values: [...truthy, '0.0.0.0/0'],
    reach: 'private',
  },
  { annotation: 'service.beta.kubernetes.io/aws-load-balancer-internal', values: ['false'], reach: 'public' },
  { annotation: 'networking.gke.io/load-balancer-type', values: ['Internal', 'internal'], reach: 'private' },
  { annotation: 'cloud.google.com/load-balancer-type', values: ['Internal', 'internal'], reach: 'private' },
  { annotation: 'service.beta.kubernetes.io/azure-load-balancer-internal', values: truthy, reach: 'private' },
  {
    annotation: 'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type',
    values: ['private'],
    reach: 'private',
  },
  { annotation: 'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', values: ['public'], reach: 'public' },
  { annotation: 'service.beta.kubernetes.io/openstack-internal-load-balancer', values: truthy, reach: 'private' },
  { annotation: 'service.beta.kubernetes.io/cce-load-balancer-internal-vpc', values: truthy, reach: 'private' },
  { annotation: 'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid', reach: 'private' },
  {
    annotation: 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type',
    values: ['intranet'],
    reach: 'private',
  },
  { annotation: 'service.beta.kubernetes.io/oci-load-balancer-internal', values: truthy, reach: 'private' },
  { annotation: 'oci-network-load-balancer.oraclecloud.com/internal', values: truthy, reach: 'private' },
  { annotation: 'load-balancer.hetzner.cloud/disable-public-network', values: truthy, reach: 'private' },
  { annotation: 'service.beta.kubernetes.io/do-loadbalancer-network', values: ['INTERNAL'], reach: 'private' },
  { annotation: 'service.beta.kubernetes.io/scw-loadbalancer-private', values: truthy, reach: 'private' },
];

// The AWS Load Balancer Controller makes internal load balancers unless told otherwise; the cloud provider inside
// Kubernetes makes public ones. Which of the two is asked is in the class or in this annotation.
const awsType = 'service.beta.kubernetes.io/aws-load-balancer-type';
const awsControllerTypes = ['external', 'nlb-ip'];
const awsControllerClasses = ['service.k8s.aws/nlb', 'eks.amazonaws.com/nlb'];
// https://cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters
// https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress: a tailnet is a private network.
const reachOfClass: ReadonlyMap<string, 'private' | 'public'> = new Map([
  ['networking.gke.io/l4-regional-internal', 'private'],
  ['networking.gke.io/l4-regional-external', 'public'],
  ['tailscale', 'private'],
]);
const lanProviders = ['metallb', 'kube-vip', 'purelb'];
const localProviders = ['kind', 'cloud-provider-kind', 'docker-desktop', 'minikube'];

/**
 * From where a LoadBalancer Service can be reached: its annotations, then its provider's habit, the addresses that it
 * may get, and the configuration.
 */
export function loadBalancerReach(
  service: LoadBalanced,
  cluster: ClusterConfig,
  pools: readonly AddressPool[] = [],
): ReachVerdict {
  // Where two of them contradict each other, the one that lets more in counts.
  const stated = signs.filter((sign) => isSet(sign, service));
  const at = stated.flatMap(({ annotation }) => service.annotations.get(annotation)?.at ?? []);
  if (stated.length > 0)
    return { reach: stated.some(({ reach }) => reach === 'public') ? 'public' : 'private', basis: 'stated', at };
  const ofClass = reachOfClass.get(service.loadBalancerClass ?? '');
  if (ofClass !== undefined) return { reach: ofClass, basis: 'stated' };
  if (isForAwsController(service) || cluster.provider === 'aws-load-balancer-controller')
    return { reach: 'private', basis: 'provider-default' };
  if (cluster.provider !== undefined && localProviders.includes(cluster.provider))
    return { reach: 'local-dev', basis: 'provider-default' };
  const addressed = hasPools(cluster) ? addressesReach(service, pools) : undefined;
  if (addressed !== undefined) return addressed;
  if (cluster.provider !== undefined && lanProviders.includes(cluster.provider))
    return { reach: 'private', basis: 'provider-default' };
  return { reach: cluster.loadBalancerReach, basis: cluster.loadBalancerReach === 'private' ? 'stated' : 'assumed' };
}

/** Where the configuration names a cloud as the provider, its load balancers have other addresses. */
const hasPools = ({ provider }: ClusterConfig): boolean =>
  provider === undefined || [...lanProviders, 'cilium', 'k3s'].includes(provider);

const isSet = ({ annotation, values }: Sign, service: LoadBalanced): boolean => {
  const written = service.annotations.get(annotation)?.value.trim();
  return written !== undefined && (values === undefined || values.includes(written));
};

const isForAwsController = (service: LoadBalanced): boolean =>
  awsControllerClasses.includes(service.loadBalancerClass ?? '') ||
  awsControllerTypes.includes(service.annotations.get(awsType)?.value ?? '');

/**
 * From where a route can be reached: what the configuration says of its class, the AWS controller's and GKE's own
 * rules, a telling class name, else public as far as we must assume.
 *
 * @param own what the controller itself says of its routes
 */
export function routeReach(
  route: Route,
  className: string | undefined,
  cluster: ClusterConfig,
  controller?: string,
  own?: ReachVerdict,
): ReachVerdict {
  const at = route.classAt === undefined ? [] : [route.classAt];
  const configured = cluster.ingressControllers.find((one) => one.class === className)?.reach;
  if (configured !== undefined) return { reach: configured, basis: 'stated', at };
  if (own !== undefined) return own;
  if (isAlb(className, controller)) return albReach(route);
  const privately = route.annotations.get('appgw.ingress.kubernetes.io/use-private-ip');
  if (privately?.value.trim() === 'true' && isAgic(className, controller))
    return { reach: 'private', basis: 'stated', at: [privately.at] };
  if (className === 'gce-internal') return { reach: 'private', basis: 'stated', at };
  if (soundsPrivate(className ?? '')) return { reach: 'private', basis: 'assumed', at };
  return { reach: 'public', basis: 'assumed', at };
}

/** A name that tells who is meant: `internal`, `nginx-private`, or the gateway by which the mesh goes out. */
export const soundsPrivate = (name: string): boolean =>
  /(^|[-_.])(internal|private|vpn|lan|egress|egressgateway)($|[-_.])/i.test(name);

/** By what the unit's IngressClass says, else by the usual name of the class; Azure has something of that name as well. */
export const isAlb = (className: string | undefined, controller: string | undefined): boolean =>
  controller === undefined
    ? /(^|[-_.])alb($|[-_.])/.test(className ?? '') && !/azure/i.test(className ?? '')
    : albControllers.includes(controller);
const albControllers = ['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb'];

export const isAgic = (className: string | undefined, controller: string | undefined): boolean =>
  controller === undefined
    ? /azure.application-gateway/.test(className ?? '')
    : controller === 'azure/application-gateway';

function albReach(route: Route): ReachVerdict {
  const scheme = route.annotations.get('alb.ingress.kubernetes.io/scheme');
  if (scheme === undefined) return { reach: 'private', basis: 'provider-default' };
  if (isPlaceholder(scheme.value)) return { reach: 'unknown', basis: 'assumed', at: [scheme.at] };
  return { reach: scheme.value.trim() === 'internal' ? 'private' : 'public', basis: 'stated', at: [scheme.at] };
}

/** An external IP of a private range answers only inside that network. */
export const addressReach = (address: string): ReachVerdict => ({
  reach: isPrivate(address) ? 'private' : 'public',
  basis: 'stated',
});
