import { field, items, type MapNode, type Node } from '../../manifest/node.ts';
import type { SourceRef } from '../deliveries/claim.ts';
import { textIn } from './nodes.ts';
import { chartName, type Lookup, orderedBy, type Release, scalarsOf } from './release.ts';
import { typedValue, valueAtPath, valuesInside } from './text-values.ts';

/**
 * The charts of chart repositories that an Argo CD `Application` installs. Its files count least, then its values, then its
 * parameters.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#values
 */
export function argoReleases(root: MapNode, lookup: Lookup): readonly Release[] {
  const spec = field(root, 'spec');
  const several = items(field(spec, 'sources'));
  const sources = several.length > 0 ? several : [field(spec, 'source')].filter((one) => one !== undefined);
  const ordered = orderedBy(root, 'Application');
  return sources.flatMap((source) => {
    const chart = textIn(source, 'chart');
    if (chart === undefined) return [];
    const { values, unseen } = valuesOf(field(source, 'helm'), sources, lookup);
    return {
      ...ordered,
      name: textIn(field(source, 'helm'), 'releaseName') ?? ordered.by.name,
      namespace: textIn(field(spec, 'destination'), 'namespace'),
      chart: chartName(chart),
      source: { url: textIn(source, 'repoURL') ?? '' },
      values,
      unseen,
    };
  });
}

function valuesOf(
  helm: Node | undefined,
  sources: readonly Node[],
  lookup: Lookup,
): Pick<Release, 'values' | 'unseen'> {
  const files = scalarsOf(field(helm, 'valueFiles')).map((path) => ({ path, read: fileOf(path, sources, lookup) }));
  const text = field(helm, 'valuesObject') ?? field(helm, 'values');
  const inline = valuesInside(text);
  const unseen: readonly SourceRef[] = files.flatMap(({ path, read }) => (read ? [] : [{ kind: 'file', name: path }]));
  return {
    values: [
      ...files.flatMap(({ read }) => read ?? []),
      ...(inline ?? []),
      ...items(field(helm, 'parameters')).flatMap(parameter),
    ],
    unseen: inline === undefined ? [...unseen, { kind: 'text', name: 'values' }] : unseen,
  };
}

/** `$values/apps/web.yaml` lies in the repository of the source that is called so; other paths lie in the chart. */
function fileOf(path: string, sources: readonly Node[], { file }: Lookup): readonly Node[] | undefined {
  const [, ref, rest] = /^\$([\w.-]+)\/(.+)$/.exec(path) ?? [];
  const source = sources.find((one) => textIn(one, 'ref') === ref);
  return ref === undefined || rest === undefined || source === undefined
    ? undefined
    : file(textIn(source, 'repoURL') ?? '', rest);
}

function parameter(one: Node): readonly Node[] {
  const name = textIn(one, 'name');
  const value = field(one, 'value');
  if (name === undefined || value === undefined) return [];
  const made = valueAtPath(name, typedValue(value, textIn(one, 'forceString') === 'true'));
  return made === undefined ? [] : [made];
}
