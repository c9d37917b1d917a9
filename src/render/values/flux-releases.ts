import { field, items, type MapNode, type Node, scalarText } from '../../manifest/node.ts';
import type { Address, SourceRef } from '../deliveries/claim.ts';
import { textIn } from './nodes.ts';
import { referredText, type ValuesReference, valuesReference } from './references.ts';
import { chartName, type Lookup, orderedBy, type Release } from './release.ts';
import { typedValue, valueAtPath, valuesOfData } from './text-values.ts';

/**
 * What a `HelmRelease` of Flux 2 installs.
 * @see https://fluxcd.io/flux/components/helm/helmreleases/
 */
export function fluxRelease(root: MapNode, lookup: Lookup): Release {
  const spec = field(root, 'spec');
  const ordered = orderedBy(root, 'HelmRelease');
  const { namespace, name } = ordered.by;
  const target = textIn(spec, 'targetNamespace');
  const prefixed = target === undefined ? name : `${target}-${name}`;
  const { values, unseen } = valuesOf(
    items(field(spec, 'valuesFrom')).map((one) => valuesReference(one, namespace)),
    lookup,
  );
  return {
    ...ordered,
    name: textIn(spec, 'releaseName') ?? prefixed,
    namespace: target ?? namespace,
    ...chartOf(spec, namespace, lookup),
    values: [...values, ...own(spec)],
    unseen,
  };
}

const own = (spec: Node | undefined): readonly Node[] => [field(spec, 'values')].filter((one) => one !== undefined);

function chartOf(
  spec: Node | undefined,
  namespace: string | undefined,
  lookup: Lookup,
): { readonly chart: string; readonly source: SourceRef } {
  const reference = field(spec, 'chartRef') ?? field(spec, 'chart', 'spec', 'sourceRef');
  const source = { kind: textIn(reference, 'kind') ?? 'HelmRepository', name: textIn(reference, 'name') ?? '' };
  const written = textIn(field(spec, 'chart', 'spec'), 'chart');
  if (written !== undefined) return { chart: chartName(written), source };
  const referred = lookup.object(source.kind, textIn(reference, 'namespace') ?? namespace, source.name);
  const found = textIn(field(referred, 'spec'), 'chart', 'url');
  return { chart: chartName(found ?? source.name), source };
}

interface Values {
  readonly values: readonly Node[];
  readonly unseen: readonly SourceRef[];
}

function valuesOf(references: readonly ValuesReference[], lookup: Lookup): Values {
  const all = references.map((one) => valuesFrom(one, lookup));
  return { values: all.flatMap(({ values }) => values), unseen: all.flatMap(({ unseen }) => unseen) };
}

function valuesFrom(reference: ValuesReference, lookup: Lookup): Values {
  const { kind, name, target } = reference;
  const nothing = { values: [], unseen: [{ kind, name }] };
  const text = referredText(reference, lookup);
  if (text === undefined) return nothing;
  if (target !== undefined) {
    const value = valueAtPath(target, typedValue(text, false));
    return value === undefined ? nothing : { values: [value], unseen: [] };
  }
  const values = valuesOfData(text, lookup.bytes);
  return values === undefined ? nothing : { values, unseen: [] };
}

/**
 * What a `HelmRelease` of the Helm Operator installs.
 * @see https://github.com/fluxcd/helm-operator/blob/master/docs/references/helmrelease-custom-resource.md
 */
export function oldFluxRelease(root: MapNode, lookup: Lookup): Release {
  const spec = field(root, 'spec');
  const ordered = orderedBy(root, 'HelmRelease');
  const { namespace, name } = ordered.by;
  const target = textIn(spec, 'targetNamespace');
  const chart = field(spec, 'chart');
  const references = items(field(spec, 'valuesFrom')).flatMap((one) => oldReferences(one, namespace));
  const secrets = items(field(spec, 'valueFileSecrets')).flatMap((one) => ({
    kind: 'Secret',
    name: textIn(one, 'name') ?? '',
  }));
  const { values, unseen } = valuesOf(references, lookup);
  return {
    ...ordered,
    name: textIn(spec, 'releaseName') ?? [namespace, target, name].filter((one) => one !== undefined).join('-'),
    namespace: target ?? namespace,
    chart: chartName(textIn(chart, 'name', 'path') ?? scalarText(chart) ?? ''),
    source: { url: textIn(chart, 'repository', 'git') ?? '' } satisfies Address,
    values: [...values, ...own(spec)],
    unseen: [...unseen, ...secrets],
  };
}

function oldReferences(one: Node, own: string | undefined): readonly ValuesReference[] {
  const kinds = {
    configMapKeyRef: 'ConfigMap',
    secretKeyRef: 'Secret',
    chartFileRef: 'file',
    externalSourceRef: 'file',
  };
  return Object.entries(kinds).flatMap(([key, kind]) => {
    const ref = field(one, key);
    if (ref === undefined) return [];
    const name = textIn(ref, 'name', 'path', 'url') ?? '';
    return [{ kind, name, key: textIn(ref, 'key') ?? 'values.yaml', namespace: textIn(ref, 'namespace') ?? own }];
  });
}
