import type { Tri } from '../../model/certainty.ts';
import { canonicalCidrs, everywhere, includes, intersectCidrs, oddityOf, without } from '../../model/cidr.ts';
import type { Protocol } from '../../model/port.ts';
import type { PodScope, Policy, PolicyPeer, PolicyRule, Workload } from '../../model/resource.ts';
import { byText } from '../../model/source.ts';
import { type KnownLabels, matchesLabels } from './label-match.ts';
import { portsNamed } from './pod-classes.ts';
import { everyPort, union, without as withoutPorts } from './ports.ts';

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
  /** The policies that decide, as `shop/NetworkPolicy default-deny`, sorted. */
  readonly by: readonly string[];
  readonly sources?: readonly string[];
  readonly reason?: string;
}

/** The policies of one unit in the order in which they are asked, and what is known of its namespaces. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  /** What the API server refuses: in a cluster an older form of it may hold. */
  readonly refused: readonly Policy[];
  readonly namespaceLabels: (name: string) => KnownLabels;
}

/**
 * Do the policies let a way through to its pod? Three-valued: what the manifests do not tell is unknown, and a path is
 * blocked only where every policy that could let it through is known not to.
 */
export function verdictOn(path: Path, set: PolicySet): PathVerdict {
  // https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-and-hostnetwork-pods
  if (path.workload.hostNetwork?.value === 'yes')
    return { state: 'allowed', by: [], reason: "policies do not hold for pods in the node's network" };
  const refused = set.refused.filter((policy) => !isEgressOnly(policy) && selects(policy, path.workload, set) !== 'no');
  if (refused.length > 0)
    return {
      state: 'unknown',
      by: namesOf(refused),
      reason: 'the API server refuses it, and an older form of it may hold',
    };
  const own = set.policies
    .filter(({ ingress }) => ingress !== undefined)
    .map((policy) => ({ policy, selects: selects(policy, path.workload, set) }));
  const applying = own.filter(({ selects: tri }) => tri !== 'no');
  if (applying.length === 0) return { state: 'allowed', by: [] };
  const tier = (name: Policy['tier']): readonly Applying[] => applying.filter(({ policy }) => policy.tier === name);
  const admin = decidedBy(tier('admin'), path, set);
  if (admin.decision === 'allow') return { state: 'allowed', by: admin.by };
  if (admin.decision === 'deny') return { state: 'blocked', by: admin.by };
  const doubt = admin.decision === 'unknown' ? admin.by : [];
  const network = tier('network');
  const verdict = network.length > 0 ? isolated(network, path, set) : baseline(tier('baseline'), path, set);
  if (doubt.length === 0 || verdict.state === 'unknown') return verdict;
  return {
    state: 'unknown',
    by: [...new Set([...doubt, ...verdict.by])].sort(byText),
    reason: 'an earlier policy may decide otherwise',
  };
}

/** Where the types themselves are refused, neither direction is read. */
const isEgressOnly = ({ ingress, egress }: Policy): boolean => ingress === undefined && egress !== undefined;

interface Applying {
  readonly policy: Policy;
  readonly selects: Tri;
}

/** `shop/NetworkPolicy default-deny`. */
export const policyName = ({ id: { namespace, kind, name } }: Policy): string =>
  namespace === undefined ? `${kind} ${name}` : `${namespace}/${kind} ${name}`;

const namesOf = (policies: readonly Policy[]): readonly string[] => [...new Set(policies.map(policyName))].sort(byText);

interface Decision {
  readonly decision: 'allow' | 'deny' | 'none' | 'unknown';
  readonly by: readonly string[];
}

/**
 * The lowest priority that has something to say decides. Of one priority nobody knows which is asked first, so they must
 * agree.
 * @see https://network-policy-api.sigs.k8s.io/reference/spec/ (AdminNetworkPolicySpec.priority)
 */
function decidedBy(applying: readonly Applying[], path: Path, set: PolicySet): Decision {
  const priorities = Map.groupBy(applying, ({ policy }) => policy.priority);
  for (const [, equals] of [...priorities].sort(([a], [b]) => a - b)) {
    const said = equals.map((one) => firstMatch(one, path, set)).filter((one) => one !== undefined);
    const [first, ...others] = said;
    if (first === undefined) continue;
    const by = [...new Set(said.flatMap((one) => one.by))].sort(byText);
    return { by, decision: others.every(({ decision }) => decision === first.decision) ? first.decision : 'unknown' };
  }
  return { decision: 'none', by: [] };
}

