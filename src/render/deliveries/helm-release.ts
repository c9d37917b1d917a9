import type { Manifest } from '../../manifest/documents.ts';
import { field, positionOf, scalarText } from '../../manifest/node.ts';
import { mapAt } from '../kustomize/edit.ts';
import type { Claim } from './claim.ts';
import { named } from './flux.ts';

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
          },
    chart: chartName ?? scalarText(field(spec, 'chart')) ?? '',
    path: '',
    pathAt: positionOf(chart ?? root),
    target:
      scalarText(field(spec, 'targetNamespace')) ??
      scalarText(field(root, 'metadata', 'namespace')) ??
      (kind === 'HelmChart' ? 'kube-system' : undefined),
    kustomize: {
      how: 'kustomize',
      fields: mapAt([], root),
      ignoresMissing: false,
      isUnrestricted: false,
      generates: false,
    },
    directory: undefined,
    namespace: undefined,
    variables: undefined,
    metadata: [],
    notRead: [],
  };
}
