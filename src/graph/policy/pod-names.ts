import type { Labels } from '../../model/resource.ts';
import type { Admission, PodCaller } from './admission.ts';
import { isOther, type LabelBox, overlap, plainest, someOther } from './label-box.ts';
import type { PeerScope, PeerScopes } from './peer-scopes.ts';
import { labelsOf, labelText, nameKey, type Place, unheardOf } from './places.ts';
import { minus, type ProtocolPorts } from './protocol-ports.ts';
import type { Connection } from './verdict.ts';

/** How those are called among whom somebody gains or loses. */
export interface Named {
  readonly who: readonly string[];
  /** All whom the words stand for, where that is more than the one who was found. */
  readonly box?: LabelBox | undefined;
  /** Do the words stand for these as well? */
  readonly holds?: (others: Pods) => boolean;
}

export interface Pods {
  readonly caller: PodCaller;
  readonly box?: LabelBox | undefined;
}

export type Naming = (which: 'gained' | 'lost', ports: ProtocolPorts) => Named;

/** Whoever has a name of their own. */
export const called =
  (...who: readonly string[]): Naming =>
  () => ({ who });

interface Labelled {
  readonly now: Admission;
  readonly scopes: PeerScopes;
  readonly budget: { words: number };
}

/**
 * Words for a crowd of whom only one was asked. They stand for nobody to whom it does not apply: where a pod of other
 * labels is kept out all the same, or let in all the same, they say without which labels.
 */
export interface Names {
  readonly of: (place: Place, labels: Labels) => Naming;
  readonly own: Naming;
  readonly everywhere: Naming;
}

export function namesOf(places: readonly Place[], labelled: Labelled): Names {
  const own = places.find(({ isOwn }) => isOwn);
  return {
    of: (place, labels) => (which, ports) => {
      const box = widest(place, labels, isMeant(place, labelled, which, ports), labelled);
      return { who: place.who(podWords(box, labels, labelled), namespaceWords(box, labels, labelled)), box };
    },
    own: (which, ports) => {
      const box = own && widest(own, noLabel, isMeant(own, labelled, which, ports), labelled);
      const holds = ({ caller, box: others }: Pods): boolean =>
        own?.names.includes(caller.namespace) === true && isWithin(caller, others, box, labelled);
      return { who: [`${podWords(box, noLabel, labelled)} in its namespace`], box, holds };
    },
    everywhere: (which, ports) => everywhere(places, labelled, which, ports),
  };
}

const noLabel: Labels = new Map();

function everywhere(
  places: readonly Place[],
  labelled: Labelled,
  which: 'gained' | 'lost',
  ports: ProtocolPorts,
): Named {
  const anywhere = places.find(({ isAnywhere }) => isAnywhere);
  const labels = anywhere === undefined ? noLabel : plainest(anywhere.box);
  const box = anywhere && widest(anywhere, labels, isMeant(anywhere, labelled, which, ports), labelled);
  if (box === undefined) return elsewhere(places, labelled, which, ports);
  const pods: LabelBox = new Map([...box].filter(([key]) => key.startsWith('pod:')));
  const others = places.filter((place) => !place.isAnywhere && !isMeant(place, labelled, which, ports)(pods));
  const but = others.flatMap(({ names }) => names).filter((name) => name !== unheardOf);
  const what = podWords(pods, noLabel, labelled).replace(/^every pod$/, 'pods');
  return {
    who: [
      `${what} in every namespace${tail(without(box, 'namespace', labels, labelled), ' without ')}${butWords(but)}`,
    ],
    box,
    holds: ({ caller, box: own }) => !but.includes(caller.namespace) && isWithin(caller, own, box, labelled),
  };
}

/** Where namespaces are told apart by labels that nobody knows. */
function elsewhere(
  places: readonly Place[],
  labelled: Labelled,
  which: 'gained' | 'lost',
  ports: ProtocolPorts,
): Named {
  const place = places.find(({ names, isAnywhere }) => !isAnywhere && names.includes(unheardOf));
  const box = place && widest(place, noLabel, isMeant(place, labelled, which, ports), labelled);
  return { who: [`${podWords(box, noLabel, labelled)} in ${unheardOf}`], box };
}

const tail = (text: string, before: string): string => (text === '' ? '' : before + text);

function butWords(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined) return '';
  return others.length < 3 ? ` but ${names.join(', ')}` : ` but ${first} and ${others.length} more`;
}

/** Is everybody of a box let in to the ports at head? Of those who lose it is only said that not all of them are. */
function isMeant(
  place: Place,
  { now, scopes: { of, values }, budget }: Labelled,
  which: 'gained' | 'lost',
  ports: ProtocolPorts,
): (box: LabelBox) => boolean {
  if (which === 'lost') return () => true;
  return (box) => {
    const lies = new Map([...place.now].map((scope) => [scope, overlap(box, place.boxesOf(scope), values)]));
    budget.words -= lies.size + 1;
    const isOpen = (scope: PeerScope): boolean => typeof lies.get(scope) === 'object';
    if (budget.words < 0 || [...place.now].some((scope) => scope.isPassed && isOpen(scope))) return false;
    // Somebody may be denied, and need not be allowed, where it is not known whether all are in the scope.
    const meets: Connection['meets'] = (peer, policy, { action }) => {
      const scope = peer.peer === 'pods' ? of(policy, peer.scope) : undefined;
      if (scope === undefined) return false;
      return lies.get(scope) === 'inside' || (isOpen(scope) && action === 'deny');
    };
    return minus(ports, now.portsFor(meets)).size === 0;
  };
}

