import type { Protocol } from '../../model/port.ts';
import type { Policy, Workload } from '../../model/resource.ts';
import type { Graph } from '../graph.ts';
import { holds, meets } from './connectivity.ts';
import { type PodClass, podClasses } from './pod-classes.ts';
import { includesPort } from './ports.ts';
import { type Batch, type Connection, matchesOf } from './verdict.ts';

/** Who connects, or is connected to. */
export type Party =
  | { readonly party: 'workload'; readonly workload: Workload }
  /** An address outside of the cluster, and how it was written. */
  | { readonly party: 'address'; readonly bits: 32 | 128; readonly address: bigint; readonly text: string };

/** May `from` connect to `to` at this port of its pods? */
export interface Question {
  readonly from: Party;
  readonly to: Party;
  readonly protocol: Protocol;
  readonly port: number;
}

/** What one policy says, in the order in which they are asked. */
export interface Reason {
  readonly at: 'from' | 'to';
  readonly policy: Policy;
  /** The first rule that is about the connection, counted from 1; undefined where none is. */
  readonly rule: number | undefined;
  readonly says: 'allow' | 'deny' | 'pass' | 'nothing';
}

export interface Answer {
  readonly isAllowed: boolean;
  /** Policies that select neither end, and those that are not asked any more, are left out. */
  readonly reasons: readonly Reason[];
}

/**
 * One question, with what each policy has to say: those of `from` about what leaves, those of `to` about what comes.
 * @see https://network-policy-api.sigs.k8s.io/reference/api-flow/
 */
export function answerTo({ from, to, protocol, port }: Question, graph: Graph): Answer {
  const classes = podClasses(graph);
  const [source, destination] = [classOf(from, classes), classOf(to, classes)];
  const named = destination?.named ?? (() => []);
  const ends = [
    { at: 'from', pods: source, direction: 'egress', other: to, others: destination },
    { at: 'to', pods: destination, direction: 'ingress', other: from, others: source },
  ] as const;
  const answers = ends.flatMap(({ at, pods, direction, other, others }) => {
    const connection = { direction, protocol, named, meets: meeting(other, others) };
    return pods === undefined ? [] : [endOf(pods, connection, port, at)];
  });
  return {
    isAllowed: answers.every(({ isAllowed }) => isAllowed),
    reasons: answers.flatMap(({ reasons }) => reasons),
  };
}

const classOf = (party: Party, classes: readonly PodClass[]): PodClass | undefined =>
  party.party === 'workload' ? classes.find(({ members }) => members.includes(party.workload)) : undefined;

function meeting(party: Party, pods: PodClass | undefined): Connection['meets'] {
  if (pods !== undefined) return meets(pods);
  return (peer) => party.party === 'address' && peer.peer === 'addresses' && holds(peer, party.bits, party.address);
}

/** One end: the administrators' policies, then network policies if there are any, else the baseline. */
function endOf({ applying }: PodClass, connection: Connection, port: number, at: Reason['at']): Answer {
  const { direction } = connection;
  const ask = (batches: readonly Batch[]): readonly Reason[] =>
    batches.map((batch) => ({ at, policy: batch.policy, ...saying(batch, connection, port) }));
  const admin = untilDecided(ask(applying.admin[direction].batches));
  const last = admin.at(-1)?.says;
  if (last === 'allow' || last === 'deny') return { isAllowed: last === 'allow', reasons: admin };
  const network = ask(applying.network[direction].batches);
  const decided = network.find(({ says }) => says !== 'nothing');
  if (decided?.says === 'deny') return { isAllowed: false, reasons: [...admin, decided] };
  if (decided?.says === 'allow') return { isAllowed: true, reasons: [...admin, ...network] };
  const passed = decided === undefined ? [] : [decided];
  if (decided === undefined && applying.network[direction].isolates)
    return { isAllowed: false, reasons: [...admin, ...network] };
  const baseline = untilDecided(ask(applying.baseline[direction].batches));
  return { isAllowed: baseline.at(-1)?.says !== 'deny', reasons: [...admin, ...passed, ...baseline] };
}

/** Policies with an order are asked until one has a rule for the connection; what says nothing is left out. */
function untilDecided(reasons: readonly Reason[]): readonly Reason[] {
  const speaking = reasons.find(({ says }) => says !== 'nothing');
  return speaking === undefined ? [] : [speaking];
}

function saying({ policy, rules }: Batch, connection: Connection, port: number): Pick<Reason, 'rule' | 'says'> {
  const found = matchesOf(rules, policy, connection).find(({ ports }) => includesPort(ports, port));
  if (found === undefined) return { rule: undefined, says: 'nothing' };
  return { rule: (policy[connection.direction] ?? []).indexOf(found.rule) + 1, says: found.rule.action };
}
