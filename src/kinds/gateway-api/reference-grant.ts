import { field, items, scalarText } from '../../manifest/node.ts';
import { objectPosition } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { gatewayApi } from './references.ts';

/** The owner of a namespace lets routes of others refer into it. @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
export const referenceGrant: KindReader = {
  group: gatewayApi,
  kinds: ['ReferenceGrant', 'ReferencePolicy'],
  apiVersions: ['v1', 'v1beta1', 'v1alpha2'],
  summary: 'whose routes may refer to which Services of its namespace',
  notRead: [],
  read: (root, id) => [
    {
      role: 'grant',
      id,
      at: objectPosition(root),
      from: items(field(root, 'spec', 'from')).map((from) => ({
        group: scalarText(field(from, 'group')) ?? '',
        kind: scalarText(field(from, 'kind')) ?? '',
        namespace: scalarText(field(from, 'namespace')) ?? '',
      })),
      to: items(field(root, 'spec', 'to')).map((to) => ({
        group: scalarText(field(to, 'group')) ?? '',
        kind: scalarText(field(to, 'kind')) ?? '',
        name: scalarText(field(to, 'name')) || undefined,
      })),
    },
  ],
};