/** More conditions than these are not tried one by one. */
const maxConditions = 24;

type Condition = readonly [key: string, values: ReadonlySet<string | undefined>];

/** As many labels beside those of the one who was found as all are meant; undefined where that is not known. */
function widest(
  place: Place,
  labels: Labels,
  isAll: (box: LabelBox) => boolean,
  { scopes: { values } }: Labelled,
): LabelBox | undefined {
  const start: LabelBox = new Map([
    ...place.box,
    ...[...labels].map(([key, value]) => [key, new Set([value])] as const),
  ]);
  if (isAll(start)) return start;
  const conditions = [...place.now].flatMap((scope) => conditionsOf(scope, place, start, labels, values));
  let needed = [...new Map(conditions.map((one) => [JSON.stringify([one[0], [...one[1]]]), one])).values()];
  const boxOf = (some: readonly Condition[]): LabelBox => {
    const box = new Map(start);
    for (const [key, allowed] of some) box.set(key, (box.get(key) ?? values.get(key) ?? allowed).intersection(allowed));
    return box;
  };
  if (needed.length > maxConditions || !isAll(boxOf(needed))) return undefined;
  for (const one of needed) {
    const others = needed.filter((other) => other !== one);
    if (isAll(boxOf(others))) needed = others;
  }
  return boxOf(needed);
}

/** What it takes to be in the scope like the one who was found, or outside of it. */
function conditionsOf(
  scope: PeerScope,
  place: Place,
  start: LabelBox,
  labels: Labels,
  values: LabelBox,
): readonly Condition[] {
  const boxes = place.boxesOf(scope);
  if (typeof overlap(start, boxes, values) === 'string') return [];
  const own = boxes.find((box) => [...box].every(([key, allowed]) => allowed.has(labels.get(key))));
  if (own !== undefined) return [...own].filter(([key]) => !labels.has(key));
  return boxes.flatMap((box) => {
    const outside = [...box].find(([key, allowed]) => !allowed.has(labels.get(key)));
    return outside === undefined || labels.has(outside[0]) ? [] : [outOf(outside, values)];
  });
}

const outOf = ([key, inside]: Condition, values: LabelBox): Condition => [
  key,
  (values.get(key) ?? new Set()).difference(inside),
];

/** `pods with app=web and without guest`; `every pod` where labels do not matter. */
function podWords(box: LabelBox | undefined, labels: Labels, labelled: Labelled): string {
  const own = labelText(labelsOf('pod', labels), isNamed('pod', labelled));
  const isEvery = own === '' && box !== undefined;
  if (box === undefined) return own === '' ? 'pods without labels' : `pods with ${own} and no other label`;
  const others = without(box, 'pod', labels, labelled);
  if (isEvery && others === '') return 'every pod';
  return `pods${[tail(own, ' with '), tail(others, ' without ')].filter((text) => text !== '').join(' and')}`;
}

function namespaceWords(box: LabelBox | undefined, labels: Labels, labelled: Labelled): string {
  const named = [...labelsOf('namespace', labels)].filter(([key]) => `namespace:${key}` !== nameKey);
  const own = labelText(new Map(named), isNamed('namespace', labelled));
  if (box === undefined) return own === '' ? 'namespaces without labels' : `namespaces with ${own} and no other label`;
  const others = without(box, 'namespace', labels, labelled);
  if (own === '' && others === '') return 'every other namespace';
  return `namespaces${[tail(own, ' with '), tail(others, ' without ')].filter((text) => text !== '').join(' and')}`;
}

/** Is there a value of the label that some policy names? */
const isNamed =
  (of: 'pod' | 'namespace', { scopes: { values } }: Labelled) =>
  (key: string): boolean =>
    [...(values.get(`${of}:${key}`) ?? [])].some((value) => value !== undefined && !isOther(value));

/** `guest,tier=front`: the labels that nobody of the box has. */
function without(box: LabelBox, of: 'pod' | 'namespace', labels: Labels, { scopes: { values } }: Labelled): string {
  const keys = [...box].filter(([key]) => key.startsWith(`${of}:`) && !labels.has(key));
  return keys
    .flatMap(([key, allowed]) => {
      const name = key.slice(of.length + 1);
      const out = [...(values.get(key) ?? [])].filter((value) => !allowed.has(value));
      const isShort =
        allowed.has(someOther) && out.length <= 3 && !out.some((value) => isOther(value) || hasParts(value));
      return isShort ? out.map((value) => `${name}=${value}`) : [name];
    })
    .join();
}

/** A value that stands for all with some parts. */
const hasParts = (value: string | undefined): boolean => value?.includes('~') === true;

/** Are all of them in the box? */
function isWithin(
  { labels }: PodCaller,
  others: LabelBox | undefined,
  box: LabelBox | undefined,
  { scopes: { values } }: Labelled,
): boolean {
  if (box === undefined) return false;
  return [...box].every(([key, allowed]) => {
    const all = values.get(key) ?? new Set<string | undefined>();
    if (others !== undefined) return key === nameKey || (others.get(key) ?? all).isSubsetOf(allowed);
    if (!key.startsWith('pod:')) return key === nameKey;
    const value = labels.get(key.slice('pod:'.length));
    if (all.has(value)) return allowed.has(value);
    return allowed.has(someOther) && ![...all].some(hasParts);
  });
}
