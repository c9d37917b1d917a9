import type { Exposure } from '../exposure/exposure.ts';
import type { ConnectedGateway } from '../graph/graph.ts';
import { admitsMore } from '../graph/namespace-order.ts';
import { requirementsOf } from '../graph/policy/selector-order.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe, idKey, type Listener, type NamespaceRule } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { loosened, loss } from './changes.ts';
import { admittingField } from './field-names.ts';
import { grantsWidened } from './grants-widened.ts';
import { objectOf } from './links.ts';
import type { Observation, Transition, TransitionRule, UnitChange } from './rule.ts';
import { admittedNamespaces } from './words.ts';

/** Who may attach routes to a gateway, or refer into a namespace, without asking its owner again. */
export const gatewayAttachmentWidened: TransitionRule = {
  id: 'gateway-attachment-widened',
  severity: 'warning',
  summary: 'more routes may attach, or refer to another namespace',
  looksAt: 'transition',
  find: (transition) => [
    ...transition.units.flatMap((unit) => [...gatewaysIn(unit), ...grantsWidened(unit)]),
    ...hostsIn(transition),
  ],
};

interface Widening {
  readonly gateway: ConnectedGateway['gateway'];
  /** What is widened, by its name; undefined is the gateway's sets of listeners. */
  readonly listener: string | undefined;
  readonly what: Message;
  readonly was: NamespaceRule;
  readonly now: NamespaceRule;
  readonly at: Position;
}

function gatewaysIn({ base, head }: UnitChange): readonly Observation[] {
  const known = new Map(base.graph.gateways.map(({ gateway }) => [idKey(gateway.id), gateway]));
  return head.graph.gateways.flatMap(({ gateway }) => {
    const before = known.get(idKey(gateway.id));
    if (before === undefined || before === gateway) return [];
    return [setsOf(before, gateway), ...listenersIn(before.listeners, gateway)]
      .filter(({ was, now }) => isWider(now, was, gateway.id.namespace))
      .map((one) => widened(one, head.unit.id));
  });
}

const setsOf = (before: Widening['gateway'], gateway: Widening['gateway']): Widening => ({
  gateway,
  listener: undefined,
  what: say`ListenerSets to ${describe(gateway.id)}`,
  was: before.admitsSets,
  now: gateway.admitsSets,
  at: gateway.at,
});

/** A listener is known by what clients address, so that another name hides nothing; else by its name. */
function listenersIn(before: readonly Listener[], gateway: Widening['gateway']): readonly Widening[] {
  const byPlace = new Map(before.map((listener) => [placeOf(listener), listener]));
  const byName = new Map(before.map((listener) => [listener.name, listener]));
  return gateway.listeners.flatMap((listener) => {
    const old = byPlace.get(placeOf(listener)) ?? byName.get(listener.name);
    const name = listener.name ?? `${listener.port ?? '?'}`;
    const what = say`routes to listener ${name} of ${describe(gateway.id)}`;
    return old === undefined
      ? []
      : [{ gateway, listener: name, what, was: old.admits, now: listener.admits, at: listener.at }];
  });
}

const placeOf = ({ port, protocol, host }: Listener): string => `${port}/${protocol}/${host?.value ?? '*'}`;

/** Who narrows a selector to the gateway's own namespace admits nobody but its owner. */
const isWider = (now: NamespaceRule, was: NamespaceRule, own: string | undefined): boolean =>
  admitsMore(now, was, own) && (now.from !== 'same' || was.from === 'none');

const widened = ({ gateway, listener, what, was, now, at }: Widening, unit: string): Observation => ({
  about: `${idKey(gateway.id)}|${listener === undefined ? 'sets' : `listener ${listener}`}`,
  object: objectOf(gateway.id),
  at: now.at ?? at,
  because: [at, gateway.at],
  was: was.at === undefined ? [] : [was.at],
  message: say`${admittedNamespaces(now)} may attach ${what}${before(was, now)}`,
  whole: now.from === 'selector' ? JSON.stringify(requirementsOf(now.selector)) : now.from,
  help: say`admit only the namespaces that are meant, under ${literal(admittingField(gateway.id))}`,
  units: [unit],
});

/** Those with a label need not have the gateway's own namespace among them. */
const before = (was: NamespaceRule, now: NamespaceRule): Message =>
  was.from === 'same' && now.from === 'all'
    ? literal(', not only its own')
    : say` (before: ${admittedNamespaces(was)})`;

/** A listener without its host takes routes of every host. */
const hostsIn = (transition: Transition): readonly Observation[] =>
  loosened(transition, 'match')
    .filter(({ after }) => after.entry.kind === 'listener')
    .map((change) =>
      loss(change, 'match', {
        message: say`${describe(change.after.entry.object)} now listens on port ${change.after.entry.port ?? '?'} for ${hostOf(change.after)} (before: ${hostOf(change.before)})`,
        help: say`keep the hostname, so that no route can ask for other hosts`,
      }),
    );

const hostOf = ({ entry: { host } }: Exposure): string => host ?? 'every host';
