import { entries, field, keyPosition, type MapEntry, type MapNode, positionOf, scalarText } from '../manifest/node.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { isPortNumber, type Protocol } from '../model/port.ts';
import type { ResourceId, Role, RouteBackend, RouteRule } from '../model/resource.ts';
import { routeHead } from './route-head.ts';

export const streamWords = ['tcp-services', 'udp-services', '-tcp\\b', '-udp\\b'] as const;

const named = /(^|-)(tcp|udp)(-services)?$/;

/**
 * Ports that ingress-nginx passes on to Services of any namespace. Which ConfigMap it reads stands in its arguments; one
 * of a usual name is taken for it, as far as its entries look like ports of Services: it passes over the others as well.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/exposing-tcp-udp-services/
 */
export function streamServices(root: MapNode, id: ResourceId): readonly Role[] {
  const protocol = named.exec(id.name)?.[2] === 'udp' ? 'UDP' : 'TCP';
  const ports = entries(field(root, 'data')).filter(isService);
  if (!named.test(id.name) || ports.length === 0) return [];
  return [{ ...routeHead(root, id, 'nginx'), opens: 'l4-route', rules: ports.flatMap((one) => ruleOf(one, protocol)) }];
}

const service = /^([a-z0-9-]+)\/([a-z0-9-]+):([a-z0-9-]+)(:.*)?$/;

const isService = ({ key, value }: MapEntry): boolean => {
  const text = scalarText(value) ?? '';
  return /^\d+$/.test(key) && (service.test(text) || isPlaceholder(text));
};

function ruleOf(entry: MapEntry, protocol: Protocol): readonly RouteRule[] {
  const port = Number(entry.key);
  if (!isPortNumber(port)) return [];
  const at = keyPosition(entry);
  return [{ host: undefined, path: undefined, pathType: 'Prefix', protocol, port, backend: backendOf(entry), at }];
}

/** `namespace/name:port`, and whether the PROXY protocol is spoken. The port is the Service's, never the targetPort. */
function backendOf({ value }: MapEntry): RouteBackend {
  const [, namespace, name, port] = service.exec(scalarText(value) ?? '') ?? [];
  const at = positionOf(value);
  if (name === undefined || port === undefined) return { at, target: 'opaque', name: '', port: undefined };
  return { at, target: 'service', name, namespace, port: { value: /^\d+$/.test(port) ? Number(port) : port, at } };
}