/** The first rule that matches decides; one that may match leaves it open. */
function firstMatch({ policy, selects: tri }: Applying, path: Path, set: PolicySet): Decision | undefined {
  const by = [policyName(policy)];
  for (const rule of policy.ingress ?? []) {
    const match = all(tri, portMatches(rule, path), peerMatches(rule, policy, path, set));
    if (match === 'unknown') return { decision: 'unknown', by };
    if (match === 'yes') return { decision: rule.action === 'pass' ? 'none' : rule.action, by };
  }
  return undefined;
}

/** Network policies add up: what one of them lets through comes through. */
function isolated(network: readonly Applying[], path: Path, set: PolicySet): PathVerdict {
  const by = namesOf(network.map(({ policy }) => policy));
  const matches = network.flatMap((one) => admissions(one, path, set));
  const open = matches.filter(({ isSure, match }) => isSure && match === 'yes');
  if (open.length > 0) return { state: 'allowed', by: namesOf(open.map(({ policy }) => policy)) };
  const sure = matches.filter(({ isSure }) => isSure).flatMap((one) => one.cidrs);
  if (admitsAll(sure, path.source) === true) return { state: 'allowed', by };
  const more = matches.filter(
    ({ match, cidrs }) => match !== 'cidrs' || includes(canonicalCidrs(sure), cidrs) !== true,
  );
  const doubt = doubtOf(network, more);
  if (doubt !== undefined) return { state: 'unknown', by, reason: doubt };
  return path.source.source === 'address'
    ? { state: 'unknown', by, reason: `the pod sees ${path.source.of}, and its own node is always let through` }
    : filtered(sure, path.source, by);
}

/** Are these ranges everybody who comes this way? Undefined where a range is a placeholder. */
function admitsAll(cidrs: readonly string[], source: Source): boolean | undefined {
  if (cidrs.length === 0) return false;
  const ranges = canonicalCidrs(cidrs);
  if (source.source === 'clients') return includes(ranges, source.cidrs);
  // Whatever the address is, it is in a range of everybody.
  return source.source === 'address' && everywhere.some((all) => ranges.includes(all));
}

function filtered(cidrs: readonly string[], source: Source, by: readonly string[]): PathVerdict {
  if (source.source !== 'clients' || cidrs.length === 0) return { state: 'blocked', by };
  if (admitsAll(cidrs, source) === undefined)
    return { state: 'unknown', by, reason: 'a range of addresses is not known' };
  const sources = intersectCidrs(cidrs, source.cidrs);
  return sources.length > 0 ? { state: 'filtered', by, sources } : { state: 'blocked', by };
}

type RuleMatch = Admission & { readonly policy: Policy; readonly isSure: boolean };

/** The rules of a policy that are about the port. */
const admissions = ({ policy, selects: tri }: Applying, path: Path, set: PolicySet): readonly RuleMatch[] =>
  (policy.ingress ?? []).flatMap((rule) => {
    const about = all(portMatches(rule, path), tri);
    return about === 'no' ? [] : [{ ...admitted(rule, policy, path, set), policy, isSure: about === 'yes' }];
  });

/** Why nobody can tell, where a policy may not select the pod or a rule may let it through. */
function doubtOf(network: readonly Applying[], matches: readonly RuleMatch[]): string | undefined {
  if (network.every(({ selects: tri }) => tri !== 'yes')) return 'it is not known whether the policies select the pod';
  const open = matches.find(({ match, isSure }) => match === 'unknown' || (match !== 'no' && !isSure));
  return open && (open.why ?? 'a rule may let it through');
}

function baseline(applying: readonly Applying[], path: Path, set: PolicySet): PathVerdict {
  const { decision, by } = decidedBy(applying, path, set);
  if (decision === 'unknown') return { state: 'unknown', by, reason: 'a baseline policy may hold it back' };
  return decision === 'deny' ? { state: 'blocked', by } : { state: 'allowed', by };
}

interface Admission {
  readonly match: Tri | 'cidrs';
  readonly cidrs: readonly string[];
  readonly why?: string;
}

