import { LimitExceeded } from '../../manifest/limits.ts';
import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { entryPointTransport, isUsualEntryPoint } from '../../model/entry-points.ts';
import { type Message, say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { Protocol } from '../../model/port.ts';
import {
  describe,
  type ObjectName,
  type ResourceId,
  type Route,
  type RouteBackend,
  type RouteRule,
} from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { placedText } from '../fields.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';
import { wayBudget } from '../way-budget.ts';
import { classOf, middlewareName, traefikGroups } from './middleware.ts';
import { type Place, placesOf, type Syntax } from './places.ts';
import { backendOf, hasTraffic } from './services.ts';

const reader = (
  group: string,
  kind: string,
  read: (root: MapNode, id: ResourceId, unclear: Unclear) => Pick<Route, 'opens' | 'rules'>,
): KindReader => ({
  group,
  kinds: [kind],
  apiVersions: ['v1alpha1'],
  // A route of HTTP below another one: it is read as if it stood alone.
  summary: 'entry points, TLS, the parsed rules, middlewares, the Services behind them',
  notRead: kind === 'IngressRoute' ? ['spec.parentRefs'] : [],
  read: (root, id, unclear) => [{ ...routeHead(root, id, 'traefik', classOf(root)), ...read(root, id, unclear) }],
});

/** Traefik's own routes. @see https://doc.traefik.io/traefik/routing/providers/kubernetes-crd/ */
export const ingressRoutes: readonly KindReader[] = traefikGroups.flatMap((group) => [
  reader(group, 'IngressRoute', (root, id, unclear) => ({ opens: 'http-route', rules: httpRules(root, id, unclear) })),
  reader(group, 'IngressRouteTCP', (root, id, unclear) => ({ opens: 'l4-route', rules: tcpRules(root, id, unclear) })),
  reader(group, 'IngressRouteUDP', (root, id, unclear) => ({ opens: 'l4-route', rules: udpRules(root, id, unclear) })),
]);

const routesOf = (root: MapNode): readonly Node[] => items(field(root, 'spec', 'routes'));

/** A route stands for one way to each of its services, from each of its places, at each of its entry points. */
function httpRules(root: MapNode, id: ResourceId, unclear: Unclear): readonly RouteRule[] {
  const [doors, options, left] = [entrances(root), tlsOptions(root, id), wayBudget(id, unclear)];
  return routesOf(root).flatMap((route) => {
    const backends = backendsOf(route, id, unclear);
    const uses = [...usedBy(route, id, 'Middleware'), ...options];
    return left
      .of(() => placesIn(route, id, unclear), doors.length * backends.length)
      .flatMap((place) =>
        doors.flatMap(({ conditions, transport }) =>
          backends.map((backend) => ({
            host: place.host,
            path: place.path,
            pathType: place.pathType,
            ...matchOf([...place.conditions, ...conditions]),
            backend,
            at: place.at,
            controls: { sources: sourcesOf(place), auth: [], transport },
            ...(uses.length === 0 ? {} : { uses }),
          })),
        ),
      );
  });
}

function tcpRules(root: MapNode, id: ResourceId, unclear: Unclear): readonly RouteRule[] {
  const [ports, options, left] = [portsOf(root), tlsOptions(root, id), wayBudget(id, unclear)];
  return routesOf(root).flatMap((route) => {
    const backends = backendsOf(route, id, unclear);
    const uses = [...usedBy(route, id, 'MiddlewareTCP'), ...options];
    const places = left.of(() => placesIn(route, id, unclear), ports.length * backends.length);
    tellIdle(root, id, places, unclear);
    return places.flatMap((place) =>
      connections(ports, backends, 'TCP').map((rule) => ({
        ...rule,
        host: place.host,
        ...matchOf(place.conditions),
        at: place.at,
        controls: { sources: sourcesOf(place), auth: [], transport: tcpTransport(root, place) },
        ...(uses.length === 0 ? {} : { uses }),
      })),
    );
  });
}

/** Datagrams tell nothing that a rule could ask for. */
function udpRules(root: MapNode, id: ResourceId, unclear: Unclear): readonly RouteRule[] {
  const [ports, left] = [portsOf(root), wayBudget(id, unclear)];
  return routesOf(root).flatMap((route) => {
    const backends = backendsOf(route, id, unclear);
    const everything = { ...anywhere, at: positionOf(route) };
    return left
      .of(() => [everything], ports.length * backends.length)
      .flatMap(() => connections(ports, backends, 'UDP'));
  });
}

/** Of one service alone nobody asks its weight. */
function backendsOf(route: Node, id: ResourceId, unclear: Unclear): readonly RouteBackend[] {
  const services = items(field(route, 'services'));
  const asked = services.length === 1 ? services : services.filter(hasTraffic);
  return asked.flatMap((service) => backendOf(service, id, unclear));
}

/** The ports by the names of their entry points; one without a name stands for every default one. */
function portsOf(root: MapNode): readonly Pick<RouteRule, 'portName'>[] {
  const names = entryPoints(root).map(({ value }) => ({ portName: value }));
  return names.length === 0 ? [{}] : names;
}

const connections = (
  ports: readonly Pick<RouteRule, 'portName'>[],
  backends: readonly RouteBackend[],
  protocol: Protocol,
): readonly RouteRule[] =>
  ports.flatMap((port) =>
    backends.map((backend) => ({
      host: undefined,
      path: undefined,
      pathType: 'Prefix',
      protocol,
      ...port,
      backend,
      at: backend.at,
    })),
  );

const entryPoints = (root: MapNode): readonly Placed<string>[] =>
  items(field(root, 'spec', 'entryPoints')).flatMap((name) => placedText(name) ?? []);

/** The ports at which a route is served: those that everybody has are one, each other one is a way of its own. */
interface Entrance {
  readonly conditions: readonly string[];
  readonly transport: Placed<Transport> | undefined;
}

/** Without a name it is every default entry point. */
function entrances(root: MapNode): readonly Entrance[] {
  const names = entryPoints(root);
  const usual = names.filter(({ value }) => isUsualEntryPoint(value));
  const others = names.filter(({ value }) => !isUsualEntryPoint(value));
  return [
    ...(usual.length > 0 || others.length === 0 ? [{ conditions: [], transport: transportOf(root, usual) }] : []),
    ...others.map((one) => ({ conditions: [`entrypoint=${one.value}`], transport: transportOf(root, [one]) })),
  ];
}

/** A router with TLS takes encrypted requests only; without, its entry points decide. */
function transportOf(root: MapNode, names: readonly Placed<string>[]): Placed<Transport> | undefined {
  const tls = tlsOf(root);
  if (tls !== undefined) return tls;
  const [first] = names;
  const value = entryPointTransport(names.map((one) => one.value));
  return value === undefined || first === undefined ? undefined : { value, at: first.at };
}

/** `tls: {}` is enough; where nothing follows it is not set. */
function tlsOf(root: MapNode): Placed<Transport> | undefined {
  const tls = field(root, 'spec', 'tls');
  if (tls?.kind === 'map') return { value: 'tls-only', at: positionOf(tls) };
  const written = scalarText(tls);
  return tls !== undefined && written !== undefined && isPlaceholder(written)
    ? { value: 'unknown', at: positionOf(tls) }
    : undefined;
}

function tcpTransport(root: MapNode, place: Place & Pick<RouteRule, 'at'>): Placed<Transport> {
  const passthrough = field(root, 'spec', 'tls', 'passthrough');
  if (passthrough !== undefined && scalarText(passthrough) === 'true')
    return { value: 'passthrough', at: positionOf(passthrough) };
  return tlsOf(root) ?? { value: 'plaintext', at: place.at };
}

/** Only a client that speaks TLS says which host it wants. */
function tellIdle(root: MapNode, id: ResourceId, places: readonly LocatedPlace[], unclear: Unclear): void {
  const [named] = places.filter(({ host }) => host !== undefined && !isPlaceholder(host) && !host.startsWith('~'));
  if (named?.host === undefined || tlsOf(root) !== undefined) return;
  unclear(
    named.at,
    say`${describe(id)} asks for the host ${named.host} without tls, which Traefik reports as an error`,
  );
}

type LocatedPlace = Place & Pick<RouteRule, 'at'>;

/** The places of a route; one that cannot be understood is served where nobody can tell, under the text of its rule. */
function placesIn(route: Node, id: ResourceId, unclear: Unclear): readonly LocatedPlace[] {
  const match = placedText(route, 'match');
  const at = match?.at ?? positionOf(route);
  const text = match?.value ?? '';
  const places = upToLimits(
    () => placesOf(text, syntaxOf(route, id)),
    (why) => unclear(at, say`${why}, in ${describe(id)}`, 'limit'),
  );
  if (places === undefined) {
    const reason = isPlaceholder(text) ? 'template' : 'not-read';
    unclear(at, say`the rule ${text} of ${describe(id)} is not understood`, reason);
  }
  if (places === undefined || places === 'too much')
    return [{ ...anywhere, host: `~${text.replaceAll(/\s/g, '')}`, at }];
  if (places.length === 0) unclear(at, say`no request can match the rule ${match?.value ?? ''} of ${describe(id)}`);
  for (const host of new Set(places.map((place) => place.host ?? '').filter(hasPort)))
    unclear(at, say`${describe(id)} asks for the host ${host}, but hosts are compared without their port`);
  return places.map((place) => ({ ...place, at }));
}

/** Traefik has no such limits: what is too much for us may be served all the same. */
function upToLimits<T>(read: () => T, tell: (why: Message) => void): T | 'too much' {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    tell(error.explanation);
    return 'too much';
  }
}

const anywhere: Place = { host: undefined, path: '/', pathType: 'Prefix', sources: [], conditions: [] };

const hasPort = (host: string): boolean => /^[^~{]*:\d+$/.test(host);

/** What the route says itself; the older group knows version 2 alone. */
function syntaxOf(route: Node, { group }: ResourceId): Syntax {
  const written = scalarText(field(route, 'syntax'));
  if (written === 'v2' || written === 'v3') return written;
  return group === 'traefik.containo.us' ? 'v2' : undefined;
}

const sourcesOf = ({ sources, at }: LocatedPlace): readonly Placed<string>[] => sources.map((value) => ({ value, at }));

const matchOf = (conditions: readonly string[]): { readonly match?: string } =>
  conditions.length === 0 ? {} : { match: conditions.toSorted().join(' ') };

const usedBy = (route: Node, id: ResourceId, kind: string): readonly ObjectName[] =>
  items(field(route, 'middlewares')).map((node) => middlewareName(node, id, kind));

/** Who must show a certificate stands in an object of its own. */
const tlsOptions = (root: MapNode, id: ResourceId): readonly ObjectName[] => {
  const options = field(root, 'spec', 'tls', 'options');
  return options === undefined ? [] : [middlewareName(options, id, 'TLSOption')];
};
