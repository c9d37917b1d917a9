import type { Arrival } from '../graph/graph.ts';
import { everywhere } from '../model/cidr.ts';
import type { Protocol } from '../model/port.ts';
import type { Endpoints, Labels, ObjectRef, ResourceId, Service, ServicePort } from '../model/resource.ts';
import { byText, type Position } from '../model/source.ts';
import type { Exposure, Hop, Target } from './exposure.ts';

/** What is the same for most ways in: everybody may come, in no known transport, and no policy stands in the way. */
export const defaults = {
  sources: everywhere,
  transport: 'unknown',
  auth: [],
  arrivesAs: 'client',
  policy: { state: 'allowed', by: [] },
  certainty: 'certain',
  active: 'unknown',
  reachBasis: 'stated',
  target: undefined,
  hops: [],
  because: [],
  attributesAt: {},
} as const satisfies Partial<Exposure>;

export const noEntry = {
  port: undefined,
  nodePort: undefined,
  protocol: undefined,
  host: undefined,
  path: undefined,
  address: undefined,
} as const;

export const refTo = ({ kind, namespace, name }: ResourceId): ObjectRef => ({ kind, namespace, name });

/** `namespace/name`, for keys; an unset namespace is the empty text. */
export const place = ({ namespace, name }: ObjectRef): string => `${namespace ?? ''}/${name}`;

export const serviceHop = (service: Service, port: ServicePort | undefined): Hop => ({
  ...refTo(service.id),
  port: port?.port ?? port?.name,
  targetPort: port?.targetPort.value,
  ...(service.selector ? { selector: labelText(service.selector.value) } : {}),
});

const labelText = (labels: Labels): string =>
  [...labels]
    .map(([key, value]) => `${key}=${value}`)
    .sort(byText)
    .join();

export const arrivalTarget = ({ workload, number, container }: Arrival, protocol: Protocol): Target => ({
  ...refTo(workload.id),
  port: number,
  protocol,
  container: container?.name,
});

/** The lines of a Service that decide where it leads, nearest first. */
export const deciding = ({ externalName, selector, type, at }: Service): readonly Position[] =>
  [externalName, selector, type].flatMap((written) => written?.at ?? []).concat(at);

/** Where a Service without selector leads: the addresses that somebody wrote down, or another name in DNS. */
export function writtenTargets(
  service: Service,
  endpoints: readonly Endpoints[],
  port: ServicePort | undefined,
): readonly Target[] {
  const protocol = port?.protocol ?? 'TCP';
  if (service.type.value === 'ExternalName') {
    const name = service.externalName?.value ?? '';
    return name === ''
      ? []
      : [
          {
            kind: 'ExternalName',
            namespace: undefined,
            name,
            port: port?.targetPort.value,
            protocol,
            container: undefined,
          },
        ];
  }
  return endpoints.map(({ id, ports, addresses }) => ({
    ...refTo(id),
    port: ports.find(({ name }) => name === port?.name)?.port ?? port?.targetPort.value,
    protocol,
    container: undefined,
    addresses: [...new Set(addresses)].sort(byText),
  }));
}
