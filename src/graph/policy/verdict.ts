import type { Protocol } from '../../model/port.ts';
import type { Policy, PolicyPeer, PolicyPort, PolicyRule } from '../../model/resource.ts';
import { everyPort, intersection, noPort, type Ports, union, without } from './ports.ts';

/** The policies that select one end of a connection, by what they have to say first. */
export type Applying = Readonly<Record<Policy['tier'], Tier>>;

/** The policies of one tier, and what they say of each direction. */
interface Tier {
  readonly policies: readonly Policy[];
  readonly ingress: Stage;
  readonly egress: Stage;
}

interface Stage {
  /** Does what no rule is about end here? */
  readonly isolates: boolean;
  readonly batches: readonly Batch[];
}

/** Rules of one policy that are asked one after the other. */
export interface Batch {
  readonly policy: Policy;
  readonly priority: number;
  readonly rules: readonly PolicyRule[];
}

/** Policies by their tier, each in the order in which they stand. */
export const byTier = (policies: readonly Policy[]): Applying => ({
  admin: tierOf(policies.filter(({ tier }) => tier === 'admin')),
  network: tierOf(policies.filter(({ tier }) => tier === 'network')),
  baseline: tierOf(policies.filter(({ tier }) => tier === 'baseline')),
});

const tierOf = (policies: readonly Policy[]): Tier => ({
  policies,
  ingress: stageOf(policies, 'ingress'),
  egress: stageOf(policies, 'egress'),
});

const stageOf = (policies: readonly Policy[], direction: Connection['direction']): Stage => ({
  isolates: policies.some(({ isolates }) => isolates.includes(direction)),
  batches: policies.flatMap((policy) => batchesOf(policy, direction)).sort((a, b) => a.priority - b.priority),
});

/** What a policy says of a direction: mostly one batch, of its own priority. */
export function batchesOf(policy: Policy, direction: Connection['direction']): readonly Batch[] {
  const rules = policy[direction];
  if (rules === undefined) return [];
  const priorities = Map.groupBy(rules, ({ priority = policy.priority }) => priority);
  return [...priorities].map(([priority, own]) => ({ policy, priority, rules: own }));
}

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
 * which isolate what they select, then the baseline where no network policy isolates the pod, else everything.
 * @see https://network-policy-api.sigs.k8s.io/reference/api-flow/
 */
export function portsThrough({ admin, network, baseline }: Applying, connection: Connection): Ports {
  const { direction } = connection;
  const first = inOrder(admin[direction].batches, everyPort, connection);
  const second = inOrder(network[direction].batches, union(first.passed, first.undecided), connection);
  const rest = union(second.passed, network[direction].isolates ? noPort : second.undecided);
  const last = inOrder(baseline[direction].batches, rest, connection);
  return union(first.allowed, second.allowed, last.allowed, last.passed, last.undecided);
}

interface Decision {
  readonly allowed: Ports;
  readonly passed: Ports;
  readonly undecided: Ports;
}

/** The first rule that matches a port decides it; neighbours that say the same are one. */
function inOrder(batches: readonly Batch[], asked: Ports, connection: Connection): Decision {
  let [allowed, passed, undecided] = [noPort, noPort, asked];
  for (const { action, ports } of statements(batches, connection)) {
    const matched = intersection(undecided, ports);
    undecided = without(undecided, ports);
    if (action === 'allow') allowed = union(allowed, matched);
    if (action === 'pass') passed = union(passed, matched);
  }
  return { allowed, passed, undecided };
}

interface Statement {
  readonly action: PolicyRule['action'];
  readonly ports: Ports;
}

function statements(batches: readonly Batch[], connection: Connection): readonly Statement[] {
  const out: { action: PolicyRule['action']; all: Ports[] }[] = [];
  for (const { policy, rules } of batches)
    for (const { rule, ports } of matchesOf(rules, policy, connection)) {
      const last = out.at(-1);
      if (last?.action === rule.action) last.all.push(ports);
      else out.push({ action: rule.action, all: [ports] });
    }
  return out.map(({ action, all }) => ({ action, ports: union(...all) }));
}

interface Match {
  readonly rule: PolicyRule;
  readonly ports: Ports;
}

/** The rules whose peers the other end is among, with their ports of the protocol. */
export const matchesOf = (rules: readonly PolicyRule[], policy: Policy, connection: Connection): readonly Match[] =>
  rules.flatMap((rule) => {
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
