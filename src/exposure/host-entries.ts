import { servingContainers } from '../graph/target-port.ts';
import { isLoopback } from '../model/cidr.ts';
import type { Container, ContainerPort, Workload } from '../model/resource.ts';
import { arrivalTarget, defaults, noEntry, place, refTo } from './parts.ts';
import type { UnitlessExposure } from './service-entries.ts';

/** The ways in that a pod opens on its node by itself, past every Service: hostPort and hostNetwork. */
export function hostEntries(workload: Workload): readonly UnitlessExposure[] {
  const shares = workload.hostNetwork?.value ?? 'no';
  // In a hostNetwork pod a hostPort is the containerPort again, and may be filled in by the API server.
  return shares === 'no' ? hostPortEntries(workload) : hostNetworkEntries(workload);
}

function hostPortEntries(workload: Workload): readonly UnitlessExposure[] {
  return declaredPorts(workload).flatMap(({ container, port }) => {
    if (port.hostPort === undefined) return [];
    return {
      ...common(workload),
      key: `host-port|${owner(workload)}|${port.hostIP}:${port.hostPort.value}/${port.protocol}`,
      entry: {
        ...noEntry,
        kind: 'host-port',
        object: refTo(workload.id),
        port: port.hostPort.value,
        protocol: port.protocol,
        address: port.hostIP,
      },
      reach: isLoopback(port.hostIP) ? 'loopback' : 'node-network',
      target: { ...refTo(workload.id), port: port.containerPort, protocol: port.protocol, container: container.name },
      at: port.hostPort.at,
      because: [port.at, workload.at],
    } as const;
  });
}

/** One entry for «every port that it listens on», which nobody can list, and one for each port that it declares. */
function hostNetworkEntries(workload: Workload): readonly UnitlessExposure[] {
  const at = workload.hostNetwork?.at ?? workload.at;
  const base = {
    ...common(workload),
    reach: 'node-network',
    at,
    because: [workload.at],
    certainty: workload.hostNetwork?.value === 'unknown' ? 'possible' : workload.certainty,
  } as const;
  const object = refTo(workload.id);
  const declared = declaredPorts(workload).flatMap(({ container, port }) => {
    if (port.containerPort === undefined) return [];
    return {
      ...base,
      key: `host-network|${owner(workload)}|${port.containerPort}/${port.protocol}`,
      entry: { ...noEntry, kind: 'host-network', object, port: port.containerPort, protocol: port.protocol },
      target: arrivalTarget({ workload, number: port.containerPort, container }, port.protocol),
      because: [port.at, workload.at],
    } as const;
  });
  const every = {
    ...base,
    key: everyHostPort(workload),
    entry: { ...noEntry, kind: 'host-network', object },
    target: { ...object, port: undefined, protocol: 'TCP', container: undefined },
  } as const;
  return [every, ...declared];
}

/** The key of the entry that stands for every port of a hostNetwork pod, declared or not. */
export const everyHostPort = ({ id }: Pick<Workload, 'id'>): string => `host-network|${owner({ id })}|*`;

/** Two workloads of one name but different kinds are two. */
const owner = ({ id }: Pick<Workload, 'id'>): string => `${id.kind}/${place(id)}`;

const common = (workload: Workload) =>
  ({ ...defaults, certainty: workload.certainty, active: workload.active }) as const;

function declaredPorts(workload: Workload): readonly { container: Container; port: ContainerPort }[] {
  return servingContainers(workload).flatMap((container) => container.ports.map((port) => ({ container, port })));
}
