import type { Exposure } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';
import { type Access, type AdmissionChange, compareAdmissions, portsOf } from '../graph/policy/compare.ts';
import { includesPort, type Ports } from '../graph/policy/ports.ts';
import { canonicalCidrs, everywhere } from '../model/cidr.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import type { Protocol } from '../model/port.ts';
import { describe, idKey, type Labels, type Policy, type ResourceId } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { objectOf } from './links.ts';
import type { Observation, UnitChange } from './rule.ts';
import { listed } from './words.ts';

/** What a change of policies, labels or namespaces lets in, or no longer lets in, of one unit. */
export interface PolicyChange {
  /** What brought it about: a policy that is gone, new or another, the workload, or a namespace. */
  readonly cause: { readonly id: ResourceId; readonly at: Position; readonly was: Position | undefined };
  readonly changes: readonly AdmissionChange[];
}

interface UnitPolicies {
  readonly removed: readonly PolicyChange[];
  readonly lostIsolation: readonly PolicyChange[];
  readonly widened: readonly PolicyChange[];
  readonly narrowed: readonly PolicyChange[];
}

const known = new WeakMap<UnitChange, UnitPolicies>();

/** Sorted once by what brought it about, for the four rules that tell it. */
export function policyChanges(unit: UnitChange): UnitPolicies {
  const before = known.get(unit);
  if (before !== undefined) return before;
  const found = sorted(unit);
  known.set(unit, found);
  return found;
}

function sorted(unit: UnitChange): UnitPolicies {
  if (!unit.base.isThere || !unit.head.isThere) return { removed: [], lostIsolation: [], widened: [], narrowed: [] };
  const all = compareAdmissions(unit.base.graph, unit.head.graph);
  const gained = all.filter((change) => change.gained.length > 0);
  const left = (change: AdmissionChange): readonly Policy[] => leavingPolicies(change, unit);
  const removed = gained.filter((change) => left(change).length > 0);
  const others = gained.filter((change) => !removed.includes(change));
  const lostIsolation = others.filter(hasOtherLabels);
  return {
    removed: grouped(removed, (change) => left(change).map(gone)),
    lostIsolation: grouped(lostIsolation, (change) => [workloadOf(change)]),
    widened: grouped(
      others.filter((change) => !lostIsolation.includes(change)),
      (change) => altered(change, unit),
    ),
    narrowed: grouped(
      all.filter((change) => change.lost.length > 0 && change.gained.length === 0),
      (change) => altered(change, unit),
    ),
  };
}

type Cause = PolicyChange['cause'];

/** The policies of base that selected the workload and are at head no longer. */
function leavingPolicies({ policiesBefore }: AdmissionChange, { head }: UnitChange): readonly Policy[] {
  const there = new Set(head.graph.policies.map(({ id }) => idKey(id)));
  return policiesBefore.filter(({ id }) => !there.has(idKey(id)));
}

/** Other labels than before, and a policy that selected it does no longer. */
const hasOtherLabels = ({ before, after, policiesBefore, policiesAfter }: AdmissionChange): boolean =>
  !sameLabels(before.labels, after.labels) &&
  policiesBefore.some(({ id }) => policiesAfter.every((other) => idKey(other.id) !== idKey(id)));

/** What is written at base alone is shown at the workload, which is still there. */
const gone = ({ id, at }: Policy): Cause => ({ id, at, was: at });
const workloadOf = ({ before, after }: AdmissionChange): Cause => ({
  id: after.id,
  at: after.labelsAt,
  was: before.labelsAt,
});

/** The policies that are new or another, else a namespace whose labels are others, else the workload itself. */
function altered(change: AdmissionChange, { base, head }: UnitChange): readonly Cause[] {
  const old = new Map(base.graph.policies.map((policy) => [idKey(policy.id), policy]));
  const now = new Map(head.graph.policies.map((policy) => [idKey(policy.id), policy]));
  const selecting = [...change.policiesBefore, ...change.policiesAfter].map(({ id }) => idKey(id));
  const policies = [...new Set(selecting)].flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    return is !== undefined && is !== was ? [{ id: is.id, at: is.at, was: was?.at }] : [];
  });
  if (policies.length > 0) return policies;
  const namespaces = head.graph.namespaces.filter((one) => !base.graph.namespaces.includes(one));
  const [namespace] = namespaces;
  return namespace === undefined ? [workloadOf(change)] : [{ id: namespace.id, at: namespace.at, was: undefined }];
}

