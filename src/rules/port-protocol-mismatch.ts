import type { ConnectedPort, ConnectedService } from '../graph/graph.ts';
import { servingContainers } from '../graph/target-port.ts';
import { say } from '../model/message.ts';
import { type ContainerPort, describe, type ServicePort, type Workload } from '../model/resource.ts';
import { objectOf, serviceAbout } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

export const portProtocolMismatch: StateRule = {
  id: 'port-protocol-mismatch',
  severity: 'warning',
  summary: 'a port that the pods have with another protocol',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.services.flatMap((connected) => connected.ports.flatMap((port) => mismatch(connected, port, unit.id))),
};

function mismatch({ service }: ConnectedService, connected: ConnectedPort, unit: string): readonly Observation[] {
  const { port, arrivals, missing } = connected;
  const undeclared = arrivals.filter(({ container }) => container === undefined).map(({ workload }) => workload);
  // As long as one of the pods has it with this protocol, the Service has somewhere to go.
  if (undeclared.length < arrivals.length) return [];
  const found = [...undeclared, ...missing].flatMap((workload) => {
    const other = otherProtocol(port, workload);
    return other === undefined ? [] : { workload, other };
  });
  const [first] = found;
  if (first === undefined || found.length < undeclared.length + missing.length) return [];
  const about = serviceAbout(service, `${port.name ?? port.port ?? ''}`);
  return [
    {
      about,
      object: objectOf(service.id),
      at: port.targetPort.at,
      because: [port.at, first.other.at],
      message: say`targetPort ${port.targetPort.value} of ${describe(service.id)} is ${port.protocol}, and ${describe(first.workload.id)} has it with ${first.other.protocol}`,
      adds: say`${describe(first.workload.id)} has it with ${first.other.protocol}`,
      help: say`write protocol: ${first.other.protocol} at the port of the Service`,
      units: [unit],
      cause: { object: `link ${about}`, part: undefined },
    },
  ];
}

/** The port of that number or name with another protocol, where there is none with the same. */
export const otherProtocol = (port: ServicePort, workload: Workload): ContainerPort | undefined => {
  const wanted = port.targetPort.value;
  const same = servingContainers(workload)
    .flatMap(({ ports }) => ports)
    .filter(({ containerPort, name }) => (typeof wanted === 'number' ? containerPort === wanted : name === wanted));
  return same.some(({ protocol }) => protocol === port.protocol) ? undefined : same[0];
};
