import { nodePortRange } from '../graph/node-ports.ts';
import { say } from '../model/message.ts';
import { describe, type ServicePort } from '../model/resource.ts';
import { freeNodePort } from './free-port.ts';
import { objectOf, serviceAbout } from './links.ts';
import type { StateRule } from './rule.ts';

export const nodePortOutOfRange: StateRule = {
  id: 'node-port-out-of-range',
  severity: 'error',
  summary: 'a nodePort that the API server will refuse',
  looksAt: 'state',
  find: ({ graph, unit }, { cluster }) => {
    const { first, last } = nodePortRange(graph, cluster);
    const isOutside = ({ nodePort }: ServicePort): boolean =>
      nodePort !== undefined && (nodePort.value < first || nodePort.value > last);
    const wrong = graph.services.filter(({ service }) => service.ports.some(isOutside));
    const free = wrong.length === 0 ? undefined : freeNodePort(graph, { first, last });
    return wrong.flatMap(({ service }) =>
      service.ports.filter(isOutside).flatMap(({ nodePort, at }) => {
        if (nodePort === undefined) return [];
        return {
          about: serviceAbout(service, `${nodePort.value}`),
          object: objectOf(service.id),
          at: nodePort.at,
          because: [at],
          message: say`nodePort ${nodePort.value} of ${describe(service.id)} is outside ${first}–${last}; the API server refuses the Service`,
          help: say`leave nodePort unset, choose ${free ?? 'one inside the range'}, or set cluster.node_port_range to the cluster's own`,
          ...(free === undefined ? {} : { fix: `${free}` }),
          units: [unit.id],
        };
      }),
    );
  },
};
