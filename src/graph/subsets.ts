import { weakest } from '../model/certainty.ts';
import { type Labels, type ResourceId, type RouteBackend, type Subsets, sortedLabels } from '../model/resource.ts';
import type { Backend, ConnectedPort } from './graph.ts';
import { matchesLabels } from './policy/label-match.ts';
import { sameObject } from './same-object.ts';

/** The labels of the pods that a Service's subset stands for; undefined where nothing defines it. */
export type FindSubset = (service: ResourceId, subset: string) => Labels | undefined;

export function subsetLookup(all: readonly Subsets[]): FindSubset {
  const byService = Map.groupBy(all, ({ service }) => service.name);
  return (id, wanted) => {
    const of = byService.get(id.name)?.filter(({ service }) => sameObject({ ...id, ...service }, id, id)) ?? [];
    return of.flatMap(({ subsets }) => subsets).find(({ name }) => name === wanted)?.labels;
  };
}

/** A backend with those of its pods that its subset names; of one that nothing here defines, all that it may be. */
export function narrowed(backend: Backend, { subset }: RouteBackend, find: FindSubset): Backend {
  if (backend.state !== 'found' || subset === undefined) return backend;
  const labels = find(backend.service.service.id, subset);
  if (labels === undefined) return { ...backend, certainty: weakest(backend.certainty, 'possible') };
  return { ...backend, port: backend.port && onlyWith(labels, backend.port) };
}

const narrow = new WeakMap<ConnectedPort, Map<string, ConnectedPort>>();

/** The same object for the same port and labels, so that base and head share what is made of it. */
function onlyWith(labels: Labels, port: ConnectedPort): ConnectedPort {
  const known = narrow.get(port) ?? new Map<string, ConnectedPort>();
  narrow.set(port, known);
  const key = JSON.stringify(sortedLabels(labels));
  const before = known.get(key);
  if (before !== undefined) return before;
  const selector = { matchLabels: labels, matchExpressions: [] };
  const arrivals = port.arrivals.filter(
    ({ workload }) => matchesLabels(selector, { labels: workload.labels, complete: true }) !== 'no',
  );
  const only = { ...port, arrivals };
  known.set(key, only);
  return only;
}
