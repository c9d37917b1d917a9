import type { Attachment, Refusal } from '../graph/attach.ts';
import { objectName } from '../graph/objects.ts';
import { literal, type Message, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { describe, type Listener, type ParentRef, type Route } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';
import { listed } from './words.ts';

type Refused = Extract<Attachment, { state: 'refused' }>;

/** @see https://gateway-api.sigs.k8s.io/concepts/api-overview/#attaching-routes-to-gateways */
export const routeNotAttached: StateRule = {
  id: 'route-not-attached',
  severity: 'warning',
  summary: 'a route that no listener of its gateway takes',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.routes.flatMap(({ route, attachments }) =>
      attachments
        .filter((one) => one.state === 'refused')
        .map((one) => ({
          about: `${objectName(route.id)}|${nameOf(one.parent)}`,
          object: objectOf(route.id),
          at: one.parent.at,
          because: [one.gateway.gateway.at, ...one.gateway.gateway.listeners.map(({ at }) => at)],
          message: say`no listener of ${describe(one.gateway.gateway.id)} takes ${describe(route.id)}: ${reasons[one.why](one, route)}`,
          help: helps[one.why](one, route),
          ifRegression: 'error',
          units: [unit.id],
        })),
    ),
};

const nameOf = ({ namespace, name, section, port }: ParentRef): string => [namespace, name, section, port].join('/');

/** `HTTPS (for GRPCRoute)`: the protocol of a listener, and which kinds it lists. */
const taken = ({ protocol, kinds }: Listener): string =>
  kinds === undefined ? protocol : `${protocol} (for ${kinds.map(({ kind }) => kind).join(', ')})`;

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
  kind: ({ gateway: { gateway } }, { id }) =>
    say`none of ${listed(gateway.listeners.map(taken))} takes ${id.kind} objects`,
  namespace: (_, { id }) => say`allowedRoutes does not admit namespace ${id.namespace ?? ''}`,
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
  kind: (_, { id }) => say`attach it to a listener of a protocol and of allowedRoutes.kinds that take ${id.kind}`,
  namespace: (_, { id }) =>
    say`admit ${id.namespace ?? 'its namespace'} under allowedRoutes.namespaces of the listener`,
  hostname: () => say`let the hosts of route and listener agree`,
};
