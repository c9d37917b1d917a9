import { type Protocol, protocols } from '../../model/port.ts';
import { idKey, type Policy, sortedLabels, type Workload } from '../../model/resource.ts';
import { sameItems } from '../same-items.ts';
import { servingContainers } from '../target-port.ts';
import { type Admission, admissions } from './admission.ts';
import { addressCallers, type CallersOf, callersOf, type NamedCaller, ownCallers, type PolicySide } from './callers.ts';
import { namespaceOf } from './pod-classes.ts';
import { type Ports, union, without } from './ports.ts';

/** Somebody who may connect to a workload on one side and may not on the other. */
export interface Access {
  /** As people call them: `10.0.0.0/8`, `pods of every namespace`, `Deployment shop/web`. */
  readonly who: string;
  readonly isOutside: boolean;
  readonly ports: ReadonlyMap<Protocol, Ports>;
}

/** How what may come to a workload's pods differs between base and head. */
export interface AdmissionChange {
  readonly before: Workload;
  readonly after: Workload;
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** The policies that select it on each side. */
  readonly policiesBefore: readonly Policy[];
  readonly policiesAfter: readonly Policy[];
}

/**
 * What the network policies let come to each workload that is on both sides, asked with the same callers on both: every
 * address, a pod of no labels in its own namespace and in another one, every workload of either side, and pods with the
 * labels that a peer names. The text of a policy is never compared, so a rewrite that means the same says nothing.
 */
export function compareAdmissions(base: PolicySide, head: PolicySide): readonly AdmissionChange[] {
  if (base.policies.length + head.policies.length === 0) return [];
  const hasSameNamespaces = sameItems(base.namespaces, head.namespaces);
  const [atBase, atHead] = [admissions(base), admissions(head)];
  const before = counterparts(base, head);
  const compare = comparison(base, head);
  return head.workloads.flatMap((after) => {
    const old = before(after);
    if (old === undefined || isOnNode(old) || isOnNode(after)) return [];
    const [was, now] = [atBase(old), atHead(after)];
    if (hasSameNamespaces && old === after && sameItems(was.policies, now.policies)) return [];
    return compare({ workload: old, admission: was }, { workload: after, admission: now });
  });
}

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods */
const isOnNode = ({ hostNetwork }: Workload): boolean => hostNetwork?.value === 'yes';

/** The same workload at base: by its name; where that is gone, the one of the same labels, or of another namespace. */
function counterparts(base: PolicySide, head: PolicySide): (after: Workload) => Workload | undefined {
  const stays = new Set(head.workloads.map(({ id }) => idKey(id)));
  const byId = new Map(base.workloads.map((workload) => [idKey(workload.id), workload]));
  const gone = base.workloads.filter(({ id }) => !stays.has(idKey(id)));
  const byPods = new Map(gone.map((workload) => [podsKey(workload), workload]));
  const byName = new Map(gone.map((workload) => [nameKey(workload), workload]));
  return (after) => byId.get(idKey(after.id)) ?? byPods.get(podsKey(after)) ?? byName.get(nameKey(after));
}

const podsKey = ({ id, labels }: Workload): string => JSON.stringify([namespaceOf(id), ...sortedLabels(labels)]);
const nameKey = ({ id }: Workload): string => JSON.stringify([id.kind, id.name]);

interface Side {
  readonly workload: Workload;
  readonly admission: Admission;
}

/** Compares the two sides of a workload; those that the same policies select, with the same ports, are asked for once. */
function comparison(base: PolicySide, head: PolicySide): (was: Side, now: Side) => readonly AdmissionChange[] {
  const ids = new Map([...base.policies, ...head.policies].map((policy, index) => [policy, index]));
  const sideKey = ({ workload, admission }: Side): unknown => [
    namespaceOf(workload.id),
    admission.policies.map((policy) => ids.get(policy)),
    servingContainers(workload).flatMap(({ ports }) =>
      ports.map((port) => [port.name, port.containerPort, port.protocol]),
    ),
  ];
  const callers = callersOf(base, head);
  const known = new Map<string, Difference>();
  return (was, now) => {
    const key = JSON.stringify([sideKey(was), sideKey(now)]);
    const difference = known.get(key) ?? differenceOf(was, now, callers);
    known.set(key, difference);
    if (difference.gained.length + difference.lost.length === 0) return [];
    const policies = { policiesBefore: was.admission.policies, policiesAfter: now.admission.policies };
    return [{ before: was.workload, after: now.workload, ...difference, ...policies }];
  };
}

type Difference = Pick<AdmissionChange, 'gained' | 'lost'>;

function differenceOf(base: Side, head: Side, callersOf: CallersOf): Difference {
  const [was, now] = [base.admission, head.admission];
  // In another namespace the callers are others as well, and only whether the pods are isolated can be compared.
  const hasMoved = namespaceOf(base.workload.id) !== namespaceOf(head.workload.id);
  const isLost = was.policies.length > 0 && now.policies.length === 0;
  if (was.policies.length + now.policies.length === 0 || (hasMoved && !isLost)) return { gained: [], lost: [] };
  const asked = [...addressCallers(was, now), ...ownCallers(head.workload), ...callersOf(was, now)];
  return {
    gained: joined(asked.flatMap((caller) => more(caller, was, now))),
    lost: joined(asked.flatMap((caller) => more(caller, now, was))),
  };
}

/** What `to` lets in of this caller that `from` does not. */
function more({ who, caller }: NamedCaller, from: Admission, to: Admission): readonly Access[] {
  const [had, has] = [from.ports(caller), to.ports(caller)];
  const ports = new Map(
    protocols
      .map((protocol) => [protocol, without(has.get(protocol) ?? [], had.get(protocol) ?? [])] as const)
      .filter(([, ranges]) => ranges.length > 0),
  );
  return ports.size === 0 ? [] : [{ who, isOutside: caller.caller === 'address', ports }];
}

/** Who has the same ports is one line; a caller whom a wider one covers already is not named. */
function joined(accesses: readonly Access[]): readonly Access[] {
  const everywhere = accesses.find(({ who }) => who === 'pods of every namespace');
  const own = accesses.find(({ who }) => who === 'every pod of its namespace');
  const isNews = (access: Access): boolean => {
    if (access.isOutside || access === everywhere) return true;
    if (everywhere !== undefined && covers(everywhere, access)) return false;
    return access === own || own === undefined || !covers(own, access);
  };
  return accesses.filter(isNews);
}

const covers = (wide: Access, narrow: Access): boolean =>
  [...narrow.ports].every(([protocol, ports]) => without(ports, wide.ports.get(protocol) ?? []).length === 0);

/** All the ports that any of the accesses is about. */
export const portsOf = (accesses: readonly Access[]): ReadonlyMap<Protocol, Ports> =>
  new Map(
    protocols
      .map((protocol) => [protocol, union(...accesses.map(({ ports }) => ports.get(protocol) ?? []))] as const)
      .filter(([, ports]) => ports.length > 0),
  );
