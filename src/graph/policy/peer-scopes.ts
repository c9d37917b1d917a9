import type { LabelSelector, PodScope, Policy, PolicyRule } from '../../model/resource.ts';
import type { Admission } from './admission.ts';
import { boxesOf, type LabelBox, maxBoxes, type NamedValues, valuesOf } from './label-box.ts';
import { meaning } from './meaning.ts';
import { namespaceOf } from './pod-classes.ts';
import { type ProtocolPorts, unionOf } from './protocol-ports.ts';

/** Which pods a peer stands for, once for all the peers that stand for the same. */
export interface PeerScope {
  readonly scope: PodScope;
  /** One of the policies that name it. */
  readonly policy: Policy;
  /** The labels that it stands for: those of any of the boxes. */
  readonly pods: readonly LabelBox[];
  /** With the labels of the namespace. */
  readonly podsAndNamespaces: readonly LabelBox[];
  /** The ports of the rules that name it. */
  readonly ports: ProtocolPorts;
  /** True where rules only add to what others let in, and let in the same ports on both sides. */
  readonly isSame: boolean;
  /** Some rule leaves the decision about it to others, so that nothing can be said before it is known who is in it. */
  readonly isPassed: boolean;
}

export interface PeerScopes {
  readonly all: readonly PeerScope[];
  readonly of: (policy: Policy, scope: PodScope) => PeerScope | undefined;
  readonly values: LabelBox;
  /** False where a selector has more forms than are looked at. */
  readonly isWhole: boolean;
  /** The policies that do more than add to what others let in. */
  readonly ordered: { readonly isSame: boolean; readonly scopes: ReadonlySet<PeerScope> };
}

interface Use {
  readonly side: 'was' | 'now';
  readonly policy: Policy;
  readonly rule: PolicyRule;
  readonly scope: PodScope;
  readonly ports: ProtocolPorts;
}

/** Every scope that a peer of the policies names on either side, those of head first. */
export function peerScopes(was: Admission, now: Admission): PeerScopes {
  const uses = [...usesOf('now', now), ...usesOf('was', was)];
  const values = valuesIn(uses);
  const groups = Map.groupBy(uses, ({ policy, scope }) => textOf(policy, scope));
  const byText = new Map([...groups].map(([text, own]) => [text, scopeOf(own as [Use, ...Use[]], values)])); // no group is empty
  const bySelector = new Map<Policy, Map<PodScope, PeerScope | undefined>>();
  for (const { policy, scope } of uses) {
    const own = bySelector.get(policy) ?? new Map<PodScope, PeerScope | undefined>();
    bySelector.set(policy, own.set(scope, byText.get(textOf(policy, scope))));
  }
  const ordering = uses.filter(({ policy }) => !isAdding(policy));
  return {
    all: [...byText.values()],
    of: (policy, scope) => bySelector.get(policy)?.get(scope),
    isWhole:
      values.isWhole &&
      [...byText.values()].every(
        ({ pods, podsAndNamespaces }) => Math.max(pods.length, podsAndNamespaces.length) < maxBoxes,
      ),
    values: new Map([...keyed('pod', values.pods.values), ...keyed('namespace', values.namespaces.values)]),
    ordered: {
      isSame: orderedText(was) === orderedText(now),
      scopes: new Set(ordering.flatMap(({ policy, scope }) => bySelector.get(policy)?.get(scope) ?? [])),
    },
  };
}

const usesOf = (side: Use['side'], { policies, portsOf }: Admission): readonly Use[] =>
  policies.flatMap((policy) =>
    (policy.ingress ?? []).flatMap((rule) => {
      if (rule.peers === 'everybody') return [];
      const ports = portsOf(rule);
      return rule.peers.flatMap((peer) =>
        peer.peer === 'pods' ? { side, policy, rule, scope: peer.scope, ports } : [],
      );
    }),
  );

/** What network policies allow adds up, in any order. */
const isAdding = ({ tier, ingress = [] }: Policy): boolean =>
  tier === 'network' && ingress.every(({ action }) => action === 'allow');

const orderedText = ({ policies, portsOf }: Admission): string =>
  JSON.stringify(
    policies
      .filter((policy) => !isAdding(policy))
      .map((policy) => [meaning(policy), (policy.ingress ?? []).map((rule) => [...portsOf(rule)])]),
  );

const textOf = ({ id }: Policy, { namespaces, pods }: PodScope): string =>
  meaning([namespaces ?? namespaceOf(id), pods]);

function scopeOf(uses: readonly [Use, ...Use[]], values: Values): PeerScope {
  const [{ policy, scope }] = uses;
  const pods = boxesOf(scope.pods, values.pods.values).map((box) => keyed('pod', box));
  const namespaces = boxesOf(scope.namespaces ?? everything, values.namespaces.values).map((box) =>
    keyed('namespace', box),
  );
  const [was, now] = (['was', 'now'] as const).map((side) => saidBy(uses.filter((use) => use.side === side)));
  return {
    scope,
    policy,
    pods,
    podsAndNamespaces: pods
      .flatMap((own) => namespaces.map((box): LabelBox => new Map([...own, ...box])))
      .slice(0, maxBoxes),
    ports: unionOf(...uses.map(({ ports }) => ports)),
    isSame: uses.every((use) => isAdding(use.policy)) && was === now,
    isPassed: uses.some(({ rule }) => rule.action === 'pass'),
  };
}

const everything: LabelSelector = { matchLabels: new Map(), matchExpressions: [] };

/** The ports of each priority: where some policies deny, an order is not the same as another. */
function saidBy(uses: readonly Use[]): string {
  const byPriority = Map.groupBy(uses, ({ rule, policy }) => rule.priority ?? policy.priority);
  const said = [...byPriority].map(([priority, own]) => [priority, unionOf(...own.map(({ ports }) => ports))] as const);
  return meaning(said.sort(([a], [b]) => a - b));
}

interface Values {
  readonly pods: NamedValues;
  readonly namespaces: NamedValues;
  readonly isWhole: boolean;
}

function valuesIn(uses: readonly Use[]): Values {
  const pods = valuesOf(uses.map(({ scope }) => scope.pods));
  const namespaces = valuesOf(uses.flatMap(({ scope }) => scope.namespaces ?? []));
  return { pods, namespaces, isWhole: pods.isWhole && namespaces.isWhole };
}

/** Labels of pods and of namespaces in one box. */
const keyed = (of: 'pod' | 'namespace', box: LabelBox): LabelBox =>
  new Map([...box].map(([key, values]) => [`${of}:${key}`, values]));
