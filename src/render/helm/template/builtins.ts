import { isEqual, isLess } from './compare.ts';
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts';
import { asString, type Evaluated, isTextValue, typeName } from './go-type.ts';
import { itemAt, lengthOf, type Reading } from './index-of.ts';
import { printValue, sprint, sprintln } from './print.ts';
import type { Spend } from './printer.ts';
import { sprintf } from './printf.ts';
import { sliceOf } from './slice.ts';
import { isTrue } from './truth.ts';
import { GoInt, type ParamType, TemplateError, type Value } from './value.ts';

/** A function of the language itself. A `value` parameter also takes the nil that is no value at all. */
export interface Builtin {
  readonly params: readonly (ParamType | 'value')[];
  readonly variadic?: boolean;
  call(args: readonly Evaluated[], context: Reading): Evaluated;
}

/**
 * Go's own functions. `and` and `or` look at their arguments one by one, and `call` wants the name of its function: those
 * three are the evaluator's.
 * @see https://pkg.go.dev/text/template#hdr-Functions
 */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['and', { params: ['value', 'value'], variadic: true, call: ([first]) => first }],
  ['or', { params: ['value', 'value'], variadic: true, call: ([first]) => first }],
  ['call', { params: ['value', 'value'], variadic: true, call: ([first]) => first }],
  ['not', { params: ['value'], call: ([value]) => !isTrue(value) }],
  ['len', { params: ['value'], call: ([value], { spend }) => new GoInt(BigInt(lengthOf(value, spend))) }],
  [
    'index',
    {
      params: ['value', 'value'],
      variadic: true,
      call: ([item, ...indexes], context) => itemAt(item, indexes, context),
    },
  ],
  ['slice', { params: ['value', 'value'], variadic: true, call: ([item, ...indexes]) => sliceOf(item, indexes) }],
  ['print', printing(sprint)],
  ['println', printing(sprintln)],
  [
    'printf',
    {
      params: ['string', 'any'],
      variadic: true,
      call: ([format, ...args], { spend }) =>
        charged(sprintf(asString(format) ?? '', args.map(asArgument), spend), spend),
    },
  ],
  ['html', escaping(escapeHtml)],
  ['js', escaping(escapeJs)],
  ['urlquery', escaping(escapeQuery)],
  [
    'eq',
    {
      params: ['value', 'value'],
      variadic: true,
      call: ([first, ...others], { spend }) => isEqual(first, others, spend),
    },
  ],
  ['ne', comparing((a, b, spend) => !isEqual(a, [b], spend))],
  ['lt', comparing(isLess)],
  ['le', comparing(isAtMost)],
  ['gt', comparing((a, b, spend) => !isAtMost(a, b, spend))],
  ['ge', comparing((a, b, spend) => !isLess(a, b, spend))],
]);

function isAtMost(a: Evaluated, b: Evaluated, spend: Spend): boolean {
  return isLess(a, b, spend) || isEqual(a, [b], spend);
}

function comparing(compare: (a: Evaluated, b: Evaluated, spend: Spend) => boolean): Builtin {
  return { params: ['value', 'value'], call: ([a, b], { spend }) => compare(a, b, spend) };
}

function printing(print: (values: readonly Value[], spend: Spend) => string): Builtin {
  return {
    params: ['any'],
    variadic: true,
    call: (args, { spend }) => charged(print(args.map(asArgument), spend), spend),
  };
}

/** A text that was put together of others; one that doubles again and again has to end. */
function charged(text: string, spend: Spend): string {
  spend(text.length / 64);
  return text;
}

function escaping(escaped: (text: string) => string): Builtin {
  return {
    params: ['any'],
    variadic: true,
    call: (args, { spend }) => {
      const text = textOf(args, spend);
      spend(1 + text.length / 64);
      return escaped(text);
    },
  };
}

/** What these three print of nil is what an action prints of it. */
function textOf(args: readonly Evaluated[], spend: Spend): string {
  const [only] = args;
  if (args.length === 1 && isTextValue(only)) return String(only);
  return sprint(
    args.map((arg) => asArgument(arg) ?? noValue),
    spend,
  );
}

/** What an action prints of nil, until Helm takes it out of what was rendered. */
export const noValue = '<no value>';

const asArgument = (value: Evaluated): Value => value ?? null;

/** What `call` says of a value that is no function, and none is. */
export function notCallable(value: Evaluated, name: string): TemplateError {
  if (value === undefined || value === null) return new TemplateError('call of nil');
  return new TemplateError(`non-function ${name} of type ${typeName(value)}`);
}

/** How a value from a pipeline is called where it has no name: a string by itself, all else by its type. */
export const reflectName = (value: Evaluated, spend: Spend): string => {
  if (value === undefined || value === null) return '<invalid Value>';
  return isTextValue(value) ? printValue(value, spend) : `<${typeName(value)} Value>`;
};
