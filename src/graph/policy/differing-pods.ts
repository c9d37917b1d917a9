import { type Labels, sortedLabels } from '../../model/resource.ts';
import type { Admission, PodCaller } from './admission.ts';
import type { Callers } from './callers.ts';
import { type LabelBox, overlap, parts, plainest } from './label-box.ts';
import { type PeerScope, type PeerScopes, peerScopes } from './peer-scopes.ts';
import { type NamespaceNames, type Place, placesOf, unheardOf } from './places.ts';
import { type Named, type Names, namesOf } from './pod-names.ts';
import { everyPort } from './ports.ts';
import { byProtocol, meet, minus, type ProtocolPorts, unionOf } from './protocol-ports.ts';
import type { Connection } from './verdict.ts';

export interface Found {
  /** Who is asked for in any case. */
  readonly plain: readonly Callers[];
  /** Whoever else is told apart. */
  readonly callers: readonly Callers[];
  /** False where there were too many kinds of callers to ask for all. */
  readonly isComplete: boolean;
}

/**
 * Pods that may connect on one side and may not on the other: one for each peer that lets others in than before, and
 * one for each port that anybody gains or loses, whether or not such a pod stands in the manifests.
 *
 * All pods there can be are a box of labels in each place. A box in which nobody gains anything is left; another one is
 * cut by a scope of which it is not known yet who of them is in it, until somebody is found or nobody is left.
 */
export function differingPods(was: Admission, now: Admission, namespaces: NamespaceNames, budget: Budget): Found {
  const scopes = peerScopes(was, now);
  const places = placesOf(scopes, { was, now }, namespaces);
  const names = namesOf(places, { now, scopes, budget });
  const plain = plainCallers(names, namespaces.own);
  const search = { was, now, scopes, names, plain, budget };
  const found = [
    ...gainers({ ...search, from: 'was', to: 'now' }, places),
    ...gainers({ ...search, from: 'now', to: 'was' }, places),
  ];
  const distinct = new Map(found.map((one) => [keyOf(one.caller), one]));
  for (const { caller } of plain) distinct.delete(keyOf(caller));
  return {
    plain,
    callers: [...distinct.values()],
    isComplete: budget.steps >= 0 && (scopes.isWhole || isUnchanged(scopes)),
  };
}

const keyOf = ({ namespace, namespaceLabels = none, labels }: PodCaller): string =>
  JSON.stringify([namespace, sortedLabels(namespaceLabels), sortedLabels(labels)]);

/** Pods without labels of a namespace that nobody names, and of the workload's own. */
const plainCallers = ({ everywhere, own }: Names, namespace: string): readonly Gainer['callers'][] => [
  { naming: everywhere, caller: plainPod(unheardOf) },
  { naming: own, caller: plainPod(namespace) },
];

const plainPod = (namespace: string): PodCaller => ({ caller: 'pod', namespace, labels: none });
const none: Labels = new Map();

/** How much may still be looked at; below nothing, it was too much. */
export interface Budget {
  steps: number;
  /** The same for the words: where they run out, those who are found are called by all of their labels. */
  words: number;
}

/** Two seconds' work at most. For a workload under policies that people write it takes some hundreds of steps. */
export const fullBudget = (): Budget => ({ steps: 2_000_000, words: 500_000 });

/** Where the same policies say the same on both sides, nobody has to be told apart. */
const isUnchanged = ({ all, ordered }: PeerScopes): boolean => ordered.isSame && all.every(({ isSame }) => isSame);

interface Search {
  readonly was: Admission;
  readonly now: Admission;
  readonly from: 'was' | 'now';
  readonly to: 'was' | 'now';
  readonly scopes: PeerScopes;
  readonly names: Names;
  readonly plain: readonly Gainer['callers'][];
  readonly budget: Budget;
}

/** First for each peer by itself, so that each is told; then for whoever else there may be. */
function gainers(search: Search, places: readonly Place[]): readonly Gainer['callers'][] {
  const found: Gainer['callers'][] = [];
  const crowds = crowdsOf(search);
  let told = unionOf(...crowds.map(({ ports }) => ports));
  const note = (place: Place, box: LabelBox, known: ProtocolPorts): void => {
    for (const one of gainersIn(box, place, search, known)) {
      found.push(one.callers);
      told = unionOf(told, one.ports);
    }
  };
  for (const scope of search.scopes.all)
    for (const place of places)
      if (place.isTold && isDiffering(scope, place))
        for (const box of within(place, scope, search)) note(place, box, toldOf(crowds, place, box));
  for (const place of places) note(place, place.box, told);
  return found;
}

/** What the pods gain who are asked for in any case, and all whom the words for them stand for. */
const crowdsOf = (search: Search): readonly Gained[] =>
  search.plain.flatMap(({ naming, caller }) => {
    const ports = gain(search, caller);
    return ports.size === 0 ? [] : { ports, named: naming(search.to === 'now' ? 'gained' : 'lost', ports) };
  });

interface Gained {
  readonly ports: ProtocolPorts;
  readonly named: Named;
}

