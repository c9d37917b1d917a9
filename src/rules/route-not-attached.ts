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
  summary: 'a route that no listener of its gateway takes',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    refusedReferences(graph.routes).map(({ route, one }) => ({
      about: `${objectName(route.id)}|${nameOf(one.parent)}`,
      object: objectOf(route.id),
      at: one.parent.at,
      because: [one.gateway.gateway.at, ...one.gateway.gateway.listeners.map(({ at }) => at)],
      message: say`no listener of ${describe(one.gateway.gateway.id)} takes ${describe(route.id)}: ${reasons[one.why](one, route)}`,
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

/** `HTTPS (for GRPCRoute)`: the protocol of a listener, and which kinds it lists. */
const taken = ({ protocol, kinds }: Listener): string =>
  kinds === undefined ? protocol : `${protocol} (for ${kinds.map(({ kind }) => kind).join(', ')})`;

/** Do the listeners go by what a route speaks, and never by its kind? */
const goByProtocol = ({ listeners }: Gateway): boolean => listeners.every(({ speaks }) => speaks !== undefined);

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

const listenersOf = ({ gateway }: Refused): readonly string[] =>
  gateway.gateway.listeners.map(({ name, port }) => name ?? `${port ?? '?'}`);

const reasons: Readonly<Record<Refusal, (refused: Refused, route: Route) => Message>> = {
  section: (one) =>
    one.parent.section === undefined
      ? literal('it has none')
      : say`it has ${listed(listenersOf(one))} and none that is called ${one.parent.section}`,
  port: ({ parent, gateway }) =>
    say`its ports are ${listed(gateway.gateway.listeners.map(({ port }) => `${port ?? '?'}`))}, not ${parent.port ?? ''}`,
  conflict: () => say`another listener claims the same place`,
  set: ({ gateway }) =>
    say`the gateway that its listeners join does not admit namespace ${gateway.gateway.id.namespace ?? ''}`,
  kind: ({ gateway: { gateway } }, { id, speaks }) =>
    goByProtocol(gateway)
      ? say`they take ${listed(unique(gateway.listeners.map((one) => one.speaks ?? '')))}, and it has routes of ${listed(speaks)}`
      : say`none of ${listed(gateway.listeners.map(taken))} takes ${id.kind} objects`,
  namespace: (_, { id }) => say`none admits namespace ${id.namespace ?? ''}`,
  hostname: ({ gateway }, { hostnames }) =>
    say`they serve ${listed(gateway.gateway.listeners.map(({ host }) => host?.value ?? '*'))}, and none of ${listed(hostnames.map(({ value }) => value))}`,
};

const helps: Readonly<Record<Refusal, (refused: Refused, route: Route) => Message>> = {
  section: (one) => {
    const meant = nearest(one.parent.section ?? '', listenersOf(one));
    return meant === undefined ? say`name one of its listeners` : say`did you mean ${meant}?`;
  },
  port: () => say`name the port of one of its listeners`,
  conflict: () => say`give each listener a port, protocol and host of its own`,
  set: () => say`admit the namespace under spec.allowedListeners of the gateway`,
  kind: ({ gateway: { gateway } }, { id }) =>
    goByProtocol(gateway)
      ? say`attach it to a listener of that protocol`
      : say`attach it to a listener of a protocol and of allowedRoutes.kinds that take ${id.kind}`,
  namespace: ({ gateway: { gateway } }, { id, exportedTo }) =>
    say`admit ${id.namespace ?? 'its namespace'} under ${literal(admittingField(gateway.id))}${literal(exportedTo === undefined ? '' : ', and export the route to the gateway')}`,
  hostname: () => say`let the hosts of route and listener agree`,
};
