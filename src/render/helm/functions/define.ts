import type { Text } from '../template/text.ts';
import {
  Bytes,
  type CallContext,
  type GoFunction,
  GoInt,
  GoMap,
  isText,
  known,
  type List,
  type ParamType,
  TemplateError,
  type Value,
} from '../template/value.ts';

/** Functions of one kind, by the name that templates call. */
export type Family = Readonly<Record<string, GoFunction>>;

/** What TypeScript sees of an argument of each type; a Go int that JavaScript cannot hold exactly is far past every bound. */
interface Arguments {
  readonly any: Value;
  readonly string: string | Text;
  readonly bool: boolean;
  readonly int: number;
  readonly int64: bigint;
  readonly float64: number;
  readonly list: List;
  readonly strings: List;
  readonly map: GoMap;
  readonly bytes: Uint8Array;
}

type ArgumentsOf<P extends readonly ParamType[]> = { -readonly [K in keyof P]: Arguments[P[K]] };

/** A function with exactly these parameters. */
export function fn<const P extends readonly ParamType[]>(
  params: P,
  call: (context: CallContext, ...args: ArgumentsOf<P>) => Value,
): GoFunction {
  return {
    params,
    call: (args, context) => {
      // The tuple has one argument of its type a parameter, which `as` alone can say of a mapped array.
      const given = params.map((type, index) => argument(type, args[index] ?? null)) as ArgumentsOf<P>;
      return call(context, ...given);
    },
  };
}

/** A function whose last parameter comes any number of times; those arrive as one list. */
export function variadic<const P extends readonly ParamType[], R extends ParamType>(
  params: P,
  rest: R,
  call: (context: CallContext, many: readonly Arguments[R][], ...args: ArgumentsOf<P>) => Value,
): GoFunction {
  return {
    params: [...params, rest],
    variadic: true,
    call: (args, context) => {
      const given = params.map((type, index) => argument(type, args[index] ?? null)) as ArgumentsOf<P>;
      const many = args.slice(params.length).map((value) => argument(rest, value));
      context.spend(1 + many.length);
      return call(context, many, ...given);
    },
  };
}

function argument<T extends ParamType>(type: T, value: Value): Arguments[T] {
  const read: (value: Value) => Arguments[T] | undefined = readers[type];
  const found = read(value);
  if (found === undefined) throw new TemplateError(`wrong type for value; expected ${type}`);
  return found;
}

/** Each gives undefined for what the evaluator's own check should have refused. */
const readers: { readonly [T in ParamType]: (value: Value) => Arguments[T] | undefined } = {
  any: (value) => value,
  string: (value) => (isText(value) ? value : undefined),
  bool: (value) => (typeof value === 'boolean' ? value : undefined),
  int: (value) => (value instanceof GoInt ? Number(value.value) : undefined),
  int64: (value) => (value instanceof GoInt ? value.value : undefined),
  float64: (value) => (typeof value === 'number' ? value : undefined),
  // Go gives a nil map or slice for a nil.
  list: (value) => (value === null ? nilList() : Array.isArray(value) ? value : undefined),
  strings: (value) => (value === null ? nilList() : Array.isArray(value) ? value : undefined),
  map: (value) => (value === null ? nilMap() : value instanceof GoMap ? value : undefined),
  bytes: (value) => (value instanceof Bytes ? value.bytes : undefined),
};

export const nilList = (): List => known([], { isNil: true });

export const nilMap = (): GoMap => new GoMap(new Map(), new Map(), 'nil');

/** Says that this many characters are looked at or made. */
export const spendText = (context: CallContext, characters: number): void => context.spend(1 + characters / 64);
