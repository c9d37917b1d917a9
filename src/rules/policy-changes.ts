import { objectName } from '../graph/objects.ts';
import { labelText, sampleLabels } from '../graph/policy/callers.ts';
import { type Access, type AdmissionChange, compareAdmissions } from '../graph/policy/compare.ts';
import { includesPort } from '../graph/policy/ports.ts';
import type { Config } from '../model/config.ts';
import { literal, type Message, say } from '../model/message.ts';
import type { Protocol } from '../model/port.ts';
import {
  describe,
  idKey,
  type Labels,
  type Namespace,
  type Policy,
  policyKey,
  type ResourceId,
  sortedLabels,
  type Workload,
} from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { objectOf } from './links.ts';
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
}

type Kind = 'removed' | 'lostIsolation' | 'widened' | 'narrowed';
type UnitPolicies = Readonly<Record<Kind, readonly PolicyChange[]>>;

const known = new WeakMap<UnitChange, UnitPolicies>();

/** Sorted once by what brought it about, for the four rules that tell it; nothing where the cluster ignores policies. */
export function policyChanges({ units }: Transition, kind: Kind, { cluster }: Config): readonly PolicyChange[] {
  if (cluster.networkPolicies === 'ignored') return [];
  return units.flatMap((unit) => {
    const found = known.get(unit) ?? sorted(unit);
    known.set(unit, found);
    return found[kind];
  });
}

/** The same of the policies of the nodes themselves, for nodes such as those policies select. */
export function nodePolicyChanges({ units }: Transition, { cluster }: Config): readonly PolicyChange[] {
  if (cluster.networkPolicies === 'ignored') return [];
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
    const { removed, widened } = sorted({ base: of(base, policies), head: of(head, head.graph.nodePolicies) });
    return [...removed, ...widened];
  });
}

/** What is told of nodes is told where something of head stands, if anything does. */
const placeIn = ({ exposures, graph }: UnitSide): Position | undefined =>
  (exposures.find(({ entry }) => entry.kind === 'node-port') ?? exposures[0] ?? graph.workloads[0])?.at;

/** A node for each selector, with its labels. */
function sampleNodes(policies: readonly Policy[], place: Position | undefined): readonly Workload[] {
  const nodes = policies.map(({ subject, at }) => nodeWith(sampleLabels(subject.pods)[0] ?? new Map(), place ?? at));
  return [...new Map(nodes.map((node) => [idKey(node.id), node])).values()];
}

