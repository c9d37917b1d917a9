import type { ConnectedRoute, Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { servingContainers } from '../graph/target-port.ts';
import { literal, type Message, say } from '../model/message.ts';
import type { ObjectRef } from '../model/resource.ts';
import { idKey, type ResourceId, type Service, type Workload } from '../model/resource.ts';
import { byText } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';

export const objectOf = ({ kind, namespace, name }: ResourceId): ObjectRef => ({ kind, namespace, name });

export const serviceAbout = ({ id }: Service, port = ''): string => `${objectName(id)}|${port}`;

/** The ports that the serving containers of a pod declare, with their names where they have one: `"web" (8080/TCP)`. */
export const declaredPorts = (workload: Workload): readonly string[] =>
  servingContainers(workload).flatMap(({ ports }) =>
    ports.flatMap(({ name, containerPort, protocol }) => {
      if (containerPort === undefined) return [];
      return name === undefined ? `${containerPort}/${protocol}` : `"${name}" (${containerPort}/${protocol})`;
    }),
  );

/** The rules about Ingress objects have sisters for the other kinds of routes. */
export const isIngress = ({ route }: ConnectedRoute): boolean => route.id.kind === 'Ingress';

/** A Pod or a Job that comes and goes, scaled to nothing or run by a test hook, is not what the Service is for. */
export const isMeant = ({ active, id }: Workload): boolean =>
  active !== 'no' && id.kind !== 'Job' && id.kind !== 'CronJob';

/** By what the objects are called, so that the order of files and documents says nothing. */
export const byObject = (a: { readonly id: ResourceId }, b: { readonly id: ResourceId }): number =>
  byText(idKey(a.id), idKey(b.id));

/** The unit as a place in a sentence: `under k8s/`, since «in k8s» reads as «in the cluster». */
export function within({ id, root }: Pick<Unit, 'id' | 'root'>): Message {
  if (id === '.') return literal('in this repository');
  return id === root && !/\.ya?ml(\.gotmpl)?$/.test(id) ? say`under ${id}/` : say`in ${id}`;
}

/** A placeholder is no name yet. */
export const isName = (text: string): boolean => /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text);

/** Does the configuration say that the Service is in the cluster? */
export const isDeclared = (
  name: string,
  namespace: string | undefined,
  services: readonly { readonly name: string; readonly namespace: string }[],
): boolean => services.some((one) => one.name === name && (namespace === undefined || one.namespace === namespace));

/** Is anything of the namespace among the manifests? An unset one is the one that all of them are deployed to. */
export const holdsNamespace = ({ services, workloads }: Graph, namespace: string | undefined): boolean =>
  namespace === undefined ||
  services.some(({ service }) => service.id.namespace === namespace) ||
  workloads.some(({ id }) => id.namespace === namespace);
