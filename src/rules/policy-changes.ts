import { objectName } from '../graph/objects.ts';
import { type Access, type AdmissionChange, compareAdmissions } from '../graph/policy/compare.ts';
import { type Budget, fullBudget } from '../graph/policy/differing-pods.ts';
import { sampleLabels } from '../graph/policy/label-box.ts';
import { meaning } from '../graph/policy/meaning.ts';
import { labelText } from '../graph/policy/places.ts';
import { includesPort } from '../graph/policy/ports.ts';
import type { Config } from '../model/config.ts';
import { literal, type Message, say } from '../model/message.ts';
import type { Protocol } from '../model/port.ts';
import {
  describe,
  idKey,
  type LabelSelector,
  type Labels,
  type Namespace,
  type Policy,
  policyKey,
  type ResourceId,
  sortedLabels,
  type Workload,
} from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';
import { objectOf, within } from './links.ts';
import type { Observation, Transition, UnitChange, UnitSide } from './rule.ts';

/** What a change of policies, labels or namespaces lets in, or no longer lets in, of one unit. */
export interface PolicyChange {
  readonly unit: UnitChange;
  readonly cause: Cause;
  readonly changes: readonly [AdmissionChange, ...AdmissionChange[]];
}

/** What brought it about, with the lines that differ on each side; one that is gone has none at head. */
interface Cause {
  readonly is: 'gone' | 'unclear' | 'new' | 'other' | 'namespace' | 'workload';
  readonly id: ResourceId;
  readonly at: readonly Position[];
  readonly was: readonly Position[];
  /** Where a policy that is gone stands now: a unit that is deployed to the same place as far as anybody can tell. */
  readonly movedTo?: Unit | undefined;
}

type Kind = 'removed' | 'lostIsolation' | 'widened' | 'narrowed';

interface UnitPolicies extends Readonly<Record<Kind, readonly PolicyChange[]>> {
  /** Those for which there were too many kinds of callers to ask for all. */
  readonly unfinished: readonly AdmissionChange[];
}

const known = new WeakMap<UnitChange, UnitPolicies>();

/** Sorted once by what brought it about, for the four rules that tell it; nothing where the cluster ignores policies. */
export function policyChanges(transition: Transition, kind: Kind, { cluster }: Config): readonly PolicyChange[] {
  if (cluster.networkPolicies === 'ignored') return [];
  return transition.units.flatMap((unit) => policiesOf(unit, transition)[kind]);
}

/** For each unit the workloads of which nobody can tell whether more or less comes through to them than before. */
export const unfinishedComparisons = (
  transition: Transition,
  { cluster }: Config,
): readonly (readonly AdmissionChange[])[] =>
  cluster.networkPolicies === 'ignored'
    ? []
    : [...transition.units.map((unit) => policiesOf(unit, transition)), ...nodePolicies(transition)].map(
        ({ unfinished }) => unfinished,
      );

function policiesOf(unit: UnitChange, transition: Transition): UnitPolicies {
  const found = known.get(unit) ?? sorted(unit, transition);
  known.set(unit, found);
  return found;
}

/** The same of the policies of the nodes themselves, for nodes such as those policies select. */
export const nodePolicyChanges = (transition: Transition, { cluster }: Config): readonly PolicyChange[] =>
  cluster.networkPolicies === 'ignored'
    ? []
    : nodePolicies(transition).flatMap(({ removed, widened }) => [...removed, ...widened]);

function nodePolicies(transition: Transition): readonly UnitPolicies[] {
  const { units } = transition;
  const elsewhere = new Set(units.flatMap(({ head }) => head.graph.nodePolicies.map(policyKey)));
  return units.flatMap((unit) => {
    const { base, head } = unit;
    const policies = base.graph.nodePolicies.filter((policy) => head.isThere || !elsewhere.has(policyKey(policy)));
    if (!base.isThere || policies.length === 0) return [];
    const nodes = sampleNodes([...policies, ...head.graph.nodePolicies], placeIn(head));
    const of = (side: UnitSide, own: readonly Policy[]): UnitSide => ({
      ...side,
      // A unit of policies alone is gone with them, and its nodes are not.
      isThere: true,
      graph: { ...side.graph, workloads: nodes, policies: own.filter(({ unclear }) => unclear === undefined) },
    });
    return [sorted({ base: of(base, policies), head: of(head, head.graph.nodePolicies) }, transition)];
  });
}

