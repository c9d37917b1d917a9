import type { Node } from '../../manifest/node.ts';
import { literal } from '../../model/message.ts';
import { textOf, valueIn } from './edit.ts';
import { type FieldSpec, fieldSpecOf } from './field-spec.ts';
import { type Gvk, isSelected, sameGvk } from './identity.ts';
import { fieldSpec, isTrue, listOf } from './kustomization.ts';
import { commonAnnotations, commonLabels, templateLabels } from './label-fields.ts';
import { nameReferences, type References, varReferences } from './reference-fields.ts';
import { Refusal } from './refusal.ts';
import { type Shape, shaped } from './shape.ts';

/** Which fields the transformers change; `configurations` add to it. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
  readonly nameReference: readonly References[];
}

export const defaultConfig: TransformerConfig = {
  namePrefix: [fieldSpecOf('metadata/name')],
  nameSuffix: [fieldSpecOf('metadata/name')],
  namespace: [
    fieldSpecOf('metadata/name', { create: true, kind: 'Namespace' }),
    fieldSpecOf('spec/service/namespace', { create: true, group: 'apiregistration.k8s.io', kind: 'APIService' }),
    fieldSpecOf('spec/conversion/webhook/clientConfig/service/namespace', {
      group: 'apiextensions.k8s.io',
      kind: 'CustomResourceDefinition',
    }),
  ],
  labels: [],
  templateLabels,
  commonLabels,
  commonAnnotations,
  varReference: varReferences,
  images: ['containers', 'initContainers'].flatMap((list) => [
    fieldSpecOf(`spec/${list}[]/image`, { create: true }),
    fieldSpecOf(`spec/template/spec/${list}[]/image`, { create: true }),
  ]),
  replicas: ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) =>
    fieldSpecOf('spec/replicas', { create: true, kind }),
  ),
  nameReference: nameReferences,
};

const specLists = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'labels',
  'templateLabels',
  'commonLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const satisfies readonly (keyof TransformerConfig)[];

const shape: Shape = {
  fields: {
    ...Object.fromEntries(specLists.map((name): [string, Shape] => [name, { list: fieldSpec }])),
    nameReference: {
      list: {
        fields: { group: 'string', version: 'string', kind: 'string', fieldSpecs: { list: fieldSpec } },
      },
    },
  },
};

/** What a file under `configurations` says. */
export function configOf(document: Node): TransformerConfig {
  const root = shaped(document, shape, '');
  const specs = Object.fromEntries(specLists.map((name) => [name, listOf(root, name).map(specOf)]));
  return {
    ...emptyConfig,
    ...specs,
    nameReference: listOf(root, 'nameReference').map((one) => ({
      target: gvkIn(one),
      fields: listOf(one, 'fieldSpecs').map(specOf),
    })),
  };
}

export const emptyConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  labels: [],
  templateLabels: [],
  commonLabels: [],
  commonAnnotations: [],
  varReference: [],
  images: [],
  replicas: [],
  nameReference: [],
};

const gvkIn = (node: Node): Gvk => ({
  group: textOf(valueIn(node, 'group')),
  version: textOf(valueIn(node, 'version')),
  kind: textOf(valueIn(node, 'kind')),
});

export const specOf = (node: Node): FieldSpec => ({
  ...gvkIn(node),
  path: textOf(valueIn(node, 'path')),
  create: isTrue(node, 'create'),
});

/** @throws Refusal where the two say of one field that it is made and that it is not */
export function mergeConfigs(a: TransformerConfig, b: TransformerConfig): TransformerConfig {
  if (a === b) return a;
  return {
    ...a,
    ...Object.fromEntries(specLists.map((name) => [name, mergeSpecs(a[name], b[name])])),
    nameReference: mergeReferences(a.nameReference, b.nameReference),
  };
}

export function mergeSpecs(a: readonly FieldSpec[], b: readonly FieldSpec[]): readonly FieldSpec[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  const byPath = Map.groupBy(a, ({ path }) => path);
  const merged = [...a];
  for (const spec of b) {
    const same = byPath.get(spec.path)?.find((one) => isSelected(one, spec));
    if (same !== undefined && same.create !== spec.create) throw new Refusal(literal('conflicting fieldspecs'));
    if (same !== undefined) continue;
    merged.push(spec);
    byPath.set(spec.path, [...(byPath.get(spec.path) ?? []), spec]);
  }
  return merged;
}

function mergeReferences(a: readonly References[], b: readonly References[]): readonly References[] {
  if (a === b || b.length === 0) return a;
  const merged = [...a];
  for (const one of b) {
    const index = merged.findIndex(({ target }) => sameGvk(target, one.target));
    const found = merged[index];
    if (found === undefined) merged.push(one);
    else merged[index] = { target: found.target, fields: mergeSpecs(found.fields, one.fields) };
  }
  return merged;
}
