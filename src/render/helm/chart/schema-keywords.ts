import { RE2JS } from 're2js';
import { literal, type Message, say } from '../../../model/message.ts';
import type { Position } from '../../../model/source.ts';
import { factsOf, GoInt, GoMap, isText, type List, type Value } from '../template/value.ts';
import {
  absolute,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  ownField,
  pointed,
  type Resource,
  type Resources,
} from './schema-document.ts';

/** One place where values are not what their schema says. */
export interface Fault {
  /** A JSON pointer: `/service/port`. */
  readonly path: string;
  readonly message: Message;
  /** Where the value is written. */
  readonly place: Position | undefined;
}

export interface Validation {
  readonly faults: readonly Fault[];
  /** References that lead out of the document. */
  readonly unseen: readonly string[];
  /** True where it took more steps than are taken; then nothing else counts. */
  readonly isSpent: boolean;
}

/**
 * Holds a value against a schema of drafts 4 to 2020-12, in RE2's expressions and without formats, which Helm leaves
 * unchecked from draft 2019-09 on.
 * @see https://json-schema.org/draft/2020-12/json-schema-validation
 */
export function validate(resources: Resources, values: GoMap): Validation {
  const run: Run = { resources, unseen: new Set(), steps: { left: maxSteps }, patterns: new Map() };
  const top = { run, resource: resources.root, path: '', place: undefined, depth: 0 };
  const { faults } = outcome(resources.root.schema, values, top);
  return { faults, unseen: [...run.unseen], isSpent: run.steps.left < 0 };
}

const maxSteps = 500_000;
const maxDepth = 150;

interface Run {
  readonly resources: Resources;
  readonly unseen: Set<string>;
  readonly steps: { left: number };
  readonly patterns: Map<string, RE2JS | undefined>;
}

/** Where one is, in the values and in the schema. */
interface Here {
  readonly run: Run;
  readonly resource: Resource;
  readonly path: string;
  readonly place: Position | undefined;
  readonly depth: number;
}

/** What a schema says of a value, and which of its parts it had something to say about. */
interface Outcome {
  readonly faults: readonly Fault[];
  readonly keys: ReadonlySet<string>;
  /** How many items from the first on. */
  readonly items: number;
}

const none: ReadonlySet<string> = new Set();
const met: Outcome = { faults: [], keys: none, items: 0 };

const failed = (here: Here, message: Message): Outcome => ({
  faults: [{ path: here.path, message, place: here.place }],
  keys: none,
  items: 0,
});

function outcome(schema: Json, value: Value, here: Here): Outcome {
  const { run } = here;
  run.steps.left -= 1;
  if (here.depth > maxDepth) run.steps.left = -1;
  if (run.steps.left < 0 || schema === true) return met;
  if (schema === false) return failed(here, literal('false schema'));
  if (!isObject(schema)) return met;
  const inside = { ...here, resource: resourceAt(schema, here), depth: here.depth + 1 };
  const reference = ownField(schema, '$ref');
  const referred = typeof reference === 'string' ? followed(reference, value, inside) : met;
  if (inside.resource.isOld && typeof reference === 'string') return referred;
  const plain = joined([referred, ...keywords(schema, value, inside), ...combined(schema, value, inside)]);
  return joined([plain, ...unevaluated(schema, value, plain, inside)]);
}

const joined = (all: readonly Outcome[]): Outcome => ({
  faults: all.flatMap(({ faults }) => faults),
  keys: all.reduce<ReadonlySet<string>>((sum, { keys }) => (keys.size === 0 ? sum : sum.union(keys)), none),
  items: Math.max(0, ...all.map(({ items }) => items)),
});

