import type { Manifest } from '../../manifest/documents.ts';
import { entries, field, items, type MapEntry, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { entryAt, mapAt, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import { chartRequest } from './argo-helm.ts';
import type { Claim } from './claim.ts';
import type { Directory, Kustomized } from './delivery.ts';
import { named, renamed, targetOf } from './flux.ts';

/**
 * What an Argo CD `Application` has deployed, one claim for each of its sources.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export const argoApplication = ({ root }: Pick<Manifest, 'root'>, kind: string): readonly Claim[] =>
  installed(sourcesOf(field(root, 'spec'))).map(({ source, sources }) => ({
    kind,
    ...named(root),
    source: { url: scalarText(field(source, 'repoURL')) ?? '' },
    chart: scalarText(field(source, 'chart')),
    path: scalarText(field(source, 'path')) ?? '',
    pathAt: positionOf(field(source, 'path') ?? root),
    ...targetOf(field(root, 'spec', 'destination', 'namespace')),
    ...howOf(source),
    fillsNamespace: true,
    variables: undefined,
    helm: chartRequest(source, named(root).name, sources),
    metadata: [],
    notRead: ['plugin'].flatMap((key) => field(source, key) ?? []),
  }));

function sourcesOf(spec: Node | undefined): readonly Node[] {
  const several = items(field(spec, 'sources'));
  return several.length > 0 ? several : [field(spec, 'source')].filter((one) => one !== undefined);
}

/** A source that only lends its files to another one (`ref`) deploys nothing by itself. */
const installed = (sources: readonly Node[]): readonly { readonly source: Node; readonly sources: readonly Node[] }[] =>
  sources
    .filter((one) => field(one, 'path') !== undefined || field(one, 'chart') !== undefined)
    .map((source) => ({ source, sources }));

function howOf(source: Node): { readonly kustomize: Kustomized; readonly directory: Directory } {
  const asked = field(source, 'kustomize');
  const directory = field(source, 'directory');
  const text = (key: string): string => scalarText(field(directory, key)) ?? '';
  return {
    kustomize: {
      how: 'kustomize',
      fields: mapAt(fieldsOf(asked), asked ?? source),
      ignoresMissing: isTrue(asked, 'ignoreMissingComponents'),
      isUnrestricted: false,
      generates: false,
    },
    directory: {
      how: 'directory',
      recurse: isTrue(directory, 'recurse'),
      include: text('include'),
      exclude: text('exclude'),
    },
  };
}

const isTrue = (node: Node | undefined, key: string): boolean => scalarText(field(node, key)) === 'true';

/**
 * What `kustomize edit` is told to write into the kustomization before it is built.
 * @see https://github.com/argoproj/argo-cd/blob/master/util/kustomize/kustomize.go
 */
const fieldsOf = (asked: Node | undefined): readonly MapEntry[] => [
  ...['namespace', 'namePrefix', 'nameSuffix', 'patches', 'components', 'commonAnnotations'].flatMap((key) =>
    renamed(asked, key, key),
  ),
  ...labelsOf(asked),
];

function labelsOf(asked: Node | undefined): readonly MapEntry[] {
  const labels = field(asked, 'commonLabels');
  if (labels === undefined || entries(labels).length === 0) return [];
  if (!isTrue(asked, 'labelWithoutSelector')) return renamed(asked, 'commonLabels', 'commonLabels');
  const templates = scalarAt(isTrue(asked, 'labelIncludeTemplates'), labels);
  const one = mapAt([entryAt('pairs', labels, labels), entryAt('includeTemplates', templates, labels)], labels);
  return [entryAt('labels', sequenceAt([one], labels), labels)];
}
