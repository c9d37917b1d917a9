import { gatewayReach } from '../graph/gateway-reach.ts';
import type { ConnectedGateway } from '../graph/graph.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { Protocol } from '../model/port.ts';
import { listenerName, listenerTransport } from './doors.ts';
import { defaults, noEntry, refTo } from './parts.ts';
import { withoutBar } from './route-key.ts';
import type { UnitlessExposure } from './service-entries.ts';

/** The ports that a gateway opens, whether or not a route leads anywhere from them. */
export function listenerEntries(connected: ConnectedGateway, cluster: ClusterConfig): readonly UnitlessExposure[] {
  const { gateway, rivals, admission, servesMesh } = connected;
  if (admission === 'no' || servesMesh) return [];
  const { reach, basis, at = [] } = gatewayReach(connected, cluster);
  return gateway.listeners
    .filter((listener) => !rivals.has(listener) && listener.isLocal !== true)
    .map((listener) => {
      const host = listener.host?.value;
      return {
        ...defaults,
        key: ['listener', withoutBar(listenerName(connected, listener)), withoutBar(host ?? '*')].join('|'),
        entry: {
          ...noEntry,
          kind: 'listener',
          object: refTo(gateway.id),
          port: listener.port,
          protocol: protocolOf(listener.protocol),
          host,
          admits: listener.admits,
        },
        reach,
        reachBasis: basis,
        certainty: admission,
        transport: listenerTransport(listener),
        ...(listener.auth === undefined ? {} : { auth: [listener.auth.value] }),
        attributesAt: {
          reach: at,
          transport: [listener.at],
          auth: [listener.auth?.at ?? listener.at],
          admits: [listener.admits.at ?? listener.at],
        },
        at: listener.portAt,
        because: [listener.at, gateway.at],
      };
    });
}

const protocolOf = (protocol: string): Protocol => (protocol === 'UDP' ? 'UDP' : 'TCP');
