import type { MapNode, Node, SequenceNode } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { MergeTypes } from './custom-types.ts';
import { isEmptyMap, isNull, mapAt, scalarAt, sequenceAt, textOf, valueIn, withField, withoutField } from './edit.ts';
import { gvkOf } from './identity.ts';
import type { MergeType } from './merge-keys.ts';
import { joinItems, type Keyed, matchingItem, primitiveValues, valuesOf } from './merge-list.ts';
import { type Effort, Refusal } from './refusal.ts';

/**
 * `base` with a strategic merge patch laid over it; undefined where the patch deletes it. Values keep the places that they
 * came from. Follows Kustomize's walk to the letter, which walks what the patch does not name as well.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kyaml/v0.18.1/kyaml/yaml/merge2/merge2.go
 */
export const mergePatch = (base: MapNode, patch: MapNode, effort: Effort, types: MergeTypes): Node | undefined =>
  walk({ base, patch, type: undefined }, { effort, types }).node;

interface Walk {
  readonly effort: Effort;
  readonly types: MergeTypes;
}

interface Pair {
  readonly base: Node | undefined;
  readonly patch: Node | undefined;
  readonly type: MergeType | undefined;
}

/** @property isBase whether the node is what became of the base's: in its list it then stands where the base stood */
interface Walked {
  readonly node: Node | undefined;
  readonly isBase: boolean;
}

const gone: Walked = { node: undefined, isBase: false };

function walk(pair: Pair, context: Walk): Walked {
  context.effort.take(1);
  const present = isNull(pair.base) ? pair.patch : pair.base;
  const kind = isNull(present) ? 'map' : (present?.kind ?? 'map');
  for (const node of [pair.base, pair.patch])
    if (node !== undefined && !isNull(node) && node.kind !== kind)
      throw new Refusal(say`wrong node kind: expected ${goKinds[kind]} but got ${goKinds[node.kind]}`);
  const type = pair.type ?? typeOf(pair.base, context) ?? typeOf(pair.patch, context);
  if (kind === 'scalar') return pair.patch === undefined ? kept(pair.base) : { node: pair.patch, isBase: false };
  if (kind === 'map') return walkMap({ ...pair, type }, context);
  if (type?.keys === undefined) return pair.patch === undefined ? kept(pair.base) : { node: pair.patch, isBase: false };
  return walkList({ ...pair, type }, type.keys, context);
}

const goKinds = { map: 'MappingNode', sequence: 'SequenceNode', scalar: 'ScalarNode' } as const;

const kept = (node: Node | undefined): Walked => ({ node, isBase: true });

const typeOf = (node: Node | undefined, { types }: Walk): MergeType | undefined =>
  node?.kind === 'map' && textOf(valueIn(node, 'kind')) !== '' && textOf(valueIn(node, 'apiVersion')) !== ''
    ? types(gvkOf(node))
    : undefined;

function walkMap({ base, patch, type }: Pair, context: Walk): Walked {
  const directive = patch?.kind === 'map' ? mapDirective(patch) : undefined;
  const told = directive === undefined || patch?.kind !== 'map' ? patch : withoutField(patch, '$patch');
  if (isNull(base)) {
    if (directive === 'delete') return gone;
    if (told === undefined) return { node: isWritten(base) ? base : undefined, isBase: true };
    return told.kind === 'map'
      ? { node: walkFields(told, told, type, context), isBase: false }
      : { node: told, isBase: false };
  }
  if (base?.kind !== 'map') return kept(base);
  if ((patch !== undefined && isNull(patch)) || directive === 'delete') return gone;
  if (directive === 'replace' && told?.kind === 'map')
    return { node: walkFields(told, told, type, context), isBase: false };
  return { node: walkFields(base, told, type, context), isBase: true };
}

function walkFields(base: MapNode, patch: Node | undefined, type: MergeType | undefined, context: Walk): MapNode {
  const names = new Set([...base.entries, ...(patch?.kind === 'map' ? patch.entries : [])].map(({ key }) => key));
  let merged = base;
  for (const name of names) {
    const fieldType = type === undefined ? undefined : (ownField(type, name) ?? undefined);
    const { node } = walk({ base: valueIn(base, name), patch: valueIn(patch, name), type: fieldType }, context);
    if (node === undefined || (isNull(node) && patchNames(patch, name))) merged = withoutField(merged, name);
    else merged = withField(merged, name, node, placeOf(patch, name) ?? node);
  }
  return merged;
}

