import { field } from '../manifest/node.ts';
import { objectPosition, placedText } from './fields.ts';
import type { KindReader } from './kind-reader.ts';

/**
 * What GKE's load balancer does for the Ingresses that name it in an annotation.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration#https_redirect
 */
export const frontendConfig: KindReader = {
  group: 'networking.gke.io',
  kinds: ['FrontendConfig'],
  apiVersions: ['v1beta1', 'v1'],
  summary: 'whether plain HTTP is answered with a redirect',
  notRead: [],
  read: (root, id) => [
    {
      role: 'frontend-config',
      id,
      at: objectPosition(root),
      redirect: placedText(field(root, 'spec'), 'redirectToHttps', 'enabled'),
    },
  ],
};