function grouped(
  changes: readonly AdmissionChange[],
  causesOf: (change: AdmissionChange) => readonly Cause[],
): readonly PolicyChange[] {
  const pairs = changes.flatMap((change) => causesOf(change).map((cause) => ({ cause, change })));
  return [...Map.groupBy(pairs, ({ cause }) => idKey(cause.id)).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : { cause: first.cause, changes: same.map(({ change }) => change) };
  });
}

/** What the rules say of one change: at the workload's line where the cause is at base alone. */
export function observed(
  { cause, changes }: PolicyChange,
  unit: UnitChange,
  said: Pick<Observation, 'message' | 'help' | 'severity'>,
  isGone = false,
): Observation {
  const workloads = changes.map(({ after }) => after.at);
  return {
    about: objectName(objectOf(cause.id)),
    object: objectOf(cause.id),
    at: isGone ? (workloads[0] ?? cause.at) : cause.at,
    because: isGone ? workloads.slice(1) : workloads,
    was: cause.was === undefined ? [] : [cause.was],
    units: [unit.head.unit.id],
    ...said,
  };
}

/** `Deployment shop/web and 2 more`. */
export const workloadsOf = ({ changes }: PolicyChange): Message => {
  const [first] = changes;
  const more = changes.length > 1 ? literal(` and ${changes.length - 1} more`) : literal('');
  return first === undefined ? literal('nothing') : say`${describe(first.after.id)}${more}`;
};

/** `every port from everybody`; clients outside of the cluster and pods apart where their ports differ. */
export function accessWords(accesses: readonly Access[]): Message {
  const outside = accesses.filter(({ isOutside }) => isOutside);
  const pods = accesses.filter(({ isOutside }) => !isOutside);
  const kinds = [pods, outside].filter(({ length }) => length > 0);
  const [all, ...others] = [...new Set(kinds.map((kind) => plainPorts(portsOf(kind))))];
  if (all !== undefined && others.length === 0)
    return say`${portWords(portsOf(accesses))} from ${listed(kinds.flatMap(callersOf))}`;
  return joined(
    kinds.map((kind) => say`${portWords(portsOf(kind))} from ${listed(callersOf(kind))}`),
    ', and ',
  );
}

function callersOf(accesses: readonly Access[]): readonly string[] {
  if (accesses.some(({ isOutside }) => !isOutside)) return accesses.map(({ who }) => who);
  const cidrs = canonicalCidrs(accesses.flatMap(({ who }) => who.split(', ')));
  return cidrs.join() === everywhere.join() ? ['everybody outside the cluster'] : cidrs;
}

const plainPorts = (ports: Access['ports']): string =>
  [...ports].map(([protocol, ranges]) => `${protocol} ${rangeText(ranges)}`).join(', ');

function portWords(ports: Access['ports'] | undefined): Message {
  const all = [...(ports ?? [])];
  const isEvery = all.length === 3 && all.every(([, ranges]) => isEveryPort(ranges));
  return isEvery ? literal('every port') : say`${plainPorts(new Map(all))}`;
}

const isEveryPort = ([first, ...others]: Ports): boolean =>
  others.length === 0 && first?.first === 1 && first.last === 65_535;

const rangeText = (ranges: Ports): string =>
  isEveryPort(ranges)
    ? '(every port)'
    : ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');

/** Does the change let somebody outside come to a port that a way in of head leads to? */
export const opensWay = ({ changes }: PolicyChange, exposures: readonly Exposure[]): boolean =>
  changes.some(({ after, gained }) =>
    exposures.some(({ target }) => {
      if (target === undefined || objectName(target) !== objectName(after.id)) return false;
      return gained.some(({ isOutside, ports }) => isOutside && admits(ports, target.port, target.protocol));
    }),
  );

const admits = (ports: Access['ports'], port: number | string | undefined, protocol: Protocol): boolean =>
  typeof port === 'number' ? includesPort(ports.get(protocol) ?? [], port) : ports.size > 0;

/** The smallest policy that would close it again. */
export function closingPolicy({ changes }: PolicyChange): Message {
  const labels = [...(changes[0]?.after.labels ?? [])].slice(0, 3).map(([key, value]) => `${key}=${value}`);
  return say`a NetworkPolicy with podSelector ${labels.join(',') || '{}'} and policyTypes [Ingress] closes it again`;
}

const sameLabels = (a: Labels, b: Labels): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