const toldOf = (crowds: readonly Gained[], { caller }: Place, box: LabelBox): ProtocolPorts =>
  unionOf(
    ...crowds
      .filter(({ named }) => named.holds?.({ caller: caller(plainest(box)), box }) === true)
      .map(({ ports }) => ports),
  );

const gain = ({ from, to, ...sides }: Search, caller: PodCaller): ProtocolPorts =>
  minus(sides[to].ports(caller), sides[from].ports(caller));

const isDiffering = (scope: PeerScope, { was, now }: Place): boolean =>
  !(scope.isSame && was.has(scope) === now.has(scope)) && (was.has(scope) || now.has(scope));

const within = ({ box, boxesOf }: Place, scope: PeerScope, { scopes: { values } }: Search): readonly LabelBox[] =>
  boxesOf(scope).flatMap((own) => {
    const lies = overlap(box, [own], values);
    if (lies === 'outside') return [];
    return lies === 'inside' ? [box] : parts(box, lies.cut, values).slice(-1);
  });

interface Node {
  readonly box: LabelBox;
  readonly inside: ReadonlySet<PeerScope>;
  /** The scopes of which it is not known whether the box is inside. */
  readonly open: readonly PeerScope[];
}

interface Gainer {
  readonly callers: Callers & { readonly caller: PodCaller };
  readonly ports: ProtocolPorts;
}

/** Pods of the box who gain more than what is told. */
function gainersIn(start: LabelBox, place: Place, search: Search, known: ProtocolPorts): readonly Gainer[] {
  const out: Gainer[] = [];
  let told = known;
  const all = search.scopes.all.filter((scope) => place.was.has(scope) || place.now.has(scope));
  const stack: Node[] = [{ box: start, inside: new Set(), open: all }];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    search.budget.steps -= node.open.length + search.scopes.all.length + 1;
    if (search.budget.steps < 0) return out;
    const sorted = sortedOut(node, place, search);
    const possible = minus(mostGained(sorted, place, search), told);
    if (possible.size === 0) continue;
    const labels = plainest(node.box);
    const ports = minus(gain(search, place.caller(labels)), told);
    if (ports.size > 0) {
      out.push({ callers: { naming: search.names.of(place, labels), caller: place.caller(labels) }, ports });
      told = unionOf(told, ports);
    }
    const rest = minus(possible, ports);
    stack.push(...(rest.size === 0 ? [] : cut(sorted, rest, search)));
  }
  return out;
}

interface Sorted extends Node {
  readonly cuts: ReadonlyMap<PeerScope, LabelBox>;
}

function sortedOut({ box, inside, open }: Node, place: Place, { scopes: { values } }: Search): Sorted {
  const cuts = new Map<PeerScope, LabelBox>();
  const isIn = new Set(inside);
  for (const scope of open) {
    const lies = overlap(box, place.boxesOf(scope), values);
    if (lies === 'inside') isIn.add(scope);
    else if (lies !== 'outside') cuts.set(scope, lies.cut);
  }
  return { box, inside: isIn, open: [...cuts.keys()], cuts };
}

/** The scope that cuts the box into the fewest parts, of those that decide about the ports. */
function cut(
  { box, inside, open, cuts }: Sorted,
  ports: ProtocolPorts,
  { scopes: { values } }: Search,
): readonly Node[] {
  const [first, ...others] = open.filter((scope) => meet(scope.ports, ports));
  if (first === undefined) return [];
  const sizeOf = (scope: PeerScope): number => cuts.get(scope)?.size ?? 0;
  const best = others.reduce((least, scope) => (sizeOf(scope) < sizeOf(least) ? scope : least), first);
  const pieces = parts(box, cuts.get(best) ?? new Map(), values);
  return pieces.map((piece) => ({ box: piece, inside, open })).reverse();
}

/**
 * More than anybody of the box can gain: of the scopes that cut it, those that allow hold where it leads to and not
 * where it comes from, and those that deny the other way round. A scope that lets in the same on both sides gives
 * nobody anything that he did not have.
 */
function mostGained({ inside, cuts }: Sorted, place: Place, { from, to, scopes, ...sides }: Search): ProtocolPorts {
  if (cuts.keys().some(({ isPassed }) => isPassed)) return everything;
  const addsUp = scopes.ordered.isSame && [...scopes.ordered.scopes].every((scope) => isAlike(scope, place));
  const meets =
    (side: 'was' | 'now', isMet: (scope: PeerScope, action: string) => boolean): Connection['meets'] =>
    (peer, policy, { action }) => {
      const scope = peer.peer === 'pods' ? scopes.of(policy, peer.scope) : undefined;
      if (scope === undefined || !place[side].has(scope)) return false;
      return inside.has(scope) || (cuts.has(scope) && isMet(scope, action));
    };
  const isNoGain = (scope: PeerScope): boolean => addsUp && scope.isSame && isAlike(scope, place);
  return minus(
    sides[to].portsFor(meets(to, (scope, action) => action === 'allow' && !isNoGain(scope))),
    sides[from].portsFor(meets(from, (_, action) => action === 'deny')),
  );
}

const everything = byProtocol(() => everyPort);

const isAlike = (scope: PeerScope, { was, now }: Place): boolean => was.has(scope) === now.has(scope);
