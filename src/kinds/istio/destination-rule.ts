import { field, items, scalarText } from '../../manifest/node.ts';
import { labelsOf, objectPosition } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';
import { istioVersions, networking, serviceOf } from './names.ts';

/** Its subsets alone decide where traffic ends. @see https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const destinationRule: KindReader = {
  group: networking,
  kinds: ['DestinationRule'],
  apiVersions: istioVersions,
  summary: 'subsets',
  notRead: [],
  read: (root, id) => {
    const service = serviceOf(scalarText(field(root, 'spec', 'host')) ?? '');
    if (service === undefined) return [];
    return [
      {
        role: 'subsets',
        id,
        at: objectPosition(root),
        service: { name: service.name, namespace: service.namespace ?? id.namespace },
        subsets: items(field(root, 'spec', 'subsets')).map((subset) => ({
          name: scalarText(field(subset, 'name')) ?? '',
          labels: labelsOf(field(subset, 'labels')),
        })),
      },
    ];
  },
};
