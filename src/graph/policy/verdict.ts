import type { Protocol } from '../../model/port.ts';
import type { Policy, PolicyPeer, PolicyPort, PolicyRule } from '../../model/resource.ts';
import { everyPort, intersection, noPort, type Ports, union, without } from './ports.ts';

/** The policies that select one end of a connection, by what they have to say first. */
export interface Applying {
  readonly admin: readonly Policy[];
  readonly network: readonly Policy[];
  readonly baseline: readonly Policy[];
}

/** Policies by their tier, each in the order in which they stand. */
export const byTier = (policies: readonly Policy[]): Applying => ({
  admin: policies.filter(({ tier }) => tier === 'admin'),
  network: policies.filter(({ tier }) => tier === 'network'),
  baseline: policies.filter(({ tier }) => tier === 'baseline'),
});

/** The connection that is asked about, as one of its ends sees it. */
export interface Connection {
  readonly direction: 'ingress' | 'egress';
  readonly protocol: Protocol;
  /** Is this peer of a policy's rule the other end? */
  readonly meets: (peer: PolicyPeer, policy: Policy, rule: PolicyRule) => boolean;
  /** The numbers that a port's name stands for at the destination. */
  readonly named: (name: string, protocol: Protocol) => readonly number[];
}

/**
 * The ports that the policies of one end let through: the administrators' in their order, then the network policies,
 * which isolate what they select, then the baseline where no network policy selects the pod, else everything.
 * @see https://network-policy-api.sigs.k8s.io/reference/api-flow/
 */
export function portsThrough(applying: Applying, connection: Connection): Ports {
  const admin = inOrder(applying.admin, everyPort, connection);
  const open = union(admin.passed, admin.undecided);
  const isolating = applying.network.filter((policy) => policy[connection.direction] !== undefined);
  if (isolating.length > 0) {
    const allowed = isolating.flatMap((policy) => matchesOf(policy, connection).map(({ ports }) => ports));
    return union(admin.allowed, intersection(open, union(...allowed)));
  }
  const baseline = inOrder(applying.baseline, open, connection);
  return union(admin.allowed, baseline.allowed, baseline.passed, baseline.undecided);
}

interface Decision {
  readonly allowed: Ports;
  readonly passed: Ports;
  readonly undecided: Ports;
}

/** The first rule that matches a port decides it. */
function inOrder(policies: readonly Policy[], asked: Ports, connection: Connection): Decision {
  let [allowed, passed, undecided] = [noPort, noPort, asked];
  for (const policy of policies)
    for (const { rule, ports } of matchesOf(policy, connection)) {
      const matched = intersection(undecided, ports);
      undecided = without(undecided, ports);
      if (rule.action === 'allow') allowed = union(allowed, matched);
      if (rule.action === 'pass') passed = union(passed, matched);
    }
  return { allowed, passed, undecided };
}

export interface Match {
  readonly rule: PolicyRule;
  readonly ports: Ports;
}

/** The rules whose peers the other end is among, with their ports of the protocol. */
export const matchesOf = (policy: Policy, connection: Connection): readonly Match[] =>
  (policy[connection.direction] ?? []).flatMap((rule) => {
    const isMet = rule.peers === 'everybody' || rule.peers.some((peer) => connection.meets(peer, policy, rule));
    const ports = isMet ? portsOf(rule.ports, connection) : noPort;
    return ports.length === 0 ? [] : [{ rule, ports }];
  });

export function portsOf(ports: PolicyRule['ports'], at: Pick<Connection, 'protocol' | 'named'>): Ports {
  if (ports === 'every') return everyPort;
  return union(...ports.map((port) => rangesOf(port, at)));
}

function rangesOf(port: PolicyPort, { protocol, named }: Pick<Connection, 'protocol' | 'named'>): Ports {
  if (port.protocol !== undefined && port.protocol !== protocol) return noPort;
  if (!('name' in port)) return [{ first: port.first, last: port.last }];
  return named(port.name, protocol).map((number) => ({ first: number, last: number }));
}
