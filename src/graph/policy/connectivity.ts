import { type AddressSpan, addressRanges, everyAddress } from '../../model/cidr.ts';
import type { PolicyPeer, PolicyRule, Workload } from '../../model/resource.ts';
import type { Graph } from '../graph.ts';
import { type PodClass, podClasses } from './pod-classes.ts';
import { intersection } from './ports.ts';
import { byProtocol, type ProtocolPorts } from './protocol-ports.ts';
import { type Connection, portsThrough } from './verdict.ts';

/** One end of a connection: a workload, or IPv4 addresses outside of the cluster. */
export type End =
  | { readonly end: 'workload'; readonly workload: Workload }
  | { readonly end: 'addresses'; readonly first: bigint; readonly last: bigint };

export interface Row {
  readonly source: End;
  readonly destination: End;
  /** Protocols without any port are left out; a row has at least one. */
  readonly ports: ProtocolPorts;
}

/**
 * Who may connect to whom under the network policies alone: hostNetwork pods are ordinary ones here. A workload's
 * connections to itself are left out.
 */
export function* connectivity(graph: Graph): Generator<Row> {
  const classes = podClasses(graph);
  for (const source of classes) {
    yield* outside(source, 'egress');
    for (const destination of classes) {
      const ports = portsBetween(source, destination);
      if (ports.size > 0) yield* pairs(source, destination, ports);
    }
  }
  for (const destination of classes) yield* outside(destination, 'ingress');
}

function* pairs(source: PodClass, destination: PodClass, ports: Row['ports']): Generator<Row> {
  for (const from of source.members)
    for (const to of destination.members)
      if (from !== to)
        yield { source: { end: 'workload', workload: from }, destination: { end: 'workload', workload: to }, ports };
}

/** What both ends let through: policies of the source for what leaves, of the destination for what comes. */
export function portsBetween(source: PodClass, destination: PodClass): Row['ports'] {
  return byProtocol((protocol) => {
    const named = destination.named;
    const leaving = portsThrough(source.applying, { direction: 'egress', protocol, named, meets: meets(destination) });
    if (leaving.length === 0) return leaving;
    const coming = portsThrough(destination.applying, { direction: 'ingress', protocol, named, meets: meets(source) });
    return intersection(leaving, coming);
  });
}

/** Addresses are meant for what lies outside of the cluster; a pod's own address is not known. */
export const meets =
  (pods: PodClass): Connection['meets'] =>
  (peer, policy) =>
    peer.peer === 'pods' && pods.isIn(peer.scope, policy);

/** A row for each range of addresses over which the answer is the same. */
function* outside(pods: PodClass, direction: 'ingress' | 'egress'): Generator<Row> {
  for (const { first, last, ports } of stretches(pods, direction)) {
    if (ports.size === 0) continue;
    const addresses = { end: 'addresses', first, last } as const;
    for (const workload of pods.members) {
      const own = { end: 'workload', workload } as const;
      yield direction === 'ingress'
        ? { source: addresses, destination: own, ports }
        : { source: own, destination: addresses, ports };
    }
  }
}

type Stretch = AddressSpan & Pick<Row, 'ports'>;

/** However policies cut the addresses, neighbours with the same answer are one stretch. */
function stretches(pods: PodClass, direction: 'ingress' | 'egress'): readonly Stretch[] {
  const out: Stretch[] = [];
  for (const { first, last } of spansOf(pods, direction)) {
    const ports = portsAt(first, pods, direction);
    const before = out.at(-1);
    if (before !== undefined && samePorts(before.ports, ports)) out[out.length - 1] = { ...before, last };
    else out.push({ first, last, ports });
  }
  return out;
}

const samePorts = (a: Row['ports'], b: Row['ports']): boolean => JSON.stringify([...a]) === JSON.stringify([...b]);

const portsAt = (address: bigint, pods: PodClass, direction: 'ingress' | 'egress'): Row['ports'] =>
  byProtocol((protocol) =>
    portsThrough(pods.applying, {
      direction,
      protocol,
      // A name can only be looked up in a pod.
      named: direction === 'ingress' ? pods.named : () => [],
      meets: (peer) => peer.peer === 'addresses' && holds(peer, 32, address),
    }),
  );

/** Is the address, of 32 or 128 bits, one of the peer's? */
export const holds = (
  { cidr, except }: Extract<PolicyPeer, { peer: 'addresses' }>,
  bits: 32 | 128,
  address: bigint,
): boolean => addressRanges([cidr], except, bits).some(({ first, last }) => first <= address && address <= last);

/** The addresses, cut wherever a policy of the class begins or ends a range. */
function spansOf({ applying }: PodClass, direction: 'ingress' | 'egress'): readonly AddressSpan[] {
  const rules = [applying.admin, applying.network, applying.baseline].flatMap((tier) =>
    tier[direction].batches.flatMap((batch) => batch.rules),
  );
  const ranges = spansIn(rules, 32);
  const cuts = new Set([everyAddress.first, ...ranges.flatMap(({ first, last }) => [first, last + 1n])]);
  const starts = [...cuts].filter((cut) => cut <= everyAddress.last).sort((a, b) => (a < b ? -1 : 1));
  return starts.map((first, index) => ({ first, last: (starts[index + 1] ?? everyAddress.last + 1n) - 1n }));
}

/** The addresses, of 32 or 128 bits, that peers of the rules stand for. */
export const spansIn = (rules: readonly PolicyRule[], bits: 32 | 128): readonly AddressSpan[] =>
  rules.flatMap(({ peers }) =>
    peers === 'everybody'
      ? []
      : peers.flatMap((peer) => (peer.peer === 'addresses' ? addressRanges([peer.cidr], peer.except, bits) : [])),
  );
