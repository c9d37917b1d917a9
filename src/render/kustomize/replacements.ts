import { type MapNode, type Node, positionOf, type Scalar } from '../../manifest/node.ts';
import { goYamlScalar } from '../../manifest/scalar.ts';
import { literal, say } from '../../model/message.ts';
import { isEmptyMap, isNull, scalarAt, textOf, valueIn } from './edit.ts';
import { editPath, lookUp, stepsOfPath } from './field-path.ts';
import { documentsOf, localFile } from './files.ts';
import { type Id, isSelectedBy } from './identity.ts';
import { isTrue, listOf, replacementShape, stringOf } from './kustomization.ts';
import type { PatchContext } from './patches.ts';
import { type Effort, placedAt, Refusal } from './refusal.ts';
import { allIds, type Resource, withRoot } from './resource.ts';
import { selectsTexts } from './select.ts';
import { shaped } from './shape.ts';

/**
 * Copies values from one object into others.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/filters/replacement/replacement.go
 */
export function applyReplacements(
  resources: readonly Resource[],
  entries: readonly Node[],
  context: PatchContext,
): readonly Resource[] {
  return entries
    .flatMap((entry) => written(entry, context))
    .reduce((all, entry) => placedAt(positionOf(entry), () => applyOne(all, entry, context)), resources);
}

/** A replacement, or those of the file that it names. */
function written(entry: Node, { files, folder }: PatchContext): readonly Node[] {
  const path = stringOf(entry, 'path');
  if (path === undefined) return [entry];
  const documents = placedAt(positionOf(path), () =>
    documentsOf(files, localFile(files, folder, textOf(path)), 'kustomization'),
  );
  return documents.flatMap((document) =>
    (document.kind === 'sequence' ? document.items : [document]).map((one) =>
      shaped(one, replacementShape, 'replacements'),
    ),
  );
}

function applyOne(resources: readonly Resource[], entry: Node, context: PatchContext): readonly Resource[] {
  const source = valueIn(entry, 'source');
  const targets = listOf(entry, 'targets');
  if (source === undefined || valueIn(entry, 'targets') === undefined)
    throw new Refusal(literal('replacements must specify a source and at least one target'));
  const value = sourceValue(resources, source, context);
  if (value === undefined) return resources;
  return targets.reduce(
    (all, target) => placedAt(positionOf(target), () => applyTarget(all, target, value, context.effort)),
    resources,
  );
}

const idIn = (node: Node): Id => ({
  group: textOf(valueIn(node, 'group')),
  version: textOf(valueIn(node, 'version')),
  kind: textOf(valueIn(node, 'kind')),
  name: textOf(valueIn(node, 'name')),
  namespace: textOf(valueIn(node, 'namespace')),
});

function sourceValue(
  resources: readonly Resource[],
  source: Node,
  { effort, tolerant }: PatchContext,
): Node | undefined {
  const selector = idIn(source);
  effort.take(resources.length);
  const found = resources.filter((one) => allIds(one).some((id) => isSelectedBy(id, selector)));
  const [resource] = found;
  const name = `${selector.kind}/${selector.name}`;
  if (found.length > 1) throw new Refusal(say`multiple matches for selector ${name}`);
  if (resource === undefined) {
    if (tolerant) return undefined;
    throw new Refusal(say`nothing selected by ${name}`);
  }
  const path = textOf(valueIn(source, 'fieldPath')) || 'metadata.name';
  const value = lookUp(resource.root, stepsOfPath(path));
  if (
    value === undefined ||
    isNull(value) ||
    isEmptyMap(value) ||
    (value.kind === 'sequence' && value.items.length === 0)
  )
    throw new Refusal(say`fieldPath \`${path}\` is missing for replacement source ${name}`);
  return refined(value, valueIn(source, 'options'));
}

const indexIn = (options: Node | undefined): number => Number(textOf(valueIn(options, 'index')) || 0);

