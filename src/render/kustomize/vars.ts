import { type Node, positionOf, type Scalar } from '../../manifest/node.ts';
import { literal, say } from '../../model/message.ts';
import { isNull, mapAt, mapItems, scalarAt, textOf, valueAt, valueIn } from './edit.ts';
import { lookUp, stepsOfPath } from './field-path.ts';
import { editField, type FieldSpec } from './field-spec.ts';
import { groupVersion, type Id, isClusterScoped, sameGvk, sameId } from './identity.ts';
import { type Effort, placedAt, Refusal } from './refusal.ts';
import { allIds, type Resource, withRoot } from './resource.ts';

/** The old way to copy a value: `$(NAME)` in the fields that take it. */
export interface Var {
  readonly name: string;
  readonly node: Node;
}

/** Notes at each var's object that the var reads from it. */
export function withVars(
  resources: readonly Resource[],
  vars: readonly Node[],
  known: readonly Var[],
): { readonly resources: readonly Resource[]; readonly vars: readonly Var[] } {
  let noted = resources;
  for (const node of vars) noted = placedAt(positionOf(node), () => note(noted, node));
  return {
    resources: noted,
    vars: joinVars(
      known,
      vars.map((node) => ({ name: textOf(valueIn(node, 'name')), node })),
    ),
  };
}

/** @throws Refusal where two have one name */
export function joinVars(a: readonly Var[], b: readonly Var[]): readonly Var[] {
  const names = new Set(a.map(({ name }) => name));
  for (const { name, node } of b) {
    if (names.has(name)) throw new Refusal(say`var '${name}' already encountered`, positionOf(node));
    names.add(name);
  }
  return a.length === 0 ? b : b.length === 0 ? a : [...a, ...b];
}

function note(resources: readonly Resource[], node: Node): readonly Resource[] {
  const id = objectOf(node);
  const matches = (own: Id): boolean =>
    id.namespace !== '' || isClusterScoped(id) ? sameId(own, id) : own.name === id.name && sameGvk(own, id);
  const found = resources.filter((one) => allIds(one).some(matches));
  const name = textOf(valueIn(node, 'name'));
  if (found.length > 1)
    throw new Refusal(say`found ${found.length} resId matches for var ${name} (unable to disambiguate)`);
  return resources.map((one) => (one === found[0] ? { ...one, vars: [...one.vars, name] } : one));
}

function objectOf(node: Node): Id {
  const ref = valueIn(node, 'objref');
  const apiVersion = textOf(valueIn(ref, 'apiVersion'));
  const { group, version } =
    apiVersion === ''
      ? { group: textOf(valueIn(ref, 'group')), version: textOf(valueIn(ref, 'version')) }
      : groupVersion(apiVersion);
  return {
    group,
    version,
    kind: textOf(valueIn(ref, 'kind')),
    name: textOf(valueIn(ref, 'name')),
    namespace: textOf(valueIn(ref, 'namespace')),
  };
}

/** Puts the vars' values in; `tolerant` where their objects may be ones that are not seen. */
export function resolveVars(
  resources: readonly Resource[],
  vars: readonly Var[],
  specs: readonly FieldSpec[],
  tolerant: boolean,
  effort: Effort,
): readonly Resource[] {
  const values = new Map<string, Node>();
  for (const one of vars) {
    const value = valueFor(one, resources, tolerant);
    if (value !== undefined) values.set(one.name, value);
  }
  if (values.size === 0) return resources;
  const set = (node: Node): Node => withValues(node, values, effort);
  return resources.map((resource) =>
    withRoot(
      resource,
      specs.reduce((root, spec) => editField(root, resource.id, spec, { set }), resource.root),
    ),
  );
}

function valueFor({ name, node }: Var, resources: readonly Resource[], tolerant: boolean): Node | undefined {
  const resource = resources.find(({ vars }) => vars.includes(name));
  if (resource === undefined) {
    if (tolerant) return undefined;
    throw new Refusal(say`var '${name}' cannot be mapped to a field in the set of known resources`, positionOf(node));
  }
  const path = textOf(valueAt(node, 'fieldref', 'fieldPath')) || 'metadata.name';
  const value = lookUp(resource.root, stepsOfPath(path.replace(/\[(\d+)\]/g, '.$1')));
  if (value === undefined)
    throw new Refusal(say`field specified in var '${name}' not found in corresponding resource`, positionOf(node));
  return value;
}

function withValues(node: Node, values: ReadonlyMap<string, Node>, effort: Effort): Node {
  effort.take(1);
  if (isNull(node)) return node;
  if (node.kind === 'scalar') return substituted(node, values);
  if (node.kind === 'sequence')
    return mapItems(node, (item) => {
      if (item.kind !== 'scalar' || typeof item.value !== 'string')
        throw new Refusal(literal('invalid value type expect a string'));
      return substituted(item, values);
    });
  const entries = node.entries.map((entry) => {
    const value = substituted(entry.value, values);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries.every((entry, index) => entry === node.entries[index]) ? node : mapAt(entries, node);
}

/**
 * `$(NAME)` becomes the var's value, alone with its type; `$$` becomes `$`, and a name that is no var stays.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/filters/refvar/expand.go
 */
function substituted(node: Node, values: ReadonlyMap<string, Node>): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || !node.value.includes('$')) return node;
  const alone = /^\$\(([^)]*)\)$/.exec(node.value);
  const whole = alone === null ? undefined : values.get(alone[1] ?? '');
  if (whole !== undefined) return whole.kind === 'scalar' ? scalarAt(whole.value, whole) : refuse();
  let place: Node = node;
  const text = node.value.replace(/\$\$|\$\(([^)]*)\)/g, (found: string, name: string | undefined) => {
    if (found === '$$') return '$';
    const value = values.get(name ?? '');
    if (value === undefined) return found;
    place = value;
    return goText(value);
  });
  return text === node.value ? node : scalarAt(text, place);
}

const refuse = (): never => {
  throw new Refusal(literal('a var must be a text, a number or a boolean'));
};

/** As Go prints a value in a text. */
function goText(node: Node): string {
  const value: Scalar = node.kind === 'scalar' ? node.value : refuse();
  return value === null ? '<nil>' : String(value);
}