/** What is told of nodes is told where something of head stands, if anything does. */
const placeIn = ({ exposures, graph }: UnitSide): Position | undefined =>
  (exposures.find(({ entry }) => entry.kind === 'node-port') ?? exposures[0] ?? graph.workloads[0])?.at;

/** A node for each selector, with its labels. */
function sampleNodes(policies: readonly Policy[], place: Position | undefined): readonly Workload[] {
  const named = new Set(policies.flatMap(({ subject }) => keysWithValues(subject.pods)));
  const nodes = policies.map(({ subject, at }) => nodeWith(sampleLabels(subject.pods), named, place ?? at));
  return [...new Map(nodes.map((node) => [idKey(node.id), node])).values()];
}

/** The labels of which a selector names values. */
const keysWithValues = ({ matchLabels, matchExpressions, oneOfEach = [] }: LabelSelector): readonly string[] => [
  ...matchLabels.keys(),
  ...matchExpressions.flatMap(({ key, values }) => (values.length > 0 ? key : [])),
  ...oneOfEach.flat().flatMap(keysWithValues),
];

function nodeWith(labels: Labels, named: ReadonlySet<string>, at: Position): Workload {
  const text = labelText(labels, (key) => named.has(key));
  return {
    role: 'workload',
    // Said as an object is: `every node with role=edge`.
    id: { group: '', kind: 'every', namespace: undefined, name: text === '' ? 'node' : `node with ${text}` },
    at,
    labels,
    injectedLabels: [],
    selector: undefined,
    labelsAt: at,
    hostNetwork: undefined,
    nodeSelector: new Map(),
    owner: undefined,
    hasAffinity: false,
    containers: [],
    active: 'yes',
    certainty: 'certain',
  };
}

const nothing: UnitPolicies = { removed: [], lostIsolation: [], widened: [], narrowed: [], unfinished: [] };

function sorted(unit: UnitChange, transition: Transition): UnitPolicies {
  if (!unit.base.isThere || !unit.head.isThere) return nothing;
  const budget = fullBudget();
  const all = compareAdmissions(unit.base.graph, unit.head.graph, budget);
  const gained = all.filter((change) => change.gained.length > 0);
  const losing = all.filter((change) => change.lost.length > 0);
  const removed = grouped(unit, gained, missed(unit, gained, transition, budget));
  const others = gained.filter((change) => removed.every(({ changes }) => !changes.includes(change)));
  const lost = others.filter((change) => strayedFrom(change, unit).length > 0);
  return {
    removed,
    lostIsolation: grouped(unit, lost, (change) => [workloadCause(change)]),
    widened: grouped(
      unit,
      others.filter((change) => !lost.includes(change)),
      altered(unit, others, budget),
    ),
    narrowed: grouped(unit, losing, shut(unit, losing, budget)),
    unfinished: all.filter(({ isComplete }) => !isComplete),
  };
}

type CausesOf = (change: AdmissionChange) => readonly Cause[];

/**
 * The policies that are gone and would still keep somebody out: one that another replaces is not missed. Who takes the
 * label away as well is asked with the old labels, unless those are what lets more in.
 */
function missed(
  unit: UnitChange,
  gained: readonly AdmissionChange[],
  transition: Transition,
  budget: Budget,
): CausesOf {
  const selected = bySelection(gained);
  const kept = ({ before, after }: AdmissionChange): Workload => ({ ...after, labels: before.labels });
  const pairs = new Map(gained.map((one) => [one, strayedFrom(one, unit).length > 0 ? one.after : kept(one)]));
  const opened = goneFrom(unit).flatMap((policy) => {
    const policies = [...unit.head.graph.policies, policy];
    const cause = { ...goneCause(policy, unit), movedTo: unitNow(policy, unit, transition) };
    return differing('gained', policies, selected(policy), unit, budget, pairs).map((change) => ({ change, cause }));
  });
  return causesIn(opened);
}

