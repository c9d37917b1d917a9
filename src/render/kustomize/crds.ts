import type { MapNode, Node } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { isNull, textOf, valueAt, valueIn } from './edit.ts';
import { type FieldSpec, fieldSpecOf } from './field-spec.ts';
import type { References } from './reference-fields.ts';
import { type Effort, Refusal } from './refusal.ts';
import { emptyConfig, mergeConfigs, type TransformerConfig } from './transformer-config.ts';

/**
 * What a file under `crds` says of fields: which of them name other objects, are labels or annotations. It holds the
 * definitions of OpenAPI by name, and no CustomResourceDefinition, whatever the field is called.
 *
 * @throws Refusal where it is something else
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/internal/accumulator/loadconfigfromcrds.go
 */
export function configOfCrds(document: Node | undefined, name: string, effort: Effort): TransformerConfig {
  if (document?.kind !== 'map' || document.entries.some(({ value }) => value.kind !== 'map' && !isNull(value)))
    throw new Refusal(say`unable to parse open API definition from ${`'${name}'`}`);
  return document.entries
    .filter(({ value }) => ['kind', 'apiVersion', 'metadata'].every((key) => propertyOf(value, key) !== undefined))
    .reduce((config, { key }) => {
      const kind = key.slice(key.lastIndexOf('.') + 1);
      return fieldsOf({ document, kind, effort }, key, []).reduce(mergeConfigs, config);
    }, emptyConfig);
}

const propertyOf = (definition: Node, key: string): Node | undefined =>
  valueIn(valueIn(schemaOf(definition), 'properties'), key);

/** Go takes a key in whatever case. */
const schemaOf = (definition: Node): Node | undefined =>
  definition.kind === 'map' ? definition.entries.find(({ key }) => key.toLowerCase() === 'schema')?.value : undefined;

interface Reading {
  readonly document: MapNode;
  readonly kind: string;
  readonly effort: Effort;
}

const maxDepth = 50;

function fieldsOf(reading: Reading, type: string, path: readonly string[]): readonly TransformerConfig[] {
  const definition = valueIn(reading.document, type);
  const properties = definition && valueIn(schemaOf(definition), 'properties');
  if (properties?.kind !== 'map') return [];
  if (path.length > maxDepth)
    throw new Refusal(say`its types nest deeper than the ${maxDepth} levels that are read`, undefined, 'limit');
  return properties.entries.flatMap(({ key, value }) => {
    reading.effort.take(20);
    const inside = [...path, key];
    const reference = valueIn(value, '$ref');
    return [
      ...saidOf(value, reading.kind, inside),
      ...(reference === undefined ? [] : fieldsOf(reading, textOf(reference), inside)),
    ];
  });
}

function saidOf(property: Node, kind: string, path: readonly string[]): readonly TransformerConfig[] {
  const says = (word: string): boolean => isText(valueAt(property, `x-kubernetes-${word}`));
  const own = (more: readonly string[] = []): readonly FieldSpec[] => [
    fieldSpecOf([...path, ...more].join('/'), { kind }),
  ];
  return [
    ...(says('annotation') ? [{ ...emptyConfig, commonAnnotations: own() }] : []),
    ...(says('label-selector') ? [{ ...emptyConfig, commonLabels: own() }] : []),
    ...(says('identity') ? [{ ...emptyConfig, namePrefix: own() }] : []),
    ...(says('object-ref-api-version') && says('object-ref-kind')
      ? [{ ...emptyConfig, nameReference: [referenceIn(property, own)] }]
      : []),
  ];
}

function referenceIn(property: Node, own: (more: readonly string[]) => readonly FieldSpec[]): References {
  const text = (word: string): string => textOf(valueIn(property, `x-kubernetes-object-ref-${word}`));
  const key = valueIn(property, 'x-kubernetes-object-ref-name-key');
  return {
    target: { group: '', version: text('api-version'), kind: text('kind') },
    fields: own([isText(key) ? textOf(key) : 'name']),
  };
}

const isText = (node: Node | undefined): boolean => node?.kind === 'scalar' && typeof node.value === 'string';
