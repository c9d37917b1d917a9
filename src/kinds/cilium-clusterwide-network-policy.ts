import type { KindReader } from './kind-reader.ts';
import { ciliumPolicies } from './vendor/cilium-policy.ts';

/** @see https://docs.cilium.io/en/stable/network/kubernetes/policy/#ciliumclusterwidenetworkpolicy */
export const ciliumClusterwideNetworkPolicy: KindReader = {
  group: 'cilium.io',
  kinds: ['CiliumClusterwideNetworkPolicy'],
  apiVersions: ['v2'],
  summary: 'endpoints or nodes, and the rules and denials of both directions with peers, entities and ports',
  notRead: [],
  clusterScoped: true,
  read: (root, id, unclear) => ciliumPolicies(root, id, true, unclear),
};