/** The unit to which a policy has gone as it is: by what else a way in would be called moved. */
function unitNow(policy: Policy, { head: { unit } }: UnitChange, { units, travel }: Transition): Unit | undefined {
  const [key, text] = [policyKey(policy), meaning(policy)];
  const isThere = ({ graph }: UnitSide): boolean => graph.policies.some((other) => policyKey(other) === key);
  const found = units.find(({ base, head }) => {
    const to = head.unit.id;
    const isSame = head.graph.policies.some((other) => policyKey(other) === key && meaning(other) === text);
    if (!isSame || isThere(base) || travel.environmentOf(unit.id) !== travel.environmentOf(to)) return false;
    return travel.isSuccessor(unit.id, to) || travel.mayHandOver(unit.id, to);
  });
  return found?.head.unit;
}

interface Caused {
  readonly change: AdmissionChange;
  readonly cause: Cause;
}

function causesIn(all: readonly Caused[]): CausesOf {
  const byChange = Map.groupBy(all, ({ change }) => change);
  return (change) => (byChange.get(change) ?? []).map(({ cause }) => cause);
}

const goneFrom = ({ base, head }: UnitChange): readonly Policy[] => {
  const there = new Set(head.graph.policies.map(policyKey));
  return base.graph.policies.filter((policy) => !there.has(policyKey(policy)));
};

/** The changes of the workloads that a policy selects on either side. */
function bySelection(changes: readonly AdmissionChange[]): (policy: Policy) => readonly AdmissionChange[] {
  const byPolicy = new Map<string, AdmissionChange[]>();
  for (const change of changes)
    for (const key of new Set([...change.policiesBefore, ...change.policiesAfter].map(policyKey))) {
      const own = byPolicy.get(key) ?? [];
      byPolicy.set(key, own);
      own.push(change);
    }
  return (policy) => byPolicy.get(policyKey(policy)) ?? [];
}

type Which = 'gained' | 'lost';

/** The changes in which somebody gains or loses by head, compared with these policies and with others in their place. */
function differing(
  which: Which,
  policies: readonly Policy[],
  changes: readonly AdmissionChange[],
  { head: { graph } }: UnitChange,
  budget: Budget,
  kept: ReadonlyMap<AdmissionChange, Workload> = new Map(),
): readonly AdmissionChange[] {
  if (changes.length === 0) return [];
  const workloads = changes.map((change) => kept.get(change) ?? change.after);
  const after = changes.map((change) => change.after);
  const found = compareAdmissions({ ...graph, workloads, policies }, { ...graph, workloads: after }, budget);
  // Where nobody can tell, the policy is not called innocent.
  const others = new Set(found.filter((one) => one[which].length > 0 || !one.isComplete).map((one) => one.after));
  return changes.filter((change) => others.has(change.after));
}

/** The policies that still stand there and selected the workload before its labels or its namespace were others. */
export function strayedFrom(change: AdmissionChange, { head }: UnitChange): readonly Policy[] {
  const { before, after, policiesBefore, policiesAfter } = change;
  const pods = ({ id, labels }: typeof after): string => JSON.stringify([id.namespace, ...sortedLabels(labels)]);
  if (pods(before) === pods(after)) return [];
  const there = new Set(head.graph.policies.map(policyKey));
  const still = new Set(policiesAfter.map(policyKey));
  return policiesBefore.filter((policy) => there.has(policyKey(policy)) && !still.has(policyKey(policy)));
}

const workloadCause = ({ before, after }: AdmissionChange): Cause => ({
  is: 'workload',
  id: after.id,
  at: [after.labelsAt],
  was: [before.labelsAt],
});

/** One that still stands there, but of which nobody can tell any more what it does, is not simply gone. */
function goneCause(policy: Policy, { head: { graph } }: UnitChange): Cause {
  const still = [...graph.unclearPolicies, ...graph.nodePolicies].find(
    (one) => policyKey(one) === policyKey(policy) && one.unclear?.startsWith('vendor policy') === true,
  );
  const was = [policy.at];
  return still === undefined
    ? { is: 'gone', id: policy.id, at: [], was }
    : { is: 'unclear', id: policy.id, at: unclearLines(still), was };
}

