import type { Arrival, ConnectedPort, ConnectedService, Graph } from '../graph/graph.ts';
import { hasNodePort } from '../graph/node-ports.ts';
import { servingContainers } from '../graph/target-port.ts';
import type { Certainty } from '../model/certainty.ts';
import { isLoopback } from '../model/cidr.ts';
import type { PortMapping } from '../model/resource.ts';
import type { Hop, Target } from './exposure.ts';
import { arrivalTarget, defaults, noEntry, refTo, serviceHop } from './parts.ts';
import type { UnitlessExposure } from './service-entries.ts';

interface Ending {
  readonly hops: readonly Hop[];
  readonly target: Target | undefined;
  readonly certainty: Certainty;
}

/** The ways in that a local cluster's port mappings open on a developer's machine. */
export function mappingEntries(graph: Graph): readonly UnitlessExposure[] {
  if (graph.mappings.length === 0) return [];
  const endings = endingsByNodePort(graph);
  return graph.mappings.flatMap((mapping) => {
    const found = endings.get(nodeKey(mapping.nodePort, mapping.protocol)) ?? [];
    const usable = found.filter(
      (ending) => ending.via === 'node-port' || ending.via === 'host' || mapping.tool === 'k3d',
    );
    const ends: readonly Ending[] = usable.length > 0 ? usable : [nowhere];
    return ends.map((ending) => entryTo(mapping, ending));
  });
}

const nowhere: Ending = { hops: [], target: undefined, certainty: 'certain' };

function entryTo(mapping: PortMapping, { hops, target, certainty }: Ending): UnitlessExposure {
  const { listenAddress, hostPort, nodePort, protocol } = mapping;
  return {
    ...defaults,
    key: `dev-mapping|${listenAddress}:${hostPort ?? `*${nodePort}`}/${protocol}`,
    entry: {
      ...noEntry,
      kind: 'dev-mapping',
      object: refTo(mapping.id),
      port: hostPort,
      nodePort,
      protocol,
      address: listenAddress,
    },
    // Any other address than loopback answers to the whole network that the developer's machine is in.
    reach: isLoopback(listenAddress) ? 'loopback' : 'private',
    arrivesAs: 'node',
    hops,
    target,
    certainty,
    at: mapping.at,
    because: [],
  };
}

const nodeKey = (port: number, protocol: string): string => `${port}/${protocol}`;

interface NodeEnding extends Ending {
  readonly via: 'node-port' | 'host' | 'load-balancer';
}

/**
 * What answers on each port of a node: a Service's nodePort on every node; a hostPort or a hostNetwork pod only where
 * the pod runs, hence `likely`; the port of a LoadBalancer where the local cluster brings its own (k3s ServiceLB).
 */
function endingsByNodePort(graph: Graph): ReadonlyMap<string, readonly NodeEnding[]> {
  const all = [...graph.services.flatMap(servicePorts), ...graph.workloads.flatMap(hostPorts)];
  return new Map(
    [...Map.groupBy(all, ({ key }) => key)].map(([key, found]) => [key, found.map(({ ending }) => ending)]),
  );
}

type Keyed = { readonly key: string; readonly ending: NodeEnding };

function servicePorts(connected: ConnectedService): readonly Keyed[] {
  return connected.ports.flatMap((port) => {
    const { nodePort, protocol, port: number } = port.port;
    const opens = hasNodePort(connected.service, port.port);
    const balanced = connected.service.type.value === 'LoadBalancer' && number !== undefined;
    return [
      ...(opens && nodePort !== undefined
        ? through(connected, port, nodeKey(nodePort.value, protocol), 'node-port')
        : []),
      ...(balanced ? through(connected, port, nodeKey(number, protocol), 'load-balancer') : []),
    ];
  });
}

function through(
  connected: ConnectedService,
  port: ConnectedPort,
  key: string,
  via: NodeEnding['via'],
): readonly Keyed[] {
  const certainty = via === 'node-port' ? 'certain' : 'likely';
  const hops = [serviceHop(connected.service, port.port)];
  const arrivals: readonly (Arrival | undefined)[] = port.arrivals.length > 0 ? port.arrivals : [undefined];
  return arrivals.map((arrival) => ({
    key,
    ending: { via, certainty, hops, target: arrival && arrivalTarget(arrival, port.port.protocol) },
  }));
}

function hostPorts(workload: Graph['workloads'][number]): readonly Keyed[] {
  const shares = workload.hostNetwork?.value === 'yes';
  return servingContainers(workload).flatMap((container) =>
    container.ports.flatMap(({ containerPort, hostPort, protocol }) => {
      const onNode = shares ? containerPort : hostPort?.value;
      if (onNode === undefined || containerPort === undefined) return [];
      const target = arrivalTarget({ workload, number: containerPort, container }, protocol);
      return {
        key: nodeKey(onNode, protocol),
        ending: { via: 'host', certainty: 'likely', hops: [], target },
      } as const;
    }),
  );
}
