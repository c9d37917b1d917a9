import { checkedArgument, type Wanted } from './arguments.ts';
import { type Builtin, notCallable, reflectName } from './builtins.ts';
import { failedCall } from './failure.ts';
import type { Frame } from './frame.ts';
import type { Evaluated } from './go-type.ts';
import type { Node, Operand } from './nodes.ts';
import { Text } from './text.ts';
import { isTrue } from './truth.ts';
import { type GoFunction, TemplateError } from './value.ts';
import { written } from './written.ts';

/** No value comes from the command before. */
export const nothing = Symbol('nothing');

/** What a command is given: its words, its own name the first of them, and what comes from the command before. */
export interface Given {
  readonly operands: readonly Operand[];
  readonly piped: Evaluated | typeof nothing;
}

export const givenNothing: Given = { operands: [], piped: nothing };

export const isGivenArguments = ({ operands, piped }: Given): boolean => operands.length > 1 || piped !== nothing;

/** Evaluates operands, for those who need them as arguments. */
export interface Evaluator {
  readonly frame: Frame;
  argument(node: Operand, wanted: Wanted): Evaluated;
}

/** Calls a function or method. `node` is what an error of the function itself is said to have happened at. */
export function call(
  evaluator: Evaluator,
  callee: Builtin | GoFunction,
  name: string,
  node: Node,
  given: Given,
): Evaluated {
  const { frame } = evaluator;
  const args = argumentsFor(evaluator, callee, name, given);
  try {
    // Builtins alone take undefined; the arguments of all others were checked to be values.
    return counted((callee as Builtin).call(args, frame), frame);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw frame.placed(error);
    frame.node = node;
    throw failedCall(frame.scene, name, error);
  }
}

/** Text that functions make on the way takes memory, though it may never be printed. */
function counted(value: Evaluated, { run: { budget } }: Frame): Evaluated {
  if (typeof value === 'string') budget.print(value.length);
  else if (value instanceof Text) for (const { text } of value.pieces) budget.print(text.length);
  return value;
}

function argumentsFor(
  evaluator: Evaluator,
  callee: Builtin | GoFunction,
  name: string,
  given: Given,
): readonly Evaluated[] {
  const { operands, piped } = given;
  checkCount(evaluator.frame, callee, name, given);
  const args: Evaluated[] = [];
  for (let index = 1; index < operands.length; index += 1) {
    const operand = operands[index];
    if (operand !== undefined) args.push(evaluator.argument(operand, wantedAt(callee, index - 1)));
  }
  if (piped !== nothing) args.push(pipedArgument(evaluator.frame, piped, wantedAt(callee, args.length)));
  return args;
}

function pipedArgument(frame: Frame, piped: Evaluated, wanted: Wanted): Evaluated {
  try {
    return checkedArgument(piped, wanted);
  } catch (error) {
    throw frame.explained(error);
  }
}

function checkCount(frame: Frame, { params, variadic }: Builtin | GoFunction, name: string, given: Given): void {
  const words = Math.max(given.operands.length - 1, 0);
  const count = words + (given.piped === nothing ? 0 : 1);
  const least = params.length - 1;
  if (variadic === true) {
    if (count < least) frame.fail(`wrong number of args for ${name}: want at least ${least} got ${words}`);
  } else if (count !== params.length)
    frame.fail(`wrong number of args for ${name}: want ${params.length} got ${count}`);
}

function wantedAt({ params, variadic }: Builtin | GoFunction, index: number): Wanted {
  const last = params.length - 1;
  return params[variadic === true ? Math.min(index, last) : index] ?? 'any';
}

/** `and` and `or` look at no argument behind the one that decides. */
export function andOr(evaluator: Evaluator, name: 'and' | 'or', builtin: Builtin, given: Given): Evaluated {
  checkCount(evaluator.frame, builtin, name, given);
  let value: Evaluated;
  for (let index = 1; index < given.operands.length; index += 1) {
    const operand = given.operands[index];
    value = operand === undefined ? undefined : evaluator.argument(operand, 'value');
    if (isTrue(value) === (name === 'or')) return value;
  }
  return given.piped === nothing ? value : given.piped;
}

/** `call`: no value is a function, so that it can only say so. */
export function callValue(evaluator: Evaluator, builtin: Builtin, node: Node, given: Given): never {
  const { frame } = evaluator;
  const [callee] = argumentsFor(evaluator, builtin, 'call', given);
  const [, first] = given.operands;
  const name = first === undefined ? reflectName(callee, frame.spend) : written(first);
  frame.node = node;
  throw failedCall(frame.scene, 'call', notCallable(callee, name));
}
