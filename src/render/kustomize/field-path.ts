import type { MapNode, Node, SequenceNode } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { entryAt, isNull, mapAt, type Place, scalarAt, sequenceAt, textOf, valueIn, withField } from './edit.ts';
import { compilePattern } from './pattern.ts';
import { type Effort, Refusal } from './refusal.ts';

/**
 * The steps of a path as replacements write it: `a.b`, `a.[name=x].b`, `a.[example.com/key]`; a backslash keeps the point
 * after it, and nothing is split inside brackets.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kyaml/v0.18.1/kyaml/utils/pathsplitter.go (SmarterPathSplitter)
 */
export function stepsOfPath(path: string): readonly string[] {
  const steps: string[] = [];
  let open: string | undefined;
  for (const part of splitEscaped(path)) {
    if (open !== undefined) {
      open = `${open}.${part}`;
      if (part.endsWith(']')) {
        steps.push(unbracketed(open));
        open = undefined;
      }
    } else if (part.startsWith('[') && !part.endsWith(']')) open = part;
    else steps.push(unbracketed(part));
  }
  return (open === undefined ? steps : [...steps, open]).map((step) => step.trim()).filter((step) => step !== '');
}

function splitEscaped(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split('.')) {
    const last = parts.at(-1);
    if (last?.endsWith('\\')) parts[parts.length - 1] = `${last.slice(0, -1)}.${part}`;
    else parts.push(part);
  }
  return parts;
}

/** `[example.com/key]` is a key; `[name=x]` stays what picks items. */
const unbracketed = (step: string): string =>
  step.startsWith('[') && step.endsWith(']') && !step.includes('=') ? step.slice(1, -1) : step;

const isPicker = (step: string): boolean => step.startsWith('[') && step.endsWith(']');

/** `[key=value]`, the key empty where the items are plain. */
function picked(step: string): { readonly key: string; readonly value: string } {
  const inside = step.slice(1, -1);
  const equals = inside.indexOf('=');
  if (equals < 0)
    throw new Refusal(say`list path element must contain fieldName=fieldValue for element to match: ${step}`);
  return { key: inside.slice(0, equals), value: inside.slice(equals + 1) };
}

/** The one value that a path leads to; undefined where there is none. */
export function lookUp(root: Node, steps: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const step of steps) {
    if (node === undefined || isNull(node)) return undefined;
    node = stepInto(node, step);
  }
  return node;
}

function stepInto(node: Node, step: string): Node | undefined {
  if (/^\d+$/.test(step) || step === '-') {
    const list = wanted(node, 'sequence');
    return step === '-' ? list.items.at(-1) : list.items[Number(step)];
  }
  if (!isPicker(step)) return valueIn(wanted(node, 'map'), step);
  const { key, value } = picked(step);
  return wanted(node, 'sequence').items.find((item) =>
    key === ''
      ? item.kind === 'scalar' && textOf(item) === value
      : textOf(valueIn(item, key)) === value && valueIn(item, key) !== undefined,
  );
}

function wanted<K extends Node['kind']>(node: Node, kind: K): Extract<Node, { kind: K }> {
  if (!isKind(node, kind)) throw new Refusal(say`wrong node kind: expected ${kind} but got ${node.kind}`);
  return node;
}

const isKind = <K extends Node['kind']>(node: Node, kind: K): node is Extract<Node, { kind: K }> => node.kind === kind;

/** What is done at the ends of a path. */
export interface PathEdit {
  readonly set: (node: Node) => Node;
  /** What a missing end is made as; undefined where nothing is made. */
  readonly make: Node['kind'] | undefined;
  readonly place: Place;
  readonly effort: Effort;
}

/**
 * `root` with everything that the path leads to changed: `*` means each item, a number one of them, `[name=x]` those whose
 * name the pattern `x` is found in.
 * @returns undefined where it leads nowhere
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kyaml/v0.18.1/kyaml/yaml/match.go (PathMatcher)
 */
export function editPath(root: Node, steps: readonly string[], edit: PathEdit): Node | undefined {
  edit.effort.take(1);
  const [step, ...rest] = steps;
  if (step === undefined) return edit.set(root);
  if (isNull(root) && !isPicker(step) && step !== '*') return undefined;
  if (/^\d+$/.test(step)) return editIndex(wanted(root, 'sequence'), Number(step), rest, edit);
  if (step === '*') return editItems(wanted(root, 'sequence'), () => true, rest, edit);
  if (isPicker(step)) return editPicked(wanted(root, 'sequence'), step, rest, edit);
  return editKey(wanted(root, 'map'), step, rest, edit);
}

function editKey(map: MapNode, key: string, rest: readonly string[], edit: PathEdit): Node | undefined {
  const found = valueIn(map, key);
  if (found === undefined && edit.make === undefined) return undefined;
  const changed = editPath(found ?? made(rest[0], edit), rest, edit);
  return changed && withField(map, key, changed);
}

/** An empty value of the kind that the next step needs. */
function made(next: string | undefined, { make, place }: PathEdit): Node {
  if (next === undefined) {
    if (make === 'map') return mapAt([], place);
    return make === 'sequence' ? sequenceAt([], place) : scalarAt('', place);
  }
  return isPicker(next) || /^\d+$/.test(next) ? sequenceAt([], place) : mapAt([], place);
}

function editIndex(list: SequenceNode, index: number, rest: readonly string[], edit: PathEdit): Node | undefined {
  const isNext = index === list.items.length && edit.make !== undefined;
  const item = isNext ? made(rest[0], edit) : list.items[index];
  if (item === undefined) throw new Refusal(say`index ${index} specified but only ${list.items.length} elements found`);
  const changed = editPath(item, rest, edit);
  if (changed === undefined) return undefined;
  return sequenceAt(isNext ? [...list.items, changed] : list.items.with(index, changed), list);
}

function editItems(
  list: SequenceNode,
  isMeant: (item: Node) => boolean,
  rest: readonly string[],
  edit: PathEdit,
): Node | undefined {
  let found = false;
  const items = list.items.map((item) => {
    const changed = isMeant(item) ? editPath(item, rest, edit) : undefined;
    found ||= changed !== undefined;
    return changed ?? item;
  });
  return found ? sequenceAt(items, list) : undefined;
}

function editPicked(list: SequenceNode, step: string, rest: readonly string[], edit: PathEdit): Node | undefined {
  const { key, value } = picked(step);
  const matches = compilePattern(value);
  if (matches === undefined) throw new Refusal(say`error parsing regexp: ${value}`);
  const isMeant = (item: Node): boolean => {
    const own = key === '' ? item : valueIn(item, key);
    return own !== undefined && matches(textOf(own), edit.effort);
  };
  const changed = editItems(list, isMeant, key === '' ? [] : rest, edit);
  if (changed !== undefined || edit.make === undefined || list.items.some(isMeant)) return changed;
  const scalar = scalarAt(value, edit.place);
  const item = key === '' ? scalar : mapAt([entryAt(key, scalar, edit.place)], edit.place);
  return editItems(sequenceAt([...list.items, item], list), (one) => one === item, key === '' ? [] : rest, edit);
}