const ownField = (type: MergeType, name: string): MergeType | undefined =>
  Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;

const patchNames = (patch: Node | undefined, name: string): boolean => valueIn(patch, name) !== undefined;

function placeOf(patch: Node | undefined, name: string): { source: Node['source']; offset: number } | undefined {
  const found = patch?.kind === 'map' ? patch.entries.find(({ key }) => key === name) : undefined;
  return found && { source: found.source, offset: found.keyOffset };
}

/** A null that somebody wrote stays; one that nobody wrote goes as soon as its object is patched. */
const isWritten = (node: Node | undefined): boolean =>
  node !== undefined && /^(?:null|Null|NULL|~)/.test(node.source.text.slice(node.offset, node.offset + 4));

type Directive = 'replace' | 'delete' | 'merge';

function mapDirective(patch: MapNode): Directive | undefined {
  const value = valueIn(patch, '$patch');
  return value === undefined ? undefined : checkedDirective(textOf(value));
}

function checkedDirective(text: string): Directive {
  if (text === 'replace' || text === 'delete' || text === 'merge') return text;
  throw new Refusal(say`unknown patch strategy '${text}'`);
}

/** The directive of an item that holds nothing else, and the list without it. */
function listDirective(
  patch: SequenceNode,
): { readonly directive: Directive; readonly list: SequenceNode } | undefined {
  const item = patch.items.find((one) => valueIn(one, '$patch') !== undefined);
  if (item?.kind !== 'map' || item.entries.length > 1) return undefined;
  const text = textOf(valueIn(item, '$patch'));
  const directive = checkedDirective(text);
  const rest = patch.items.filter((one) => textOf(valueIn(one, '$patch')) !== text && !isNull(one) && !isEmptyMap(one));
  return { directive, list: sequenceAt(rest, patch) };
}

function walkList({ base, patch, type }: Pair, keys: readonly string[], context: Walk): Walked {
  const found = patch?.kind === 'sequence' ? listDirective(patch) : undefined;
  const told = found?.list ?? patch;
  if (isNull(base)) return told?.kind === 'sequence' ? mergeItems(told, told, type, keys, context, false) : gone;
  if (base?.kind !== 'sequence') return kept(base);
  if ((patch !== undefined && isNull(patch)) || found?.directive === 'delete') return gone;
  if (found?.directive === 'replace') return mergeItems(found.list, found.list, type, keys, context, false);
  return mergeItems(base, told?.kind === 'sequence' ? told : undefined, type, keys, context, true);
}

function mergeItems(
  base: SequenceNode,
  patch: SequenceNode | undefined,
  type: MergeType | undefined,
  keys: readonly string[],
  context: Walk,
  isBase: boolean,
): Walked {
  context.effort.take(base.items.length * (1 + (patch?.items.length ?? 0)));
  const lists = patch === undefined ? [base] : [patch, base];
  const keyed: Keyed =
    keys.length === 0 ? { keys: [''], values: primitiveValues(lists) } : { keys, values: valuesOf(lists, keys) };
  const joined = joinItems(base, keyed, (ownKeys, values, current) => {
    const baseItem = matchingItem(current, ownKeys, values);
    const patchItem = patch && matchingItem(patch, ownKeys, values);
    const walked = walk({ base: baseItem, patch: patchItem, type: type?.items }, context);
    return { ...walked, baseItem, node: withKeys(walked.node, ownKeys, values) };
  });
  const same = joined.items.length === base.items.length && joined.items.every((item, at) => item === base.items[at]);
  return { node: same ? base : joined, isBase };
}

/** An item that a patch makes without naming its key gets it. */
function withKeys(node: Node | undefined, keys: readonly string[], values: readonly string[]): Node | undefined {
  if (node?.kind !== 'map' || node.entries.length === 0) return node;
  let item: MapNode = mapAt(node.entries, node);
  let changed = false;
  for (const [index, key] of keys.entries()) {
    const value = values[index] ?? '';
    if (value === '' || valueIn(item, key) !== undefined) continue;
    item = withField(item, key, scalarAt(value, node));
    changed = true;
  }
  return changed ? item : node;
}
