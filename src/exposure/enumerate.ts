import type { Graph } from '../graph/graph.ts';
import type { ClusterConfig } from '../model/config.ts';
import { byPosition, byText } from '../model/source.ts';
import type { Exposure } from './exposure.ts';
import { hostEntries } from './host-entries.ts';
import { mappingEntries } from './mapping-entries.ts';
import { routeEntries } from './route-entries.ts';
import { serviceEntries } from './service-entries.ts';

/** Every way into the unit, sorted by key. Several with one key are one entry with several backends. */
export function enumerateExposures(graph: Graph, unit: string, cluster: ClusterConfig): readonly Exposure[] {
  const found = [
    ...graph.services.flatMap((service) => serviceEntries(service, cluster)),
    ...graph.workloads.flatMap(hostEntries),
    ...graph.routes.flatMap((route) => routeEntries(route, cluster)),
    ...mappingEntries(graph),
  ];
  return found.map((exposure) => ({ ...exposure, unit, units: [unit] })).sort(byKey);
}

const byKey = (a: Exposure, b: Exposure): number =>
  byText(a.key, b.key) || byText(backendKey(a), backendKey(b)) || byPosition(a.at, b.at);

/**
 * Where the traffic ends, as far as it is compared: workload and port, never the container, nor whether the port is
 * declared. Where nothing resolves it is the target port as written.
 */
export function backendKey({ target, hops }: Exposure): string {
  if (target === undefined) return `?|${hops.at(-1)?.targetPort ?? hops.at(-1)?.port ?? ''}`;
  return `${target.kind}|${target.namespace ?? ''}|${target.name}|${target.port ?? '*'}/${target.protocol}`;
}
