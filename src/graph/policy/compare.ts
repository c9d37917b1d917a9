import { idKey, type Policy, sortedLabels, type Workload } from '../../model/resource.ts';
import { sameItems } from '../same-items.ts';
import { servingContainers } from '../target-port.ts';
import { type Admission, admissions, type Caller } from './admission.ts';
import { type Callers, type CallersOf, callersOf, type PolicySide } from './callers.ts';
import { type Budget, fullBudget } from './differing-pods.ts';
import { namespaceOf } from './pod-classes.ts';
import type { Named } from './pod-names.ts';
import { minus, type ProtocolPorts, unionOf } from './protocol-ports.ts';

/** Somebody who may connect to a workload on one side and may not on the other. */
export interface Access {
  /** As people call them: `10.0.0.0/8`, `pods in every namespace`, `Deployment shop/web`. */
  readonly who: string;
  readonly isOutside: boolean;
  readonly ports: ProtocolPorts;
}

/** How what may come to a workload's pods differs between base and head. */
export interface AdmissionChange {
  readonly before: Workload;
  readonly after: Workload;
  readonly gained: readonly Access[];
  readonly lost: readonly Access[];
  /** False where there were too many kinds of callers to ask for all. */
  readonly isComplete: boolean;
  /** The policies that select it on each side. */
  readonly policiesBefore: readonly Policy[];
  readonly policiesAfter: readonly Policy[];
}

/**
 * What the network policies let come to each workload that is on both sides, asked with the same callers on both: every
 * address, the workloads of either side, and whatever pods the policies of the two sides treat otherwise. The text of a
 * policy is never compared, so a rewrite that means the same says nothing.
 */
