import { canonicalCidrs } from '../../model/cidr.ts';
import type { Protocol } from '../../model/port.ts';
import type { ObjectRef, Policy, Workload } from '../../model/resource.ts';
import { byText } from '../../model/source.ts';
import { type Asked, askedOf, isExact } from './asked.ts';
import type { KnownLabels } from './label-match.ts';
import { type Applying, type Outcome, outcomeOf } from './outcome.ts';
import { selects } from './rule-match.ts';

/** Whom a pod sees at the other end. */
export type Source =
  /** Clients outside of the cluster, by their own addresses. */
  | { readonly source: 'clients'; readonly cidrs: readonly string[] }
  /** A node or a load balancer, whose address stands in no manifest. */
  | { readonly source: 'address'; readonly of: string }
  /** A pod whose namespace and labels are known as far as manifests tell. */
  | { readonly source: 'pod'; readonly namespace: string; readonly labels: KnownLabels; readonly isGuess: boolean }
  /** Cilium's own proxy, which is neither a pod nor an address. */
  | { readonly source: 'cilium-ingress' }
  | { readonly source: 'unknown'; readonly why: string };

/** One way to a pod, as its policies see it. */
export interface Path {
  readonly workload: Workload;
  /** Undefined where it is not known which port, or where it is every port. */
  readonly port: number | undefined;
  readonly protocol: Protocol;
  readonly source: Source;
}

export interface PathVerdict {
  readonly state: 'allowed' | 'filtered' | 'blocked' | 'unknown';
  /** The policies that decide, sorted. */
  readonly by: readonly ObjectRef[];
  readonly sources?: readonly string[];
  readonly reason?: string;
  /** Set where it is blocked by a denial, which another policy that admits the same does not undo. */
  readonly isDenied?: true;
}

/** The policies of one unit, and what is known of its namespaces. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  /** Of which nobody can tell what they do. */
  readonly unclear: readonly Policy[];
  readonly namespaceLabels: (name: string) => KnownLabels;
}

/**
 * Do the policies let a way through to its pod? Three-valued: what the manifests do not tell is unknown, and a path is
 * blocked only where every policy that could let it through is known not to. Clients are asked about address by address,
 * as far as policies tell them apart.
 */
export function verdictOn(path: Path, set: PolicySet): PathVerdict {
  // https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
  if (path.workload.hostNetwork?.value === 'yes')
    return { state: 'allowed', by: [], reason: "policies do not hold for pods in the node's network" };
  const unclear = set.unclear.filter((policy) => !isEgressOnly(policy) && selects(policy, path.workload, set) !== 'no');
  const [first] = unclear;
  if (first?.unclear !== undefined) return { state: 'unknown', by: refsOf(unclear), reason: first.unclear };
  const applying = set.policies
    .filter(({ ingress }) => ingress !== undefined)
    .map((policy): Applying => ({ policy, selects: selects(policy, path.workload, set) }))
    .filter(({ selects: tri }) => tri !== 'no');
  if (applying.length === 0) return { state: 'allowed', by: [] };
  const policies = applying.map(({ policy }) => policy);
  const asked = askedOf(path.source, policies);
  if (asked === undefined) return { state: 'unknown', by: refsOf(policies), reason: 'there are too many ranges' };
  const answers = asked.map((one) => ({ asked: one, ...outcomeOf(applying, { ...path, asked: one }, set) }));
  return isExact(path.source) ? ofClients(answers) : ofSomebody(answers, path.source);
}

/** Where the types themselves are refused, neither direction is read. */
const isEgressOnly = ({ ingress, egress }: Policy): boolean => ingress === undefined && egress !== undefined;

/** The text of a policy by which many of them are in order: by namespace, kind and name. */
export const policyName = ({ namespace, kind, name }: ObjectRef): string =>
  namespace === undefined ? `${kind} ${name}` : `${namespace}/${kind} ${name}`;

/** Each once, in order. */
export const policiesOf = (ids: readonly ObjectRef[]): readonly ObjectRef[] =>
  [...new Map(ids.map((id) => [policyName(id), id])).values()]
    .toSorted((a, b) => byText(policyName(a), policyName(b)))
    .map(({ kind, namespace, name }) => ({ kind, namespace, name }));

const refsOf = (policies: readonly Policy[]): readonly ObjectRef[] => policiesOf(policies.map(({ id }) => id));

type Answer = Outcome & { readonly asked: Asked };

const byOf = (answers: readonly Answer[]): readonly ObjectRef[] => refsOf(answers.flatMap(({ by }) => by));

/** Clients are let through, kept out, or some of them each. */
function ofClients(answers: readonly Answer[]): PathVerdict {
  const by = byOf(answers);
  const doubt = answers.find(({ may }) => may === 'unknown');
  if (doubt !== undefined) return unknown(by, doubt.why);
  const allowed = answers.filter(({ may }) => may === 'allow');
  if (allowed.length === answers.length) return { state: 'allowed', by, ...whyOf(answers) };
  if (allowed.length === 0) return blocked(by, answers);
  return { state: 'filtered', by, sources: canonicalCidrs(allowed.flatMap(({ asked }) => asked.address?.cidrs ?? [])) };
}

/** One of those who were asked; which of them stands in no manifest. */
function ofSomebody(answers: readonly Answer[], source: Source): PathVerdict {
  const by = byOf(answers);
  const isOneOf = (some: readonly Answer[]): boolean => some.length > 0 && some.every(({ may }) => may === 'allow');
  // A node or a load balancer has an address of either family, and it is among those whom a rule for everybody names.
  const families = Map.groupBy(answers, ({ asked }) => asked.address?.bits);
  const isLetIn = source.source === 'address' ? [...families.values()].some(isOneOf) : isOneOf(answers);
  if (isLetIn) return { state: 'allowed', by, ...whyOf(answers) };
  const isKeptOut = answers.every(({ may }) => may === 'deny');
  if (isKeptOut && source.source === 'address' && answers.some(({ isIsolated }) => isIsolated))
    return unknown(by, `the pod sees ${source.of}, and its own node is always let through`);
  if (isKeptOut) return blocked(by, answers);
  return unknown(by, answers.find(({ may }) => may === 'unknown')?.why ?? whoIs(source));
}

const blocked = (by: PathVerdict['by'], answers: readonly Answer[]): PathVerdict =>
  answers.some(({ isDenied }) => isDenied) ? { state: 'blocked', by, isDenied: true } : { state: 'blocked', by };

/** What all of them have to say to it. */
function whyOf([first, ...others]: readonly Answer[]): Pick<PathVerdict, 'reason'> {
  return first?.why !== undefined && others.every(({ why }) => why === first.why) ? { reason: first.why } : {};
}

const whoIs = (source: Source): string =>
  source.source === 'address'
    ? `the address of ${source.of} stands in no manifest`
    : 'a range of addresses is not known';

const unknown = (by: PathVerdict['by'], reason: string | undefined): PathVerdict => ({
  state: 'unknown',
  by,
  ...(reason === undefined ? {} : { reason }),
});
