import type { Node } from '../../manifest/node.ts';
import { textOf, valueIn } from './edit.ts';
import { type Gvk, sameGvk } from './identity.ts';
import type { MergeType } from './merge-keys.ts';

/** What a strategic merge asks for the type of a kind. */
export type MergeTypes = (gvk: Gvk) => MergeType | undefined;

/**
 * The types of an OpenAPI document that a kustomization brings along: it takes the place of the built-in one.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kyaml/v0.18.1/kyaml/openapi/openapi.go (SetSchema)
 */
export function customTypes(document: Node): MergeTypes {
  const definitions = valueIn(document, 'definitions');
  const known = new Map<Node, MergeType>();
  return (gvk) => {
    if (definitions?.kind !== 'map') return undefined;
    const found = definitions.entries.find(({ value }) => names(value, gvk));
    return found && typeOf(found.value, definitions, known);
  };
}

function names(definition: Node, gvk: Gvk): boolean {
  const list = valueIn(definition, 'x-kubernetes-group-version-kind');
  return (
    list?.kind === 'sequence' &&
    list.items.some((one) =>
      sameGvk(gvk, {
        group: textOf(valueIn(one, 'group')),
        version: textOf(valueIn(one, 'version')),
        kind: textOf(valueIn(one, 'kind')),
      }),
    )
  );
}

/** Definitions may hold themselves, so that a type's parts are made when they are asked for. */
function typeOf(schema: Node, definitions: Node, known: Map<Node, MergeType>): MergeType {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const inside = (node: Node | undefined): MergeType | undefined => {
    const target = node && resolved(node, definitions);
    return target && typeOf(target, definitions, known);
  };
  const properties = valueIn(schema, 'properties');
  const type: MergeType = {
    keys: keysOf(schema),
    fields: new Proxy<Record<string, MergeType>>(
      {},
      {
        get: (_, name) => inside(valueIn(properties, String(name))),
        getOwnPropertyDescriptor: (_, name) =>
          valueIn(properties, String(name)) === undefined ? undefined : { configurable: true, enumerable: true },
      },
    ),
    get items() {
      return inside(valueIn(schema, 'items'));
    },
  };
  known.set(schema, type);
  return type;
}

/** A reference by its definition, but with the list keys that stand beside it. */
function resolved(node: Node, definitions: Node): Node | undefined {
  const reference = textOf(valueIn(node, '$ref'));
  return reference === '' ? node : valueIn(definitions, reference.slice(reference.lastIndexOf('/') + 1));
}

function keysOf(schema: Node): readonly string[] | undefined {
  const strategy = textOf(valueIn(schema, 'x-kubernetes-patch-strategy'));
  if (!strategy.split(',').includes('merge')) return undefined;
  const list = valueIn(schema, 'x-kubernetes-list-map-keys');
  if (list?.kind === 'sequence') return list.items.map(textOf);
  const key = textOf(valueIn(schema, 'x-kubernetes-patch-merge-key'));
  return key === '' ? [] : [key];
}
