import type { ConnectedGateway, Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe, type Grant, type Listener, type NamespaceRule } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { objectOf } from './links.ts';
import type { Observation, TransitionRule, UnitChange } from './rule.ts';

/** Who may attach routes to a gateway, or refer into a namespace, without asking its owner again. */
export const gatewayAttachmentWidened: TransitionRule = {
  id: 'gateway-attachment-widened',
  severity: 'warning',
  summary: 'more namespaces may attach routes, or refer to Services',
  looksAt: 'transition',
  find: ({ units }) => units.flatMap((unit) => [...gatewaysIn(unit), ...grantsIn(unit)]),
};

interface Widening {
  readonly gateway: ConnectedGateway['gateway'];
  readonly what: Message;
  readonly was: NamespaceRule;
  readonly now: NamespaceRule;
  readonly at: Position;
}

const gatewaysIn = ({ base, head }: UnitChange): readonly Observation[] =>
  head.graph.gateways.flatMap(({ gateway }) => {
    const before = base.graph.gateways.find((one) => objectName(one.gateway.id) === objectName(gateway.id))?.gateway;
    if (before === undefined || before === gateway) return [];
    const sets = {
      gateway,
      what: say`sets of listeners`,
      was: before.admitsSets,
      now: gateway.admitsSets,
      at: gateway.at,
    };
    return [sets, ...listenersIn(before.listeners, gateway)]
      .filter(({ was, now }) => isWider(now, was))
      .map((one) => widened(one, head.unit.id));
  });

const listenersIn = (before: readonly Listener[], gateway: Widening['gateway']): readonly Widening[] =>
  gateway.listeners.flatMap((listener) => {
    const old = before.find(({ name, port }) => name === listener.name && port === listener.port);
    const what = say`routes to listener ${listener.name ?? `${listener.port ?? '?'}`}`;
    return old === undefined ? [] : [{ gateway, what, was: old.admits, now: listener.admits, at: listener.at }];
  });

const ranks = { none: 0, same: 1, selector: 2, all: 3 } as const;

/** What nobody knows counts as everybody; two selectors are compared by their texts. */
function isWider(now: NamespaceRule, was: NamespaceRule): boolean {
  const rank = ({ from }: NamespaceRule): number => (from === 'unknown' ? ranks.all : ranks[from]);
  if (rank(now) !== rank(was)) return rank(now) > rank(was);
  if (now.from !== 'selector' || was.from !== 'selector') return false;
  const [asked, before] = [requirements(now), requirements(was)];
  return asked.size < before.size || !before.isSubsetOf(asked);
}

const requirements = ({ selector }: Extract<NamespaceRule, { from: 'selector' }>): ReadonlySet<string> =>
  new Set([...selector.matchLabels, ...selector.matchExpressions].map((one) => JSON.stringify(one)));

const widened = ({ gateway, what, was, now, at }: Widening, unit: string): Observation => ({
  about: `${objectName(gateway.id)}|${JSON.stringify(what)}`,
  object: objectOf(gateway.id),
  at: now.at ?? at,
  because: [at, gateway.at],
  was: was.at === undefined ? [] : [was.at],
  message: say`${namespacesOf(now)} may now attach ${what} of ${describe(gateway.id)}; it was ${namespacesOf(was)}`,
  help: say`admit only the namespaces that are meant, by a selector on kubernetes.io/metadata.name`,
  units: [unit],
});

const words = {
  none: 'no namespace',
  same: "the gateway's own namespace",
  all: 'every namespace',
  unknown: 'whoever fills it in',
} as const;

const namespacesOf = (rule: NamespaceRule): Message =>
  literal(rule.from === 'selector' ? 'namespaces by their labels' : words[rule.from]);

/** A grant that lets more in than the grants of its namespace did. */
const grantsIn = ({ base, head }: UnitChange): readonly Observation[] =>
  base.isThere && head.isThere
    ? head.graph.grants.flatMap((grant) => grantWidened(grant, base.graph, head.unit.id))
    : [];

function grantWidened(grant: Grant, { grants }: Graph, unit: string): readonly Observation[] {
  const before = grants.find((one) => objectName(one.id) === objectName(grant.id));
  if (before === undefined || before === grant) return [];
  const known = new Set(pairsOf(before));
  const gained = pairsOf(grant).filter((pair) => !known.has(pair) && !known.has(pair.replace(/ named .*$/, '')));
  const [first, ...others] = gained;
  if (first === undefined) return [];
  const more = others.length === 0 ? literal('') : literal(` and ${others.length} more`);
  return [
    {
      about: objectName(grant.id),
      object: objectOf(grant.id),
      at: grant.at,
      because: [],
      was: [before.at],
      message: say`${describe(grant.id)} now grants ${first}${more}`,
      help: say`grant only what a route needs, to named Services`,
      units: [unit],
    },
  ];
}

/** `HTTPRoute of shop to Service`, `HTTPRoute of shop to Service named web`. */
const pairsOf = ({ from, to }: Grant): readonly string[] =>
  from.flatMap((one) =>
    to.map(
      ({ kind, name }) => `${one.kind} of ${one.namespace} to ${kind}${name === undefined ? '' : ` named ${name}`}`,
    ),
  );