/** Whom a rule of a network policy lets through of those who come this way. */
function admitted(rule: PolicyRule, policy: Policy, path: Path, set: PolicySet): Admission {
  if (rule.peers === 'everybody') return { match: 'yes', cidrs: [] };
  const { source } = path;
  const cidrs = rule.peers.flatMap((peer) => (peer.peer === 'addresses' ? rangesOf(peer) : []));
  if (source.source === 'clients') {
    if (rule.peers.some(({ peer }) => peer === 'unread'))
      return { match: 'unknown', cidrs: [], why: 'a range of addresses is not known' };
    return { match: cidrs.length > 0 ? 'cidrs' : 'no', cidrs };
  }
  const peer = peerMatches(rule, policy, path, set);
  const why = peer === 'unknown' ? whyUnknown(source) : undefined;
  return { match: peer, cidrs, ...(why === undefined ? {} : { why }) };
}

/** Nobody knows what is left of a range where a placeholder is taken out of it. */
const rangesOf = ({ cidr, except }: Extract<PolicyPeer, { peer: 'addresses' }>): readonly string[] =>
  except.some((text) => oddityOf(text) === 'no-cidr')
    ? [`${cidr} without ${except.join(', ')}`]
    : without([cidr], except);

const whyUnknown = (source: Source): string => {
  if (source.source === 'address') return `the address of ${source.of} stands in no manifest`;
  return source.source === 'unknown' ? source.why : 'not every label that a rule asks for is known';
};

function peerMatches(rule: PolicyRule, policy: Policy, path: Path, set: PolicySet): Tri {
  if (rule.peers === 'everybody') return 'yes';
  return any(...rule.peers.map((peer) => peerIs(peer, policy, path.source, set)));
}

function peerIs(peer: PolicyPeer, policy: Policy, source: Source, set: PolicySet): Tri {
  // Cilium's own proxy has no address.
  if (peer.peer === 'addresses') return source.source === 'cilium-ingress' ? 'no' : 'unknown';
  if (peer.peer === 'unread') return 'unknown';
  if (peer.peer !== 'pods') return 'no';
  if (source.source === 'unknown') return 'unknown';
  if (source.source !== 'pod') return 'no';
  return podIs(peer.scope, policy, source, set);
}

/** Installations differ: what only the usual one would do is not certain. */
function podIs(scope: PodScope, policy: Policy, source: Extract<Source, { source: 'pod' }>, set: PolicySet): Tri {
  const namespace =
    scope.namespaces === undefined
      ? sameNamespace(policy.id.namespace, source.namespace)
      : matchesLabels(scope.namespaces, set.namespaceLabels(source.namespace));
  const match = all(namespace, matchesLabels(scope.pods, source.labels));
  return match === 'no' && source.isGuess ? 'unknown' : match;
}

function selects(policy: Policy, workload: Workload, set: PolicySet): Tri {
  const { namespaces, pods } = policy.subject;
  const { namespace } = workload.id;
  const isIn =
    namespaces === undefined
      ? sameNamespace(policy.id.namespace, namespace)
      : namespace === undefined
        ? anyNamespace(namespaces)
        : matchesLabels(namespaces, set.namespaceLabels(namespace));
  return all(isIn, matchesLabels(pods, { labels: workload.labels, complete: true }));
}

/** An unset namespace is the one that the deploy action fills in, the same for both. */
const sameNamespace = (a: string | undefined, b: string | undefined): Tri =>
  a === b ? 'yes' : a === undefined || b === undefined ? 'unknown' : 'no';

const anyNamespace = ({ matchLabels, matchExpressions }: NonNullable<PodScope['namespaces']>): Tri =>
  matchLabels.size === 0 && matchExpressions.length === 0 ? 'yes' : 'unknown';

/** Policies see the pod's own port, after every translation. */
function portMatches({ ports }: PolicyRule, { port, protocol, workload }: Path): Tri {
  if (ports === 'every') return 'yes';
  const same = ports.filter((one) => one.protocol === undefined || one.protocol === protocol);
  if (same.length === 0) return 'no';
  if (port === undefined)
    return withoutPorts(everyPort, union(same.flatMap((one) => ('name' in one ? [] : one)))).length === 0
      ? 'yes'
      : 'unknown';
  return same.some((one) =>
    'name' in one ? portsNamed(workload, one.name, protocol).includes(port) : one.first <= port && port <= one.last,
  )
    ? 'yes'
    : 'no';
}

const all = (...tris: readonly Tri[]): Tri =>
  tris.includes('no') ? 'no' : tris.includes('unknown') ? 'unknown' : 'yes';
const any = (...tris: readonly Tri[]): Tri =>
  tris.includes('yes') ? 'yes' : tris.includes('unknown') ? 'unknown' : 'no';
