import { isPlaceholder } from '../model/placeholder.ts';
import type { RouteBackend } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, tls: 443, ssh: 22, rdp: 3389, smb: 445 };

/**
 * The Service that a URL leads to, as the cluster's DNS reads its host: `http://name.namespace.svc:8080`. Anything else
 * is a place that no manifest describes.
 *
 * @param own the namespace of whoever dials a name without one
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function backendOfUrl({ value, at }: Placed<string>, own: string | undefined): RouteBackend {
  const [, scheme = 'http', host = '', written] =
    /^(?:(\w+):\/\/)?([a-z0-9.-]+)(?::(\d+))?(?:\/.*)?$/i.exec(value) ?? [];
  const [name = '', namespace = own, zone] = host.split('.');
  const isService =
    name !== '' && !/^[\d.]+$/.test(host) && host !== 'localhost' && (zone === undefined || zone === 'svc');
  if (!isService || isPlaceholder(value)) return { at, target: 'opaque', name: value, port: undefined };
  const port = written === undefined ? ports[scheme.toLowerCase()] : Number(written);
  return { at, target: 'service', name, namespace, port: port === undefined ? undefined : { value: port, at } };
}
