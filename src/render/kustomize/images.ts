import type { MapNode, Node } from '../../manifest/node.ts';
import { mapItems, scalarAt, textOf, valueIn, withField } from './edit.ts';
import { editField, type FieldSpec } from './field-spec.ts';
import { stringOf } from './kustomization.ts';
import { compilePattern } from './pattern.ts';
import type { Effort } from './refusal.ts';
import { type Resource, withRoot } from './resource.ts';

/**
 * Gives images another name, tag or digest: in every list called `containers` or `initContainers`, wherever it stands.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/filters/imagetag/legacy.go
 */
export function setImage(
  resources: readonly Resource[],
  image: Node,
  specs: readonly FieldSpec[],
  effort: Effort,
): readonly Resource[] {
  const name = textOf(valueIn(image, 'name'));
  const matches = compilePattern(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  if (matches === undefined) return resources;
  const set = (node: Node): Node => {
    if (node.kind !== 'scalar' || !matches(textOf(node), effort)) return node;
    return scalarAt(changed(textOf(node), image), stringOf(image, 'newTag') ?? image);
  };
  return resources.map((resource) => {
    const walked =
      resource.id.kind === 'CustomResourceDefinition' ? resource.root : inContainers(resource.root, set, effort);
    if (walked.kind !== 'map') return resource;
    return withRoot(
      resource,
      specs.reduce<MapNode>((root, spec) => editField(root, resource.id, spec, { set }), walked),
    );
  });
}

function inContainers(node: Node, set: (node: Node) => Node, effort: Effort): Node {
  effort.take(1);
  if (node.kind === 'scalar') return node;
  if (node.kind === 'sequence') return mapItems(node, (item) => inContainers(item, set, effort));
  let walked: MapNode = node;
  for (const { key, value } of node.entries) {
    if (value.kind === 'scalar') continue;
    const inner = inContainers(value, set, effort);
    const isList = (key === 'containers' || key === 'initContainers') && inner.kind === 'sequence';
    walked = withField(walked, key, isList ? mapItems(inner, (item) => withImage(item, set)) : inner);
  }
  return walked;
}

function withImage(item: Node, set: (node: Node) => Node): Node {
  const image = valueIn(item, 'image');
  return item.kind === 'map' && image !== undefined ? withField(item, 'image', set(image)) : item;
}

function changed(text: string, image: Node): string {
  const { name, tag, digest } = splitImage(text);
  const [newName, newTag, newDigest] = ['newName', 'newTag', 'digest'].map((key) => textOf(stringOf(image, key)));
  const keepsTag = !newTag && !newDigest;
  const ownTag = keepsTag ? tag : (newTag ?? '');
  const suffixed = `${ownTag}${textOf(stringOf(image, 'tagSuffix'))}`;
  const ownDigest = keepsTag ? digest : (newDigest ?? '');
  return `${newName || name}${suffixed === '' ? '' : `:${suffixed}`}${ownDigest === '' ? '' : `@${ownDigest}`}`;
}

/** A colon before the first slash belongs to the registry's address. */
function splitImage(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const from = Math.max(image.indexOf('/'), 0);
  const at = image.indexOf('@', from);
  const end = at < 0 ? image.length : at;
  const colon = image.slice(0, end).indexOf(':', from);
  return {
    name: image.slice(0, colon < 0 ? end : colon),
    tag: colon < 0 ? '' : image.slice(colon + 1, end),
    digest: at < 0 ? '' : image.slice(at + 1),
  };
}
