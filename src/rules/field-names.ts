import type { Entry } from '../exposure/exposure.ts';
import type { ResourceId } from '../model/resource.ts';

/** Where the kinds say who may attach to a listener, by their groups. */
const admitting: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': 'allowedRoutes.namespaces of the listener',
  'gateway.networking.x-k8s.io': 'allowedRoutes.namespaces of the listener',
  'networking.istio.io': 'the hosts of the server, as namespace/host',
};

export const admittingField = ({ group }: Pick<ResourceId, 'group'>): string =>
  admitting[group] ?? 'what the listener says';

/** Where a route that no gateway takes says how its host is served with TLS, by its kind. */
const tlsFields: Readonly<Record<string, string>> = {
  Ingress: 'the host under spec.tls',
  IngressRoute: 'spec.tls',
  Route: 'spec.tls',
  VirtualServer: 'spec.tls',
  HTTPProxy: 'spec.virtualhost.tls',
};

export const tlsField = ({ object }: Pick<Entry, 'object'>): string => tlsFields[object.kind] ?? 'TLS for its host';