export function compareAdmissions(
  base: PolicySide,
  head: PolicySide,
  budget: Budget = fullBudget(),
): readonly AdmissionChange[] {
  if (base.policies.length + head.policies.length === 0) return [];
  const hasSameNamespaces = sameItems(base.namespaces, head.namespaces);
  const [atBase, atHead] = [admissions(base), admissions(head)];
  const before = counterparts(base, head);
  const compare = comparison(base, head, budget);
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

/**
 * The same workload at base: by its name; where that is gone, the one of the same labels, or of another namespace; where
 * both are others, the only one that is gone and runs the same images as the only one that is new.
 */
function counterparts(base: PolicySide, head: PolicySide): (after: Workload) => Workload | undefined {
  const stays = new Set(head.workloads.map(({ id }) => idKey(id)));
  const byId = new Map(base.workloads.map((workload) => [idKey(workload.id), workload]));
  const gone = base.workloads.filter(({ id }) => !stays.has(idKey(id)));
  const byPods = new Map(gone.map((workload) => [podsKey(workload), workload]));
  const byName = new Map(gone.map((workload) => [nameKey(workload), workload]));
  const byKey = (after: Workload): Workload | undefined =>
    byId.get(idKey(after.id)) ?? byPods.get(podsKey(after)) ?? byName.get(nameKey(after));
  const taken = new Set(head.workloads.flatMap((after) => byKey(after) ?? []));
  const lone = onlyOnes(gone.filter((workload) => !taken.has(workload)));
  const fresh = onlyOnes(head.workloads.filter((after) => byKey(after) === undefined));
  return (after) => byKey(after) ?? (fresh.get(imagesKey(after)) === after ? lone.get(imagesKey(after)) : undefined);
}

/** The workloads that alone run their images. */
const onlyOnes = (workloads: readonly Workload[]): ReadonlyMap<string, Workload> =>
  new Map(
    [...Map.groupBy(workloads, imagesKey)].flatMap(([key, [only, ...others]]) =>
      only === undefined || others.length > 0 || only.containers.every(({ image }) => image === undefined)
        ? []
        : [[key, only] as const],
    ),
  );

const imagesKey = ({ id, containers }: Workload): string =>
  JSON.stringify([namespaceOf(id), id.kind, ...containers.map(({ image, stage }) => [image, stage])]);
const podsKey = ({ id, labels }: Workload): string => JSON.stringify([namespaceOf(id), ...sortedLabels(labels)]);
const nameKey = ({ id }: Workload): string => JSON.stringify([id.kind, id.name]);

interface Side {
  readonly workload: Workload;
  readonly admission: Admission;
}

/** Compares the two sides of a workload; those that the same policies select, with the same ports, are asked for once. */
function comparison(
  base: PolicySide,
  head: PolicySide,
  budget: Budget,
): (was: Side, now: Side) => readonly AdmissionChange[] {
  const ids = new Map([...base.policies, ...head.policies].map((policy, index) => [policy, index]));
  const sideKey = ({ workload, admission }: Side): unknown => [
    namespaceOf(workload.id),
    admission.policies.map((policy) => ids.get(policy)),
    servingContainers(workload).flatMap(({ ports }) =>
      ports.map((port) => [port.name, port.containerPort, port.protocol]),
    ),
  ];
  const callers = callersOf(base, head, budget);
  const known = new Map<string, Difference>();
  return (was, now) => {
    const key = JSON.stringify([sideKey(was), sideKey(now)]);
    const difference = known.get(key) ?? differenceOf(was, now, callers);
    known.set(key, difference);
    if (difference.isComplete && difference.gained.length + difference.lost.length === 0) return [];
    const policies = { policiesBefore: was.admission.policies, policiesAfter: now.admission.policies };
    return [{ before: was.workload, after: now.workload, ...difference, ...policies }];
  };
}

type Difference = Pick<AdmissionChange, 'gained' | 'lost' | 'isComplete'>;

function differenceOf(base: Side, head: Side, callersOf: CallersOf): Difference {
  const [was, now] = [base.admission, head.admission];
  // In another namespace the callers are others as well, and only whether the pods are isolated can be compared.
  const hasMoved = namespaceOf(base.workload.id) !== namespaceOf(head.workload.id);
  const isLost = was.policies.length > 0 && now.policies.length === 0;
  if (was.policies.length + now.policies.length === 0 || (hasMoved && !isLost)) return nothing;
  const { callers, isComplete } = callersOf(head.workload, was, now);
  const asked = callers.map((one) => ({ ...one, before: was.ports(one.caller), after: now.ports(one.caller) }));
  return {
    gained: joined(asked.flatMap(({ before, after, ...one }) => told(one, 'gained', minus(after, before)))),
    lost: joined(asked.flatMap(({ before, after, ...one }) => told(one, 'lost', minus(before, after)))),
    isComplete,
  };
}

const nothing: Difference = { gained: [], lost: [], isComplete: true };

interface Told extends Access {
  readonly caller: Caller;
  readonly named: Named;
}

function told({ naming, caller }: Callers, which: 'gained' | 'lost', ports: ProtocolPorts): readonly Told[] {
  if (ports.size === 0) return [];
  const named = naming(which, ports);
  return named.who.map((who) => ({ who, isOutside: caller.caller === 'address', ports, caller, named }));
}

/** Each is named once; whom the words for a wider crowd stand for already is not named. */
function joined(all: readonly Told[]): readonly Access[] {
  const crowds = all.filter(({ named }) => named.holds !== undefined);
  const news = all.filter((one) => !crowds.some((crowd) => crowd !== one && isAmong(one, crowd)));
  return [...Map.groupBy(news, ({ who }) => who)].map(([who, same]) => ({
    who,
    isOutside: same.every(({ isOutside }) => isOutside),
    ports: portsOf(same),
  }));
}

const isAmong = ({ caller, named, ports }: Told, crowd: Told): boolean =>
  caller.caller === 'pod' && crowd.named.holds?.({ caller, box: named.box }) === true && covers(crowd.ports, ports);

const covers = (wide: ProtocolPorts, narrow: ProtocolPorts): boolean => minus(narrow, wide).size === 0;

/** All the ports that any of the accesses is about. */
export const portsOf = (accesses: readonly Access[]): ProtocolPorts => unionOf(...accesses.map(({ ports }) => ports));
