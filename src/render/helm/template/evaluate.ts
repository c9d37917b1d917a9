import { checkedArgument, type Literal, literalArgument, literalValue, type Wanted } from './arguments.ts';
import { builtins } from './builtins.ts';
import { andOr, call, callValue, type Evaluator, type Given, givenNothing, isGivenArguments, nothing } from './call.ts';
import { fieldsOf } from './fields.ts';
import type { Cursor, Frame } from './frame.ts';
import type { Evaluated } from './go-type.ts';
import type { Chain, Command, Identifier, Node, Operand, Pipeline, Variable } from './nodes.ts';
import { written } from './written.ts';

/** Evaluates the pipelines of a template while the cursor stands at one value. */
export class Expressions implements Evaluator {
  readonly frame: Frame;
  readonly cursor: Cursor;

  constructor(frame: Frame, cursor: Cursor) {
    this.frame = frame;
    this.cursor = cursor;
  }

  /** The value of the last command; the variables that the pipeline declares are set to it. */
  pipeline(pipe: Pipeline): Evaluated {
    this.frame.node = pipe;
    let piped: Given['piped'] = nothing;
    for (const command of pipe.commands) {
      const value = this.#command(command, piped);
      // What is inside a nil interface is no value at all.
      piped = value === null ? undefined : value;
    }
    const value = piped === nothing ? undefined : piped;
    if (pipe.variables.length > 0) this.#declare(pipe, value);
    return value;
  }

  #declare({ variables, assigns }: Pipeline, value: Evaluated): void {
    const places = [...this.frame.reads];
    for (const { name } of variables) {
      const binding = { name, value, isElement: false, places };
      if (assigns) this.frame.assign(binding);
      else this.frame.variables.push(binding);
    }
  }

  #command(command: Command, piped: Given['piped']): Evaluated {
    const { operands } = command;
    const [first] = operands;
    const given: Given = { operands, piped };
    this.frame.run.budget.spend(1);
    switch (first.kind) {
      case 'field':
        this.frame.node = first;
        return fieldsOf(this, this.cursor, first.names, first, given);
      case 'chain':
        return this.#chain(first, given);
      case 'identifier':
        return this.#function(first, command, given);
      case 'pipeline':
        this.#checkNoArguments(first, given);
        return this.#parenthesized(first);
      case 'variable':
        return this.#variable(first, given);
      default:
        this.frame.node = first;
        this.#checkNoArguments(first, given);
        return this.#constant(first);
    }
  }

  #checkNoArguments(first: Operand, given: Given): void {
    if (isGivenArguments(given)) this.frame.fail(`can't give argument to non-function ${written(first)}`);
  }

  #constant(node: Literal | Extract<Operand, { readonly kind: 'dot' }>): Evaluated {
    if (node.kind === 'dot') return this.cursor.value;
    if (node.kind === 'nil') return this.frame.fail('nil is not a command');
    try {
      return literalValue(node);
    } catch (error) {
      throw this.frame.explained(error);
    }
  }

  #parenthesized(pipe: Pipeline): Evaluated {
    const { budget } = this.frame.run;
    budget.enter(2);
    const value = this.pipeline(pipe);
    budget.leave(2);
    return value;
  }

  #chain(node: Chain, given: Given): Evaluated {
    this.frame.node = node.of;
    const value = this.#value(node.of);
    return fieldsOf(this, { value, isElement: false }, node.fields, node, given);
  }

  #variable(node: Variable, given: Given): Evaluated {
    const { frame } = this;
    frame.node = node;
    const binding = frame.variable(node.name);
    frame.readAll(binding.places);
    if (node.fields.length > 0) return fieldsOf(this, binding, node.fields, node, given);
    this.#checkNoArguments(node, given);
    return binding.value;
  }

  #function(node: Identifier, command: Node, given: Given): Evaluated {
    const { frame } = this;
    const { name } = node;
    frame.node = node;
    // Helm's functions go before Go's own of the same name.
    const helms = frame.run.functions.get(name);
    if (helms !== undefined) return call(this, helms, name, command, given);
    const builtin = builtins.get(name);
    if (builtin === undefined) return frame.fail(`"${name}" is not a defined function`);
    if (name === 'and' || name === 'or') return andOr(this, name, builtin, given);
    if (name === 'call') return callValue(this, builtin, command, given);
    return call(this, builtin, name, command, given);
  }

  /** An operand as an argument of the type that is wanted. */
  argument(node: Operand, wanted: Wanted): Evaluated {
    const { frame } = this;
    frame.node = node;
    frame.run.budget.spend(1);
    const isLiteral = node.kind === 'bool' || node.kind === 'nil' || node.kind === 'number' || node.kind === 'string';
    const value = isLiteral ? undefined : this.#value(node);
    try {
      return isLiteral ? literalArgument(node, wanted) : checkedArgument(value, wanted);
    } catch (error) {
      throw frame.explained(error);
    }
  }

  #value(node: Exclude<Operand, Literal>): Evaluated {
    switch (node.kind) {
      case 'dot':
        return this.cursor.value;
      case 'field':
        return fieldsOf(this, this.cursor, node.names, node, givenNothing);
      case 'variable':
        return this.#variable(node, givenNothing);
      case 'pipeline':
        return this.#parenthesized(node);
      case 'identifier':
        return this.#function(node, node, givenNothing);
      case 'chain':
        return this.#chain(node, givenNothing);
    }
  }
}
