import { describe, type PodScope, type Policy, sortedLabels, type Workload } from '../../model/resource.ts';
import { type Admission, identityOf, type PodCaller } from './admission.ts';
import type { Callers } from './callers.ts';
import { called } from './pod-names.ts';

/** The workloads as callers, those together that are in the same scopes of the policies on both sides. */
export function workloadCallers(
  workloads: readonly Workload[],
): (was: Admission, now: Admission) => readonly Callers[] {
  const crowd = crowdOf(workloads);
  const members = membership(crowd);
  return (was, now) => {
    const keys = crowd.map((): string[] => []);
    const scopes = [...scopesOf(was, 'was'), ...scopesOf(now, 'now')];
    scopes.forEach(({ side, policy, scope }, index) => {
      for (const member of members(side, side === 'was' ? was : now, policy, scope)) keys[member]?.push(String(index));
    });
    const classes = Map.groupBy(crowd.keys(), (index) => keys[index]?.join() ?? '');
    return [...classes.values()].flatMap((indices) => {
      const [first] = indices.flatMap((index) => crowd[index] ?? []);
      return first === undefined
        ? []
        : { caller: first.caller, naming: called(...indices.flatMap((index) => crowd[index]?.who ?? [])) };
    });
  };
}

interface One {
  readonly who: string;
  readonly caller: PodCaller;
}

/** Once for each namespace and set of labels. */
function crowdOf(workloads: readonly Workload[]): readonly One[] {
  const all = workloads.map((workload) => ({ who: describe(workload.id), caller: identityOf(workload) }));
  const keyOf = ({ caller }: One): string => JSON.stringify([caller.namespace, sortedLabels(caller.labels)]);
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}

type Side = 'was' | 'now';

const scopesOf = ({ policies }: Admission, side: Side) =>
  policies.flatMap((policy) =>
    (policy.ingress ?? []).flatMap(({ peers }) =>
      peers === 'everybody'
        ? []
        : peers.flatMap((peer) => (peer.peer === 'pods' ? { side, policy, scope: peer.scope } : [])),
    ),
  );

/** Looked up once for each scope of a policy and side. */
function membership(crowd: readonly One[]) {
  const known = {
    was: new Map<Policy, Map<PodScope, readonly number[]>>(),
    now: new Map<Policy, Map<PodScope, readonly number[]>>(),
  };
  return (side: Side, { isIn }: Admission, policy: Policy, scope: PodScope): readonly number[] => {
    const own = known[side].get(policy) ?? new Map<PodScope, readonly number[]>();
    known[side].set(policy, own);
    const found = own.get(scope) ?? [...crowd.keys()].filter((index) => isAmong(crowd[index], scope, policy, isIn));
    own.set(scope, found);
    return found;
  };
}

const isAmong = (one: One | undefined, scope: PodScope, policy: Policy, isIn: Admission['isIn']): boolean =>
  one !== undefined && isIn(scope, policy, one.caller);
