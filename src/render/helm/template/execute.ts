import type { Position } from '../../../model/source.ts';
import type { Budget } from './budget.ts';
import { noValue } from './builtins.ts';
import { ExecutionError, shortened, within } from './failure.ts';
import { Frame, type Run } from './frame.ts';
import { ParseError } from './parser.ts';
import { quote } from './quote.ts';
import { noPlaces, Reads } from './reads.ts';
import { type Place, Source } from './source.ts';
import { runFrame } from './statements.ts';
import { type Template, TemplateSet, withBuiltins } from './template-set.ts';
import { type Piece, Text } from './text.ts';
import { type GoFunction, isText, TemplateError, type Value } from './value.ts';

/**
 * What a template prints, as Helm renders a file.
 *
 * @param functions all that the templates may call besides Go's own, as they were parsed with; `include` and `tpl` among them
 * @throws TemplateError (an ExecutionError, with its place) where Helm would stop
 * @throws BudgetSpent @throws NotSupported
 */
export function execute(
  templates: TemplateSet,
  name: string,
  data: Value,
  functions: ReadonlyMap<string, GoFunction>,
  budget: Budget,
): Text {
  const template = templates.get(name);
  if (template === undefined) throw unknownTemplate(name);
  budget.start();
  const at = template.source.position(0);
  const start = { data, pieces: [], readHere: new Reads(), conditions: noPlaces, at };
  return withoutNoValue(printedBy(new Frame(new Render(functions, budget), template, templates, start)));
}

/** Helm's name for the set that all templates belong to, and so for every text that `tpl` is given. */
const setName = 'gotpl';

const unknownTemplate = (name: string): TemplateError =>
  new TemplateError(`template: no template ${quote(name)} associated with template "${setName}"`);

function printedBy(frame: Frame): Text {
  try {
    runFrame(frame);
  } catch (error) {
    throw frame.placed(error);
  }
  return new Text(frame.pieces);
}

/** What `include` and `tpl` do in one render. */
class Render implements Run {
  readonly functions: ReadonlyMap<string, GoFunction>;
  readonly budget: Budget;
  /** How many of each name are running. */
  readonly #running = new Map<string, number>();

  constructor(functions: ReadonlyMap<string, GoFunction>, budget: Budget) {
    this.functions = functions;
    this.budget = budget;
  }

  include(name: string, data: Value, from: Frame): Text {
    const running = this.#running.get(name) ?? 0;
    if (running > maxRecursion)
      throw new TemplateError(`rendering template has a nested reference name: ${name}: unable to execute template`);
    const template = from.scope.get(name);
    if (template === undefined) throw unknownTemplate(name);
    this.#running.set(name, running + 1);
    const text = this.#render(template, from.scope, data, from);
    this.#running.set(name, running);
    return text;
  }

  tpl(source: Value, data: Value, from: Frame): Text {
    const text = isText(source) ? String(source) : '';
    this.budget.spend(1 + text.length / 64);
    // Most values are given to tpl in case that somebody writes a template into them.
    if (!text.includes('{{')) return withoutNoValue(source instanceof Text ? source : plain(text));
    const scope = new TemplateSet(from.scope);
    const template = this.#parsed(scope, new Source(setName, text, placeInValue(source, from.at)), text);
    try {
      return withoutNoValue(this.#render(template, scope, data, from));
    } catch (error) {
      if (!(error instanceof ExecutionError)) throw error;
      throw within(error, `error during tpl function execution for ${quote(shortened(text))}`);
    }
  }

  #parsed(scope: TemplateSet, source: Source, text: string): Template {
    try {
      scope.add(source, withBuiltins(this.functions));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const line = source.line(error.start);
      throw new TemplateError(
        `cannot parse template ${quote(shortened(text))}: template: ${setName}:${line}: ${error.message}`,
      );
    }
    const template = scope.get(setName);
    if (template === undefined) throw unknownTemplate(setName);
    return template;
  }

  #render(template: Template, scope: TemplateSet, data: Value, from: Frame): Text {
    const readHere = new Reads();
    const start = { data: data ?? undefined, pieces: [], readHere, conditions: from.conditionsHere, at: from.at };
    this.budget.enter(2);
    const text = printedBy(new Frame(this, template, scope, start));
    this.budget.leave(2);
    from.readAll(readHere.places);
    return text;
  }
}

/** Helm's own limit for templates that include themselves. */
const maxRecursion = 1000;

const plain = (text: string): Text => new Text(text === '' ? [] : [{ text, from: undefined }]);

/** What a template printed is at its line, what stands in a value is where the value is; what is nobody's is at the call. */
function placeInValue(source: Value, call: Position): Place {
  if (!(source instanceof Text)) return () => call;
  return ({ offset }) => {
    let at = 0;
    for (const { text, from } of source.pieces) {
      at += text.length;
      if (offset < at) return from?.template ?? from?.values[0] ?? call;
    }
    return call;
  };
}

/** Helm takes what Go prints for nil out of what was rendered, wherever it comes from. */
function withoutNoValue(text: Text): Text {
  const whole = String(text);
  if (!whole.includes(noValue)) return text;
  const pieces: Piece[] = [];
  let start = 0;
  for (const piece of text.pieces) {
    const end = start + piece.text.length;
    const kept = keptOf(whole, start, end);
    if (kept !== '') pieces.push({ text: kept, from: piece.from });
    start = end;
  }
  return new Text(pieces);
}

/** What is left of `whole[start:end]`; a `<no value>` may begin before it or end after it. */
function keptOf(whole: string, start: number, end: number): string {
  let kept = '';
  let from = start;
  let found = whole.indexOf(noValue, Math.max(start - noValue.length + 1, 0));
  for (; found !== -1 && found < end; found = whole.indexOf(noValue, found + noValue.length)) {
    if (found > from) kept += whole.slice(from, found);
    from = Math.max(from, found + noValue.length);
  }
  return from < end ? kept + whole.slice(from, end) : kept;
}
