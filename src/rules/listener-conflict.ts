import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** @see https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec (listeners) */
export const listenerConflict: StateRule = {
  id: 'listener-conflict',
  severity: 'error',
  summary: 'two listeners for the same port, protocol and host',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.gateways.flatMap(({ gateway, rivals }) =>
      [...rivals].map(([listener, rival]) => ({
        about: `${objectName(gateway.id)}|${listener.name ?? ''}:${listener.port}/${listener.protocol}/${listener.host?.value ?? '*'}`,
        object: objectOf(gateway.id),
        at: listener.portAt,
        because: [listener.at, rival.listener.portAt],
        message: say`listener ${listener.name ?? '?'} of ${describe(gateway.id)} claims ${listener.protocol} port ${listener.port ?? '?'} for ${listener.host?.value ?? 'every host'}, which listener ${rival.listener.name ?? '?'} of ${describe(rival.gateway.id)} claims as well; neither may be accepted`,
        help: say`give each listener a port of its own, or hosts that differ`,
        units: [unit.id],
      })),
    ),
};
