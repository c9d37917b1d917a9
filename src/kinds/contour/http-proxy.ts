import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { describe, type ResourceId, type Route, type RouteBackend, type RouteRule } from '../../model/resource.ts';
import { controlsWithin } from '../../model/rule-controls.ts';
import type { Placed } from '../../model/source.ts';
import { annotationsOf, placedText, portOrName } from '../fields.ts';
import { proxyFlaws } from '../flaws/contour-flaws.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { classAnnotation, routeHead } from '../route-head.ts';
import { conditionsOf } from './conditions.ts';
import { connectionControls, hostControls, routeControls } from './controls.ts';

/**
 * A tree of routes: the object with a virtual host is its root, the others are parts that a root includes.
 * @see https://projectcontour.io/docs/main/config/fundamentals/
 */
export const httpProxy: KindReader = {
  group: 'projectcontour.io',
  kinds: ['HTTPProxy'],
  apiVersions: ['v1', 'v1alpha1'],
  summary: 'host, TLS, trees of inclusion, clients and logins, the Services behind them',
  notRead: [],
  read: (root, id, unclear) => {
    tellRefused(root, id, unclear);
    const tcp = tcpRules(root);
    const routes: readonly Route[] = [
      { ...head(root, id), opens: 'http-route', rules: httpRules(root) },
      { ...head(root, id), opens: 'l4-route', rules: tcp },
    ];
    // Even where nothing is routed it is an object that others look for.
    return [...routes.filter(({ opens }) => opens === 'http-route' || tcp.length > 0), ...proxyFlaws(root, id)];
  },
};

/** Who may use a certificate of another namespace: it opens no way in. */
export const tlsCertificateDelegation: KindReader = {
  group: 'projectcontour.io',
  kinds: ['TLSCertificateDelegation'],
  apiVersions: ['v1'],
  summary: 'nothing: it opens and closes no way in',
  notRead: [],
  read: () => [],
};

const hostOf = (root: MapNode): Node | undefined => field(root, 'spec', 'virtualhost');

const head = (root: MapNode, id: ResourceId): Omit<Route, 'opens' | 'rules'> => ({
  ...routeHead(root, id, 'contour', classOf(root)),
  ...(hostOf(root) === undefined ? { isFragment: true } : {}),
});

/** Unlike with an Ingress, an annotation goes before the field. */
function classOf(root: MapNode): Placed<string> | undefined {
  const annotations = annotationsOf(root);
  return (
    annotations.get('projectcontour.io/ingress.class') ??
    annotations.get(classAnnotation) ??
    placedText(root, 'spec', 'ingressClassName')
  );
}

const nameOf = (host: Node | undefined): string | undefined => scalarText(field(host, 'fqdn'))?.toLowerCase();

/** Its routes and those that it includes. A root without a name serves nothing. */
function httpRules(root: MapNode): readonly RouteRule[] {
  const host = hostOf(root);
  const hasTcp = host !== undefined && field(root, 'spec', 'tcpproxy') !== undefined;
  if (host !== undefined && nameOf(host) === undefined) return [];
  const outer = host && hostControls(host, hasTcp);
  const included = items(field(root, 'spec', 'includes')).map((include) => ({
    ...conditionsOf(include),
    host: nameOf(host),
    backend: partOf(include),
    ...(outer === undefined ? {} : { controls: outer }),
  }));
  const served = items(field(root, 'spec', 'routes')).filter((route) => !hasTcp || isInsecure(route));
  return [...included, ...served.flatMap((route) => routeRules(route, host, outer))];
}

/** Where the connections go elsewhere, a route that does not permit plain HTTP only redirects to them. */
const isInsecure = (route: Node): boolean => scalarText(field(route, 'permitInsecure')) === 'true';

function routeRules(route: Node, host: Node | undefined, outer: RouteRule['controls']): readonly RouteRule[] {
  const [own, asked] = [routeControls(route, host), conditionsOf(route)];
  const controls = outer === undefined ? own : controlsWithin(outer, own);
  return backendsOf(route).map((backend) => ({ ...asked, host: nameOf(host), backend, controls }));
}

/** Connections are passed on by the name that a client of TLS asks for. */
function tcpRules(root: MapNode): readonly RouteRule[] {
  const [host, tcp] = [hostOf(root), field(root, 'spec', 'tcpproxy')];
  if (tcp === undefined || (host !== undefined && nameOf(host) === undefined)) return [];
  const part = field(tcp, 'include') ?? field(tcp, 'includes');
  return [...backendsOf(tcp), ...(part === undefined ? [] : [partOf(part)])].map((backend) => ({
    host: nameOf(host),
    path: undefined,
    pathType: 'Prefix',
    protocol: 'TCP',
    backend,
    at: backend.at,
    ...(host === undefined ? {} : { controls: connectionControls(host) }),
  }));
}

const partOf = (include: Node): RouteBackend => ({
  at: positionOf(field(include, 'name') ?? include),
  target: 'fragment',
  name: scalarText(field(include, 'name')) ?? '',
  namespace: scalarText(field(include, 'namespace')) || undefined,
  port: undefined,
});

/** The Services that get requests: as soon as one of them has a weight, those without one get none. A mirror has no need of it. */
function backendsOf(route: Node): readonly RouteBackend[] {
  const services = items(field(route, 'services'));
  const hasWeight = (node: Node): boolean => !['0', undefined].includes(scalarText(field(node, 'weight')));
  const isMirror = (node: Node): boolean => scalarText(field(node, 'mirror')) === 'true';
  const isWeighed = services.some((node) => !isMirror(node) && hasWeight(node));
  return services.filter((node) => !isWeighed || isMirror(node) || hasWeight(node)).map(backendOf);
}

function backendOf(node: Node): RouteBackend {
  const [name, port] = [placedText(node, 'name'), portOrName(field(node, 'port'))];
  const isKnown = port !== undefined && port.value !== 0 && !isPlaceholder(String(port.value));
  return {
    at: name?.at ?? positionOf(node),
    target: name === undefined || isPlaceholder(name.value) ? 'opaque' : 'service',
    name: name?.value ?? '',
    port: isKnown ? port : undefined,
  };
}

/** What Contour itself says no to, whatever the API server thinks of it. */
function tellRefused(root: MapNode, id: ResourceId, unclear: Unclear): void {
  const [host, tcp] = [hostOf(root), field(root, 'spec', 'tcpproxy')];
  if (host === undefined) return;
  if (nameOf(host) === undefined)
    unclear(positionOf(host), say`${describe(id)} names no fqdn, and Contour serves no virtual host without one`);
  if (tcp !== undefined && field(host, 'tls') === undefined)
    unclear(positionOf(tcp), say`${describe(id)} has tcpproxy without tls, which Contour refuses`);
}
