import type { MapNode, Node } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { isNull, mapAt, mapItems, type Place, valueIn, withField } from './edit.ts';
import { type Gvk, isSelected } from './identity.ts';
import { Refusal } from './refusal.ts';

/** A field of some kinds of objects: `a/b` leads through lists as well, `a[]` must be one. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  /** Whether a field that is missing is made. */
  readonly create: boolean;
}

export const fieldSpecOf = (
  path: string,
  { create = false, group = '', version = '', kind = '' }: Partial<Omit<FieldSpec, 'path'>> = {},
): FieldSpec => ({ path, create, group, version, kind });

/** What is done at the end of a path: `make` gives what stands there before it is set, where nothing does. */
export interface FieldEdit {
  readonly set: (node: Node) => Node;
  readonly make?: (place: Place) => Node;
}

/**
 * `root` with what `spec` leads to changed.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/filters/fieldspec/fieldspec.go
 */
export function editField(root: MapNode, gvk: Gvk, spec: FieldSpec, edit: FieldEdit): MapNode {
  if (!isSelected(gvk, spec)) return root;
  const changed = descend(root, stepsOf(spec.path), 0, spec.create ? edit : { set: edit.set });
  return changed.kind === 'map' ? changed : root;
}

function descend(node: Node, steps: readonly string[], at: number, edit: FieldEdit): Node {
  const step = steps[at];
  if (step === undefined) return edit.set(node);
  if (isNull(node)) return node;
  if (node.kind === 'sequence') return mapItems(node, (item) => descend(item, steps, at, edit));
  if (node.kind === 'scalar')
    throw new Refusal(say`considering field '${steps.join('/')}': expected sequence or mapping node`);
  const isList = step.endsWith('[]');
  const key = isList ? step.slice(0, -2) : step;
  // Kustomize takes a number for the index of a list, and a map has none.
  if (/^\d+$/.test(key))
    throw new Refusal(say`fieldName: ${key}: wrong node kind: expected SequenceNode but got MappingNode`);
  const found = valueIn(node, key);
  const make = isList ? undefined : edit.make;
  if (found === undefined && make === undefined) return node;
  const made = make === undefined || (found !== undefined && !isNull(found)) ? found : madeFor(node, steps, at, make);
  if (made === undefined) return node;
  const changed = descend(made, steps, at + 1, edit);
  return changed === found ? node : withField(node, key, changed);
}

const madeFor = (node: Node, steps: readonly string[], at: number, make: (place: Place) => Node): Node =>
  at === steps.length - 1 ? make(node) : mapAt([], make(node));

const known = new Map<string, readonly string[]>();

/** The steps of a path; `\/` is a slash in a field's name. */
function stepsOf(path: string): readonly string[] {
  const before = known.get(path);
  if (before !== undefined) return before;
  const steps = splitPath(path, '/');
  if (known.size > 5_000) known.clear();
  known.set(path, steps);
  return steps;
}

/** Splits at `delimiter` where no backslash stands before it. */
export function splitPath(path: string, delimiter: string): readonly string[] {
  const steps: string[] = [];
  for (const part of path.split(delimiter)) {
    const last = steps.at(-1);
    if (last?.endsWith('\\')) steps[steps.length - 1] = `${last.slice(0, -1)}${delimiter}${part}`;
    else steps.push(part);
  }
  return path.startsWith(delimiter) ? steps.slice(1) : steps;
}
