import { type MapNode, type Node, positionOf, type ScalarNode } from '../../manifest/node.ts';
import { literal, say } from '../../model/message.ts';
import { mapAt, textOf, valueIn } from './edit.ts';
import { Refusal } from './refusal.ts';
import { type Shape, shaped } from './shape.ts';

/** A kustomization file as it was read; its fields keep their places. */
export interface Kustomization {
  readonly path: string;
  readonly root: MapNode;
  readonly kind: 'Kustomization' | 'Component';
}

/** The file names, in the order in which Kustomize looks. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/**
 * Checks a kustomization file's fields and kind.
 * @throws Refusal where Kustomize would not take it
 */
export function kustomizationOf(path: string, document: Node | undefined): Kustomization {
  const at = { path, line: 1, column: 1 };
  if (document === undefined || (document.kind === 'scalar' && document.value === null))
    throw new Refusal(literal('kustomization.yaml is empty'), at);
  const root = shaped(document, shape, '');
  if (root.kind !== 'map') throw new Refusal(literal('invalid Kustomization: it is not a map'), at);
  if (root.entries.every(({ key }) => key === 'apiVersion' || key === 'kind' || key === 'metadata'))
    throw new Refusal(literal('kustomization.yaml is empty'), positionOf(root));
  return { path, root, kind: checkedKind(root) };
}

function checkedKind(root: MapNode): Kustomization['kind'] {
  const kind = textOf(valueIn(root, 'kind')) || 'Kustomization';
  if (kind !== 'Kustomization' && kind !== 'Component')
    throw new Refusal(literal('kind should be Kustomization or Component'), positionOf(root));
  const apiVersion = textOf(valueIn(root, 'apiVersion'));
  const wanted = `kustomize.config.k8s.io/${kind === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  if (apiVersion !== '' && apiVersion !== wanted)
    throw new Refusal(say`apiVersion for ${kind} should be ${literal(wanted)}`, positionOf(root));
  return kind;
}

/** The items of a list field. */
export function listOf(from: { readonly root: Node } | Node, key: string): readonly Node[] {
  const value = valueIn('root' in from ? from.root : from, key);
  return value?.kind === 'sequence' ? value.items : [];
}

/** The string of a field; undefined where it is absent or empty, which Go does not tell apart. */
export function stringOf(from: { readonly root: Node } | Node, key: string): ScalarNode | undefined {
  const value = valueIn('root' in from ? from.root : from, key);
  return value?.kind === 'scalar' && value.value !== '' && value.value !== null ? value : undefined;
}

export const isTrue = (from: Node | undefined, key: string): boolean => {
  const value = valueIn(from, key);
  return value?.kind === 'scalar' && value.value === true;
};

const strings = { list: 'string' } as const;
const stringMap = { map: 'string' } as const;

export const fieldSpec: Shape = {
  fields: { group: 'string', version: 'string', kind: 'string', path: 'string', create: 'bool' },
};

const selector: Shape = {
  fields: {
    group: 'string',
    version: 'string',
    kind: 'string',
    name: 'string',
    namespace: 'string',
    labelSelector: 'string',
    annotationSelector: 'string',
  },
};

const patch: Shape = {
  fields: { path: 'string', patch: 'string', target: selector, options: { map: 'bool' } },
};

const fieldOptions: Shape = { fields: { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' } };

export const replacementShape: Shape = {
  fields: {
    path: 'string',
    source: {
      fields: {
        group: 'string',
        version: 'string',
        kind: 'string',
        name: 'string',
        namespace: 'string',
        fieldPath: 'string',
        options: fieldOptions,
      },
    },
    targets: {
      list: { fields: { select: selector, reject: { list: selector }, fieldPaths: strings, options: fieldOptions } },
    },
  },
};

const generatorOptions: Shape = {
  fields: { labels: stringMap, annotations: stringMap, disableNameSuffixHash: 'bool', immutable: 'bool' },
};

const generatorFields = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  literals: strings,
  files: strings,
  envs: strings,
  env: 'string',
  options: generatorOptions,
} as const satisfies Record<string, Shape>;

/** @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/types/kustomization.go */
const shape: Shape = {
  fields: {
    apiVersion: 'string',
    kind: 'string',
    metadata: { fields: { name: 'string', namespace: 'string', labels: stringMap, annotations: stringMap } },
    openapi: stringMap,
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: stringMap,
    labels: {
      list: {
        fields: {
          pairs: stringMap,
          includeSelectors: 'bool',
          includeTemplates: 'bool',
          fields: { list: fieldSpec },
        },
      },
    },
    commonAnnotations: stringMap,
    patchesStrategicMerge: strings,
    patchesJson6902: { list: patch },
    patches: { list: patch },
    images: {
      list: { fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' } },
    },
    imageTags: 'anything',
    replacements: { list: replacementShape },
    replicas: { list: { fields: { name: 'string', count: 'int' } } },
    vars: {
      list: {
        fields: {
          name: 'string',
          objref: {
            fields: {
              kind: 'string',
              group: 'string',
              version: 'string',
              apiVersion: 'string',
              name: 'string',
              namespace: 'string',
            },
          },
          fieldref: { fields: { fieldPath: 'string' } },
        },
      },
    },
    resources: strings,
    components: strings,
    crds: strings,
    bases: strings,
    configMapGenerator: { list: { fields: generatorFields } },
    secretGenerator: { list: { fields: { ...generatorFields, type: 'string' } } },
    helmGlobals: 'anything',
    helmCharts: { list: 'anything' },
    helmChartInflationGenerator: { list: 'anything' },
    generatorOptions,
    configurations: strings,
    generators: strings,
    transformers: strings,
    validators: strings,
    sortOptions: {
      fields: { order: 'string', legacySortOptions: { fields: { orderFirst: strings, orderLast: strings } } },
    },
    buildMetadata: strings,
  },
};

/** The value of a field that is a map of texts, by key. */
export const textsOf = (from: { readonly root: Node } | Node, key: string): MapNode => {
  const value = valueIn('root' in from ? from.root : from, key);
  return value?.kind === 'map' ? value : mapAt([], 'root' in from ? from.root : from);
};
