import { type Protocol, protocols } from '../../model/port.ts';
import {
  describe,
  type LabelSelector,
  type PodScope,
  type Policy,
  sortedLabels,
  type Workload,
} from '../../model/resource.ts';
import type { Graph } from '../graph.ts';
import { servingContainers } from '../target-port.ts';
import { matchesLabels } from './label-match.ts';
import { namespaceLabels } from './namespaces.ts';
import { type Applying, byTier } from './verdict.ts';

/** Workloads that the same policies select, the same peers match and the same port names mean the same for. */
export interface PodClass {
  readonly members: readonly Workload[];
  readonly applying: Applying;
  /** Is the class among the pods that a peer of `policy` stands for? */
  readonly isIn: (scope: PodScope, policy: Policy) => boolean;
  readonly named: (name: string, protocol: Protocol) => readonly number[];
}

/** An unset namespace is `default`, where policies alone are asked. */
export const namespaceOf = ({ namespace }: { readonly namespace: string | undefined }): string =>
  namespace ?? 'default';

/** The classes of all workloads; what they have in common is asked once for each class, not for each pair. */
export function podClasses({ workloads, namespaces, policies }: Graph): readonly PodClass[] {
  const scopes = scopesOf(policies);
  const labelsOf = namespaceLabels(namespaces);
  const names = portNames(policies);
  const groups = Map.groupBy(workloads, (workload) => {
    const namespace = namespaceOf(workload.id);
    const matched = scopes.in(namespace).filter(({ scope }) => {
      const own = scope.namespaces === undefined || matchesLabels(scope.namespaces, labelsOf(namespace)) === 'yes';
      return own && matchesLabels(scope.pods, { labels: workload.labels, complete: true }) === 'yes';
    });
    const ports = names.map((name) =>
      JSON.stringify(protocols.map((protocol) => portsNamed(workload, name, protocol))),
    );
    return [...matched.map(({ id }) => id), ...ports].join();
  });
  const inOrder = policies.toSorted((a, b) => a.priority - b.priority || byName(a, b));
  return [...groups].map(([signature, members]) =>
    podClass(members as [Workload, ...Workload[]], signature, scopes, inOrder),
  );
}

const byName = (a: Policy, b: Policy): number => (describe(a.id) < describe(b.id) ? -1 : 1);

function podClass(
  members: readonly [Workload, ...Workload[]],
  signature: string,
  scopes: Scopes,
  policies: readonly Policy[],
): PodClass {
  const ids = new Set(signature.split(','));
  const isIn = (scope: PodScope, policy: Policy): boolean => ids.has(scopes.idOf(scope, policy));
  const own = policies.filter((policy) => isIn(policy.subject, policy));
  return {
    members,
    isIn,
    applying: byTier(own),
    named: (name, protocol) => portsNamed(members[0], name, protocol),
  };
}

interface Scopes {
  readonly idOf: (scope: PodScope, policy: Policy) => string;
  /** Every scope that pods of the namespace can be in. */
  readonly in: (namespace: string) => readonly { readonly id: string; readonly scope: PodScope }[];
}

/** Every different scope of the policies, with a number; one without namespaces belongs to its policy's own. */
function scopesOf(policies: readonly Policy[]): Scopes {
  const ids = new Map<string, string>();
  const known = new Map<PodScope, string>();
  const own = new Map<string, { id: string; scope: PodScope }[]>();
  const others: { id: string; scope: PodScope }[] = [];
  for (const policy of policies)
    for (const scope of [policy.subject, ...peersOf(policy)]) {
      const namespace = scope.namespaces === undefined ? namespaceOf(policy.id) : undefined;
      const text = `${namespace ?? textOf(scope.namespaces)}\n${textOf(scope.pods)}`;
      const id = ids.get(text) ?? `s${ids.size}`;
      known.set(scope, id);
      if (ids.has(text)) continue;
      ids.set(text, id);
      if (namespace === undefined) others.push({ id, scope });
      else own.set(namespace, [...(own.get(namespace) ?? []), { id, scope }]);
    }
  return {
    idOf: (scope) => known.get(scope) ?? '',
    in: (namespace) => [...(own.get(namespace) ?? []), ...others],
  };
}

const peersOf = ({ ingress = [], egress = [] }: Policy): readonly PodScope[] =>
  [...ingress, ...egress].flatMap(({ peers }) =>
    peers === 'everybody' ? [] : peers.flatMap((peer) => (peer.peer === 'pods' ? peer.scope : [])),
  );

const textOf = (selector: LabelSelector | undefined): string =>
  selector === undefined
    ? ''
    : JSON.stringify([
        sortedLabels(selector.matchLabels),
        selector.matchExpressions,
        selector.oneOfEach?.map((group) => group.map(textOf)),
      ]);

const portNames = (policies: readonly Policy[]): readonly string[] => [
  ...new Set(
    policies.flatMap(({ ingress = [], egress = [] }) =>
      [...ingress, ...egress].flatMap(({ ports }) =>
        ports === 'every' ? [] : ports.flatMap((port) => ('name' in port ? port.name : [])),
      ),
    ),
  ),
];

/** The numbers that a port's name stands for in the pods. */
export const portsNamed = (workload: Workload, name: string, protocol: Protocol): readonly number[] =>
  servingContainers(workload).flatMap(({ ports }) =>
    ports.flatMap((port) =>
      port.name === name && port.protocol === protocol && port.containerPort !== undefined ? port.containerPort : [],
    ),
  );
