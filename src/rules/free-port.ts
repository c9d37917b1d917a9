import type { Graph } from '../graph/graph.ts';
import type { PortRange } from '../model/port.ts';

/**
 * The first node port of the band that the cluster never hands out by itself, 30000–30085 by default, which no Service
 * of the unit asks for; undefined where all are taken.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#avoid-nodeport-collisions
 */
export function freeNodePort({ services }: Graph, { first, last }: PortRange): number | undefined {
  const taken = new Set(services.flatMap(({ service }) => service.ports.map(({ nodePort }) => nodePort?.value)));
  const band = Math.min(Math.max(16, Math.floor((last - first + 1) / 32)), 128);
  const numbers = Array.from({ length: Math.min(band, last - first + 1) }, (_, index) => first + index);
  return numbers.find((number) => !taken.has(number));
}
