import { type LossAt, lossesOn } from '../exposure/mesh.ts';
import type { Graph } from '../graph/graph.ts';
import { objectName, workloadNamed } from '../graph/objects.ts';
import { listed } from '../model/listed.ts';
import { literal, type Message, say } from '../model/message.ts';
import type { ObjectRef } from '../model/resource.ts';
import { describe, type MeshNeed, type MeshPolicy } from '../model/resource.ts';
import { byText, type Position } from '../model/source.ts';
import { differing } from './changes.ts';
import { objectOf } from './links.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { requestsWith } from './words.ts';

/** Whether the pods have a proxy at all stands in no manifest, and neither do the mesh's own defaults. */
export const meshPolicyLoosened: TransitionRule = {
  id: 'mesh-policy-loosened',
  severity: 'warning',
  summary: 'the mesh asks less of who reaches a workload',
  looksAt: 'transition',
  find: (transition) => {
    const all = differing(transition, 'mesh').flatMap(({ before, after }) =>
      lossesOn(before, after).map((loss) => ({ loss, key: after.key, units: after.units })),
    );
    const groups = Map.groupBy(all, ({ loss, units }) => JSON.stringify([loss.by, loss.lost, units]));
    return [...groups.values()].flatMap((same) => observed(same, transition));
  },
};

interface LossOn {
  readonly loss: LossAt;
  /** The way in that it is seen on. */
  readonly key: string;
  readonly units: readonly string[];
}

/** One policy and what it no longer does, for all pods that it did it for. */
function observed(same: readonly LossOn[], transition: Transition): readonly Observation[] {
  const [first] = same;
  const [was, now] = policiesNamed(first?.loss.by ?? '', first?.units ?? [], transition);
  const policy = now ?? was;
  if (first === undefined || policy === undefined) return [];
  const pods = [...new Map(same.map(({ loss }) => [objectName(loss.at), loss.at])).values()].toSorted(inOrder);
  const isOther = was === undefined || now === undefined || meaning(was) !== meaning(now);
  const lines = now === undefined || !isOther ? podLines(pods, first.units, transition) : linesOf(now, same);
  const [at = policy.at, ...because] = lines;
  const { message, help } = wordsOf(same, pods, now === undefined ? 'gone' : isOther ? 'other' : 'as it was');
  return [
    {
      about: `${objectName(policy.id)}|${first.loss.lost}`,
      object: objectOf(policy.id),
      at,
      because,
      was: was === undefined ? [] : linesOf(was, same),
      units: first.units,
      exposure: first.key,
      exposures: [...new Set(same.map(({ key }) => key))],
      message,
      help,
    },
  ];
}

const inOrder = (a: ObjectRef, b: ObjectRef): number => byText(objectName(a), objectName(b));

/** The policy as it stands at base and at head. */
function policiesNamed(
  name: string,
  units: readonly string[],
  transition: Transition,
): readonly [MeshPolicy | undefined, MeshPolicy | undefined] {
  const own = transition.units.filter(({ head }) => units.includes(head.unit.id));
  const find = (side: 'base' | 'head'): MeshPolicy | undefined =>
    own.map((unit) => byName(unit[side].graph).get(name)).find((one) => one !== undefined);
  return [find('base'), find('head')];
}

const named = new WeakMap<Graph, ReadonlyMap<string, MeshPolicy>>();

function byName(graph: Graph): ReadonlyMap<string, MeshPolicy> {
  const index = named.get(graph) ?? new Map(graph.meshPolicies.map((policy) => [describe(policy.id), policy]));
  named.set(graph, index);
  return index;
}

/** Of a policy that is gone no line is left, and of one that does not select the pods their labels decide. */
const podLines = (
  pods: readonly ObjectRef[],
  units: readonly string[],
  { units: all }: Transition,
): readonly Position[] =>
  all
    .filter(({ head }) => units.includes(head.unit.id))
    .flatMap(({ head }) => pods.flatMap((pod) => workloadNamed(head.graph, pod)?.labelsAt ?? []));

/** The lines of a policy that say what was lost, then the policy itself. */
function linesOf(policy: MeshPolicy, same: readonly LossOn[]): readonly Position[] {
  if (policy.asks === 'mtls') {
    const modes = [policy.mode, ...policy.ports.values()].filter((mode) => mode !== undefined);
    return [...modes.filter(({ value }) => value !== 'STRICT').map(({ at }) => at), policy.at];
  }
  if (policy.asks === 'tokens') return [policy.at];
  const needs = new Set(same.flatMap(({ loss }) => ('needs' in loss ? JSON.stringify(loss.needs) : [])));
  return [...policy.rules.filter((rule) => needs.has(JSON.stringify(rule.needs))).map(({ at }) => at), policy.at];
}

interface Words {
  readonly message: Message;
  readonly help: Message;
}

function wordsOf(same: readonly LossOn[], pods: readonly ObjectRef[], policy: 'gone' | 'other' | 'as it was'): Words {
  const whom = listed(pods.map(describe));
  const [first] = same.map(({ loss }) => loss);
  const by = first?.by ?? '';
  const [plural, their] = pods.length > 1 ? [literal(''), 'their'] : [literal('s'), 'its'];
  const requests = requestsWith(needsIn(same));
  const leads = {
    gone: say`without ${by}`,
    other: say`with ${by} as changed`,
    'as it was': say`with ${literal(their)} new labels, which ${by} does not select`,
  };
  const lead = leads[policy];
  switch (first?.lost) {
    case 'mtls':
      return {
        message: say`${lead}, ${whom} no longer insist${plural} on mutual TLS (${first.mode ?? 'PERMISSIVE, unless the mesh says otherwise'}): who connects in plaintext has no identity that a policy could ask for`,
        help: say`keep mode: STRICT, or say in the pull request which clients cannot talk mutual TLS`,
      };
    case 'tokens':
      return {
        message: say`${lead}, nobody verifies the tokens of requests to ${whom}`,
        help: say`keep it, or say in the pull request who verifies them`,
      };
    case 'denied':
      return {
        message: say`${lead}, ${whom} no longer turn${plural} away requests ${requests}`,
        help: say`keep the rule, or say in the pull request what takes its place`,
      };
    case 'asked':
      return {
        message: say`${lead}, nobody else is asked about requests to ${whom} ${requests}`,
        help: say`keep the rule, or say in the pull request who decides instead`,
      };
    default:
      return {
        message: say`${lead}, ${whom} also take${plural} requests ${requests}`,
        help: say`allow only the callers and paths that are needed`,
      };
  }
}

/** Each sort of requests once. */
const needsIn = (same: readonly LossOn[]): readonly (readonly MeshNeed[])[] => [
  ...new Map(same.flatMap(({ loss }) => ('needs' in loss ? [[JSON.stringify(loss.needs), loss.needs]] : []))).values(),
];

/** Equal for policies that ask the same of the same pods. */
const meaning = (policy: MeshPolicy): string =>
  JSON.stringify(policy, (key, value: unknown) => {
    if (key === 'at') return undefined;
    return value instanceof Map ? [...value] : value;
  });
