import { noValue } from './builtins.ts';
import { type Element, elementsOf } from './elements.ts';
import { Expressions } from './evaluate.ts';
import { failureAt } from './failure.ts';
import { Frame } from './frame.ts';
import { type Evaluated, underlying } from './go-type.ts';
import type { Action, Body, Branch, Pipeline, Statement, TemplateCall, TextNode } from './nodes.ts';
import { printValue } from './print.ts';
import { quote } from './quote.ts';
import { joined, noPlaces, printedFrom } from './reads.ts';
import type { Source } from './source.ts';
import { type Origin, type Piece, Text } from './text.ts';
import { isTrue } from './truth.ts';

/** Executes the template of a frame. */
export function runFrame(frame: Frame): void {
  const data = frame.variables[0]?.value;
  runBody(new Expressions(frame, { value: data, isElement: false }), frame.template.body);
}

/** What ends a body early. */
type Signal = 'break' | 'continue' | undefined;

function runBody(at: Expressions, { statements }: Body): Signal {
  const { budget } = at.frame.run;
  budget.enter(1);
  let signal: Signal;
  for (const statement of statements) {
    budget.spend(1);
    signal = run(at, statement);
    if (signal !== undefined) break;
  }
  budget.leave(1);
  return signal;
}

function run(at: Expressions, statement: Statement): Signal {
  at.frame.node = statement;
  switch (statement.kind) {
    case 'text':
      printText(at.frame, statement);
      return undefined;
    case 'action':
      runAction(at, statement);
      return undefined;
    case 'template':
      runTemplate(at, statement);
      return undefined;
    case 'range':
      return runRange(at, statement);
    case 'if':
    case 'with':
      return runIfOrWith(at, statement);
    case 'break':
    case 'continue':
      return statement.kind;
  }
}

function printText({ run: { budget }, template, pieces, conditions }: Frame, node: TextNode): void {
  budget.print(node.text.length);
  node.lines ??= linesOf(node, template.source);
  budget.spend(node.lines.length);
  for (const line of node.lines)
    pieces.push(
      conditions.length === 0 ? line : { text: line.text, from: { template: line.from?.template, values: conditions } },
    );
}

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

// Variables that an action declares live on until the next end, and it prints nothing then.
function runAction(at: Expressions, node: Action): void {
  const { frame } = at;
  frame.at = node.at;
  const value = at.pipeline(node.pipe);
  const places = frame.takeReads();
  if (node.pipe.variables.length > 0) return;
  frame.node = node;
  print(frame, value, { template: node.at, values: joined(places, frame.conditions) });
}

function print(frame: Frame, value: Evaluated, origin: Origin): void {
  if (!(value instanceof Text)) {
    push(frame, value === undefined ? noValue : printValue(value, frame.spend), origin);
    return;
  }
  frame.spend(value.pieces.length);
  for (const { text, from } of value.pieces) push(frame, text, printedFrom(from, origin, frame.conditions));
}

function push({ run: { budget }, pieces }: Frame, text: string, from: Origin): void {
  budget.print(text.length);
  if (text !== '') pieces.push({ text, from });
}

function runTemplate(at: Expressions, node: TemplateCall): void {
  const { frame } = at;
  const { run: shared, scope, pieces, readHere } = frame;
  frame.at = node.at;
  const template = scope.get(node.name);
  if (template === undefined) throw failureAt(frame.scene, `template ${quote(node.name)} not defined`);
  const data = node.pipe === undefined ? undefined : at.pipeline(node.pipe);
  const conditions = joined(frame.takeReads(), frame.conditions);
  shared.budget.enter(2);
  runFrame(new Frame(shared, template, scope, { data, pieces, readHere, conditions, at: node.at }));
  shared.budget.leave(2);
}

function runIfOrWith(at: Expressions, node: Branch): Signal {
  const { frame } = at;
  const mark = frame.variables.length;
  const outer = frame.conditions;
  const value = condition(at, node);
  let signal: Signal;
  if (!isTrue(value)) signal = node.otherwise === undefined ? undefined : runBody(at, node.otherwise);
  else if (node.kind === 'if') signal = runBody(at, node.body);
  else signal = runBody(new Expressions(frame, { value, isElement: false }), node.body);
  frame.conditions = outer;
  frame.variables.length = mark;
  return signal;
}

/** What decides over a branch, and is a condition of all that is printed inside it. */
function condition(at: Expressions, node: Branch): Evaluated {
  const { frame } = at;
  frame.at = node.at;
  const value = at.pipeline(node.pipe);
  frame.conditions = joined(frame.takeReads(), frame.conditions);
  return value;
}

function runRange(at: Expressions, node: Branch): Signal {
  const { frame } = at;
  const mark = frame.variables.length;
  const outer = frame.conditions;
  const value = underlying(condition(at, node));
  let signal: Signal;
  if (!runElements(frame, node, elementsOf(frame, value, node.pipe.variables.length)) && node.otherwise !== undefined)
    signal = runBody(at, node.otherwise);
  frame.conditions = outer;
  frame.variables.length = mark;
  return signal;
}

/** Whether there were any. */
function runElements(frame: Frame, { pipe, body }: Branch, elements: Iterable<Element>): boolean {
  const mark = frame.variables.length;
  const { conditions } = frame;
  let ran = false;
  for (const element of elements) {
    frame.spend(1);
    ran = true;
    frame.conditions = element.place === undefined ? conditions : joined([element.place], conditions);
    bindElement(frame, pipe, element);
    const signal = runBody(new Expressions(frame, element.element), body);
    frame.variables.length = mark;
    if (signal === 'break') break;
  }
  return ran;
}

/** With one variable it is the element; with two, the first is the index. */
function bindElement(frame: Frame, { variables, assigns }: Pipeline, { index, element }: Element): void {
  const [first, second] = variables;
  if (first === undefined) return;
  const cursors = second === undefined ? [element] : [{ value: index, isElement: false }, element];
  for (const [order, cursor] of cursors.entries()) {
    const name = (order === 0 ? first : second)?.name ?? '';
    const binding = { ...cursor, name, places: noPlaces };
    if (assigns) frame.assign(binding);
    else frame.variables[frame.variables.length - cursors.length + order] = binding;
  }
}
