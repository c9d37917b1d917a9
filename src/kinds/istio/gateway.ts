import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { isLoopback } from '../../model/cidr.ts';
import { say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { describe, type Gateway, type Listener, type ResourceId } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import { flag, hostName, labelsOf, objectPosition, placedText, portNumber } from '../fields.ts';
import type { KindReader, Unclear } from '../kind-reader.ts';
import { istioVersions, networking } from './names.ts';
import { namespacesOf } from './namespaces.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/gateway/ */
export const istioGateway: KindReader = {
  group: networking,
  kinds: ['Gateway'],
  apiVersions: istioVersions,
  summary: 'servers and their hosts, ports, TLS modes and bind addresses; the pods that it selects',
  notRead: [],
  read: (root, id, unclear) => [readGateway(root, id, unclear)],
};

function readGateway(root: MapNode, id: ResourceId, unclear: Unclear): Gateway {
  const pods = labelsOf(field(root, 'spec', 'selector'));
  const at = objectPosition(root);
  if (pods.size === 0)
    unclear(at, say`${describe(id)} names no pods in spec.selector, so every proxy of the mesh serves it`);
  return {
    role: 'gateway',
    id,
    at,
    className: undefined,
    parent: undefined,
    listeners: items(field(root, 'spec', 'servers')).flatMap((server) => listenersOf(server, id, unclear)),
    listenersExclude: false,
    admitsSets: { from: 'none', at: undefined },
    addresses: [],
    annotations: new Map(),
    pods,
  };
}

/** One for each host, since each says which namespaces may bind to it. */
function listenersOf(server: Node, id: ResourceId, unclear: Unclear): readonly Listener[] {
  const [port, hosts] = [field(server, 'port', 'number'), items(field(server, 'hosts'))];
  const protocol = (scalarText(field(server, 'port', 'protocol')) ?? '').toUpperCase();
  const number = portNumber(port)?.value;
  if (port !== undefined && number === undefined && !isPlaceholder(scalarText(port) ?? ''))
    unclear(positionOf(port), say`${scalarText(port) ?? 'this'} is not a valid port for ${describe(id)}`);
  return hosts.flatMap((node) => {
    const written = placedText(node);
    if (written === undefined) return [];
    const host = hostOf(written);
    if (/:\d+$/.test(host.name.value))
      unclear(written.at, say`the host ${host.name.value} has a port, so no request is for it`);
    return {
      at: written.at,
      name: scalarText(field(server, 'name')),
      port: number,
      portAt: positionOf(port ?? server),
      protocol,
      host: hostName(host.name) === undefined ? undefined : host.name,
      ...encryption(server, protocol),
      kinds: undefined,
      admits: namespacesOf(host.namespace, id.namespace) ?? { from: 'all', at: undefined },
      ...(isLocal(server) ? { isLocal: true } : {}),
    };
  });
}

/** `namespace/host`; without a namespace, VirtualServices of all of them may bind. */
function hostOf({ value, at }: Placed<string>): {
  readonly namespace: readonly Placed<string>[];
  readonly name: Placed<string>;
} {
  const slash = isPlaceholder(value) ? -1 : value.indexOf('/');
  if (slash < 0) return { namespace: [], name: { value, at } };
  return { namespace: [{ value: value.slice(0, slash), at }], name: { value: value.slice(slash + 1), at } };
}

type Encryption = Pick<Listener, 'tls' | 'speaks' | 'redirects' | 'auth'>;

const http = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];

/**
 * How a server talks, and so which routes of a VirtualService it takes: `http` where it sees requests, `tls` where it
 * passes encrypted connections on, else `tcp`. Where no mode is written it is the first of the enumeration.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode
 */
function encryption(server: Node, protocol: string): Encryption {
  const tls = field(server, 'tls');
  if (http.includes(protocol) || protocol === '')
    return {
      tls: undefined,
      speaks: 'HTTP',
      ...(flag(field(tls, 'httpsRedirect')) === 'yes' ? { redirects: true } : {}),
    };
  const isEncrypted = tls !== undefined || protocol === 'HTTPS' || protocol === 'TLS';
  if (!isEncrypted) return { tls: undefined, speaks: 'TCP' };
  const mode = placedText(tls, 'mode');
  if (mode === undefined || mode.value === 'PASSTHROUGH') return { tls: 'passthrough', speaks: 'TLS' };
  // The name that a client asks for says which Service it reaches, and no VirtualService does.
  if (mode.value === 'AUTO_PASSTHROUGH') return { tls: 'passthrough', speaks: 'nothing' };
  const auth = certificates[mode.value];
  return {
    tls: 'terminate',
    speaks: protocol === 'HTTPS' ? 'HTTP' : 'TCP',
    ...(auth === undefined ? {} : { auth: { value: auth, at: mode.at } }),
  };
}

const certificates: Readonly<Record<string, string>> = {
  MUTUAL: 'client certificates',
  ISTIO_MUTUAL: 'client certificates of the mesh',
};

/** An address of the pod itself, or a socket in its file system. */
function isLocal(server: Node): boolean {
  const bind = scalarText(field(server, 'bind')) ?? '';
  return bind.startsWith('unix:') || isLoopback(bind);
}
