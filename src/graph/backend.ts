import type { RouteBackend } from '../model/resource.ts';
import type { Backend, ConnectedPort, ConnectedService } from './graph.ts';

export type FindService = (
  namespace: string | undefined,
  name: string,
) => { readonly service: ConnectedService; readonly certainty: 'certain' | 'likely' } | undefined;

/** Answers `namespace/name → Service` for one unit; an unset namespace on either side is likely the same one. */
export function serviceLookup(services: readonly ConnectedService[]): FindService {
  const byName = Map.groupBy(services, ({ service }) => service.id.name);
  return (namespace, name) => {
    const named = byName.get(name) ?? [];
    const exact = named.find(({ service }) => service.id.namespace === namespace);
    if (exact !== undefined) return { service: exact, certainty: 'certain' };
    const near = named.find(({ service }) => namespace === undefined || service.id.namespace === undefined);
    return near === undefined ? undefined : { service: near, certainty: 'likely' };
  };
}

/**
 * The Service port that an Ingress backend leads to: the Service lies in the Ingress's own namespace, a number is a
 * Service `port` and never a `targetPort`, a name is a Service port's name. An ExternalName Service need not declare
 * a number, because the controller dials the external name at that port; a name must be there to be looked up.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/#IngressBackend
 */
export function resolveBackend(backend: RouteBackend, namespace: string | undefined, find: FindService): Backend {
  if (backend.target === 'opaque') return { state: 'opaque' };
  const found = find(namespace, backend.name);
  if (found === undefined) return { state: 'service-missing' };
  const { service, certainty } = found;
  const wanted = backend.port?.value;
  const port = service.ports.find((candidate) => isPort(candidate, wanted));
  if (port !== undefined) return { state: 'found', service, port, certainty };
  const excused = wanted === undefined || (service.service.type.value === 'ExternalName' && typeof wanted === 'number');
  if (excused) return { state: 'found', service, port: undefined, certainty };
  return {
    state: 'port-missing',
    service,
    behind: service.ports.find(({ port: { targetPort } }) => targetPort.value === wanted),
  };
}

const isPort = ({ port }: ConnectedPort, wanted: number | string | undefined): boolean =>
  wanted !== undefined && (typeof wanted === 'number' ? port.port === wanted : port.name === wanted);
