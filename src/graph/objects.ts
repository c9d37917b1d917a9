import type { Workload } from '../model/resource.ts';
import type { Graph } from './graph.ts';

/** `Kind/namespace/name`, as an object is called wherever the API version does not matter. */
export const objectName = (object: {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}): string => `${object.kind}/${object.namespace ?? ''}/${object.name}`;

const workloads = new WeakMap<Graph, ReadonlyMap<string, Workload>>();

/** The workload of that kind, namespace and name; the graph is indexed when it is asked for the first time. */
export function workloadNamed(graph: Graph, object: Parameters<typeof objectName>[0]): Workload | undefined {
  const index = workloads.get(graph) ?? new Map(graph.workloads.map((workload) => [objectName(workload.id), workload]));
  workloads.set(graph, index);
  return index.get(objectName(object));
}

const names = new WeakMap<Graph, ReadonlySet<string>>();

/** The names of every object of the graph, made once. */
export function objectNames(graph: Graph): ReadonlySet<string> {
  const known = names.get(graph);
  if (known !== undefined) return known;
  const { services, routes, mappings } = graph;
  const ids = [
    ...services.map(({ service }) => service.id),
    ...graph.workloads.map(({ id }) => id),
    ...routes.map(({ route }) => route.id),
    ...mappings.map(({ id }) => id),
    ...[...graph.policies, ...graph.unclearPolicies, ...graph.nodePolicies].map(({ id }) => id),
  ];
  const found = new Set(ids.map(objectName));
  names.set(graph, found);
  return found;
}
