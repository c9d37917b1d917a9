import { certaintyOf } from '../graph/connect.ts';
import type { ConnectedPort, ConnectedService } from '../graph/graph.ts';
import { hasNodePort } from '../graph/node-ports.ts';
import type { Source } from '../graph/policy/path-verdict.ts';
import { addressReach, loadBalancerReach } from '../graph/reach.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { Service } from '../model/resource.ts';
import { byText, type Position } from '../model/source.ts';
import { listOf } from './controllers/controller.ts';
import type { ArrivesAs, Entry, EntryKind, Exposure } from './exposure.ts';
import { loadBalancerSources } from './load-balancer-sources.ts';
import { arrivalTarget, deciding, defaults, noEntry, place, refTo, serviceHop, writtenTargets } from './parts.ts';

/** An exposure before it is known in which unit it stands, and what policies make of it. */
export type UnitlessExposure = Omit<Exposure, 'unit' | 'units'> & {
  /** Whose requests the pods see, where no class tells. */
  readonly proxy?: Source;
};

/** The ways in that a Service opens by itself: load balancer, node ports, external IPs. */
export function serviceEntries(connected: ConnectedService, cluster: ClusterConfig): readonly UnitlessExposure[] {
  return connected.ports.flatMap((port) => [
    ...loadBalancerEntries(connected, port, cluster),
    ...nodePortEntries(connected, port),
    ...externalIpEntries(connected, port),
    ...tailnetEntries(connected, port),
  ]);
}

function loadBalancerEntries(
  connected: ConnectedService,
  port: ConnectedPort,
  cluster: ClusterConfig,
): readonly UnitlessExposure[] {
  const { service } = connected;
  if (service.type.value !== 'LoadBalancer') return [];
  const { reach, basis, at: reachAt = [] } = loadBalancerReach(service, cluster, connected.pools);
  const { sources, at: sourcesAt } = loadBalancerSources(service, cluster);
  return ending(connected, port, service.type.at, {
    key: entryKey('lb', connected, port),
    entry: entryOf('lb', connected, port),
    reach,
    reachBasis: basis,
    sources,
    ...publishedBy(service),
    attributesAt: { sources: sourcesAt, reach: reachAt },
  });
}

/** @see https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/ */
function publishedBy({ annotations }: Service): Pick<UnitlessExposure, 'publishedAs'> {
  const names = listOf(annotations.get('external-dns.alpha.kubernetes.io/hostname')).map(({ value }) => value);
  return names.length === 0 ? {} : { publishedAs: [...new Set(names)].sort(byText) };
}

// The source ranges of a load balancer do not protect the node ports behind it.
// https://github.com/kubernetes/kubernetes/issues/33586
function nodePortEntries(connected: ConnectedService, port: ConnectedPort): readonly UnitlessExposure[] {
  const { service } = connected;
  if (!hasNodePort(service, port.port)) return [];
  return ending(connected, port, port.port.nodePort?.at ?? service.type.at, {
    key: entryKey('node-port', connected, port),
    entry: entryOf('node-port', connected, port),
    reach: 'node-network',
  });
}

function externalIpEntries(connected: ConnectedService, port: ConnectedPort): readonly UnitlessExposure[] {
  return connected.service.externalIPs.flatMap(({ value: address, at }) =>
    ending(connected, port, at, {
      key: `external-ip|${address}|${portKey(port)}|${place(connected.service.id)}`,
      entry: { ...entryOf('external-ip', connected, port), address },
      reach: addressReach(address).reach,
    }),
  );
}

/** The Service gets an address of its own in the tailnet. @see https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress */
function tailnetEntries(connected: ConnectedService, port: ConnectedPort): readonly UnitlessExposure[] {
  const { service } = connected;
  const exposes = service.annotations.get(tailnetAnnotation);
  if (exposes?.value !== 'true') return [];
  return ending(connected, port, exposes.at, {
    key: `tunnel|tailscale|${place(service.id)}|${portKey(port)}`,
    entry: entryOf('tunnel', connected, port),
    reach: 'private',
    arrivesAs: 'proxy',
  });
}

export const tailnetAnnotation = 'tailscale.com/expose';

const portKey = ({ port }: ConnectedPort): string => `${port.name ?? port.port ?? '?'}/${port.protocol}`;
const entryKey = (kind: EntryKind, { service }: ConnectedService, port: ConnectedPort): string =>
  `${kind}|${place(service.id)}|${portKey(port)}`;

const entryOf = (kind: EntryKind, { service }: ConnectedService, { port }: ConnectedPort): Entry => ({
  ...noEntry,
  kind,
  object: refTo(service.id),
  port: port.port,
  nodePort: port.nodePort?.value,
  protocol: port.protocol,
});

/** The entry once for each place where its traffic ends; once without a target where that is not known. */
function ending(
  connected: ConnectedService,
  port: ConnectedPort,
  at: Position,
  start: Pick<UnitlessExposure, 'key' | 'entry' | 'reach'> & Partial<UnitlessExposure>,
): readonly UnitlessExposure[] {
  const hops = [serviceHop(connected.service, port.port)];
  const because = [port.port.targetPort.at, port.port.at, ...deciding(connected.service)];
  const arrivesAs = arrivalOf(connected.service);
  const common = { ...defaults, at, because, hops, arrivesAs, certainty: certaintyOf(connected), ...start };
  const arrivals = port.arrivals.map((arrival) => ({
    ...common,
    target: arrivalTarget(arrival, port.port.protocol),
    active: arrival.workload.active,
    because: [...because, arrival.workload.labelsAt, arrival.workload.at],
  }));
  if (arrivals.length > 0) return arrivals;
  const written =
    connected.selected === undefined ? writtenTargets(connected.service, connected.endpoints, port.port) : [];
  return written.length > 0 ? written.map((target) => ({ ...common, target })) : [common];
}

/**
 * A node hands the traffic on under its own address, unless it may keep it to itself; a load balancer that knows the
 * pods sends to them directly.
 * @see https://kubernetes.io/docs/tutorials/services/source-ip/
 */
function arrivalOf({ externalTrafficPolicy, annotations }: Service): ArrivesAs {
  const type = annotations.get('service.beta.kubernetes.io/aws-load-balancer-nlb-target-type')?.value;
  if (type === 'ip' || annotations.get('service.beta.kubernetes.io/aws-load-balancer-type')?.value === 'nlb-ip')
    return 'load-balancer';
  return externalTrafficPolicy?.value === 'Local' ? 'client' : 'node';
}