function nodeWith(labels: Labels, at: Position): Workload {
  const text = labelText(labels);
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

function sorted(unit: UnitChange): UnitPolicies {
  if (!unit.base.isThere || !unit.head.isThere) return { removed: [], lostIsolation: [], widened: [], narrowed: [] };
  const all = compareAdmissions(unit.base.graph, unit.head.graph);
  const gained = all.filter((change) => change.gained.length > 0);
  const removed = grouped(unit, gained, missed(unit, gained));
  const others = gained.filter((change) => removed.every(({ changes }) => !changes.includes(change)));
  const lost = others.filter((change) => strayedFrom(change, unit).length > 0);
  return {
    removed,
    lostIsolation: grouped(unit, lost, (change) => [workloadCause(change)]),
    widened: grouped(
      unit,
      others.filter((change) => !lost.includes(change)),
      altered(unit, others),
    ),
    narrowed: grouped(
      unit,
      all.filter((change) => change.lost.length > 0 && change.gained.length === 0),
      shut(unit),
    ),
  };
}

type CausesOf = (change: AdmissionChange) => readonly Cause[];

/**
 * The policies that are gone and would still keep somebody out: one that another replaces is not missed. Who takes the
 * label away as well is asked with the old labels, unless those are what lets more in.
 */
function missed(unit: UnitChange, gained: readonly AdmissionChange[]): CausesOf {
  const kept = ({ before, after }: AdmissionChange): Workload => ({ ...after, labels: before.labels });
  const pairs = new Map(gained.map((one) => [one, strayedFrom(one, unit).length > 0 ? one.after : kept(one)]));
  const opened = goneFrom(unit).map((policy) => ({
    policy,
    by: letIn([...unit.head.graph.policies, policy], selectedBy(policy, gained), unit, pairs),
  }));
  return (change) =>
    opened.flatMap(({ policy, by }) => (by.has(idKey(change.after.id)) ? [goneCause(policy, unit)] : []));
}

const goneFrom = ({ base, head }: UnitChange): readonly Policy[] => {
  const there = new Set(head.graph.policies.map(policyKey));
  return base.graph.policies.filter((policy) => !there.has(policyKey(policy)));
};

const selectedBy = (policy: Policy, changes: readonly AdmissionChange[]): readonly AdmissionChange[] =>
  changes.filter(({ policiesBefore, policiesAfter }) =>
    [...policiesBefore, ...policiesAfter].some((one) => policyKey(one) === policyKey(policy)),
  );

/** The workloads to which head lets more through than it would with these policies, and with others in their place. */
function letIn(
  policies: readonly Policy[],
  changes: readonly AdmissionChange[],
  { head: { graph } }: UnitChange,
  kept: ReadonlyMap<AdmissionChange, Workload> = new Map(),
): ReadonlySet<string> {
  if (changes.length === 0) return new Set();
  const workloads = changes.map((change) => kept.get(change) ?? change.after);
  const after = changes.map((change) => change.after);
  const found = compareAdmissions({ ...graph, workloads, policies }, { ...graph, workloads: after });
  return new Set(found.filter(({ gained }) => gained.length > 0).map(({ after }) => idKey(after.id)));
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

/**
 * The policies that are new or others and let more in than head would without what is new; where none of them does so
 * alone, all of them; else a namespace whose labels are others, else the workload itself.
 */
function altered(unit: UnitChange, changes: readonly AdmissionChange[]): CausesOf {
  const { graph } = unit.head;
  const policies = alteredPolicies(unit).map((one) => {
    const rest = graph.policies.filter((policy) => policy !== one.is);
    const by = letIn(one.was === undefined ? rest : [...rest, one.was], selectedBy(one.is, changes), unit);
    return { ...one, by };
  });
  return (change) => {
    const own = policies.filter(({ is }) => selectedBy(is, [change]).length > 0);
    const opening = own.filter(({ by }) => by.has(idKey(change.after.id)));
    const causes = (opening.length > 0 ? opening : own).map(policyCause);
    return causes.length > 0 ? causes : labelCauses(change, unit);
  };
}

/** Of what lets less in: policies that are new, others or gone, else namespaces or the workload. */
function shut(unit: UnitChange): CausesOf {
  const altered = alteredPolicies(unit);
  const gone = goneFrom(unit);
  return (change) => {
    const own = altered.filter(({ is }) => selectedBy(is, [change]).length > 0).map(policyCause);
    const left = gone
      .filter((policy) => selectedBy(policy, [change]).length > 0)
      .map((policy) => goneCause(policy, unit));
    return own.length + left.length > 0 ? [...own, ...left] : labelCauses(change, unit);
  };
}

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

const places = new Set(['at', 'lines', 'subjectAt', 'settingsAt']);

const meaning = (value: unknown): string =>
  JSON.stringify(value, (key, part: unknown) => {
    if (places.has(key)) return undefined;
    return part instanceof Map ? sortedLabels(part as ReadonlyMap<string, unknown>) : part;
  });

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

/** What the rules say of one change: at the workload's line where the cause is at base alone. */
export function observed(
  { unit, cause, changes }: PolicyChange,
  said: Pick<Observation, 'message' | 'help' | 'severity'>,
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
    ...said,
  };
}

/** `with NetworkPolicy shop/web as it is now`, and its relatives for what is new, gone, or not a policy. */
export function causeWords({ cause: { is, id }, changes: [{ before, after }] }: PolicyChange): Message {
  if (is === 'workload' && before.id.namespace !== after.id.namespace) return literal('in its new namespace');
  if (is === 'workload') return literal('with its labels and ports as they are now');
  const name = describe(id);
  if (is === 'gone') return say`without ${name}`;
  if (is === 'unclear') return say`where ${name} does not hold as it is now`;
  if (is === 'new') return say`with ${name}, which is new`;
  return is === 'namespace' ? say`with the labels of ${name} as they are now` : say`with ${name} as it is now`;
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
