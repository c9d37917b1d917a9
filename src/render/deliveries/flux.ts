import type { Manifest } from '../../manifest/documents.ts';
import {
  entries,
  field,
  items,
  type MapEntry,
  type MapNode,
  type Node,
  positionOf,
  scalarText,
} from '../../manifest/node.ts';
import { entryAt, mapAt, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import type { Claim } from './claim.ts';

/**
 * What a Flux `Kustomization` has deployed.
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 */
export function fluxKustomization({ root }: Manifest): Claim {
  const spec = field(root, 'spec');
  return {
    kind: 'Kustomization',
    ...named(root),
    source: {
      kind: scalarText(field(spec, 'sourceRef', 'kind')) ?? 'GitRepository',
      name: scalarText(field(spec, 'sourceRef', 'name')) ?? '',
    },
    path: scalarText(field(spec, 'path')) ?? '',
    pathAt: positionOf(field(spec, 'path') ?? root),
    ...targetOf(field(spec, 'targetNamespace')),
    kustomize: { how: 'kustomize', fields: mapAt(fieldsOf(spec), spec ?? root), generates: true },
    directory: undefined,
    fillsNamespace: false,
    helm: undefined,
    variables: field(spec, 'postBuild') && new Map(entries(field(spec, 'postBuild', 'substitute')).map(variable)),
    notRead: ['patchesStrategicMerge', 'patchesJson6902'].flatMap((key) => field(spec, key) ?? []),
  };
}

/** The name of an object, and where it stands. */
export function named(root: Node): Pick<Claim, 'name' | 'at'> {
  const name = field(root, 'metadata', 'name');
  return { name: scalarText(name) ?? '', at: positionOf(name ?? root) };
}

/** A namespace, and where it is written. */
export const targetOf = (node: Node | undefined): Pick<Claim, 'target' | 'namespaceAt'> => ({
  target: scalarText(node),
  namespaceAt: node?.kind === 'scalar' ? node : undefined,
});

const variable = ({ key, value }: MapEntry): readonly [string, Node] => [key, value];

/** The fields of a kustomization that the object sets, each with its place in the object. */
function fieldsOf(spec: Node | undefined): readonly MapEntry[] {
  const labels = field(spec, 'commonMetadata', 'labels');
  const annotations = field(spec, 'commonMetadata', 'annotations');
  return [
    ...renamed(spec, 'targetNamespace', 'namespace'),
    ...['namePrefix', 'nameSuffix', 'patches', 'components'].flatMap((key) => renamed(spec, key, key)),
    ...(labels === undefined ? [] : [entryAt('labels', sequenceAt([labelled(labels, false)], labels), labels)]),
    ...(annotations === undefined ? [] : [entryAt('commonAnnotations', annotations, annotations)]),
  ];
}

/** An entry of a kustomization's `labels`, which leaves selectors alone or takes them along. */
export const labelled = (pairs: Node, includeSelectors: boolean): MapNode =>
  mapAt([entryAt('pairs', pairs, pairs), entryAt('includeSelectors', scalarAt(includeSelectors, pairs), pairs)], pairs);

/** The field `key` as one that a kustomization calls `name`; nothing where it is not set. */
export function renamed(from: Node | undefined, key: string, name: string): readonly MapEntry[] {
  const value = field(from, key);
  const isSet = value !== undefined && (value.kind !== 'sequence' || items(value).length > 0) && value.kind !== 'map';
  return isSet && scalarText(value) !== '' ? [entryAt(name, value, value)] : [];
}
