import { type Attachment, type Refusal, refusals } from '../graph/attach.ts';
import type { ConnectedRoute } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { listed } from '../model/listed.ts';
import { literal, type Message, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { describe, type Gateway, idKey, type Listener, type ParentRef, type Route } from '../model/resource.ts';
import { admittingField } from './field-names.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

type Refused = Extract<Attachment, { state: 'refused' }>;

/** @see https://gateway-api.sigs.k8s.io/concepts/api-overview/#attaching-routes-to-gateways */
export const routeNotAttached: StateRule = {
  id: 'route-not-attached',
  severity: 'warning',
  summary: 'a route that no listener of its gateway accepts',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    refusedReferences(graph.routes).map(({ route, one }) => ({
      about: `${objectName(route.id)}|${nameOf(one.parent)}`,
      object: objectOf(route.id),
      at: one.parent.at,
      because: [one.gateway.gateway.at, ...one.gateway.gateway.listeners.map(({ at }) => at)],
      message: say`no listener of ${describe(one.gateway.gateway.id)} accepts ${describe(route.id)}: ${reasons[one.why](one, route)}`,
      help: helps[one.why](one, route),
      ifRegression: 'error',
      units: [unit.id],
    })),
};

/** One object may hold routes of several sorts: its reference is refused where no listener takes any of them. */
function refusedReferences(
  routes: readonly ConnectedRoute[],
): readonly { readonly route: Route; readonly one: Refused }[] {
  const asked = routes.flatMap(({ route, attachments }) => attachments.map((one) => ({ route, one })));
  const references = Map.groupBy(asked, ({ route, one: { parent } }) =>
    [idKey(route.id), ...Object.values(parent.at)].join('\n'),
  );
  return [...references.values()].flatMap((same) => {
    const refused = same.flatMap(({ route, one }) => (one.state === 'refused' ? { route, one } : []));
    if (refused.length < same.length) return [];
    return refused.toSorted((a, b) => refusals.indexOf(b.one.why) - refusals.indexOf(a.one.why)).slice(0, 1);
  });
}

const nameOf = ({ namespace, name, section, port }: ParentRef): string => [namespace, name, section, port].join('/');

/** `HTTPS for GRPCRoute`: the protocol of a listener, and which kinds it lists. */
const taken = ({ protocol, kinds }: Listener): string =>
  kinds === undefined ? protocol : `${protocol} for ${kinds.map(({ kind }) => kind).join(' and ')}`;

/** Do the listeners go by what a route speaks, and never by its kind? */
const goByProtocol = ({ listeners }: Gateway): boolean => listeners.every(({ speaks }) => speaks !== undefined);

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

const portsOf = ({ gateway }: Refused): Message =>
  listed(gateway.gateway.listeners.map(({ port }) => `${port ?? '?'}`));

const hostsOf = ({ gateway }: Refused): Message =>
  listed(gateway.gateway.listeners.map(({ host }) => host?.value ?? '*'));

const listenersOf = ({ gateway }: Refused): readonly string[] =>
  gateway.gateway.listeners.map(({ name, port }) => name ?? `${port ?? '?'}`);

const reasons: Readonly<Record<Refusal, (refused: Refused, route: Route) => Message>> = {
  section: (one) =>
    one.parent.section === undefined
      ? literal('it has no listeners')
      : say`it has ${listed(listenersOf(one))}, but no listener called ${one.parent.section}`,
  port: (one) => say`its ports are ${portsOf(one)}, not ${one.parent.port ?? ''}`,
  conflict: () => say`another listener claims the same port and host`,
  set: ({ gateway }) => say`its gateway does not admit namespace ${gateway.gateway.id.namespace ?? ''}`,
  kind: ({ gateway: { gateway } }, { id, speaks }) =>
    goByProtocol(gateway)
      ? say`its listeners take ${listed(unique(gateway.listeners.map((one) => one.speaks ?? '')))}, not ${listed(speaks)}`
      : say`its listeners (${listed(unique(gateway.listeners.map(taken)))}) do not take ${id.kind}s`,
  namespace: (_, { id }) => say`none admits namespace ${id.namespace ?? ''}`,
  hostname: (one, { hostnames }) =>
    say`its listeners serve ${hostsOf(one)}, not ${listed(hostnames.map(({ value }) => value))}`,
};

const helps: Readonly<Record<Refusal, (refused: Refused, route: Route) => Message>> = {
  section: (one) => {
    const names = listenersOf(one);
    if (names.length === 0) return say`add a listener to ${describe(one.gateway.gateway.id)}`;
    const meant = nearest(one.parent.section ?? '', names);
    return meant === undefined
      ? say`write one of its listeners (${listed(names)})`
      : say`write ${meant}, if that is meant`;
  },
  port: (one) => say`write one of its ports (${portsOf(one)})`,
  conflict: () => say`give each listener another port or host`,
  set: ({ gateway: { gateway, joins } }) =>
    say`admit namespace ${gateway.id.namespace ?? ''} under spec.allowedListeners of ${joins === undefined ? literal('its gateway') : describe(joins.id)}`,
  kind: ({ gateway: { gateway } }, { id }) =>
    goByProtocol(gateway)
      ? say`attach it to a listener of that protocol`
      : say`attach it to a listener whose protocol and allowedRoutes.kinds take ${id.kind}`,
  namespace: ({ gateway: { gateway } }, { id, exportedTo }) =>
    say`admit ${id.namespace === undefined ? literal('its namespace') : say`namespace ${id.namespace}`} under ${literal(admittingField(gateway.id))}${literal(exportedTo === undefined ? '' : ', and export the route to the gateway')}`,
  hostname: (one) => say`write a host that a listener serves (${hostsOf(one)}), or widen the listener's hostname`,
};
