import type { Protocol } from '../model/port.ts';
import type { RouteBackend } from '../model/resource.ts';
import type { Backend, ConnectedPort, ConnectedService } from './graph.ts';
import { covers } from './hostnames.ts';

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

type Found = ReturnType<FindService>;
export type FindHost = (host: string | undefined) => Found;

/** Answers `host → what the mesh knows by it`. */
export const hostLookup =
  (all: readonly { readonly hosts: readonly string[]; readonly service: ConnectedService }[]): FindHost =>
  (host) => {
    const found = host === undefined ? undefined : all.find(({ hosts }) => hosts.some((own) => covers(own, host)));
    return found && { service: found.service, certainty: 'likely' };
  };

interface Lookups {
  readonly find: FindService;
  readonly findHost: FindHost;
  /** The ports of the front doors that take the route. */
  readonly doors: readonly (number | undefined)[];
}

/**
 * The Service ports that a route's backend leads to: a number is a Service `port` and never a `targetPort`, a name is a
 * Service port's name, unless the kind of route says otherwise. An ExternalName Service need not declare a number,
 * because the controller dials the external name at that port; a name must be there to be looked up. The list has one
 * item, or one for each port where the route leads to all of them.
 *
 * @param namespace where the Service lies
 * @param protocol what the route passes on: of two ports with one number the one that speaks it
 * @see https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/#IngressBackend
 */
export function resolveBackend(
  backend: RouteBackend,
  namespace: string | undefined,
  { find, findHost, doors }: Lookups,
  protocol: Protocol = 'TCP',
): readonly Backend[] {
  if (backend.target === 'redirect') return [{ state: 'redirect' }];
  if (backend.target === 'fragment') return [{ state: 'fragment-missing' }];
  const found = backend.target === 'opaque' ? findHost(backend.host) : find(namespace, backend.name);
  if (found === undefined) return [{ state: backend.target === 'opaque' ? 'opaque' : 'service-missing' }];
  const ports = portsOf(backend, found.service, { doors, protocol });
  if (ports.length > 0) return ports.map((port) => ({ state: 'found', ...found, port }));
  return [
    isExcused(backend, found.service)
      ? { state: 'found', ...found, port: undefined }
      : portMissing(backend, found.service),
  ];
}

function portsOf(
  { port, portOf }: RouteBackend,
  { ports }: ConnectedService,
  { doors, protocol }: Pick<Lookups, 'doors'> & { readonly protocol: Protocol },
): readonly ConnectedPort[] {
  const wanted = port?.value;
  if (portOf === 'every') return ports;
  if (portOf === 'only' || (portOf === 'same' && ports.length === 1)) return ports.length === 1 ? ports : [];
  if (portOf === 'same') return ports.filter((one) => one.port.port !== undefined && doors.includes(one.port.port));
  const named = ports.filter((one) => isPort(one, wanted, portOf));
  if (portOf === 'endpoint') return named;
  return [named.find((one) => one.port.protocol === protocol) ?? named[0]].filter((one) => one !== undefined);
}

function isPort(
  { port, arrivals }: ConnectedPort,
  wanted: number | string | undefined,
  portOf: RouteBackend['portOf'],
): boolean {
  if (typeof wanted === 'string') return port.name === wanted;
  if (wanted === undefined) return false;
  if (portOf !== 'endpoint') return port.port === wanted;
  return port.targetPort.value === wanted || arrivals.some(({ number }) => number === wanted);
}

const isExcused = ({ port, portOf }: RouteBackend, { service }: ConnectedService): boolean =>
  portOf === undefined
    ? port === undefined || (service.type.value === 'ExternalName' && typeof port.value === 'number')
    : portOf === 'endpoint' && port === undefined;

const portMissing = ({ port }: RouteBackend, service: ConnectedService): Backend => ({
  state: 'port-missing',
  service,
  behind: service.ports.find(({ port: { targetPort } }) => targetPort.value === port?.value),
});
