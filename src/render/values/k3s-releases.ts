import { field, items, type MapNode, type Node } from '../../manifest/node.ts';
import type { SourceRef } from '../deliveries/claim.ts';
import { textIn } from './nodes.ts';
import { chartName, type Lookup, orderedBy, type Release } from './release.ts';
import { valuesInside, valuesSet } from './text-values.ts';

/**
 * What a `HelmChart` installs, with the `HelmChartConfig` of the same name on top. A configuration alone is one of the
 * charts that k3s brings, whose release has the name of the chart.
 * @see https://docs.k3s.io/add-ons/helm
 */
export function k3sRelease(root: MapNode, kind: 'HelmChart' | 'HelmChartConfig', lookup: Lookup): readonly Release[] {
  const ordered = orderedBy(root, kind);
  const { name, namespace } = ordered.by;
  const other = lookup.object(kind === 'HelmChart' ? 'HelmChartConfig' : 'HelmChart', namespace, name);
  if (kind === 'HelmChartConfig' && other !== undefined) return [];
  const spec = field(root, 'spec');
  const above = field(other, 'spec');
  const read = [spec, above].map((one) => valuesInside(field(one, 'valuesContent')));
  return [
    {
      ...ordered,
      name,
      namespace: textIn(spec, 'targetNamespace') ?? namespace ?? 'kube-system',
      chart: chartName(textIn(spec, 'chart') ?? name),
      source: { url: textIn(spec, 'repo') ?? '' },
      values: [
        ...listOf(field(spec, 'values')),
        ...(read[0] ?? []),
        ...listOf(field(above, 'values')),
        ...(read[1] ?? []),
        ...valuesSet(field(spec, 'set')),
      ],
      unseen: [...secretsOf(spec), ...secretsOf(above), ...read.flatMap((one) => (one ? [] : [{ kind, name }]))],
    },
  ];
}

const listOf = (node: Node | undefined): readonly Node[] => (node === undefined ? [] : [node]);

const secretsOf = (spec: Node | undefined): readonly SourceRef[] =>
  items(field(spec, 'valuesSecrets')).flatMap((one) => ({ kind: 'Secret', name: textIn(one, 'name') ?? '' }));
