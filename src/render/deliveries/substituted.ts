import type { MapNode, Node, ScalarNode } from '../../manifest/node.ts';
import { goYamlScalar } from '../../manifest/scalar.ts';
import { entryAt, mapAt, mapItems, scalarAt, textOf, valueAt } from '../kustomize/edit.ts';
import { substitute } from './envsubst.ts';

/**
 * An object with the variables of its delivery filled in. Flux does that on the object's text, so that a number comes out
 * as a number; a value that is a variable and nothing else stands where the variable is set.
 */
export function substituted(root: MapNode, variables: ReadonlyMap<string, Node>): MapNode {
  const isOff = ['labels', 'annotations'].some(
    (key) => textOf(valueAt(root, 'metadata', key, 'kustomize.toolkit.fluxcd.io/substitute')) === 'disabled',
  );
  const changed = isOff ? root : filled(root, variables);
  return changed.kind === 'map' ? changed : root;
}

function filled(node: Node, variables: ReadonlyMap<string, Node>): Node {
  if (node.kind === 'scalar') return filledScalar(node, variables);
  if (node.kind === 'sequence') return mapItems(node, (item) => filled(item, variables));
  const entries = node.entries.map((one) => {
    const value = filled(one.value, variables);
    const key = replaced(one.key, variables);
    return value === one.value && key === one.key
      ? one
      : entryAt(key, value, { source: one.source, offset: one.keyOffset });
  });
  return entries.every((one, index) => one === node.entries[index]) ? node : mapAt(entries, node);
}

function filledScalar(node: ScalarNode, variables: ReadonlyMap<string, Node>): Node {
  if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
  const text = replaced(node.value, variables);
  if (text === node.value) return node;
  const [, name = ''] = /^\$\{(\w+)[^}]*\}$/.exec(node.value) ?? [];
  return scalarAt(text.includes('\n') ? text : goYamlScalar(text), variables.get(name) ?? node);
}

const replaced = (text: string, variables: ReadonlyMap<string, Node>): string =>
  text.includes('${') ? substitute(text, (name) => setText(variables.get(name))) : text;

/** Undefined where the variable is not set. */
const setText = (node: Node | undefined): string | undefined => (node === undefined ? undefined : textOf(node));
