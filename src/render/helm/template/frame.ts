import type { Position } from '../../../model/source.ts';
import { checkedArgument, type Literal, literalArgument, literalValue, type Wanted } from './arguments.ts';
import type { Budget } from './budget.ts';
import { type Builtin, type BuiltinContext, builtins, notCallable, noValue, reflectName } from './builtins.ts';
import { ExecutionError, failedCall, failureAt, type Scene } from './failure.ts';
import { type Evaluated, isList, isObject, typeName, underlying } from './go-type.ts';
import { missing } from './index-of.ts';
import type {
  Action,
  Body,
  Branch,
  Chain,
  Command,
  Identifier,
  Node,
  Operand,
  Pipeline,
  Statement,
  TemplateCall,
  TextNode,
  Variable,
} from './nodes.ts';
import { printValue } from './print.ts';
import { sortedKeys } from './printer.ts';
import { quote } from './quote.ts';
import { joined, noPlaces, type Places, printedFrom, Reads } from './reads.ts';
import type { Source } from './source.ts';
import type { Template, TemplateSet } from './template-set.ts';
import { type Origin, type Piece, Text } from './text.ts';
import { isTrue } from './truth.ts';
import {
  BudgetSpent,
  type CallContext,
  factsOf,
  type GoFunction,
  GoInt,
  GoMap,
  type GoObject,
  type List,
  NotSupported,
  TemplateError,
  type Value,
} from './value.ts';
import { written } from './written.ts';

/** What all templates of one render share. */
export interface Run {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly budget: Budget;
  /** `include` and `tpl`, which need more than one frame. */
  include(name: string, data: Value, from: Frame): Text;
  tpl(source: Value, data: Value, from: Frame): Text;
}

/** No value comes from the command before. */
const nothing = Symbol('nothing');

type Piped = Evaluated | typeof nothing;

/** The cursor. One that `range` set is an `interface {}` to Go, which its error messages tell. */
interface Cursor {
  readonly value: Evaluated;
  readonly isElement: boolean;
}

interface Binding extends Cursor {
  readonly name: string;
  /** What was read to compute it. */
  readonly places: Places;
}

/** What ends a body early. */
type Signal = 'break' | 'continue' | undefined;

/**
 * One template that is being executed.
 * @see https://pkg.go.dev/text/template
 */
export class Frame implements CallContext, BuiltinContext {
  readonly run: Run;
  readonly template: Template;
  readonly scope: TemplateSet;
  readonly pieces: Piece[];
  /** All that was read here, for whoever includes this template. */
  readonly readHere: Reads;
  #variables: Binding[];
  #reads = new Reads();
  /** What the conditions around the running action read. */
  #conditions: Places;
  #node: Node;
  #at: Position;

  constructor(run: Run, template: Template, scope: TemplateSet, from: Start) {
    this.run = run;
    this.template = template;
    this.scope = scope;
    this.pieces = from.pieces;
    this.readHere = from.readHere;
    this.#conditions = from.conditions;
    this.#variables = [{ name: '$', value: from.data, isElement: false, places: noPlaces }];
    this.#node = template.body;
    this.#at = from.at;
  }

  execute(): void {
    this.#body(this.template.body, { value: this.#variables[0]?.value, isElement: false });
  }

  // What a function may ask for.

  get at(): Position {
    return this.#at;
  }

  readonly spend = (units: number): void => this.run.budget.spend(units);

  readonly read = (place: Position | undefined): void => this.#reads.add(place);

  include(name: string, data: Value): Text {
    return this.run.include(name, data, this);
  }

  tpl(source: Value, data: Value): Text {
    return this.run.tpl(source, data, this);
  }

  /** What the running action stands under, and read itself so far: what a template that it includes stands under. */
  get conditions(): Places {
    return joined(this.#reads.places, this.#conditions);
  }

  addReads(places: Places): void {
    this.#reads.addAll(places);
  }

  // Statements.

  #body(body: Body, cursor: Cursor): Signal {
    const { budget } = this.run;
    budget.enter();
    this.#node = body;
    for (const statement of body.statements) {
      budget.spend(1);
      const signal = this.#statement(statement, cursor);
      if (signal !== undefined) {
        budget.leave();
        return signal;
      }
    }
    budget.leave();
    return undefined;
  }

