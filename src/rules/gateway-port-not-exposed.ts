import type { ConnectedGateway, ConnectedService } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { servingContainers } from '../graph/target-port.ts';
import { listed } from '../model/listed.ts';
import { say } from '../model/message.ts';
import { describe, type Listener, type Workload } from '../model/resource.ts';
import { byObject, objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

/**
 * Which of the two numbers of a Service a gateway goes by has changed over the versions of Istio, so either is right.
 *
 * @see https://istio.io/latest/docs/reference/config/analysis/ist0162/
 */
export const gatewayPortNotExposed: StateRule = {
  id: 'gateway-port-not-exposed',
  severity: 'warning',
  summary: "a gateway's port to which no Service leads",
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.gateways.toSorted((a, b) => byObject(a.gateway, b.gateway)).flatMap((one) => missingPorts(one, unit.id)),
};

const missingPorts = once((connected: ConnectedGateway, unit: string): readonly Observation[] => {
  const { services } = connected;
  if (services.length === 0 || workloadsOf(services).some(listensOnNode) || services.some(isUnclear)) return [];
  const reached = new Set(services.flatMap(numbersOf));
  const missing = new Map(
    connected.gateway.listeners
      .filter(({ port, isLocal }) => port !== undefined && isLocal !== true && !reached.has(port))
      .map((listener) => [listener.port, listener]),
  );
  return [...missing.values()].map((listener) => observed(connected, listener, unit));
});

const workloadsOf = (services: readonly ConnectedService[]): readonly Workload[] =>
  services.flatMap(({ selected }) => selected?.workloads ?? []);

/** Then clients need no Service. */
const listensOnNode = (workload: Workload): boolean =>
  workload.hostNetwork?.value === 'yes' ||
  servingContainers(workload).some(({ ports }) => ports.some(({ hostPort }) => hostPort !== undefined));

/** A port that is filled in later may be the one. */
const isUnclear = ({ ports }: ConnectedService): boolean =>
  ports.length === 0 || ports.some(({ port, arrivals }) => port.port === undefined || arrivals.length === 0);

const numbersOf = ({ ports }: ConnectedService): readonly number[] =>
  ports.flatMap(({ port, arrivals }) => [
    ...(port.port === undefined ? [] : [port.port]),
    ...arrivals.map(({ number }) => number),
  ]);

function observed(
  { gateway, services }: ConnectedGateway,
  { port = 0, portAt, protocol }: Listener,
  unit: string,
): Observation {
  const [first] = services;
  const there = services.map(
    ({ service: { id, ports } }) => say`${describe(id)}: ${listed(ports.map((one) => `${one.port}`))}`,
  );
  return {
    about: `${objectName(gateway.id)}|${port}`,
    object: objectOf(gateway.id),
    at: portAt,
    because: services.map(({ service }) => service.at),
    message: say`${describe(gateway.id)} listens on ${protocol === 'UDP' ? 'UDP' : 'TCP'} port ${port}, and no Service that leads to its pods has it (${listed(there)})`,
    help: say`give ${first === undefined ? 'the Service' : describe(first.service.id)} the port ${port}, or listen on one that it has`,
    units: [unit],
  };
}