const unclearLines = (policy: Policy): readonly Position[] => [
  policy.at,
  policy.subjectAt,
  ...policy.settingsAt,
  ...(policy.ingress ?? []).flatMap(({ at, lines = [] }) => [at, ...lines]),
];

/** Policies that are new or others, else a namespace whose labels are others, else the workload itself. */
function altered(unit: UnitChange, changes: readonly AdmissionChange[], budget: Budget): CausesOf {
  return blamed('gained', alteredSuspects(unit), unit, changes, budget);
}

/** Of what lets less in: policies that are gone as well. */
function shut(unit: UnitChange, changes: readonly AdmissionChange[], budget: Budget): CausesOf {
  const { policies } = unit.head.graph;
  const gone = goneFrom(unit).map((policy) => ({
    policy,
    cause: goneCause(policy, unit),
    instead: [...policies, policy],
  }));
  return blamed('lost', [...alteredSuspects(unit), ...gone], unit, changes, budget);
}

interface Suspect {
  readonly policy: Policy;
  readonly cause: Cause;
  /** The policies of head, but for this one as base has it. */
  readonly instead: readonly Policy[];
}

const alteredSuspects = (unit: UnitChange): readonly Suspect[] =>
  alteredPolicies(unit).map((one) => {
    const rest = unit.head.graph.policies.filter((policy) => policy !== one.is);
    return { policy: one.is, cause: policyCause(one), instead: one.was === undefined ? rest : [...rest, one.was] };
  });

/** The policies without whose change it would be otherwise; where none of them does it alone, all that select the pods. */
function blamed(
  which: Which,
  suspects: readonly Suspect[],
  unit: UnitChange,
  changes: readonly AdmissionChange[],
  budget: Budget,
): CausesOf {
  const selected = bySelection(changes);
  const all = suspects.map(({ policy, cause, instead }) => {
    const own = selected(policy);
    return { cause, own, guilty: differing(which, instead, own, unit, budget) };
  });
  const alone = causesIn(all.flatMap(({ cause, guilty }) => guilty.map((change) => ({ change, cause }))));
  const together = causesIn(all.flatMap(({ cause, own }) => own.map((change) => ({ change, cause }))));
  return (change) => [alone, together].map((of) => of(change)).find(isSome) ?? labelCauses(change, unit);
}

const isSome = ({ length }: readonly Cause[]): boolean => length > 0;

interface AlteredPolicy {
  readonly is: Policy;
  readonly was: Policy | undefined;
}

/** What is only written elsewhere or in another order of keys is the same. */
function alteredPolicies({ base, head }: UnitChange): readonly AlteredPolicy[] {
  const old = new Map(base.graph.policies.map((policy) => [policyKey(policy), policy]));
  return head.graph.policies.flatMap((is) => {
    const was = old.get(policyKey(is));
    return was === is || (was !== undefined && meaning(was) === meaning(is)) ? [] : [{ is, was }];
  });
}

function policyCause({ is, was }: AlteredPolicy): Cause {
  if (was === undefined) return { is: 'new', id: is.id, at: [is.at], was: [] };
  return { is: 'other', id: is.id, at: differingLines(is, was), was: differingLines(was, is) };
}

/**
 * The selector, the settings and the rules that the other side has not, each with all of its lines; where the rules are
 * only in another order, all of them. The policy itself comes last.
 */
function differingLines(policy: Policy, other: Policy): readonly Position[] {
  const there = new Set((other.ingress ?? []).map(meaning));
  const here = new Set((policy.ingress ?? []).map(meaning));
  const isReordered = here.size === there.size && [...here].every((rule) => there.has(rule));
  const isMoved = isReordered && meaning(policy.ingress) !== meaning(other.ingress);
  const rules = (policy.ingress ?? []).filter((rule) => isMoved || !there.has(meaning(rule)));
  const subject = meaning(policy.subject) === meaning(other.subject) ? [] : [policy.subjectAt];
  const settings = settingsOf(policy) === settingsOf(other) ? [] : policy.settingsAt;
  return [...subject, ...settings, ...rules.flatMap(({ at, lines = [] }) => [at, ...lines]), policy.at];
}

