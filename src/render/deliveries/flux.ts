import type { Manifest } from '../../manifest/documents.ts';
import { entries, entry, field, items, type MapEntry, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import { entryAt, mapAt } from '../kustomize/edit.ts';
import type { Claim } from './claim.ts';
import type { Variables } from './delivery.ts';

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
      namespace: scalarText(field(spec, 'sourceRef', 'namespace') ?? field(root, 'metadata', 'namespace')),
    },
    path: scalarText(field(spec, 'path')) ?? '',
    pathAt: positionOf(field(spec, 'path') ?? root),
    ...targetOf(field(spec, 'targetNamespace')),
    kustomize: {
      how: 'kustomize',
      fields: mapAt(fieldsOf(spec), spec ?? root),
      ignoresMissing: scalarText(field(spec, 'ignoreMissingComponents')) === 'true',
      // https://github.com/fluxcd/pkg/blob/main/kustomize/kustomize_generator.go (Build)
      isUnrestricted: true,
      generates: true,
    },
    directory: undefined,
    fillsNamespace: false,
    helm: undefined,
    variables: variablesOf(field(spec, 'postBuild')),
    metadata: ['labels', 'annotations'].flatMap((key) => entry(field(spec, 'commonMetadata'), key) ?? []),
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

/** Flux leaves texts alone where there is no variable at all. */
function variablesOf(postBuild: Node | undefined): Variables | undefined {
  const set = new Map(entries(field(postBuild, 'substitute')).map(({ key, value }) => [key, value] as const));
  const hasOthers = items(field(postBuild, 'substituteFrom')).length > 0;
  return set.size > 0 || hasOthers ? { set, hasOthers } : undefined;
}

/** The fields of a kustomization that the object sets, each with its place in the object. */
const fieldsOf = (spec: Node | undefined): readonly MapEntry[] => [
  ...renamed(spec, 'targetNamespace', 'namespace'),
  ...['namePrefix', 'nameSuffix', 'patches', 'components'].flatMap((key) => renamed(spec, key, key)),
];

/** The field `key` as one that a kustomization calls `name`; nothing where it is not set. */
export function renamed(from: Node | undefined, key: string, name: string): readonly MapEntry[] {
  const value = field(from, key);
  if (value === undefined || scalarText(value) === '') return [];
  const isEmpty = value.kind === 'sequence' ? value.items.length === 0 : entries(value).length === 0;
  return value.kind !== 'scalar' && isEmpty ? [] : [entryAt(name, value, value)];
}
