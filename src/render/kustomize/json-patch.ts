import type { MapNode, Node, SequenceNode } from '../../manifest/node.ts';
import { literal, say } from '../../model/message.ts';
import { entryAt, mapAt, sequenceAt, textOf, valueIn, withField, withoutField } from './edit.ts';
import { Refusal } from './refusal.ts';

/** One operation of a JSON patch. */
interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from: readonly string[];
  readonly value: Node | undefined;
  readonly node: Node;
}

/**
 * Applies the operations of RFC 6902 one after the other, as the library that Kustomize uses does: an index may count
 * from the end, and `replace` adds a member that a map lacks.
 * @see https://github.com/evanphx/json-patch/blob/v4.12.0/patch.go
 */
export function applyJsonPatch(root: MapNode, operations: readonly Node[]): MapNode {
  let patched: Node = root;
  for (const node of operations) patched = applyOne(patched, operationOf(node));
  return patched.kind === 'map' ? patched : refuse('the patched object is not a map');
}

const refuse = (text: string): never => {
  throw new Refusal(literal(text));
};

function operationOf(node: Node): Operation {
  if (node.kind !== 'map') return refuse('a JSON patch is a list of operations');
  return {
    op: textOf(valueIn(node, 'op')),
    path: pointer(textOf(valueIn(node, 'path'))),
    from: pointer(textOf(valueIn(node, 'from'))),
    value: valueIn(node, 'value'),
    node,
  };
}

function pointer(text: string): readonly string[] {
  return text === ''
    ? []
    : text
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function applyOne(root: Node, { op, path, from, value, node }: Operation): Node {
  switch (op) {
    case 'add':
      return put(root, path, value ?? nothing(node), 'add');
    case 'replace':
      return put(root, path, value ?? nothing(node), 'replace');
    case 'remove':
      return take(root, path);
    case 'move':
      return put(take(root, from), path, at(root, from), 'add');
    case 'copy':
      return put(root, path, at(root, from), 'add');
    case 'test':
      return test(root, path, value ?? nothing(node));
    default:
      throw new Refusal(say`unexpected kind: ${op}`);
  }
}

const nothing = ({ source, offset }: Node): Node => ({ kind: 'scalar', source, offset, value: null });

function at(root: Node, path: readonly string[]): Node {
  let node: Node | undefined = root;
  for (const step of path) node = node && child(node, step);
  return node ?? missing(path);
}

function child(node: Node, step: string): Node | undefined {
  if (node.kind === 'map') return valueIn(node, step);
  return node.kind === 'sequence' ? node.items[indexIn(node, step)] : undefined;
}

const missing = (path: readonly string[]): never => {
  throw new Refusal(say`doc is missing path: /${path.join('/')}: missing value`);
};

function indexIn(list: SequenceNode, step: string): number {
  if (!/^-?\d+$/.test(step)) return -1;
  const index = Number(step);
  return index < 0 ? index + list.items.length : index;
}

/** `root` with what `change` makes of the container of the path's last step. */
function within(root: Node, path: readonly string[], change: (node: Node, step: string) => Node): Node {
  const [step, ...rest] = path;
  if (step === undefined) return missing(path);
  if (rest.length === 0) return change(root, step);
  const inner = child(root, step) ?? missing(path);
  const changed = within(inner, rest, change);
  if (root.kind === 'map') return withField(root, step, changed);
  return root.kind === 'sequence' ? sequenceAt(root.items.with(indexIn(root, step), changed), root) : missing(path);
}

function put(root: Node, path: readonly string[], value: Node, how: 'add' | 'replace'): Node {
  if (path.length === 0) return value;
  return within(root, path, (node, step) => {
    if (node.kind === 'map') {
      const rest = node.entries.some(({ key }) => key === step);
      return rest ? withField(node, step, value) : mapAt([...node.entries, entryAt(step, value, value)], node);
    }
    if (node.kind !== 'sequence') return missing(path);
    return how === 'add' ? inserted(node, step, value, path) : replaced(node, step, value, path);
  });
}

function inserted(list: SequenceNode, step: string, value: Node, path: readonly string[]): Node {
  if (step === '-') return sequenceAt([...list.items, value], list);
  const index = Number(step) < 0 ? Number(step) + list.items.length + 1 : indexIn(list, step);
  if (index < 0 || index > list.items.length) return missing(path);
  return sequenceAt(list.items.toSpliced(index, 0, value), list);
}

function replaced(list: SequenceNode, step: string, value: Node, path: readonly string[]): Node {
  const index = indexIn(list, step);
  return list.items[index] === undefined ? missing(path) : sequenceAt(list.items.with(index, value), list);
}

function take(root: Node, path: readonly string[]): Node {
  return within(root, path, (node, step) => {
    if (child(node, step) === undefined) return missing(path);
    if (node.kind === 'map') return withoutField(node, step);
    return node.kind === 'sequence' ? sequenceAt(node.items.toSpliced(indexIn(node, step), 1), node) : node;
  });
}

function test(root: Node, path: readonly string[], value: Node): Node {
  let found: Node | undefined = root;
  for (const step of path) found = found && child(found, step);
  const isNothing = value.kind === 'scalar' && value.value === null;
  if (found === undefined ? isNothing : same(found, value)) return root;
  throw new Refusal(say`testing value /${path.join('/')} failed: test failed`);
}

function same(a: Node, b: Node): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'sequence')
    return (
      b.kind === 'sequence' &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => b.items[index] !== undefined && same(item, b.items[index]))
    );
  if (b.kind !== 'map' || a.entries.length !== b.entries.length) return false;
  return a.entries.every(({ key, value }) => {
    const other = valueIn(b, key);
    return other !== undefined && same(value, other);
  });
}
