import type { MapNode } from '../manifest/node.ts';
import type { ResourceId, Role } from '../model/resource.ts';
import type { KindReader, Unclear } from './kind-reader.ts';
import { streamServices, streamWords } from './stream-services.ts';
import { cloudflared, cloudflaredWords } from './tunnels/cloudflared.ts';

/** What a ConfigMap may be read as; each answers with nothing where it is something else. */
const readings: readonly ((root: MapNode, id: ResourceId, unclear: Unclear) => readonly Role[])[] = [
  streamServices,
  cloudflared,
];

/** Configuration that opens ways in by itself. Most ConfigMaps hold none. */
export const configMap: KindReader = {
  group: '',
  kinds: ['ConfigMap'],
  apiVersions: ['v1'],
  summary: 'the TCP and UDP services of ingress-nginx, the configuration of cloudflared',
  notRead: [],
  words: [...streamWords, ...cloudflaredWords],
  read: (root, id, unclear) => readings.flatMap((read) => read(root, id, unclear)),
};
