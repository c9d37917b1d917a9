import type { Position } from '../../../model/source.ts';
import type { Budget } from './budget.ts';
import { ExecutionError, failureAt, type Scene } from './failure.ts';
import type { Evaluated } from './go-type.ts';
import type { Reading } from './index-of.ts';
import type { Node } from './nodes.ts';
import { joined, noPlaces, type Places, Reads } from './reads.ts';
import type { Template, TemplateSet } from './template-set.ts';
import type { Piece, Text } from './text.ts';
import { BudgetSpent, type CallContext, type GoFunction, NotSupported, TemplateError, type Value } from './value.ts';

/** What all templates of one render share. */
export interface Run {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly budget: Budget;
  include(name: string, data: Value, from: Frame): Text;
  tpl(source: Value, data: Value, from: Frame): Text;
}

/** The cursor, a variable's value. What `range` goes through is an `interface {}` to Go, which its error messages tell. */
export interface Cursor {
  readonly value: Evaluated;
  readonly isElement: boolean;
}

export interface Binding extends Cursor {
  readonly name: string;
  /** What was read to compute it. */
  readonly places: Places;
}

/** What a template starts with. */
export interface Start {
  readonly data: Evaluated;
  /** Where it prints to. */
  readonly pieces: Piece[];
  readonly readHere: Reads;
  readonly conditions: Places;
  /** The action that called for it. */
  readonly at: Position;
}

/** One template that is being executed: its variables, what it has read, and where it stands. */
export class Frame implements CallContext, Reading {
  readonly run: Run;
  readonly template: Template;
  /** The templates that it can name. */
  readonly scope: TemplateSet;
  readonly pieces: Piece[];
  /** All that was read here, for whoever includes this template. */
  readonly readHere: Reads;
  readonly variables: Binding[];
  /** What the conditions around the running action read. */
  conditions: Places;
  /** Where an error would be said to have happened. */
  node: Node;
  /** The running action. */
  at: Position;
  readonly #reads = new Reads();

  constructor(run: Run, template: Template, scope: TemplateSet, from: Start) {
    this.run = run;
    this.template = template;
    this.scope = scope;
    this.pieces = from.pieces;
    this.readHere = from.readHere;
    this.conditions = from.conditions;
    this.variables = [{ name: '$', value: from.data, isElement: false, places: noPlaces }];
    this.node = template.body;
    this.at = from.at;
  }

  readonly spend = (units: number): void => this.run.budget.spend(units);

  readonly read = (place: Position | undefined): void => this.#reads.add(place);

  include(name: string, data: Value): Text {
    return this.run.include(name, data, this);
  }

  tpl(source: Value, data: Value): Text {
    return this.run.tpl(source, data, this);
  }

  readAll(places: Places): void {
    this.#reads.addAll(places);
  }

  /** What the running action has read so far, and goes on to read. */
  get reads(): Places {
    return this.#reads.places;
  }

  /** What the action read that is over now. */
  takeReads(): Places {
    const places = this.#reads.take();
    this.readHere.addAll(places);
    return places;
  }

  /** What a template stands under that is included now: the conditions around, and what its arguments read. */
  get conditionsHere(): Places {
    return joined([...this.reads], this.conditions);
  }

  variable(name: string): Binding {
    return this.variables[this.#indexOf(name)] ?? this.fail(`undefined variable: ${name}`);
  }

  assign(binding: Binding): void {
    const index = this.#indexOf(binding.name);
    if (index === -1) this.fail(`undefined variable: ${binding.name}`);
    // Whether it was assigned depends on the conditions around, and outlives them.
    this.variables[index] = { ...binding, places: joined(binding.places, this.conditions) };
  }

  #indexOf(wanted: string): number {
    const index = this.variables.findLastIndex(({ name }) => name === wanted);
    this.spend((this.variables.length - index) / 16);
    return index;
  }

  fail(message: string): never {
    throw failureAt(this.scene, message);
  }

  get scene(): Scene {
    return { source: this.template.source, template: this.template.name, node: this.node };
  }

  /** An error as one of the current node, where it is of none so far. */
  explained(error: unknown): unknown {
    if (error instanceof TemplateError && !(error instanceof ExecutionError))
      return failureAt(this.scene, error.message);
    return this.placed(error);
  }

  placed(error: unknown): unknown {
    if (error instanceof BudgetSpent || error instanceof NotSupported) error.at ??= this.at;
    return error;
  }
}
