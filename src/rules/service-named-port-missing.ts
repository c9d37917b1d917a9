import type { ConnectedPort, ConnectedService } from '../graph/graph.ts';
import { servingContainers } from '../graph/target-port.ts';
import { listed } from '../model/listed.ts';
import { literal, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { describe, type ServicePort, type Workload } from '../model/resource.ts';
import { declaredPorts, isMeant, objectOf, serviceAbout } from './links.ts';
import { once } from './once.ts';
import { otherProtocol } from './port-protocol-mismatch.ts';
import type { Observation, StateRule } from './rule.ts';

/** A name that no container has makes no endpoint: certain, and without a false alarm in 47 measured named ports. */
export const serviceNamedPortMissing: StateRule = {
  id: 'service-named-port-missing',
  severity: 'error',
  summary: 'a named targetPort that the selected pods do not have',
  looksAt: 'state',
  find: ({ graph, unit }) => graph.services.flatMap((connected) => missingIn(connected, unit.id)),
};

const missingIn = once((connected: ConnectedService, unit) =>
  connected.ports
    .map((port) => ({ ...port, missing: port.missing.filter(isMeant) }))
    .filter(({ missing, port }) => missing.length > 0 && !isPlaceholder(String(port.targetPort.value)))
    .map((port) => observe(connected, port, unit)),
);

const isPlaceholder = (name: string): boolean => !/^[A-Za-z0-9-]+$/.test(name);

function observe(connected: ConnectedService, { port, missing, arrivals }: ConnectedPort, unit: string): Observation {
  const { service, selected } = connected;
  const isPartial = arrivals.length > 0;
  const isSure = selected?.certainty === 'certain' && missing.every(({ certainty }) => certainty === 'certain');
  return {
    about: serviceAbout(service, `${port.name ?? port.port ?? ''}`),
    object: objectOf(service.id),
    at: port.targetPort.at,
    because: [port.at, ...missing.map(({ at }) => at)],
    message: say`targetPort ${`"${port.targetPort.value}"`} (${port.protocol}) of ${describe(service.id)} names no container port of ${listed(missing.map(withPorts))}; the Service has no endpoint there`,
    ...wayOut(port, missing),
    ...(isPartial || !isSure ? { severity: 'warning' } : {}),
    units: [unit],
    // The same name with another protocol is the same cause, see port-protocol-mismatch.
    cause: { object: `link ${serviceAbout(service, `${port.name ?? port.port ?? ''}`)}`, part: undefined },
  };
}

/** The name that was probably meant: the nearest, or the only one that all of them have. */
function wayOut(port: ServicePort, missing: readonly Workload[]): Pick<Observation, 'help' | 'fix'> {
  const other = missing.map((workload) => otherProtocol(port, workload)?.protocol).find((one) => one !== undefined);
  if (other !== undefined) return { help: say`write protocol: ${other} at the port of the Service` };
  const names = missing.map((workload) => new Set(namesOf(workload)));
  const common = [...(names[0] ?? [])].filter((name) => names.every((own) => own.has(name)));
  const meant = nearest(`${port.targetPort.value}`, common) ?? (common.length === 1 ? common[0] : undefined);
  return meant === undefined
    ? { help: say`write the name or the number of one of the pods' ports` }
    : { help: say`write targetPort: ${meant}`, fix: meant };
}

const namesOf = (workload: Workload): readonly string[] =>
  servingContainers(workload).flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []));

function withPorts(workload: Workload) {
  const declared = declaredPorts(workload);
  const ports = declared.length === 0 ? literal('which declares no port') : say`which has ${listed(declared)}`;
  return say`${describe(workload.id)}, ${ports}`;
}
