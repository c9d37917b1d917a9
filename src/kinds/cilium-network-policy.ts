import type { KindReader } from './kind-reader.ts';
import { ciliumPolicies } from './vendor/cilium-policy.ts';

/** @see https://docs.cilium.io/en/stable/network/kubernetes/policy/#ciliumnetworkpolicy */
export const ciliumNetworkPolicy: KindReader = {
  group: 'cilium.io',
  kinds: ['CiliumNetworkPolicy'],
  apiVersions: ['v2'],
  summary: 'endpoints or nodes, and the rules and denials of both directions with peers, entities and ports',
  notRead: [],
  read: (root, id, unclear) => ciliumPolicies(root, id, false, unclear),
};
