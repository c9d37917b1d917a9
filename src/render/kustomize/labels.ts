import { type MapNode, type Node, positionOf } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { byText } from '../../model/source.ts';
import { mapAt, type Place, scalarAt, textOf, valueIn, withField } from './edit.ts';
import { editField, type FieldSpec } from './field-spec.ts';
import { gvkOf } from './identity.ts';
import { isTrue, type Kustomization, listOf, textsOf } from './kustomization.ts';
import { metadataLabels } from './label-fields.ts';
import { type Effort, placedAt, Refusal } from './refusal.ts';
import { type Resource, withRoot } from './resource.ts';
import { mergeSpecs, specOf, type TransformerConfig } from './transformer-config.ts';

/** `labels` and `commonLabels`: the former select nothing unless they say so. */
export function addLabels(
  resources: readonly Resource[],
  kustomization: Kustomization,
  config: TransformerConfig,
  effort: Effort,
): readonly Resource[] {
  let labelled = resources;
  for (const one of listOf(kustomization, 'labels'))
    labelled = placedAt(positionOf(one), () =>
      setInMaps(labelled, textsOf(one, 'pairs'), fieldsOf(one, config), effort),
    );
  const common = textsOf(kustomization, 'commonLabels');
  return placedAt(positionOf(common), () => setInMaps(labelled, common, config.commonLabels, effort));
}

function fieldsOf(label: Node, config: TransformerConfig): readonly FieldSpec[] {
  const own = mergeSpecs(listOf(label, 'fields').map(specOf), config.labels);
  if (isTrue(label, 'includeSelectors')) return mergeSpecs(own, config.commonLabels);
  const more = isTrue(label, 'includeTemplates') ? mergeSpecs(own, config.templateLabels) : own;
  return mergeSpecs(more, [metadataLabels]);
}

/** Sets every pair in the map at each of the fields. */
export function setInMaps(
  resources: readonly Resource[],
  pairs: MapNode,
  specs: readonly FieldSpec[],
  effort: Effort,
): readonly Resource[] {
  if (pairs.entries.length === 0) return resources;
  effort.take(resources.length * specs.length);
  const entries = pairs.entries.toSorted((a, b) => byText(a.key, b.key));
  return resources.map((resource) => {
    const gvk = gvkOf(resource.root);
    const made = entries.map(({ key, value, ...place }) => ({
      key,
      place,
      value: scalarAt(textOf(value), value),
      uses: 0,
    }));
    const edit = {
      make: (place: Place) => mapAt([], place),
      set: (node: Node): Node => {
        if (node.kind !== 'map') throw new Refusal(say`wrong node kind: expected MappingNode but got ${node.kind}`);
        return made.reduce<MapNode>((map, pair) => withPair(map, pair), node);
      },
    };
    const root = specs.reduce((one, spec) => editField(one, gvk, spec, edit), resource.root);
    const changed = withRoot(resource, root);
    const shared = made.filter(({ uses }) => uses > 1).map(({ value }) => value);
    return shared.length === 0 ? changed : { ...changed, shared: [...changed.shared, ...shared] };
  });
}

interface Pair {
  readonly key: string;
  readonly place: { readonly source: Node['source']; readonly keyOffset: number };
  readonly value: Node;
  uses: number;
}

/** A key that is there gets a value of its own; one that is new gets the value that all new ones share. */
function withPair(map: MapNode, pair: Pair): MapNode {
  const { key, value, place } = pair;
  const isThere = valueIn(map, key) !== undefined;
  if (!isThere) pair.uses += 1;
  const own = isThere ? scalarAt(textOf(value), value) : value;
  return withField(map, key, own, { source: place.source, offset: place.keyOffset });
}
