import { type Message, say } from '../../../model/message.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

export const isArray = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);

export const ownField = (json: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(json, key) ? json[key] : undefined;

/** A schema document with the parts of it that have an address of their own. */
export interface Resources {
  readonly root: Resource;
  /** By absolute address, without a fragment. */
  readonly byAddress: ReadonlyMap<string, Resource>;
}

export interface Resource {
  readonly schema: Json;
  readonly address: string;
  readonly anchors: ReadonlyMap<string, Json>;
  /** Up to draft 7 nothing beside a `$ref` counts. */
  readonly isOld: boolean;
}

const documentAddress = 'file:///values.schema.json';

/** Finds every `$id` and `$anchor` of a document. */
export function resourcesOf(root: Json): Resources {
  const byAddress = new Map<string, Resource>();
  const said = isObject(root) ? ownField(root, '$schema') : undefined;
  const isOld = typeof said === 'string' && /draft-0[467]/.test(said);
  const top = { schema: root, address: addressOf(root, documentAddress), anchors: new Map<string, Json>(), isOld };
  byAddress.set(documentAddress, top);
  byAddress.set(top.address, top);
  collect(root, top, byAddress, 0);
  return { root: top, byAddress };
}

const maxDepth = 200;

interface Collected extends Resource {
  readonly anchors: Map<string, Json>;
}

function collect(json: Json, inside: Collected, byAddress: Map<string, Resource>, depth: number): void {
  if (depth > maxDepth) return;
  if (isArray(json)) for (const item of json) collect(item, inside, byAddress, depth + 1);
  if (!isObject(json)) return;
  const address = addressOf(json, inside.address);
  const own = address === inside.address ? inside : { schema: json, address, anchors: new Map(), isOld: inside.isOld };
  byAddress.set(address, byAddress.get(address) ?? own);
  for (const key of ['$anchor', '$dynamicAnchor', '$id', 'id']) {
    const name = ownField(json, key);
    if (typeof name !== 'string') continue;
    if (key.endsWith('nchor')) own.anchors.set(name, json);
    else if (name.startsWith('#')) own.anchors.set(name.slice(1), json);
  }
  for (const [key, value] of Object.entries(json))
    if (key !== 'enum' && key !== 'const' && key !== 'default' && key !== 'examples')
      collect(value, own, byAddress, depth + 1);
}

function addressOf(json: Json, base: string): string {
  const id = isObject(json) ? (ownField(json, '$id') ?? ownField(json, 'id')) : undefined;
  return typeof id === 'string' && !id.startsWith('#') ? absolute(id, base).replace(/#.*$/, '') : base;
}

export const absolute = (reference: string, base: string): string =>
  URL.canParse(reference, base) ? new URL(reference, base).href : reference;

/** The part that a JSON pointer leads to. */
export function pointed(json: Json, pointer: string): Json | undefined {
  let at: Json | undefined = json;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isArray(at)) at = at[Number(key)];
    else if (isObject(at)) at = ownField(at, key);
    else return undefined;
  }
  return at;
}

const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** What is wrong with a schema itself, as far as a keyword could not be held to anything. */
export function checkShape(schema: Json, depth = 0): Message | undefined {
  if (depth > maxDepth) return say`it nests deeper than the ${maxDepth} levels that are read`;
  if (typeof schema === 'boolean') return undefined;
  if (!isObject(schema)) return say`a schema must be an object or a boolean`;
  const type = ownField(schema, 'type');
  const named = type === undefined ? [] : isArray(type) ? type : [type];
  const unknown = named.find((one) => typeof one !== 'string' || !types.includes(one));
  if (unknown !== undefined)
    return say`it is not valid against its metaschema: '/type' must be one of ${types.join(', ')}, not ${JSON.stringify(unknown)}`;
  for (const inner of innerSchemas(schema)) {
    const wrong = checkShape(inner, depth + 1);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const ofMap = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const ofList = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const ofOne = [
  'additionalProperties',
  'unevaluatedProperties',
  'additionalItems',
  'unevaluatedItems',
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
];

function innerSchemas(schema: JsonObject): readonly Json[] {
  const items = ownField(schema, 'items');
  return [
    ...ofMap.flatMap((key) => {
      const map = ownField(schema, key);
      return isObject(map) ? Object.values(map) : [];
    }),
    ...ofList.flatMap((key) => {
      const list = ownField(schema, key);
      return isArray(list) ? list : [];
    }),
    ...ofOne.flatMap((key) => ownField(schema, key) ?? []),
    ...(isArray(items) ? items : items === undefined ? [] : [items]),
  ];
}
