import type { ClusterConfig } from '../model/config.ts';
import type { PortRange } from '../model/port.ts';
import type { Service, ServicePort } from '../model/resource.ts';
import type { Graph } from './graph.ts';

/**
 * Does the cluster open a node port for this Service port? NodePort always does; LoadBalancer does unless told not to,
 * and a number that is written is honoured even then.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#load-balancer-nodeport-allocation
 */
export function hasNodePort(service: Service, port: ServicePort): boolean {
  if (service.type.value === 'NodePort') return true;
  return service.type.value === 'LoadBalancer' && (service.allocatesNodePorts || port.nodePort !== undefined);
}

/** The range that node ports must lie in: a local cluster's own setting in this unit, else the configuration's. */
export const nodePortRange = (graph: Graph, cluster: ClusterConfig): PortRange =>
  graph.nodePortRanges[0] ?? cluster.nodePortRange;
