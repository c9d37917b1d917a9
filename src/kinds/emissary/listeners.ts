import { field, positionOf, scalarText } from '../../manifest/node.ts';
import { objectPosition, portNumber } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { emissaryGroups, emissaryVersions } from './versions.ts';

/**
 * A port that Emissary listens on. Which hosts it serves there, and with which certificates, its Hosts say.
 * @see https://www.getambassador.io/docs/emissary/latest/topics/running/listener
 */
const listener: Omit<KindReader, 'group'> = {
  kinds: ['Listener'],
  apiVersions: emissaryVersions,
  summary: 'port and protocol',
  notRead: ['spec.protocolStack'],
  read: (root, id) => {
    const spec = field(root, 'spec');
    const port = field(spec, 'port');
    const at = objectPosition(root);
    const protocol = scalarText(field(spec, 'protocol')) ?? '';
    return [
      {
        role: 'gateway',
        id,
        at,
        className: 'emissary',
        parent: undefined,
        listeners: [
          {
            at,
            name: undefined,
            port: portNumber(port)?.value,
            portAt: port === undefined ? at : positionOf(port),
            protocol,
            host: undefined,
            tls: /HTTPS|TLS/.test(protocol) ? 'terminate' : undefined,
            kinds: undefined,
            admits: { from: 'all', at: undefined },
          },
        ],
        listenersExclude: false,
        admitsSets: { from: 'none', at: undefined },
        addresses: [],
        annotations: new Map(),
        pods: undefined,
      },
    ];
  },
};

export const emissaryListeners: readonly KindReader[] = emissaryGroups.map((group) => ({ group, ...listener }));
