import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { ResourceId, Route, RouteBackend, RouteRule, RuleControls } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { annotationsOf, objectPosition, placedText, portOrName } from '../fields.ts';
import { hostFlaws } from '../flaws/ingress-flaws.ts';
import type { KindReader } from '../kind-reader.ts';
import { generatedHost, routeHead } from '../route-head.ts';

/** @see https://docs.openshift.com/container-platform/latest/rest_api/network_apis/route-route-openshift-io-v1.html */
export const openshiftRoute: KindReader = {
  group: 'route.openshift.io',
  kinds: ['Route'],
  apiVersions: ['v1'],
  summary: 'host, path, TLS, backends with traffic, the port at the pods, the list of addresses',
  notRead: ['spec.httpHeaders', 'spec.subdomain'],
  read: (root, id) => [readRoute(root, id), ...flawsOf(root, id)],
};

function readRoute(root: MapNode, id: ResourceId): Route {
  const spec = field(root, 'spec');
  const host = hostOf(spec, id);
  const controls = controlsOf(root, annotationsOf(root));
  return {
    ...routeHead(root, id, 'openshift'),
    opens: 'http-route',
    rules: backendsOf(spec).map(
      (backend): RouteRule => ({
        host: host.value,
        path: scalarText(field(spec, 'path')) || '/',
        pathType: 'Prefix',
        backend,
        controls,
        at: host.at ?? objectPosition(root),
      }),
    ),
  };
}

/** Without a host the router makes one up, which is served all the same; a subdomain stands for every name below it. */
function hostOf(
  spec: Node | undefined,
  id: ResourceId,
): { readonly value: string; readonly at: Placed<string>['at'] | undefined } {
  const written = placedText(spec, 'host');
  if (written === undefined || written.value === '')
    return { value: generatedHost(id, '-', 'domain of the router'), at: undefined };
  const isWild = scalarText(field(spec, 'wildcardPolicy')) === 'Subdomain';
  return isWild ? { value: `*${written.value.slice(written.value.indexOf('.'))}`, at: written.at } : written;
}

/** Every backend that gets traffic: weight 0 gets none. */
function backendsOf(spec: Node | undefined): readonly RouteBackend[] {
  const port = portOrName(field(spec, 'port', 'targetPort'));
  const [first, others] = [field(spec, 'to'), items(field(spec, 'alternateBackends'))];
  return [...(first === undefined ? [] : [first]), ...others].flatMap((node) => {
    const name = placedText(node, 'name');
    if (name === undefined || scalarText(field(node, 'weight')) === '0') return [];
    return {
      at: name.at,
      target: (scalarText(field(node, 'kind')) ?? 'Service') === 'Service' ? 'service' : 'opaque',
      name: name.value,
      port,
      ...meaningOf(port),
    };
  });
}

/** A number is a port of the pods, a name that of a Service port; without any, all ports of the Service are served. */
function meaningOf(port: Placed<number | string> | undefined): Pick<RouteBackend, 'portOf'> {
  if (port === undefined) return { portOf: 'every' };
  return typeof port.value === 'number' ? { portOf: 'endpoint' } : {};
}

const allowLists = ['haproxy.router.openshift.io/ip_allowlist', 'haproxy.router.openshift.io/ip_whitelist'];

/** @see https://docs.openshift.com/container-platform/latest/networking/routes/route-configuration.html */
function controlsOf(root: MapNode, annotations: Route['annotations']): RuleControls {
  const list = allowLists.map((name) => annotations.get(name)).find((one) => one !== undefined);
  const ranges = (list?.value ?? '').split(/\s+/).filter((range) => range !== '');
  return {
    sources: list === undefined ? [] : ranges.map((value) => ({ value, at: list.at })),
    auth: [],
    transport: transportOf(root),
  };
}

function transportOf(root: MapNode): Placed<Transport> {
  const tls = field(root, 'spec', 'tls');
  if (tls === undefined) return { value: 'plaintext', at: objectPosition(root) };
  const insecure = placedText(tls, 'insecureEdgeTerminationPolicy');
  const termination = placedText(tls, 'termination');
  const at = insecure?.at ?? termination?.at ?? positionOf(tls);
  if (insecure?.value === 'Allow') return { value: 'tls+plaintext', at };
  if (insecure?.value === 'Redirect') return { value: 'tls+redirect', at };
  return { value: termination?.value === 'passthrough' ? 'passthrough' : 'tls-only', at };
}

function flawsOf(root: MapNode, id: ResourceId) {
  const host = field(root, 'spec', 'host');
  return host === undefined ? [] : hostFlaws({ id, path: 'spec.host', node: host });
}
