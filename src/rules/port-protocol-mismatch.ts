import type { ConnectedPort, ConnectedService } from '../graph/graph.ts';
import { servingContainers } from '../graph/target-port.ts';
import { say } from '../model/message.ts';
import { type ContainerPort, describe, type ServicePort, type Workload } from '../model/resource.ts';
import { isMeant, objectOf, serviceAbout } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

/**
 * A number reaches the pods whether or not they declare it, so this is a likely mistake and no certain one; a name is
 * looked up together with the protocol.
 * @see https://github.com/kubernetes/endpointslice/blob/master/util/controller_utils.go (FindPort)
 */
export const portProtocolMismatch: StateRule = {
  id: 'port-protocol-mismatch',
  severity: 'warning',
  summary: 'a port that the pods have with another protocol',
  looksAt: 'state',
  find: ({ graph, unit }) => graph.services.flatMap((connected) => mismatchesOf(connected, unit.id)),
};

const mismatchesOf = once((connected: ConnectedService, unit) =>
  connected.ports.flatMap((port) => mismatch(connected, port, unit)),
);

function mismatch({ service }: ConnectedService, connected: ConnectedPort, unit: string): readonly Observation[] {
  const { port, arrivals, missing } = connected;
  // Clients of a headless Service dial the pods themselves, with whatever protocol they speak.
  if (service.headless && typeof port.targetPort.value === 'number') return [];
  // As long as one of the pods has it with this protocol, the Service has somewhere to go.
  if (arrivals.some(({ container, workload }) => container !== undefined && isMeant(workload))) return [];
  const without = [...arrivals.map(({ workload }) => workload), ...missing].filter(isMeant);
  const found = without.flatMap((workload) => {
    const other = otherProtocol(port, workload);
    return other === undefined ? [] : { workload, other };
  });
  const [first] = found;
  if (first === undefined || found.length < without.length) return [];
  const about = serviceAbout(service, `${port.name ?? port.port ?? ''}`);
  return [
    {
      about,
      object: objectOf(service.id),
      at: port.targetPort.at,
      because: [port.at, first.other.at],
      message: say`targetPort ${port.targetPort.value} of ${describe(service.id)} is ${port.protocol}, and ${describe(first.workload.id)} has it with ${first.other.protocol}`,
      ...wayOut(port, first.other),
      units: [unit],
      cause: { object: `link ${about}`, part: undefined },
    },
  ];
}

/**
 * A container that says nothing says TCP, and it only documents: of a Service that asks for UDP the declaration is the
 * likelier slip, and the traffic arrives all the same.
 */
const wayOut = (port: ServicePort, other: ContainerPort): Pick<Observation, 'help' | 'severity'> =>
  typeof port.targetPort.value === 'number' && port.protocol !== 'TCP'
    ? {
        help: say`declare protocol: ${port.protocol} at the container's port, if that is what it speaks`,
        severity: 'notice',
      }
    : { help: say`write protocol: ${other.protocol} at the port of the Service` };

/** The port of that number or name with another protocol, where there is none with the same. */
export const otherProtocol = (port: ServicePort, workload: Workload): ContainerPort | undefined => {
  const wanted = port.targetPort.value;
  const same = servingContainers(workload)
    .flatMap(({ ports }) => ports)
    .filter(({ containerPort, name }) => (typeof wanted === 'number' ? containerPort === wanted : name === wanted));
  return same.some(({ protocol }) => protocol === port.protocol) ? undefined : same[0];
};