  #statement(statement: Statement, cursor: Cursor): Signal {
    this.#node = statement;
    switch (statement.kind) {
      case 'text':
        this.#text(statement);
        return undefined;
      case 'action':
        this.#action(statement, cursor);
        return undefined;
      case 'template':
        this.#templateCall(statement, cursor);
        return undefined;
      case 'range':
        return this.#range(statement, cursor);
      case 'if':
      case 'with':
        return this.#ifOrWith(statement, cursor);
      case 'break':
      case 'continue':
        return statement.kind;
    }
  }

  #text(node: TextNode): void {
    this.run.budget.print(node.text.length);
    node.lines ??= linesOf(node, this.template.source);
    const values = this.#conditions;
    for (const line of node.lines)
      this.pieces.push(
        values.length === 0 ? line : { text: line.text, from: { template: line.from?.template, values } },
      );
  }

  #action(node: Action, cursor: Cursor): void {
    this.#at = node.at;
    const value = this.#pipeline(node.pipe, cursor);
    const places = this.#takeReads();
    if (node.pipe.variables.length > 0) return;
    this.#node = node;
    this.#print(value, { template: node.at, values: joined(places, this.#conditions) });
  }

  #takeReads(): Places {
    const places = this.#reads.take();
    this.readHere.addAll(places);
    return places;
  }

  #print(value: Evaluated, origin: Origin): void {
    if (value instanceof Text) {
      this.spend(value.pieces.length);
      for (const { text, from } of value.pieces) this.#push(text, printedFrom(from, origin));
    } else this.#push(value === undefined ? noValue : printValue(value, this.spend), origin);
  }

  #push(text: string, from: Origin): void {
    this.run.budget.print(text.length);
    if (text !== '') this.pieces.push({ text, from });
  }

  #ifOrWith(node: Branch, cursor: Cursor): Signal {
    const mark = this.#variables.length;
    const outer = this.#conditions;
    this.#at = node.at;
    const value = this.#pipeline(node.pipe, cursor);
    this.#conditions = joined(this.#takeReads(), outer);
    let signal: Signal;
    if (isTrue(value)) signal = this.#body(node.body, node.kind === 'with' ? { value, isElement: false } : cursor);
    else if (node.otherwise !== undefined) signal = this.#body(node.otherwise, cursor);
    this.#conditions = outer;
    this.#variables.length = mark;
    return signal;
  }

  #range(node: Branch, cursor: Cursor): Signal {
    const mark = this.#variables.length;
    const outer = this.#conditions;
    this.#at = node.at;
    const value = underlying(this.#pipeline(node.pipe, cursor));
    this.#conditions = joined(this.#takeReads(), outer);
    const ran = this.#rangeOver(node, value);
    let signal: Signal;
    if (!ran && node.otherwise !== undefined) signal = this.#body(node.otherwise, cursor);
    this.#conditions = outer;
    this.#variables.length = mark;
    return signal;
  }

  /** Whether there was anything to go through. */
  #rangeOver(node: Branch, value: Evaluated): boolean {
    if (value === undefined || value === null) return false;
    if (isList(value)) return this.#rangeList(node, value);
    if (value instanceof GoMap) return this.#rangeMap(node, value);
    if (value instanceof GoInt) return this.#rangeInt(node, value);
    return this.#fail(`range can't iterate over ${printValue(value, this.spend)}`);
  }

  #rangeList(node: Branch, list: List): boolean {
    const { elements, places } = factsOf(list);
    const isElement = elements === undefined;
    const iteration = this.#iteration(node);
    for (const [index, value] of list.entries())
      if (!iteration(new GoInt(BigInt(index)), { value, isElement }, places?.[index])) break;
    return list.length > 0;
  }

  #rangeMap(node: Branch, map: GoMap): boolean {
    this.spend(map.entries.size);
    const isElement = map.form !== 'strings';
    const iteration = this.#iteration(node);
    for (const key of sortedKeys(map))
      if (!iteration(key, { value: map.entries.get(key) ?? null, isElement }, map.places.get(key))) break;
    return map.entries.size > 0;
  }

  #rangeInt(node: Branch, int: GoInt): boolean {
    if (node.pipe.variables.length > 1) this.#fail(`can't use ${int.value} to iterate over more than one variable`);
    const iteration = this.#iteration(node);
    for (let index = 0n; index < int.value; index += 1n)
      if (!iteration(undefined, { value: new GoInt(index, int.kind), isElement: false }, undefined)) break;
    return int.value > 0n;
  }

  /** What is done for each element; false after a `break`. */
  #iteration(node: Branch): (index: Evaluated, element: Cursor, place: Position | undefined) => boolean {
    const mark = this.#variables.length;
    const conditions = this.#conditions;
    return (index, element, place) => {
      this.#conditions = place === undefined ? conditions : joined([place], conditions);
      this.#bindElement(node.pipe, index, element);
      const signal = this.#body(node.body, element);
      this.#variables.length = mark;
      this.#conditions = conditions;
      return signal !== 'break';
    };
  }

  /** With one variable it is the element, with two the first is the index. */
  #bindElement({ variables, assigns }: Pipeline, index: Evaluated, element: Cursor): void {
    const [first, second] = variables;
    if (first === undefined) return;
    const values: readonly Cursor[] = second === undefined ? [element] : [{ value: index, isElement: false }, element];
    for (const [order, cursor] of values.entries()) {
      const variable = order === 0 ? first : second;
      if (variable === undefined) continue;
      const binding = { ...cursor, name: variable.name, places: noPlaces };
      if (assigns) this.#assign(binding);
      else this.#variables[this.#variables.length - values.length + order] = binding;
    }
  }

  #templateCall(node: TemplateCall, cursor: Cursor): void {
    this.#at = node.at;
    const template = this.scope.get(node.name);
    if (template === undefined) throw failureAt(this.#scene, `template ${quote(node.name)} not defined`);
    const data = node.pipe === undefined ? undefined : this.#pipeline(node.pipe, cursor);
    const conditions = joined(this.#takeReads(), this.#conditions);
    const { pieces, readHere, scope } = this;
    new Frame(this.run, template, scope, { data, pieces, readHere, conditions, at: node.at }).execute();
  }

  // Pipelines and what they are made of.

  #pipeline(pipe: Pipeline, cursor: Cursor): Evaluated {
    this.#node = pipe;
    let piped: Piped = nothing;
    for (const command of pipe.commands) {
      piped = this.#command(command, cursor, piped);
      // The value inside a nil interface is no value.
      if (piped === null) piped = undefined;
    }
    const value = piped === nothing ? undefined : piped;
    for (const { name } of pipe.variables) {
      const binding = { name, value, isElement: false, places: [...this.#reads.places] };
      if (pipe.assigns) this.#assign(binding);
      else this.#variables.push(binding);
    }
    return value;
  }

  #assign(binding: Binding): void {
    const index = this.#variables.findLastIndex(({ name }) => name === binding.name);
    if (index === -1) this.#fail(`undefined variable: ${binding.name}`);
    // Whether it was assigned may depend on the conditions around, and outlives them.
    this.#variables[index] = { ...binding, places: joined(binding.places, this.#conditions) };
  }

  #command(command: Command, cursor: Cursor, piped: Piped): Evaluated {
    const { operands } = command;
    const [first] = operands;
    this.run.budget.spend(1);
    switch (first.kind) {
      case 'field':
        this.#node = first;
        return this.#fields(cursor, first, first.names, cursor, operands, piped);
      case 'chain':
        return this.#chain(first, cursor, operands, piped);
      case 'identifier':
        return this.#function(first, command, cursor, operands, piped);
      case 'pipeline':
        this.#notAFunction(operands, piped);
        return this.#parenthesized(first, cursor);
      case 'variable':
        return this.#variable(first, cursor, operands, piped);
      default:
        this.#node = first;
        this.#notAFunction(operands, piped);
        if (first.kind === 'dot') return cursor.value;
        if (first.kind === 'nil') return this.#fail('nil is not a command');
        return this.#literal(first);
    }
  }

  #literal(node: Exclude<Literal, { readonly kind: 'nil' }>): Value {
    return this.#explained(() => literalValue(node));
  }

  #notAFunction(operands: readonly [Operand, ...Operand[]], piped: Piped): void {
    if (operands.length > 1 || piped !== nothing)
      this.#fail(`can't give argument to non-function ${written(operands[0])}`);
  }

  #parenthesized(pipe: Pipeline, cursor: Cursor): Evaluated {
    this.run.budget.enter();
    const value = this.#pipeline(pipe, cursor);
    this.run.budget.leave();
    return value;
  }

  #chain(node: Chain, cursor: Cursor, operands: readonly Operand[], piped: Piped): Evaluated {
    this.#node = node;
    const value = this.#argument(node.of, undefined, cursor);
    return this.#fields({ value, isElement: false }, node, node.fields, cursor, operands, piped);
  }

  #variable(node: Variable, cursor: Cursor, operands: readonly [Operand, ...Operand[]], piped: Piped): Evaluated {
    this.#node = node;
    const binding = this.#variables.findLast(({ name }) => name === node.name);
    if (binding === undefined) return this.#fail(`undefined variable: ${node.name}`);
    this.#reads.addAll(binding.places);
    if (node.fields.length > 0) return this.#fields(binding, node, node.fields, cursor, operands, piped);
    this.#notAFunction(operands, piped);
    return binding.value;
  }

  /** `.a.b.c` of a value; the last may be a method with arguments. */
  #fields(
    receiver: Cursor,
    node: Node,
    names: readonly string[],
    cursor: Cursor,
    operands: readonly Operand[],
    piped: Piped,
  ): Evaluated {
    let { value, isElement } = receiver;
    let place: Position | undefined;
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      const map = underlying(value);
      if (map instanceof GoMap) place = map.places.get(name) ?? place;
      value = this.#field(
        { value, isElement },
        name,
        node,
        cursor,
        isLast ? operands : noOperands,
        isLast ? piped : nothing,
      );
      isElement = map instanceof GoMap && map.form !== 'strings';
    }
    // The last key alone: those before it say nothing that it does not.
    this.#reads.add(place);
    return value;
  }

  #field(
    { value, isElement }: Cursor,
    name: string,
    node: Node,
    cursor: Cursor,
    operands: readonly Operand[],
    piped: Piped,
  ): Evaluated {
    if (value === undefined) return undefined;
    if (value === null) return this.#fail(`nil pointer evaluating interface {}.${name}`);
    if (isObject(value)) {
      const method = value.method(name);
      if (method !== undefined) return this.#call(method, name, node, cursor, operands, piped);
      const field = this.#objectField(value, name, operands, piped);
      if (field !== undefined) return field;
    }
    const map = underlying(value);
    if (map instanceof GoMap) {
      if (operands.length > 1 || piped !== nothing) this.#fail(`${name} is not a method but has arguments`);
      return map.entries.get(name) ?? missing(map);
    }
    return this.#fail(`can't evaluate field ${name} in type ${isElement ? 'interface {}' : typeName(value)}`);
  }

  #objectField(object: GoObject, name: string, operands: readonly Operand[], piped: Piped): Evaluated {
    const field = object.field(name);
    if (field !== undefined && (operands.length > 1 || piped !== nothing))
      this.#fail(`${name} has arguments but cannot be invoked as function`);
    return field;
  }

  // Calls.

  #function(node: Identifier, command: Node, cursor: Cursor, operands: readonly Operand[], piped: Piped): Evaluated {
    this.#node = node;
    const { name } = node;
    const given = this.run.functions.get(name);
    if (given !== undefined) return this.#call(given, name, command, cursor, operands, piped);
    const builtin = builtins.get(name);
    if (builtin === undefined) return this.#fail(`"${name}" is not a defined function`);
    if (name === 'and' || name === 'or') return this.#andOr(name, builtin, cursor, operands, piped);
    if (name === 'call') return this.#callValue(builtin, command, cursor, operands, piped);
    return this.#call(builtin, name, command, cursor, operands, piped);
  }

  #call(
    callee: Builtin | GoFunction,
    name: string,
    node: Node,
    cursor: Cursor,
    operands: readonly Operand[],
    piped: Piped,
  ): Evaluated {
    const args = this.#arguments(callee, name, cursor, operands, piped);
    try {
      // Only a builtin has parameters that may be undefined; those of others were checked to be values.
      return (callee as Builtin).call(args, this);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw this.#placed(error);
      this.#node = node;
      throw failedCall(this.#scene, name, error);
    }
  }

  /** They look at no argument after the one that decides. */
  #andOr(name: 'and' | 'or', builtin: Builtin, cursor: Cursor, operands: readonly Operand[], piped: Piped): Evaluated {
    this.#checkCount(builtin, name, Math.max(operands.length - 1, 0), piped);
    let value: Evaluated;
    for (const operand of operands.slice(1)) {
      value = this.#argument(operand, 'value', cursor);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped === nothing ? value : piped;
  }

  #callValue(builtin: Builtin, node: Node, cursor: Cursor, operands: readonly Operand[], piped: Piped): Evaluated {
    const [callee] = this.#arguments(builtin, 'call', cursor, operands, piped);
    const [, first] = operands;
    const name = first === undefined ? reflectName(callee, this.spend) : written(first);
    this.#node = node;
    throw failedCall(this.#scene, 'call', notCallable(callee, name));
  }

  #arguments(
    callee: Builtin | GoFunction,
    name: string,
    cursor: Cursor,
    operands: readonly Operand[],
    piped: Piped,
  ): Evaluated[] {
    const given = operands.length > 0 ? operands.length - 1 : 0;
    this.#checkCount(callee, name, given, piped);
    const args: Evaluated[] = [];
    for (let index = 0; index < given; index += 1) {
      const operand = operands[index + 1];
      if (operand !== undefined) args.push(this.#argument(operand, wantedAt(callee, index), cursor));
    }
    if (piped !== nothing) {
      const wanted = wantedAt(callee, given);
      args.push(this.#explained(() => checkedArgument(piped, wanted)));
    }
    return args;
  }

  #checkCount({ params, variadic }: Builtin | GoFunction, name: string, given: number, piped: Piped): void {
    const count = given + (piped === nothing ? 0 : 1);
    const least = params.length - 1;
    if (variadic === true) {
      if (count < least) this.#fail(`wrong number of args for ${name}: want at least ${least} got ${given}`);
    } else if (count !== params.length)
      this.#fail(`wrong number of args for ${name}: want ${params.length} got ${count}`);
  }

  /** An operand as an argument of a type, or of none, as the value that a chain begins with. */
  #argument(node: Operand, wanted: Wanted | undefined, cursor: Cursor): Evaluated {
    this.#node = node;
    this.run.budget.spend(1);
    switch (node.kind) {
      case 'bool':
      case 'nil':
      case 'number':
      case 'string':
        return this.#explained(() => literalArgument(node, wanted ?? 'any'));
      default: {
        const value = this.#operandValue(node, cursor);
        return wanted === undefined || wanted === 'any' || wanted === 'value'
          ? untyped(value, wanted)
          : this.#explained(() => checkedArgument(value, wanted));
      }
    }
  }

  #operandValue(node: Exclude<Operand, Literal>, cursor: Cursor): Evaluated {
    switch (node.kind) {
      case 'dot':
        return cursor.value;
      case 'field':
        return this.#fields(cursor, node, node.names, cursor, noOperands, nothing);
      case 'variable':
        return this.#variable(node, cursor, [node], nothing);
      case 'pipeline':
        return this.#parenthesized(node, cursor);
      case 'identifier':
        return this.#function(node, node, cursor, noOperands, nothing);
      case 'chain':
        return this.#chain(node, cursor, noOperands, nothing);
    }
  }

  // Errors.

  get #scene(): Scene {
    return { source: this.template.source, template: this.template.name, node: this.#node };
  }

  #fail(message: string): never {
    throw failureAt(this.#scene, message);
  }

  /** What `compute` gives; its errors are those of the current node. */
  #explained<T>(compute: () => T): T {
    try {
      return compute();
    } catch (error) {
      if (error instanceof TemplateError && !(error instanceof ExecutionError)) return this.#fail(error.message);
      throw this.#placed(error);
    }
  }

  #placed(error: unknown): unknown {
    if (error instanceof BudgetSpent || error instanceof NotSupported) error.at ??= this.#at;
    return error;
  }
}

/** What a template starts with. */
export interface Start {
  readonly data: Evaluated;
  readonly pieces: Piece[];
  readonly readHere: Reads;
  readonly conditions: Places;
  /** The action that called for it. */
  readonly at: Position;
}

const noOperands: readonly Operand[] = [];

function wantedAt({ params, variadic }: Builtin | GoFunction, index: number): Wanted {
  const last = params.length - 1;
  return params[variadic === true ? Math.min(index, last) : index] ?? 'any';
}

/** An argument of no type: nil is nil to a function, though not to the language. */
const untyped = (value: Evaluated, wanted: Wanted | undefined): Evaluated =>
  value === undefined && wanted === 'any' ? null : value;

/** Each line is a piece of its own, so that a function that cuts text apart loses no line. */
function linesOf({ text, start }: TextNode, source: Source): readonly Piece[] {
  const lines: Piece[] = [];
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next + 1;
    lines.push({ text: text.slice(at, end), from: { template: source.position(start + at), values: noPlaces } });
    at = end;
  }
  return lines;
}
