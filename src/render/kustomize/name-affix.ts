import type { ScalarNode } from '../../manifest/node.ts';
import { scalarAt, textOf } from './edit.ts';
import { editField, type FieldSpec } from './field-spec.ts';
import { type Gvk, isSelected } from './identity.ts';
import type { Effort } from './refusal.ts';
import { originalId, type Resource, remembered, withRoot } from './resource.ts';

type Side = 'prefix' | 'suffix';

/** Puts `affix` before or behind every name; other names that follow from it are mended when the root is whole. */
export function addAffix(
  resources: readonly Resource[],
  side: Side,
  affix: ScalarNode,
  specs: readonly FieldSpec[],
  effort: Effort,
): readonly Resource[] {
  effort.take(resources.length * specs.length);
  return resources.map((resource) => {
    const original = originalId(resource);
    if (unnamed.some((gvk) => isSelected(original, gvk))) return resource;
    let named = resource;
    for (const spec of specs) if (isSelected(original, spec)) named = addOne(named, side, affix, spec);
    return named;
  });
}

/** What keeps its name, because its name means something to the cluster. */
const unnamed: readonly Gvk[] = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
];

function addOne(resource: Resource, side: Side, affix: ScalarNode, spec: FieldSpec): Resource {
  const known = spec.path === 'metadata/name' ? noted(resource, side, textOf(affix)) : resource;
  const root = editField(known.root, known.id, spec, {
    set: (node) =>
      scalarAt(
        side === 'prefix' ? `${textOf(affix)}${textOf(node)}` : `${textOf(node)}${textOf(affix)}`,
        // Who looks for an object looks for the line with its name.
        node,
      ),
  });
  return withRoot(known, root);
}

function noted(resource: Resource, side: Side, affix: string): Resource {
  const known = remembered(resource);
  return side === 'prefix'
    ? { ...known, prefixes: [...known.prefixes, affix] }
    : { ...known, suffixes: [...known.suffixes, affix] };
}
