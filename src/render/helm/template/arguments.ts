import { type Evaluated, isList, isTextValue, paramTypeName, typeName, underlying } from './go-type.ts';
import type { Bool, Nil, NumberNode, StringNode } from './nodes.ts';
import { Bytes, factsOf, GoInt, GoMap, NotSupported, type ParamType, TemplateError, type Value } from './value.ts';
import { written } from './written.ts';

export type Wanted = ParamType | 'value';

export type Literal = Bool | Nil | NumberNode | StringNode;

/**
 * A literal as an argument of the type that is wanted: 1 is an int or a float64, as the function likes.
 * @throws TemplateError in Go's words where it can be no such argument
 */
export function literalArgument(node: Literal, wanted: Wanted): Evaluated {
  if (node.kind === 'nil') return nilArgument(wanted);
  switch (wanted) {
    case 'any':
    case 'value':
      return literalValue(node);
    case 'string':
      if (node.kind === 'string') return node.value;
      throw unlike('string', node);
    case 'bool':
      if (node.kind === 'bool') return node.value;
      throw unlike('bool', node);
    case 'int':
    case 'int64':
      if (node.kind === 'number' && node.int !== undefined) return new GoInt(node.int, wanted);
      throw unlike('integer', node);
    case 'float64':
      if (node.kind === 'number' && node.float !== undefined) return node.float;
      throw unlike('float', node);
    default:
      throw new TemplateError(`can't handle ${written(node)} for arg of type ${paramTypeName[wanted]}`);
  }
}

function nilArgument(wanted: Wanted): Evaluated {
  if (wanted === 'value') return undefined;
  if (canBeNil.has(wanted)) return null;
  throw new TemplateError(`cannot assign nil to ${paramTypeName[wanted]}`);
}

const unlike = (type: string, node: Literal): TemplateError =>
  new TemplateError(`expected ${type}; found ${written(node)}`);

/** A literal where nothing asks for a type: the way that it is written decides. */
export function literalValue(node: Exclude<Literal, Nil>): Value {
  if (node.kind !== 'number') return node.value;
  if (node.isComplex) throw new NotSupported(`the complex number ${node.text}`);
  if (node.ideal === undefined) throw new TemplateError(`${node.text} overflows int`);
  return node.ideal;
}

/**
 * Checks that a value can be an argument of the type that is wanted.
 * @throws TemplateError in Go's words where it cannot
 */
export function checkedArgument(value: Evaluated, wanted: Wanted): Evaluated {
  if (value === undefined) {
    if (wanted === 'value') return undefined;
    if (canBeNil.has(wanted)) return null;
    throw new TemplateError(`invalid value; expected ${paramTypeName[wanted]}`);
  }
  if (wanted === 'any' || wanted === 'value') return value;
  const argument = assigned(value, wanted);
  if (argument !== undefined) return argument;
  const got = value === null ? 'interface {}' : typeName(value);
  throw new TemplateError(`wrong type for value; expected ${paramTypeName[wanted]}; got ${got}`);
}

const canBeNil: ReadonlySet<Wanted> = new Set(['any', 'list', 'strings', 'map', 'bytes']);

/** Undefined where Go would not assign it. A named map is a map to it, a named string is no string. */
function assigned(given: Value, wanted: Exclude<ParamType, 'any'>): Value | undefined {
  const value = wanted === 'string' ? given : underlying(given);
  return value !== undefined && fits(value, wanted) ? value : undefined;
}

function fits(value: Value, wanted: Exclude<ParamType, 'any'>): boolean {
  switch (wanted) {
    case 'string':
      return isTextValue(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'float64':
      return typeof value === 'number';
    case 'int':
    case 'int64':
      return value instanceof GoInt && value.kind === wanted;
    case 'map':
      return value instanceof GoMap && value.form !== 'strings';
    case 'list':
      return isList(value) && factsOf(value).elements === undefined;
    case 'strings':
      return isList(value) && factsOf(value).elements === 'string';
    case 'bytes':
      return value instanceof Bytes;
  }
}