/** The part of a text that the options name. */
function refined(value: Node, options: Node | undefined): Node {
  const delimiter = textOf(valueIn(options, 'delimiter'));
  if (delimiter === '') return value;
  if (value.kind !== 'scalar') throw new Refusal(literal('delimiter option can only be used with scalar nodes'));
  const part = textOf(value).split(delimiter)[indexIn(options)];
  if (part === undefined) throw new Refusal(say`options.index ${indexIn(options)} is out of bounds for the value`);
  return retyped(value.value, part, value);
}

function applyTarget(resources: readonly Resource[], target: Node, value: Node, effort: Effort): readonly Resource[] {
  const select = valueIn(target, 'select');
  if (select === undefined) throw new Refusal(literal('target must specify resources to select'));
  const paths = listOf(target, 'fieldPaths').map(textOf);
  const isMeant = meaning(select, listOf(target, 'reject'));
  effort.take(resources.length);
  return resources.map((resource) => {
    if (!isMeant(resource)) return resource;
    const options = valueIn(target, 'options');
    return withRoot(
      resource,
      (paths.length === 0 ? ['metadata.name'] : paths).reduce(
        (root, path) => withValue(root, path, value, options, effort),
        resource.root,
      ),
    );
  });
}

function meaning(select: Node, rejects: readonly Node[]): (resource: Resource) => boolean {
  const selector = idIn(select);
  const rejected = rejects.map(idIn).filter((id) => Object.values(id).some((part) => part !== ''));
  return (resource) =>
    selectsBoth(select, resource.root) &&
    !rejects.some((one) => hasSelectors(one) && selectsBoth(one, resource.root)) &&
    allIds(resource).some((id) => isSelectedBy(id, selector) && !rejected.some((one) => isSelectedBy(id, one)));
}

const hasSelectors = (node: Node): boolean =>
  textOf(valueIn(node, 'labelSelector')) !== '' || textOf(valueIn(node, 'annotationSelector')) !== '';

const selectsBoth = (node: Node, root: MapNode): boolean =>
  selectsTexts(textOf(valueIn(node, 'annotationSelector')), root, 'annotations') &&
  selectsTexts(textOf(valueIn(node, 'labelSelector')), root, 'labels');

function withValue(root: MapNode, path: string, value: Node, options: Node | undefined, effort: Effort): MapNode {
  const make = isTrue(options, 'create') ? value.kind : undefined;
  const set = (node: Node): Node => replaced(node, value, options);
  const changed = editPath(root, stepsOfPath(path), { set, make, place: value, effort });
  if (changed?.kind === 'map') return changed;
  throw new Refusal(
    make === undefined
      ? say`unable to find field "${path}" in replacement target`
      : say`unable to find or create field "${path}" in replacement target`,
  );
}

/** A scalar keeps its type where it can; anything else is replaced whole. */
function replaced(node: Node, value: Node, options: Node | undefined): Node {
  const delimiter = textOf(valueIn(options, 'delimiter'));
  if (delimiter !== '' && node.kind !== 'scalar')
    throw new Refusal(literal('delimiter option can only be used with scalar nodes'));
  if (node.kind !== 'scalar' || value.kind !== 'scalar') return value;
  const text = delimiter === '' ? textOf(value) : spliced(textOf(node), textOf(value), delimiter, indexIn(options));
  return retyped(node.value, text, value);
}

function spliced(text: string, value: string, delimiter: string, index: number): string {
  const parts = text.split(delimiter);
  if (index < 0) return [value, ...parts].join(delimiter);
  return (index >= parts.length ? [...parts, value] : parts.with(index, value)).join(delimiter);
}

/** `text` as a value of the type that `before` has. */
function retyped(before: Scalar, text: string, place: Node): Node {
  if (typeof before === 'string') return scalarAt(text, place);
  const value: Scalar =
    /^(?:true|True|TRUE|false|False|FALSE)$/.test(text) || /^[-+.\d]/.test(text) ? goYamlScalar(text) : text;
  if (before !== null && typeof value !== typeof before)
    throw new Refusal(say`cannot decode the value as ${literal(typeof before === 'boolean' ? '!!bool' : '!!int')}`);
  return scalarAt(value, place);
}
