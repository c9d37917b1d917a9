import type { Position } from '../../../model/source.ts';
import { Text } from './text.ts';

/**
 * A value as a Go template sees it. `null` is nil, a JavaScript number is a float64 (every number of a values file is
 * one, since Helm reads them as JSON), `GoInt` is any of Go's integers, `string` and `Text` are both a string.
 */
export type Value = null | boolean | number | GoInt | string | Text | Bytes | List | GoMap | GoObject;

/** `[]any`. Never changed in place: sprig's list functions all make new ones. */
export type List = readonly Value[];

/** An integer with the width that `kindOf` and `printf "%T"` tell. */
export class GoInt {
  readonly value: bigint;
  readonly kind: IntKind;

  constructor(value: bigint, kind: IntKind = 'int') {
    this.value = value;
    this.kind = kind;
  }
}

export type IntKind = 'int' | 'int32' | 'int64' | 'uint8' | 'uint64';

/** `[]byte`, as `.Files.GetBytes` gives it. */
export class Bytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/**
 * `map[string]any`. Changed in place by `set`, `unset`, `merge` and `mergeOverwrite` alone, as in Go, where every holder
 * of the map sees the change. Iteration, printing and comparison sort the keys.
 */
export class GoMap {
  readonly entries: Map<string, Value>;
  /** Where each key was written, for maps (and lists, under `"0"`, `"1"` …) that came from a values file. */
  readonly places: Map<string, Position>;
  /** `map[string]string` of split, a nil map of `fromYaml ""`, Helm's own type of `.Values`; most are `map[string]interface {}`. */
  readonly form: 'any' | 'strings' | 'nil' | 'values';

  constructor(
    entries: Map<string, Value> = new Map(),
    places: Map<string, Position> = new Map(),
    form: GoMap['form'] = 'any',
  ) {
    this.entries = entries;
    this.places = places;
    this.form = form;
  }
}

/**
 * A Go struct or named type with methods: `.Chart`, `.Files`, `.Capabilities.APIVersions`, a semver version, a time.
 * `type` is what `printf "%T"` prints.
 */
export interface GoObject {
  readonly type: string;
  /** A field, or undefined where the type has none of that name (then Go stops with an error). */
  field(name: string): Value | undefined;
  method(name: string): GoFunction | undefined;
  /** What printing it shows, where that is not the struct's own form. */
  print?(): string;
  /** What `toJson` and `toYaml` make of it. */
  json?(): Value;
  /**
   * The map, list or string that a named type is made of, as `.Files` is a `map[string][]byte`: what `range`, `len`,
   * `index`, `if` and printing go by. A struct has none.
   */
  underlying?(): Value;
}

/**
 * A function that templates call. The evaluator checks the count and the types of the arguments against `params` as Go's
 * text/template does (a literal number becomes the integer or float that is asked for; a float64 is never an int), so
 * `call` may trust them.
 */
export interface GoFunction {
  readonly params: readonly ParamType[];
  /** The last of `params` may come any number of times. */
  readonly variadic?: boolean;
  call(args: readonly Value[], context: CallContext): Value;
}

/** The Go type of a parameter; `any` is `interface{}`, `list` is `[]interface{}`, `map` is `map[string]interface{}`. */
export type ParamType = 'any' | 'string' | 'bool' | 'int' | 'int64' | 'float64' | 'list' | 'strings' | 'map' | 'bytes';

/** What a function may ask of the run that calls it. */
export interface CallContext {
  /** Counts work; throws `BudgetSpent` where there was too much. One unit is about one value or 64 characters. */
  spend(units: number): void;
  /** Renders a named template; what it printed keeps its origins. */
  include(name: string, data: Value): Text;
  /** Renders text as a template of its own (`tpl`). */
  tpl(source: Value, data: Value): Text;
  /** Where the call stands. */
  readonly at: Position;
  /** Says that what is written there was looked up, so that what is printed can tell. */
  readonly read?: (place: Position | undefined) => void;
}

/** `fail`, `required`, a wrong type, a missing key: the message that Go or Helm would give, without its prefix. */
export class TemplateError extends Error {
  override readonly name: string = 'TemplateError';
}

/** More steps, characters or depth than a render may take. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
  /** The action that was running. */
  at: Position | undefined;
}

/** Something that Helm can do and this engine cannot; the render ends as a gap with this name. */
export class NotSupported extends Error {
  override readonly name = 'NotSupported';
  /** The action that was running. */
  at: Position | undefined;
}

export const isText = (value: Value): value is string | Text => typeof value === 'string' || value instanceof Text;

/**
 * What Go knows of a list besides its items. A list that nothing is known of is an `[]interface {}` of a place unknown,
 * as most are.
 */
export interface ListFacts {
  /** `[]string` of splitList, `[]int` of until … */
  readonly elements?: 'string' | 'int' | '[]interface {}' | 'map[string]interface {}';
  /** A nil slice: empty, and `null` to JSON and YAML. */
  readonly isNil?: boolean;
  /** Where each item was written, by index, for lists that came from a values file. */
  readonly places?: readonly (Position | undefined)[];
}

const knownLists = new WeakMap<List, ListFacts>();

/** The same list, from now on known as that. */
export function known<T extends List>(list: T, facts: ListFacts): T {
  knownLists.set(list, { ...knownLists.get(list), ...facts });
  return list;
}

export const factsOf = (list: List): ListFacts => knownLists.get(list) ?? noFacts;

const noFacts: ListFacts = {};
