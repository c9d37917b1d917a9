import type { ConnectedService } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { servingContainers } from '../graph/target-port.ts';
import { say } from '../model/message.ts';
import { type Container, type ContainerPort, describe, type Service, type Workload } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

/**
 * Names are unique in one container only; where two containers of a pod have the same, the first one wins, so another
 * container in front of them moves the traffic.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.33.0/staging/src/k8s.io/endpointslice/utils.go (findPort)
 */
export const ambiguousPortName: StateRule = {
  id: 'ambiguous-port-name',
  severity: 'warning',
  summary: 'a named targetPort that two containers of a pod have',
  looksAt: 'state',
  find: ({ graph, unit }) => graph.services.flatMap((connected) => ambiguousIn(connected, unit.id)),
};

const ambiguousIn = once((connected: ConnectedService, unit) =>
  referenced(connected).flatMap((reference) => ambiguous(reference, unit)),
);

interface Reference {
  readonly service: Service;
  readonly workload: Workload;
  readonly name: string;
  readonly protocol: string;
  readonly at: Position;
}

/** The names that a Service looks up in pods. */
const referenced = ({ service, ports }: ConnectedService): readonly Reference[] =>
  ports.flatMap(({ port, arrivals }) => {
    const name = port.targetPort.value;
    if (typeof name !== 'string') return [];
    const { protocol, targetPort } = port;
    return arrivals.map(({ workload }) => ({ service, workload, name, protocol, at: targetPort.at }));
  });

interface Bearer {
  readonly container: Container;
  readonly port: ContainerPort;
}

function ambiguous({ service, workload, name, protocol, at }: Reference, unit: string): readonly Observation[] {
  const bearers: readonly Bearer[] = servingContainers(workload).flatMap((container) =>
    container.ports
      .filter((port) => port.name === name && port.protocol === protocol && port.containerPort !== undefined)
      .map((port) => ({ container, port })),
  );
  const [first] = bearers;
  const second = bearers.find(
    ({ container, port }) => container !== first?.container && port.containerPort !== first?.port.containerPort,
  );
  if (first === undefined || second === undefined) return [];
  return [
    {
      about: `${objectName(workload.id)}|${name}/${protocol}`,
      object: objectOf(workload.id),
      at: second.port.at,
      because: [first.port.at, at],
      message: say`containers ${first.container.name} (${first.port.containerPort ?? '?'}) and ${second.container.name} (${second.port.containerPort ?? '?'}) of ${describe(workload.id)} both name a port ${name}; ${describe(service.id)} sends traffic to the first of them`,
      help: say`give each port its own name`,
      units: [unit],
    },
  ];
}
