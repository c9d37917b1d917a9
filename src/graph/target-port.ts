import type { Container, ServicePort, Workload } from '../model/resource.ts';

/** The pod port that traffic to a Service port arrives at. */
export interface ArrivalPort {
  readonly number: number;
  /** The container that declares it; undefined where none does, which closes nothing. */
  readonly container: Container | undefined;
}

/**
 * Where traffic to `port` arrives in the pods of `workload`.
 *
 * A number reaches the pod whether or not a container declares it: `containerPort` only documents. A name is looked up
 * in each pod, with the protocol, in the containers first and then in the restartable init containers; the first one
 * wins. So one Service can reach different numbers in different workloads.
 *
 * @returns undefined where a name matches nothing: then the pod is no endpoint for this port
 * @see https://github.com/kubernetes/endpointslice/blob/master/util/controller_utils.go (FindPort)
 */
export function resolveTargetPort(port: ServicePort, workload: Workload): ArrivalPort | undefined {
  const wanted = port.targetPort.value;
  for (const container of servingContainers(workload))
    for (const declared of container.ports) {
      if (declared.protocol !== port.protocol || declared.containerPort === undefined) continue;
      const same = typeof wanted === 'number' ? declared.containerPort === wanted : declared.name === wanted;
      if (same) return { number: declared.containerPort, container };
    }
  return typeof wanted === 'number' ? { number: wanted, container: undefined } : undefined;
}

/** Plain init containers end before the pod serves. */
export const servingContainers = (workload: Workload): readonly Container[] =>
  workload.containers.filter(({ stage }) => stage !== 'init');
