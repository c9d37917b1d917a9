import { embeddedYaml } from '../../manifest/embedded.ts';
import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { describe, type ResourceId, type Role, type RouteRule } from '../../model/resource.ts';
import { hostName, placedText } from '../fields.ts';
import type { Unclear } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';
import { backendOfUrl } from '../service-url.ts';

export const cloudflaredWords = ['service: ', 'cloudflared'] as const;

/**
 * A configuration file of cloudflared in a ConfigMap: host names that Cloudflare's edge hands to Services through a
 * tunnel, so that no load balancer and no firewall of the cluster sees their clients.
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/do-more-with-tunnels/local-management/configuration-file/
 */
export function cloudflared(root: MapNode, id: ResourceId, unclear: Unclear): readonly Role[] {
  return entries(field(root, 'data')).flatMap(({ key, value }) => {
    const text = scalarText(value) ?? '';
    if (!looksLikeTunnel(text)) return [];
    const config = embeddedYaml(value);
    if (config === undefined) {
      unclear(
        positionOf(value),
        say`${key} of ${describe(id)} looks like a configuration of cloudflared and cannot be read`,
      );
      return [];
    }
    const rules = items(field(config, 'ingress')).flatMap((rule) => ruleOf(rule, id));
    return [{ ...routeHead(root, id, 'cloudflared'), opens: 'tunnel', rules }];
  });
}

/** Whatever the file is called: its name stands in the arguments of the program. */
const looksLikeTunnel = (text: string): boolean =>
  ['ingress', 'service', 'hostname|tunnel'].every((key) => new RegExp(`\\b(${key})["']?\\s*:`).test(text));

/** What is answered by cloudflared itself leads nowhere. */
function ruleOf(rule: Node, id: ResourceId): readonly RouteRule[] {
  const service = placedText(rule, 'service');
  if (service === undefined || /^(http_status:|hello_world)/.test(service.value)) return [];
  const [host, path] = [placedText(rule, 'hostname'), placedText(rule, 'path')];
  return [
    {
      host: hostName(host),
      path: path?.value ?? '/',
      // A path is a pattern of Go.
      pathType: path === undefined ? 'Prefix' : 'RegularExpression',
      backend: backendOfUrl(service, id.namespace),
      at: host?.at ?? service.at,
    },
  ];
}
