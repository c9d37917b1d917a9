import type { KindReader } from './kind-reader.ts';
import { calicoPolicies } from './vendor/calico-policy.ts';

const reader = (group: string, apiVersion: string): KindReader => ({
  group,
  kinds: ['GlobalNetworkPolicy'],
  apiVersions: [apiVersion],
  summary: 'order, types, selectors, and the actions, peers and ports of both directions',
  notRead: [],
  clusterScoped: true,
  read: (root, id, unclear) => calicoPolicies(root, id, true, unclear),
});

/**
 * As people write it, and as Calico keeps it.
 * @see https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy
 */
export const calicoGlobalNetworkPolicies: readonly KindReader[] = [
  reader('projectcalico.org', 'v3'),
  reader('crd.projectcalico.org', 'v1'),
];
