import type { Graph } from '../graph/graph.ts';
import { hasNodePort, nodePortRange } from '../graph/node-ports.ts';
import { type Message, say } from '../model/message.ts';
import { describe, idKey, type Service, type ServicePort } from '../model/resource.ts';
import { freeNodePort } from './free-port.ts';
import { byObject, objectOf, serviceAbout } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/** A node port belongs to one Service port of the whole cluster, whatever its namespace. */
export const nodePortCollision: StateRule = {
  id: 'node-port-collision',
  severity: 'error',
  summary: 'a nodePort that two Services of one unit ask for',
  looksAt: 'state',
  find: ({ graph, unit }, { cluster }) => {
    const shared = [...Map.groupBy(claims(graph), ({ key }) => key).values()].filter(({ length }) => length > 1);
    if (shared.length === 0) return [];
    const free = freeNodePort(graph, nodePortRange(graph, cluster));
    return shared.flatMap((same) => collisions(same, unit.id, free));
  },
};

interface Claim {
  readonly key: string;
  readonly service: Service;
  readonly port: ServicePort;
  readonly nodePort: NonNullable<ServicePort['nodePort']>;
}

const claims = (graph: Graph): readonly Claim[] =>
  graph.services
    .filter(({ service }) => service.ports.some(({ nodePort }) => nodePort !== undefined))
    .map(({ service }) => service)
    .toSorted(byObject)
    .flatMap(claimsOf);

const claimsOf = (service: Service): readonly Claim[] =>
  service.ports.flatMap((port) =>
    port.nodePort === undefined || !hasNodePort(service, port)
      ? []
      : { key: `${port.protocol}/${port.nodePort.value}`, service, port, nodePort: port.nodePort },
  );

/** Each Service after the first that wants the same port. */
function collisions(
  [first, ...others]: readonly Claim[],
  unit: string,
  free: number | undefined,
): readonly Observation[] {
  if (first === undefined) return [];
  return others.map(({ service, port, nodePort }) => ({
    about: serviceAbout(service, `${port.protocol}/${nodePort.value}`),
    object: objectOf(service.id),
    at: nodePort.at,
    because: [first.nodePort.at],
    message: say`${port.protocol} nodePort ${nodePort.value} is asked for by ${askers(first.service, service)}; the API server refuses whichever comes second`,
    help:
      free === undefined ? say`leave nodePort unset` : say`leave nodePort unset, or choose ${free}, which is free here`,
    ...(free === undefined ? {} : { fix: `${free}` }),
    units: [unit],
  }));
}

const askers = (one: Service, other: Service): Message =>
  idKey(one.id) === idKey(other.id)
    ? say`two ports of ${describe(one.id)}`
    : say`${describe(one.id)} and ${describe(other.id)}`;
