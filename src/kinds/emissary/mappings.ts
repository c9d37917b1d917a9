import { entries, field, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import type { ResourceId, RouteRule } from '../../model/resource.ts';
import { hostName, placedText, portNumber } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';
import { backendOfUrl } from '../service-url.ts';
import { emissaryGroups, emissaryVersions } from './versions.ts';

/** @see https://www.getambassador.io/docs/emissary/latest/topics/using/intro-mappings */
const mapping: Omit<KindReader, 'group'> = {
  kinds: ['Mapping'],
  apiVersions: emissaryVersions,
  summary: 'host, prefix, method, headers, the Service',
  notRead: ['spec.shadow', 'spec.bypass_auth'],
  read: (root, id) => [{ ...routeHead(root, id, 'emissary'), opens: 'http-route', rules: mappingRules(root, id) }],
};

/** @see https://www.getambassador.io/docs/emissary/latest/topics/using/tcpmappings */
const tcpMapping: Omit<KindReader, 'group'> = {
  kinds: ['TCPMapping'],
  apiVersions: emissaryVersions,
  summary: 'port, host, the Service',
  notRead: [],
  read: (root, id) => [{ ...routeHead(root, id, 'emissary'), opens: 'l4-route', rules: tcpRules(root, id) }],
};

export const emissaryMappings: readonly KindReader[] = emissaryGroups.flatMap((group) => [
  { group, ...mapping },
  { group, ...tcpMapping },
]);

/** A mapping that redirects leads nowhere. */
function mappingRules(root: MapNode, id: ResourceId): readonly RouteRule[] {
  const spec = field(root, 'spec');
  const service = placedText(spec, 'service');
  if (service === undefined || scalarText(field(spec, 'host_redirect')) === 'true') return [];
  const host = hostName(placedText(spec, 'hostname') ?? placedText(spec, 'host'));
  const isPattern = scalarText(field(spec, 'host_regex')) === 'true';
  const prefix = placedText(spec, 'prefix');
  const more = [...headersOf(field(spec, 'headers')), ...methodOf(spec)];
  return [
    {
      host: host && `${isPattern ? '~' : ''}${host}`,
      path: prefix?.value ?? '/',
      pathType: pathTypeOf(spec),
      ...(more.length === 0 ? {} : { match: more.sort().join(' ') }),
      backend: backendOfUrl(service, id.namespace),
      at: prefix?.at ?? service.at,
    },
  ];
}

function pathTypeOf(spec: Node | undefined): RouteRule['pathType'] {
  if (scalarText(field(spec, 'prefix_regex')) === 'true') return 'RegularExpression';
  return scalarText(field(spec, 'prefix_exact')) === 'true' ? 'Exact' : 'Prefix';
}

const headersOf = (node: Node | undefined): readonly string[] =>
  entries(node).map(({ key, value }) => `header ${key.toLowerCase()}=${scalarText(value) ?? ''}`);

const methodOf = (spec: Node | undefined): readonly string[] => {
  const method = scalarText(field(spec, 'method'));
  return method === undefined ? [] : [`method=${method}`];
};

function tcpRules(root: MapNode, id: ResourceId): readonly RouteRule[] {
  const spec = field(root, 'spec');
  const [service, port, host] = [
    placedText(spec, 'service'),
    portNumber(field(spec, 'port')),
    placedText(spec, 'host'),
  ];
  if (service === undefined) return [];
  return [
    {
      host: hostName(host),
      path: undefined,
      pathType: 'Prefix',
      ...(port === undefined ? {} : { port: port.value }),
      backend: backendOfUrl(service, id.namespace),
      at: port?.at ?? service.at,
    },
  ];
}
