import type { MapNode, Node, ScalarNode } from '../../manifest/node.ts';
import { goYamlScalar } from '../../manifest/scalar.ts';
import { readText } from '../kustomize/documents.ts';
import { entryAt, mapAt, mapItems, scalarAt, textOf, valueAt } from '../kustomize/edit.ts';
import { Refusal } from '../kustomize/refusal.ts';
import { relocated } from '../kustomize/relocate.ts';
import type { Variables } from './delivery.ts';
import { substitute } from './envsubst.ts';

/**
 * An object with the variables of its delivery filled in. Flux does that on the object's text, so that a number comes out
 * as a number and a list as a list; a value that is a variable and nothing else stands where the variable is set.
 */
export function substituted(root: MapNode, variables: Variables): MapNode {
  const isOff = ['labels', 'annotations'].some(
    (key) => textOf(valueAt(root, 'metadata', key, 'kustomize.toolkit.fluxcd.io/substitute')) === 'disabled',
  );
  const changed = isOff ? root : filled(root, variables);
  return changed.kind === 'map' ? changed : root;
}

function filled(node: Node, variables: Variables): Node {
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

function filledScalar(node: ScalarNode, variables: Variables): Node {
  if (typeof node.value !== 'string') return node;
  const text = replaced(node.value, variables);
  if (text === node.value) return node;
  const [, name = ''] = /^\$\{(\w+)[^}]*\}$/.exec(node.value) ?? [];
  const set = variables.set.get(name);
  const place = set?.kind === 'scalar' ? set : node;
  return isQuoted(node.value) ? scalarAt(text, place) : plainly(text, place);
}

/** Would the text stand in quotes, or in a block of its own, where Kustomize has written it? It stays a text then. */
const isQuoted = (text: string): boolean => /^[\s#,[\]{}&*!|>'"%@`]|^[?:-](\s|$)|: |:$| #|\s$|[\n\t]/.test(text);

/** What a YAML parser makes of a text without quotes. */
function plainly(text: string, place: ScalarNode): Node {
  if (/^[[{"']/.test(text)) return parsed(text, place) ?? scalarAt(text, place);
  return scalarAt(goYamlScalar(text.replace(/ +#.*$/s, '').trim()), place);
}

/** Undefined where it is no YAML: Flux would deploy nothing at all. */
function parsed(text: string, place: ScalarNode): Node | undefined {
  try {
    const documents = readText({ path: place.source.path, text }, text, 'kustomization');
    return documents.length === 1 ? relocated(documents, text, place)[0] : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

const replaced = (text: string, { set, hasOthers }: Variables): string =>
  text.includes('$')
    ? substitute(text, (name) => {
        const value = set.get(name);
        // Flux takes the line breaks out of every value.
        return value === undefined ? (hasOthers ? undefined : '') : textOf(value).replaceAll('\n', '');
      })
    : text;
