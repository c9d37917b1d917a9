import type { KindReader } from '../kind-reader.ts';
import { gatewayApi } from './references.ts';

/**
 * How a gateway talks to its backends: it opens and closes no way in.
 * @see https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/
 */
export const backendTlsPolicy: KindReader = {
  group: gatewayApi,
  kinds: ['BackendTLSPolicy'],
  apiVersions: ['v1', 'v1alpha3', 'v1alpha2'],
  summary: 'nothing: it opens and closes no way in',
  notRead: [],
  read: () => [],
};
