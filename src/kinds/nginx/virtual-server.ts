import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { ResourceId, Route, RouteBackend, RouteRule, RuleControls } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { objectPosition, placedText, portNumber } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';

const group = 'k8s.nginx.org';

/**
 * The routes of NGINX's own controller, which is another one than ingress-nginx.
 * @see https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/
 */
const virtualServer: KindReader = {
  group,
  kinds: ['VirtualServer'],
  apiVersions: ['v1'],
  summary: 'host, TLS and redirect, paths, the Services behind them',
  notRead: ['spec.policies', 'spec.server-snippets', 'spec.http-snippets', 'spec.gunzip', 'spec.listener'],
  read: (root, id) => [{ ...headOf(root, id), opens: 'http-route', rules: rulesOf(root, id, hostControls(root)) }],
};

/** Paths of a VirtualServer that another object holds, below the path that includes them. */
const virtualServerRoute: KindReader = {
  group,
  kinds: ['VirtualServerRoute'],
  apiVersions: ['v1'],
  summary: 'paths of the VirtualServer that includes it, the Services behind them',
  notRead: [],
  read: (root, id) => [
    { ...headOf(root, id), opens: 'http-route', rules: rulesOf(root, id, undefined), isFragment: true },
  ],
};

export const virtualServers: readonly KindReader[] = [virtualServer, virtualServerRoute];

const headOf = (root: MapNode, id: ResourceId): Omit<Route, 'opens' | 'rules'> =>
  routeHead(root, id, 'nginx.org', placedText(root, 'spec', 'ingressClassName'));

function hostControls(root: MapNode): RuleControls {
  return { sources: [], auth: [], transport: transportOf(root) };
}

function transportOf(root: MapNode): Placed<Transport> {
  const tls = field(root, 'spec', 'tls');
  if (tls === undefined) return { value: 'plaintext', at: objectPosition(root) };
  const redirect = field(tls, 'redirect', 'enable');
  if (scalarText(redirect) === 'true') return { value: 'tls+redirect', at: positionOf(redirect ?? tls) };
  return { value: 'tls+plaintext', at: positionOf(tls) };
}

function rulesOf(root: MapNode, id: ResourceId, controls: RuleControls | undefined): readonly RouteRule[] {
  const spec = field(root, 'spec');
  const host = placedText(spec, 'host')?.value;
  const routes = [...items(field(spec, 'routes')), ...items(field(spec, 'subroutes'))];
  const upstreams = new Map(items(field(spec, 'upstreams')).map((one) => [scalarText(field(one, 'name')), one]));
  return routes.flatMap((route) =>
    backendsOf(route, upstreams, id).map(
      (backend): RouteRule => ({
        host,
        ...pathOf(route),
        backend,
        ...(controls === undefined ? {} : { controls }),
        at: positionOf(field(route, 'path') ?? route),
      }),
    ),
  );
}

/** By their names, which are the object's own. */
type Upstreams = ReadonlyMap<string | undefined, Node>;

/** `/tea` is a prefix, `=/tea` exact, `~ ^/tea` a pattern. */
function pathOf(route: Node): Pick<RouteRule, 'path' | 'pathType'> {
  const written = scalarText(field(route, 'path')) ?? '/';
  if (written.startsWith('=')) return { path: written.slice(1).trim(), pathType: 'Exact' };
  return { path: written, pathType: written.startsWith('~') ? 'RegularExpression' : 'Prefix' };
}

/** Everything that a route may hand a request to; what it answers by itself leads nowhere. */
function backendsOf(route: Node, upstreams: Upstreams, id: ResourceId): readonly RouteBackend[] {
  const included = placedText(route, 'route');
  if (included !== undefined) return [fragmentOf(included, id)];
  const own = [route, ...items(field(route, 'splits')), ...items(field(route, 'matches')).flatMap(branchesOf)];
  const names = own.flatMap(
    (one) => placedText(one, 'action', 'pass') ?? placedText(one, 'action', 'proxy', 'upstream') ?? [],
  );
  return names.map((name) => upstreamOf(name, upstreams));
}

const branchesOf = (match: Node): readonly Node[] => [match, ...items(field(match, 'splits'))];

function upstreamOf({ value, at }: Placed<string>, upstreams: Upstreams): RouteBackend {
  const upstream = upstreams.get(value);
  const service = placedText(upstream, 'service');
  if (service === undefined) return { at, target: 'opaque', name: value, port: undefined };
  const [namespace, name] = service.value.includes('/') ? service.value.split('/', 2) : [undefined, service.value];
  return { at: service.at, target: 'service', name: name ?? '', namespace, port: portNumber(field(upstream, 'port')) };
}

/** `namespace/name`, or a name of the same namespace. */
function fragmentOf({ value, at }: Placed<string>, { namespace }: ResourceId): RouteBackend {
  const [first = '', second] = value.split('/', 2);
  return {
    at,
    target: 'fragment',
    kind: 'VirtualServerRoute',
    keepsPaths: true,
    name: second ?? first,
    namespace: second === undefined ? namespace : first,
    port: undefined,
  };
}
