import { literal, type Message, say } from '../model/message.ts';
import { describe, idKey, type Listener } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/** @see https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec (listeners) */
export const listenerConflict: StateRule = {
  id: 'listener-conflict',
  severity: 'error',
  summary: 'two listeners for the same port, protocol and host',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.gateways.flatMap(({ gateway, rivals }) => {
      const told = new Set<Listener>();
      return [...rivals].flatMap(([listener, rival]): readonly Observation[] => {
        told.add(listener);
        // Two that exclude each other are told once, at the one that came later.
        const isMutual = rivals.get(rival.listener)?.listener === listener;
        if (isMutual && !told.has(rival.listener)) return [];
        return [
          {
            about: `${idKey(gateway.id)}|${listener.name ?? ''}:${listener.port}/${listener.protocol}/${listener.host?.value ?? '*'}`,
            object: objectOf(gateway.id),
            at: listener.portAt,
            because: [listener.at, rival.listener.portAt],
            message: say`listener ${listener.name ?? '?'} of ${describe(gateway.id)} claims ${listener.protocol} port ${listener.port ?? '?'} for ${listener.host?.value ?? 'every host'}, and so does listener ${rival.listener.name ?? '?'} of ${describe(rival.gateway.id)}${claimOf(listener, rival.listener)}; ${literal(rival.gateway === gateway ? 'neither is served' : 'only that one is served')}`,
            help: say`give each listener another port or host`,
            units: [unit.id],
          },
        ];
      });
    }),
};

/** What the other one claims, where that is not the very same. */
const claimOf = (own: Listener, other: Listener): Message =>
  own.protocol === other.protocol ? literal('') : say`, for ${other.protocol}`;
