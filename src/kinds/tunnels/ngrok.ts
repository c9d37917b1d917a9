import { field } from '../../manifest/node.ts';
import { objectPosition, placedText } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { routeHead } from '../route-head.ts';
import { backendOfUrl } from '../service-url.ts';

/** An address of ngrok's edge that leads to a Service. @see https://ngrok.com/docs/k8s/crds/agentendpoint/ */
export const ngrokEndpoint: KindReader = {
  group: 'ngrok.k8s.ngrok.com',
  kinds: ['AgentEndpoint'],
  apiVersions: ['v1alpha1'],
  summary: 'the address at the edge, and the Service behind it',
  notRead: ['spec.trafficPolicy'],
  read: (root, id) => {
    const [url, upstream] = [
      placedText(field(root, 'spec'), 'url'),
      placedText(field(root, 'spec', 'upstream'), 'url'),
    ];
    if (upstream === undefined) return [];
    const host = /^(?:\w+:\/\/)?([^/:]+)/.exec(url?.value ?? '')?.[1];
    return [
      {
        ...routeHead(root, id, 'ngrok'),
        opens: 'tunnel',
        rules: [
          {
            host,
            path: '/',
            pathType: 'Prefix',
            backend: backendOfUrl(upstream, id.namespace),
            at: url?.at ?? objectPosition(root),
          },
        ],
      },
    ];
  },
};
