import { isPrivateRange } from '../model/cidr.ts';
import type { AddressPool, Labels, Service } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { matchesLabels } from './policy/label-match.ts';
import type { ReachVerdict } from './reach.ts';

/** Where a Service names the pool that its address is to come from. */
const poolAnnotations = ['metallb.io/address-pool', 'metallb.universe.tf/address-pool'];

/**
 * The pools that the address of a Service may come from: the one that it names, else every one that is for it. A class
 * of its own gives it to somebody who has other pools.
 */
export function poolsFor(service: Service, pools: readonly AddressPool[]): readonly AddressPool[] {
  if (pools.length === 0 || service.type.value !== 'LoadBalancer' || isForOthers(service)) return [];
  const name = poolAnnotations
    .map((one) => service.annotations.get(one)?.value.trim())
    .find((one) => one !== undefined);
  if (name !== undefined) return pools.filter(({ id }) => id.name === name);
  return pools.filter((pool) => !pool.isForAsking && isFor(pool, service));
}

const isForOthers = ({ loadBalancerClass }: Service): boolean =>
  loadBalancerClass !== undefined && !/metallb|^io\.cilium\//.test(loadBalancerClass);

function isFor({ namespaces, selectors }: AddressPool, service: Service): boolean {
  const { namespace } = service.id;
  if (namespaces.length > 0 && namespace !== undefined && !namespaces.includes(namespace)) return false;
  const labels = labelsAsSelected(service);
  return (
    selectors.length === 0 ||
    selectors.some((one) => matchesLabels(one, { labels, complete: namespace !== undefined }) !== 'no')
  );
}

/** Cilium lets a pool select by name and namespace as if they were labels. */
function labelsAsSelected({ labels, id }: Service): Labels {
  const own: readonly (readonly [string, string])[] = [
    ['io.kubernetes.service.name', id.name],
    ...(id.namespace === undefined ? [] : [['io.kubernetes.service.namespace', id.namespace] as const]),
  ];
  return new Map([...labels, ...own]);
}

// kube-vip, MetalLB and Cilium read the addresses that a Service asks for here; the API's own field came before.
const addressAnnotations = [
  'metallb.io/loadBalancerIPs',
  'metallb.universe.tf/loadBalancerIPs',
  'lbipam.cilium.io/ips',
  'io.cilium/lb-ipam-ips',
  'kube-vip.io/loadbalancerIPs',
];

type Addressed = Pick<Service, 'annotations' | 'loadBalancerIP'>;

/** How far the addresses reach that a Service asks for, else those of its pools; undefined where nothing tells. */
export function addressesReach(service: Addressed, pools: readonly AddressPool[]): ReachVerdict | undefined {
  const asked = askedFor(service, pools);
  const ranges = asked.length > 0 ? asked : pools.flatMap((pool) => pool.ranges);
  if (ranges.length === 0) return undefined;
  const at = ranges.map((one) => one.at);
  const answers = ranges.map(({ value }) => isPrivateRange(value));
  if (answers.includes(false)) return { reach: 'public', basis: 'stated', at };
  return answers.includes(undefined) ? undefined : { reach: 'private', basis: 'stated', at };
}

function askedFor(service: Addressed, pools: readonly AddressPool[]): readonly Placed<string>[] {
  const written = addressAnnotations.flatMap((name) => service.annotations.get(name) ?? []);
  const asked = written.flatMap(({ value, at }) => value.split(',').map((one) => ({ value: one.trim(), at })));
  // 0.0.0.0 asks kube-vip for whatever DHCP gives.
  const fixed = asked.filter(({ value }) => value !== '' && value !== '0.0.0.0');
  if (fixed.length > 0) return fixed;
  const { loadBalancerIP } = service;
  // A cloud may pass over the field: that it names a private address proves something only where there are pools.
  const counts = loadBalancerIP !== undefined && (pools.length > 0 || isPrivateRange(loadBalancerIP.value) === false);
  return counts ? [loadBalancerIP] : [];
}