function resourceAt(schema: JsonObject, { resource, run }: Here): Resource {
  const id = ownField(schema, '$id');
  if (typeof id !== 'string' || id.startsWith('#')) return resource;
  return run.resources.byAddress.get(absolute(id, resource.address).replace(/#.*$/, '')) ?? resource;
}

function followed(reference: string, value: Value, here: Here): Outcome {
  const [address = '', fragment = ''] = absolute(reference, here.resource.address).split('#', 2);
  const resource = reference.startsWith('#') ? here.resource : here.run.resources.byAddress.get(address);
  if (resource === undefined) {
    // The drafts' own schemas hold for every schema, which values seldom are.
    if (!/^https?:\/\/json-schema\.org\//.test(address)) here.run.unseen.add(reference);
    return met;
  }
  const name = decoded(fragment);
  const schema = name === '' || name.startsWith('/') ? pointed(resource.schema, name) : resource.anchors.get(name);
  if (schema === undefined) return failed(here, say`json-pointer in "${reference}" not found`);
  return outcome(schema, value, { ...here, resource });
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch (error) {
    if (error instanceof URIError) return fragment;
    throw error;
  }
}

function keywords(schema: JsonObject, value: Value, here: Here): readonly Outcome[] {
  const found = [...ofAny(schema, value, here)];
  if (value instanceof GoMap) found.push(...ofMap(schema, value, here));
  else if (isList(value)) found.push(...ofList(schema, value, here));
  else if (isText(value)) found.push(...ofText(schema, String(value), here));
  else if (typeof value === 'number' || value instanceof GoInt) found.push(...ofNumber(schema, numberOf(value), here));
  return found;
}

const isList = (value: Value): value is List => Array.isArray(value);
const numberOf = (value: number | GoInt): number => (typeof value === 'number' ? value : Number(value.value));

function* ofAny(schema: JsonObject, value: Value, here: Here): Generator<Outcome> {
  const type = ownField(schema, 'type');
  const wanted = (isArray(type) ? type : [type]).filter((one) => typeof one === 'string');
  if (wanted.length > 0 && !wanted.some((one) => isOfType(value, one)))
    yield failed(here, say`got ${literal(typeOf(value))}, want ${literal(wanted.join(' or '))}`);
  const choices = ownField(schema, 'enum');
  if (isArray(choices) && !choices.some((one) => isEqual(one, value)))
    yield failed(here, say`value must be one of ${choices.map((one) => JSON.stringify(one)).join(', ')}`);
  const constant = ownField(schema, 'const');
  if (constant !== undefined && !isEqual(constant, value))
    yield failed(here, say`value must be ${JSON.stringify(constant)}`);
}

function typeOf(value: Value): string {
  if (value === null) return 'null';
  if (value instanceof GoMap) return 'object';
  if (isList(value)) return 'array';
  if (typeof value === 'boolean') return 'boolean';
  return isText(value) ? 'string' : 'number';
}

const isOfType = (value: Value, type: string): boolean =>
  type === typeOf(value) ||
  (type === 'integer' && (value instanceof GoInt || (typeof value === 'number' && Number.isInteger(value))));

function isEqual(json: Json, value: Value): boolean {
  if (isArray(json))
    return isList(value) && value.length === json.length && json.every((item, at) => isEqual(item, value[at] ?? null));
  if (isObject(json)) {
    if (!(value instanceof GoMap)) return false;
    const keys = Object.keys(json);
    return (
      keys.length === value.entries.size &&
      keys.every((key) => value.entries.has(key) && isEqual(json[key] ?? null, value.entries.get(key) ?? null))
    );
  }
  if (isText(value)) return json === String(value);
  return value instanceof GoInt ? json === Number(value.value) : json === value;
}

/** `minLength` and its like: the number that is said, and whether `got` keeps to it. */
function* bounds(
  schema: JsonObject,
  here: Here,
  got: number,
  [low, high]: readonly [string, string],
): Generator<Outcome> {
  const [least, most] = [ownField(schema, low), ownField(schema, high)];
  if (typeof least === 'number' && got < least) yield failed(here, say`${literal(low)}: got ${got}, want ${least}`);
  if (typeof most === 'number' && got > most) yield failed(here, say`${literal(high)}: got ${got}, want ${most}`);
}

function* ofNumber(schema: JsonObject, value: number, here: Here): Generator<Outcome> {
  yield* bounds(schema, here, value, ['minimum', 'maximum']);
  const [above, below] = [ownField(schema, 'exclusiveMinimum'), ownField(schema, 'exclusiveMaximum')];
  // In draft 4 they are booleans beside the bounds.
  const low = above === true ? ownField(schema, 'minimum') : above;
  const high = below === true ? ownField(schema, 'maximum') : below;
  if (typeof low === 'number' && value <= low) yield failed(here, say`exclusiveMinimum: got ${value}, want ${low}`);
  if (typeof high === 'number' && value >= high) yield failed(here, say`exclusiveMaximum: got ${value}, want ${high}`);
  const step = ownField(schema, 'multipleOf');
  if (typeof step === 'number' && step > 0 && !Number.isInteger(Number((value / step).toPrecision(15))))
    yield failed(here, say`multipleOf: got ${value}, want ${step}`);
}

function* ofText(schema: JsonObject, value: string, here: Here): Generator<Outcome> {
  yield* bounds(schema, here, Array.from(value).length, ['minLength', 'maxLength']);
  const pattern = ownField(schema, 'pattern');
  if (typeof pattern === 'string' && !isFound(pattern, value, here))
    yield failed(here, say`'${value}' does not match pattern '${pattern}'`);
}

/** An expression that RE2 does not take matches everything. */
function isFound(pattern: string, text: string, { run }: Here): boolean {
  if (!run.patterns.has(pattern)) run.patterns.set(pattern, compiled(pattern));
  run.steps.left -= 1 + text.length / 16;
  return run.patterns.get(pattern)?.matcher(text).find() ?? true;
}

function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    // What it throws is of several classes, and all of them say that it takes no such expression.
    return undefined;
  }
}

function* ofMap(schema: JsonObject, value: GoMap, here: Here): Generator<Outcome> {
  const missing = textsIn(schema, 'required').filter((key) => !value.entries.has(key));
  if (missing.length > 0)
    yield failed(here, say`missing ${literal(missing.length > 1 ? 'properties' : 'property')} ${quoted(missing)}`);
  yield* bounds(schema, here, value.entries.size, ['minProperties', 'maxProperties']);
  yield* ofProperties(schema, value, here);
  yield* ofDependencies(schema, value, here);
  const names = ownField(schema, 'propertyNames');
  if (names !== undefined)
    for (const key of value.entries.keys()) yield { ...outcome(names, key, below(here, key, value)), keys: none };
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

function textsIn(schema: JsonObject, key: string): readonly string[] {
  const list = ownField(schema, key);
  return isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}

const below = (here: Here, key: string, map: GoMap): Here => ({
  ...here,
  path: `${here.path}/${key}`,
  place: map.places.get(key) ?? here.place,
});

function* ofProperties(schema: JsonObject, value: GoMap, here: Here): Generator<Outcome> {
  const properties = ownField(schema, 'properties');
  const patterns = ownField(schema, 'patternProperties');
  const rest = ownField(schema, 'additionalProperties');
  const additional: string[] = [];
  for (const [key, inner] of value.entries) {
    const own = isObject(properties) ? ownField(properties, key) : undefined;
    const byPattern = isObject(patterns) ? Object.entries(patterns).filter(([name]) => isFound(name, key, here)) : [];
    const schemas = [...(own === undefined ? [] : [own]), ...byPattern.map(([, one]) => one)];
    if (schemas.length === 0 && rest === undefined) continue;
    if (schemas.length === 0 && rest === false) additional.push(key);
    const applied = schemas.length === 0 && rest !== undefined && rest !== false ? [rest] : schemas;
    yield { ...inward(applied.map((one) => outcome(one, inner, below(here, key, value)))), keys: new Set([key]) };
  }
  if (additional.length > 0) yield failed(here, say`additional properties ${quoted(additional)} not allowed`);
}

/** What is said of parts of a part counts for nothing here. */
const inward = (all: readonly Outcome[]): Outcome => ({
  faults: all.flatMap(({ faults }) => faults),
  keys: none,
  items: 0,
});

function* ofDependencies(schema: JsonObject, value: GoMap, here: Here): Generator<Outcome> {
  for (const keyword of ['dependentRequired', 'dependentSchemas', 'dependencies']) {
    const map = ownField(schema, keyword);
    if (!isObject(map)) continue;
    for (const [key, wanted] of Object.entries(map)) {
      if (!value.entries.has(key)) continue;
      if (!isArray(wanted)) yield outcome(wanted, value, here);
      else {
        const missing = textsIn(map, key).filter((name) => !value.entries.has(name));
        if (missing.length > 0) yield failed(here, say`properties ${quoted(missing)} required, if '${key}' exists`);
      }
    }
  }
}

function* ofList(schema: JsonObject, value: List, here: Here): Generator<Outcome> {
  yield* bounds(schema, here, value.length, ['minItems', 'maxItems']);
  const items = ownField(schema, 'items');
  const first = ownField(schema, 'prefixItems') ?? (isArray(items) ? items : undefined);
  const leading = isArray(first) ? first : [];
  const rest = isArray(items) ? ownField(schema, 'additionalItems') : items;
  for (const [at, item] of value.entries()) {
    const wanted = leading[at] ?? rest;
    if (wanted !== undefined) yield { ...inward([outcome(wanted, item, itemAt(here, at, value))]), items: at + 1 };
  }
  const contains = ownField(schema, 'contains');
  if (contains !== undefined) yield* ofContains(schema, contains, value, here);
  if (ownField(schema, 'uniqueItems') === true && hasTwice(value, here.run))
    yield failed(here, literal('items must be unique'));
}

const itemAt = (here: Here, at: number, list: List): Here => ({
  ...here,
  path: `${here.path}/${at}`,
  place: factsOf(list).places?.[at] ?? here.place,
});

function* ofContains(schema: JsonObject, contains: Json, value: List, here: Here): Generator<Outcome> {
  const found = value.filter((item, at) => outcome(contains, item, itemAt(here, at, value)).faults.length === 0).length;
  const least = ownField(schema, 'minContains');
  const most = ownField(schema, 'maxContains');
  if (found < (typeof least === 'number' ? least : 1)) yield failed(here, literal('no items match contains schema'));
  if (typeof most === 'number' && found > most) yield failed(here, say`maxContains: got ${found}, want ${most}`);
}

function hasTwice(list: List, run: Run): boolean {
  const seen = new Set<string>();
  for (const item of list) {
    const text = canonical(item, run);
    if (seen.has(text)) return true;
    seen.add(text);
  }
  return false;
}

function canonical(value: Value, run: Run): string {
  run.steps.left -= 1;
  if (run.steps.left < 0) return '';
  if (value instanceof GoMap)
    return `{${[...value.entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner, run)}`)
      .join(',')}}`;
  if (isList(value)) return `[${value.map((item) => canonical(item, run)).join(',')}]`;
  if (value instanceof GoInt) return String(value.value);
  return JSON.stringify(isText(value) ? String(value) : value);
}

function* combined(schema: JsonObject, value: Value, here: Here): Generator<Outcome> {
  const all = ownField(schema, 'allOf');
  if (isArray(all)) for (const one of all) yield outcome(one, value, here);
  const any = ownField(schema, 'anyOf');
  if (isArray(any)) yield ofChoices(any, value, here, 'anyOf');
  const one = ownField(schema, 'oneOf');
  if (isArray(one)) yield ofChoices(one, value, here, 'oneOf');
  const not = ownField(schema, 'not');
  if (not !== undefined && outcome(not, value, here).faults.length === 0) yield failed(here, literal("'not' failed"));
  const condition = ownField(schema, 'if');
  if (condition === undefined) return;
  const tried = outcome(condition, value, here);
  const holds = tried.faults.length === 0;
  if (holds) yield tried;
  const branch = ownField(schema, holds ? 'then' : 'else');
  if (branch !== undefined) yield outcome(branch, value, here);
}

function ofChoices(choices: readonly Json[], value: Value, here: Here, keyword: 'anyOf' | 'oneOf'): Outcome {
  const all = choices.map((one) => outcome(one, value, here));
  const good = all.filter(({ faults }) => faults.length === 0);
  if (good.length === 0) {
    // Of all ways in which it is wrong the nearest is the one that goes furthest.
    const nearest = all.flatMap(({ faults }) => faults).toSorted((a, b) => b.path.length - a.path.length)[0];
    const message = say`'${literal(keyword)}' failed`;
    return failed(here, nearest === undefined ? message : say`${message} (at '${nearest.path}': ${nearest.message})`);
  }
  if (keyword === 'oneOf' && good.length > 1)
    return failed(here, say`'oneOf' failed, ${good.length} subschemas matched`);
  return joined(good);
}

function* unevaluated(schema: JsonObject, value: Value, so: Outcome, here: Here): Generator<Outcome> {
  const ofKeys = ownField(schema, 'unevaluatedProperties');
  if (ofKeys !== undefined && value instanceof GoMap)
    for (const [key, inner] of value.entries)
      if (!so.keys.has(key))
        yield { ...inward([outcome(ofKeys, inner, below(here, key, value))]), keys: new Set([key]) };
  const ofItems = ownField(schema, 'unevaluatedItems');
  if (ofItems !== undefined && isList(value))
    for (const [at, item] of value.entries())
      if (at >= so.items) yield { ...inward([outcome(ofItems, item, itemAt(here, at, value))]), items: at + 1 };
}
