import type { Position } from '../../../model/source.ts';
import type { Piece } from './text.ts';
import type { GoInt } from './value.ts';

/** What a template is made of. `start` is where Go says that a node is, in UTF-16 code units of the template's source. */
export type Statement = TextNode | Action | Branch | TemplateCall | LoopControl;

/** What stands between two tags. */
export interface Body {
  readonly kind: 'body';
  readonly start: number;
  readonly statements: readonly Statement[];
}

/** Plain text. */
export interface TextNode {
  readonly kind: 'text';
  readonly start: number;
  readonly text: string;
  /** Its lines, each with its place, once it was printed. */
  lines: readonly Piece[] | undefined;
}

/** `{{ pipeline }}` */
export interface Action {
  readonly kind: 'action';
  readonly start: number;
  readonly at: Position;
  readonly pipe: Pipeline;
}

/** `{{ if }}`, `{{ with }}` or `{{ range }}` */
export interface Branch {
  readonly kind: 'if' | 'with' | 'range';
  readonly start: number;
  readonly at: Position;
  readonly pipe: Pipeline;
  readonly body: Body;
  readonly otherwise: Body | undefined;
}

/** `{{ template "name" pipeline }}`, also what a `block` leaves. */
export interface TemplateCall {
  readonly kind: 'template';
  readonly start: number;
  readonly at: Position;
  readonly name: string;
  readonly pipe: Pipeline | undefined;
}

/** `{{ break }}` or `{{ continue }}` */
export interface LoopControl {
  readonly kind: 'break' | 'continue';
  readonly start: number;
}

export interface Pipeline {
  readonly kind: 'pipeline';
  readonly start: number;
  /** `=` rather than `:=`. */
  readonly assigns: boolean;
  readonly variables: readonly Variable[];
  readonly commands: readonly Command[];
}

export interface Command {
  readonly kind: 'command';
  readonly start: number;
  readonly operands: readonly [Operand, ...Operand[]];
}

export type Operand = Dot | Nil | Bool | NumberNode | StringNode | Field | Variable | Identifier | Chain | Pipeline;

export interface Dot {
  readonly kind: 'dot';
  readonly start: number;
}

export interface Nil {
  readonly kind: 'nil';
  readonly start: number;
}

export interface Bool {
  readonly kind: 'bool';
  readonly start: number;
  readonly value: boolean;
}

/** A number under all the types that it can have, as Go's ideal constants are. */
export interface NumberNode {
  readonly kind: 'number';
  readonly start: number;
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
  readonly isComplex: boolean;
  /** What it is where nothing asks for a type. */
  readonly ideal: GoInt | number | undefined;
}

export interface StringNode {
  readonly kind: 'string';
  readonly start: number;
  /** As it is written. */
  readonly quoted: string;
  readonly value: string;
}

/** `.a.b` */
export interface Field {
  readonly kind: 'field';
  readonly start: number;
  readonly names: readonly string[];
}

/** `$x.a.b`; the name has its dollar sign. */
export interface Variable {
  readonly kind: 'variable';
  readonly start: number;
  readonly name: string;
  readonly fields: readonly string[];
}

/** The name of a function. */
export interface Identifier {
  readonly kind: 'identifier';
  readonly start: number;
  readonly name: string;
}

/** `(pipeline).a.b` or `function.a.b` */
export interface Chain {
  readonly kind: 'chain';
  readonly start: number;
  readonly of: Pipeline | Identifier | Chain;
  readonly fields: readonly string[];
}

export type Node = Statement | Body | Command | Operand;
