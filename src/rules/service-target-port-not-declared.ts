import type { Arrival, ConnectedPort, ConnectedService } from '../graph/graph.ts';
import { servingContainers } from '../graph/target-port.ts';
import { listed } from '../model/listed.ts';
import { say } from '../model/message.ts';
import { describe, type ServicePort } from '../model/resource.ts';
import { declaredPorts, objectOf, serviceAbout } from './links.ts';
import { once } from './once.ts';
import { otherProtocol } from './port-protocol-mismatch.ts';
import type { Observation, StateRule } from './rule.ts';

/**
 * `containerPort` only documents, so an undeclared number may be right, and a pod that declares nothing says nothing.
 * One pattern is nearly always a mistake: targetPort was left out, so it is the Service's own port, and the pods
 * declare exactly one other port (1 of 173 measured numeric ports, and a real defect).
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
 */
export const serviceTargetPortNotDeclared: StateRule = {
  id: 'service-target-port-not-declared',
  severity: 'notice',
  summary: 'a numeric targetPort that no container declares',
  looksAt: 'state',
  find: ({ graph, unit }) => graph.services.flatMap((connected) => undeclaredIn(connected, unit.id)),
};

/** The port of a headless Service is only a name: clients dial the pods themselves. */
const undeclaredIn = once((connected: ConnectedService, unit) =>
  connected.service.headless ? [] : connected.ports.flatMap((port) => undeclared(connected, port, unit)),
);

function undeclared(connected: ConnectedService, port: ConnectedPort, unit: string): readonly Observation[] {
  const others = port.arrivals.filter((arrival) => isSuspicious(arrival, port.port));
  const [first] = others;
  // As long as one of the pods declares the port, the Service has somewhere to go.
  if (first === undefined || others.length < port.arrivals.length) return [];
  return [observe(connected, port, first, unit)];
}

function isSuspicious({ container, workload }: Arrival, port: ServicePort): boolean {
  const shares = workload.hostNetwork !== undefined && workload.hostNetwork.value !== 'no';
  // With another protocol it is declared, and another rule says so.
  if (container !== undefined || otherProtocol(port, workload) !== undefined) return false;
  return workload.certainty === 'certain' && !shares && declaredPorts(workload).length > 0;
}

function observe(
  { service }: ConnectedService,
  { port }: ConnectedPort,
  { workload, number }: Arrival,
  unit: string,
): Observation {
  const only = soleTcpPort(workload);
  const isSlip = !port.targetPortIsExplicit && only !== undefined && port.protocol === 'TCP';
  return {
    about: serviceAbout(service, `${port.name ?? port.port ?? ''}`),
    object: objectOf(service.id),
    at: port.targetPort.at,
    because: [port.at, workload.at],
    message: say`targetPort ${number} of ${describe(service.id)} is declared by no container of ${describe(workload.id)}, which declares ${listed(declaredPorts(workload))}`,
    help: isSlip
      ? say`write targetPort: ${only}, if that is meant`
      : say`declare containerPort ${number}, or point targetPort at a declared port`,
    ...(isSlip ? { severity: 'warning' } : {}),
    units: [unit],
  };
}

function soleTcpPort(workload: Arrival['workload']): number | undefined {
  const declared = servingContainers(workload).flatMap(({ ports }) => ports);
  const [only, ...others] = declared.filter(({ protocol }) => protocol === 'TCP');
  return others.length === 0 ? only?.containerPort : undefined;
}
