import { noFlags } from './flags.ts';
import { asString, type Evaluated, isList, typeName } from './go-type.ts';
import { byBytes, printed, type Spend } from './printer.ts';
import { Text } from './text.ts';
import { Bytes, factsOf, GoInt, GoMap, TemplateError, type Value } from './value.ts';

type Kind = 'bool' | 'int' | 'uint' | 'float' | 'string' | undefined;

function kindOf(value: Evaluated): Kind {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string' || value instanceof Text) return 'string';
  if (value instanceof GoInt) return value.kind.startsWith('uint') ? 'uint' : 'int';
  return undefined;
}

/**
 * `eq`: whether the first is equal to any of the others. Only what has the same basic kind can be compared, and anything
 * with nil.
 */
export function isEqual(first: Evaluated, others: readonly Evaluated[], spend: Spend): boolean {
  if (others.length === 0) throw new TemplateError('missing argument for comparison');
  return others.some((other) => areEqual(first, other, spend));
}

function areEqual(first: Evaluated, other: Evaluated, spend: Spend): boolean {
  const kind = kindOf(first);
  const otherKind = kindOf(other);
  if (first instanceof GoInt && other instanceof GoInt) return first.value === other.value;
  if (kind !== otherKind) {
    if (isPresent(first) && isPresent(other)) throw incompatible(first, other);
    return false;
  }
  if (kind === 'string') return compareTexts(first, other, spend) === 0;
  return kind === undefined ? areOthersEqual(first, other, spend) : first === other;
}

const isPresent = (value: Evaluated): value is Exclude<Value, null> => value !== undefined && value !== null;

const incompatible = (first: Exclude<Value, null>, other: Exclude<Value, null>): TemplateError =>
  new TemplateError(`incompatible types for comparison: ${typeName(first)} and ${typeName(other)}`);

/** Nil, and what Go can compare with nil alone. */
function areOthersEqual(first: Evaluated, other: Evaluated, spend: Spend): boolean {
  if (!isPresent(first) || !isPresent(other)) return isNil(first) === isNil(other);
  if (reflectKind(first) !== reflectKind(other))
    throw new TemplateError(
      `non-comparable types ${asText(first, spend)}: ${typeName(first)}, ${typeName(other)}: ${asV(other, spend)}`,
    );
  if (isNil(first) || isNil(other)) return isNil(first) === isNil(other);
  if (first instanceof GoMap || first instanceof Bytes || isList(first))
    throw new TemplateError(`non-comparable type ${asText(other, spend)}: ${typeName(other)}`);
  return first === other;
}

const isNil = (value: Evaluated): boolean =>
  !isPresent(value) ||
  (value instanceof GoMap && value.form === 'nil') ||
  (isList(value) && factsOf(value).isNil === true);

function reflectKind(value: Exclude<Value, null>): string {
  if (value instanceof GoMap) return 'map';
  return value instanceof Bytes || isList(value) ? 'slice' : 'struct';
}

const asText = (value: Evaluated, spend: Spend): string => printed(value, 's', noFlags, spend);
const asV = (value: Evaluated, spend: Spend): string => printed(value, 'v', noFlags, spend);

/** `lt` */
export function isLess(first: Evaluated, other: Evaluated, spend: Spend): boolean {
  const kind = kindOf(first);
  const otherKind = kindOf(other);
  if (kind === undefined || otherKind === undefined) throw invalid();
  if (first instanceof GoInt && other instanceof GoInt) return first.value < other.value;
  if (kind !== otherKind && isPresent(first) && isPresent(other)) throw incompatible(first, other);
  if (kind === 'bool') throw invalid();
  if (typeof first === 'number' && typeof other === 'number') return first < other;
  return compareTexts(first, other, spend) < 0;
}

function compareTexts(first: Evaluated, other: Evaluated, spend: Spend): number {
  const one = asString(first) ?? '';
  const another = asString(other) ?? '';
  spend(Math.min(one.length, another.length) / 64);
  return one === another ? 0 : byBytes(one, another);
}

const invalid = (): TemplateError => new TemplateError('invalid type for comparison');