const settingsOf = ({ priority, isolates, subject }: Policy): string =>
  meaning([priority, isolates, subject.namespaces]);

function labelCauses(change: AdmissionChange, { base, head }: UnitChange): readonly Cause[] {
  const labels = (namespaces: readonly Namespace[]) => new Map(namespaces.map((one) => [idKey(one.id), one]));
  const [old, now] = [labels(base.graph.namespaces), labels(head.graph.namespaces)];
  const differing = [...new Set([...now.keys(), ...old.keys()])].flatMap((key): readonly Cause[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const one = is ?? was;
    if (one === undefined || meaning(was?.labels) === meaning(is?.labels)) return [];
    return [
      { is: 'namespace', id: one.id, at: is === undefined ? [] : [is.at], was: was === undefined ? [] : [was.at] },
    ];
  });
  return differing.length > 0 ? differing.slice(0, 1) : [workloadCause(change)];
}

function grouped(unit: UnitChange, changes: readonly AdmissionChange[], causesOf: CausesOf): readonly PolicyChange[] {
  const pairs = changes.flatMap((change) => causesOf(change).map((cause) => ({ cause, change })));
  return [...Map.groupBy(pairs, ({ cause }) => idKey(cause.id)).values()].flatMap((same) => {
    const [first, ...others] = same;
    if (first === undefined) return [];
    return { unit, cause: first.cause, changes: [first.change, ...others.map(({ change }) => change)] };
  });
}

/** What a policy has to do with, beside the pods of the part. */
export const causeAt = (policy: ResourceId, part?: ResourceId): NonNullable<Observation['cause']> => ({
  object: `policy ${idKey(policy)}`,
  part: part && idKey(part),
});

/** What the rules say of one change: at the workload's line where the cause is at base alone. */
export function observed(
  { unit, cause, changes }: PolicyChange,
  said: Pick<Observation, 'message' | 'help' | 'severity' | 'cause'>,
): Observation {
  const [change, ...others] = changes;
  const workloads = [change, ...others].map(({ after }) => after.at);
  const [at = change.after.at] = cause.at;
  return {
    about: objectName(objectOf(cause.id)),
    object: objectOf(cause.id),
    at,
    because: [...cause.at, ...workloads].filter((one) => one !== at),
    was: cause.was,
    units: [unit.head.unit.id],
    whole: JSON.stringify(changes.map(wholeOf)),
    ...said,
  };
}

/** Who may connect now to which ports of which pods. */
const wholeOf = ({ after, gained }: AdmissionChange): readonly unknown[] => [
  idKey(after.id),
  gained.map(({ who, isOutside, ports }) => [who, isOutside, [...ports]]),
];

/** `with NetworkPolicy shop/web as changed`, and its relatives for what is new, gone, or not a policy. */
export function causeWords({ cause: { is, id, movedTo }, changes: [{ before, after }] }: PolicyChange): Message {
  if (is === 'workload')
    return literal(
      before.id.namespace === after.id.namespace ? 'with its new labels and ports' : 'in its new namespace',
    );
  const name = describe(id);
  if (movedTo !== undefined) return say`without ${name}, which is now ${within(movedTo)}`;
  if (is === 'gone') return say`without ${name}`;
  if (is === 'unclear') return say`unless ${name} still holds in its new form`;
  if (is === 'new') return say`with the new ${name}`;
  return is === 'namespace' ? say`with the new labels of ${name}` : say`with ${name} as changed`;
}

/** Does the change let somebody outside come to a port that a way in of head leads to? */
export const opensWay = ({ changes, unit }: PolicyChange): boolean =>
  changes.some(({ after, gained }) =>
    unit.head.exposures.some(({ target }) => {
      if (target === undefined || objectName(target) !== objectName(after.id)) return false;
      return gained.some(({ isOutside, ports }) => isOutside && admits(ports, target.port, target.protocol));
    }),
  );

const admits = (ports: Access['ports'], port: number | string | undefined, protocol: Protocol): boolean =>
  typeof port === 'number' ? includesPort(ports.get(protocol) ?? [], port) : ports.size > 0;
