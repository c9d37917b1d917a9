import type { Manifest } from '../../manifest/documents.ts';
import { field, items, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { mapAt } from '../kustomize/edit.ts';
import { valuesReference } from '../values/references.ts';
import type { Claim } from './claim.ts';
import { named, targetOf } from './flux.ts';

/**
 * What a Flux `HelmRelease` or a k3s `HelmChart` installs: always a chart.
 * @see https://fluxcd.io/flux/components/helm/helmreleases/
 * @see https://docs.k3s.io/helm
 */
export function helmRelease({ root, kind }: Manifest): Claim {
  const spec = field(root, 'spec');
  const chart = field(spec, 'chart', 'spec');
  const reference = field(spec, 'chartRef') ?? field(chart, 'sourceRef');
  const repository = scalarText(field(spec, 'repo')) ?? scalarText(field(spec, 'chart', 'repository'));
  const chartName = scalarText(field(chart, 'chart')) ?? scalarText(field(spec, 'chart', 'name'));
  return {
    kind,
    ...named(root),
    source:
      reference === undefined
        ? { url: repository ?? scalarText(field(spec, 'chart')) ?? '' }
        : {
            kind: scalarText(field(reference, 'kind')) ?? 'HelmRepository',
            name: scalarText(field(reference, 'name')) ?? '',
            namespace: scalarText(field(reference, 'namespace') ?? field(root, 'metadata', 'namespace')),
          },
    chart: chartName ?? scalarText(field(spec, 'chart')) ?? '',
    path: '',
    pathAt: positionOf(chart ?? root),
    ...targetOf(field(spec, 'targetNamespace') ?? field(root, 'metadata', 'namespace')),
    kustomize: {
      how: 'kustomize',
      fields: mapAt([], root),
      ignoresMissing: false,
      isUnrestricted: false,
      generates: false,
    },
    directory: undefined,
    fillsNamespace: true,
    variables: undefined,
    helm: {
      release: releaseName(root),
      files: items(field(chart, 'valuesFiles')).map((node) => ({
        path: scalarText(node) ?? '',
        from: 'repository',
        at: positionOf(node),
      })),
      references: items(field(spec, 'valuesFrom')).map((item) => ({
        item,
        reference: valuesReference(item, scalarText(field(root, 'metadata', 'namespace'))),
      })),
      values: [field(spec, 'values')].filter((one) => one !== undefined),
      parameters: [],
      unseen: [],
    },
    metadata: [],
    notRead: [],
  };
}

/** @see https://fluxcd.io/flux/components/helm/helmreleases/#release-name */
function releaseName(root: Node): string {
  const name = scalarText(field(root, 'metadata', 'name')) ?? '';
  const namespace = scalarText(field(root, 'spec', 'targetNamespace'));
  return scalarText(field(root, 'spec', 'releaseName')) ?? (namespace === undefined ? name : `${namespace}-${name}`);
}
