import { Lexer } from './lexer.ts';
import type {
  Action,
  Body,
  Branch,
  Chain,
  Command,
  LoopControl,
  Operand,
  Pipeline,
  Statement,
  TemplateCall,
  TextNode,
  Variable,
} from './nodes.ts';
import { numberNode } from './number.ts';
import { quote } from './quote.ts';
import type { Source } from './source.ts';
import { named, type Token, type TokenType } from './token.ts';
import { unquote } from './unquote.ts';
import { TemplateError } from './value.ts';
import { written } from './written.ts';

/** A mistake in a template's text, in Go's words. */
export class ParseError extends TemplateError {
  override readonly name = 'ParseError';
  /** Where it was found: an offset into the source. */
  readonly start: number;

  constructor(message: string, start: number) {
    super(message);
    this.start = start;
  }
}

/** Something with a `has`, so that a map of functions will do. */
export interface Names {
  has(name: string): boolean;
}

/**
 * The templates of one text: its own under its name, and those that it defines.
 * @throws ParseError
 */
export function parse(source: Source, functions: Names): ReadonlyMap<string, Body> {
  const file: File = { source, lexer: new Lexer(source.text), functions, trees: new Map(), depth: 0 };
  new TreeParser(file, source.name).file();
  return file.trees;
}

/** What the trees of one text share. */
interface File {
  readonly source: Source;
  readonly lexer: Lexer;
  readonly functions: Names;
  readonly trees: Map<string, Body>;
  depth: number;
}

/** Far more than people write; deeper, the stack would be at stake. */
const maxDepth = 200;

/** Each is looked for among all. */
const maxVariables = 1000;

const tooDeep = `more than ${maxDepth} blocks inside each other`;

type Ending = 'end' | 'else';

/** One tree: a file's own or that of a `define` or `block`. Variables, and how far it looks ahead, are its own. */
class TreeParser {
  readonly #file: File;
  #name: string;
  /** Read and given back, last first. */
  readonly #ahead: Token[] = [];
  #latest: Token = { type: 'end of file', text: '', start: 0 };
  #variables: string[] = ['$'];
  #loops = 0;
  /** The line of the delimiter that the current action began with. */
  #actionLine: number | undefined;

  constructor(file: File, name: string) {
    this.#file = file;
    this.#name = name;
  }

  file(): void {
    const start = this.#peek().start;
    const statements: Statement[] = [];
    while (this.#peek().type !== 'end of file') {
      if (this.#definition()) continue;
      const statement = this.#textOrAction();
      if (isEnding(statement)) this.#fail(`unexpected {{${statement}}}`);
      statements.push(statement);
    }
    this.#add({ kind: 'body', start, statements: sized(statements) });
  }

  /** `{{ define "name" }} … {{ end }}`, which may only stand outside everything else. */
  #definition(): boolean {
    if (this.#peek().type !== 'left delimiter') return false;
    const delimiter = this.#next();
    const word = this.#nextNonSpace();
    if (word.type === 'define') {
      new TreeParser(this.#file, 'definition').#define();
      return true;
    }
    this.#giveBack(word);
    this.#giveBack(delimiter);
    return false;
  }

  #define(): void {
    const context = 'define clause';
    this.#name = this.#templateName(this.#nextNonSpace(), context);
    this.#expect('right delimiter', context);
    this.#endedBody(context);
  }

  /** A body up to its `{{ end }}`, kept under the name of this tree. */
  #endedBody(context: string): void {
    const { body, ending } = this.#body();
    if (ending !== 'end') this.#fail(`unexpected {{${ending}}} in ${context}`);
    this.#add(body);
  }

  #add(body: Body): void {
    const { trees } = this.#file;
    const before = trees.get(this.#name);
    if (before === undefined || isEmpty(before)) trees.set(this.#name, body);
    else if (!isEmpty(body)) this.#fail(`template: multiple definition of template ${quote(this.#name)}`);
  }

  #body(): { readonly body: Body; readonly ending: Ending } {
    this.#file.depth += 1;
    if (this.#file.depth > maxDepth) this.#fail(tooDeep);
    const { start } = this.#peekNonSpace();
    const statements: Statement[] = [];
    while (this.#peekNonSpace().type !== 'end of file') {
      const statement = this.#textOrAction();
      if (isEnding(statement)) {
        this.#file.depth -= 1;
        return { body: { kind: 'body', start, statements: sized(statements) }, ending: statement };
      }
      statements.push(statement);
    }
    return this.#fail('unexpected EOF');
  }

  #textOrAction(): Statement | Ending {
    const token = this.#nextNonSpace();
    if (token.type === 'text') return textNode(token);
    if (token.type !== 'left delimiter') return this.#unexpected(token, 'input');
    this.#actionLine = this.#file.source.line(token.start);
    const statement = this.#action(token);
    this.#actionLine = undefined;
    return statement;
  }

  #action(delimiter: Token): Statement | Ending {
    const token = this.#nextNonSpace();
    switch (token.type) {
      case 'block':
        return this.#block(delimiter);
      case 'break':
      case 'continue':
        return this.#loopControl(token.type, token.start);
      case 'else':
        return this.#else();
      case 'end':
        this.#expect('right delimiter', 'end');
        return 'end';
      case 'if':
      case 'range':
      case 'with':
        return this.#branch(token.type, delimiter);
      case 'template':
        return this.#template(delimiter);
      default:
        this.#giveBack(token);
        return this.#command(delimiter);
    }
  }

  // Variables that it declares live on until the next end.
  #command(delimiter: Token): Action {
    const { start } = this.#peek();
    return { kind: 'action', start, at: this.#position(delimiter), pipe: this.#pipeline('command', 'right delimiter') };
  }

  #loopControl(kind: LoopControl['kind'], start: number): LoopControl {
    const token = this.#nextNonSpace();
    if (token.type !== 'right delimiter') this.#unexpected(token, `{{${kind}}}`);
    if (this.#loops === 0) this.#fail(`{{${kind}}} outside {{range}}`);
    return { kind, start };
  }

  /** An `else if` or `else with` leaves its second word for the branch that it belongs to. */
  #else(): Ending {
    const { type } = this.#peekNonSpace();
    if (type !== 'if' && type !== 'with') this.#expect('right delimiter', 'else');
    return 'else';
  }

  #branch(kind: Branch['kind'], delimiter: Token): Branch {
    const outer = this.#variables.length;
    const pipe = this.#pipeline(kind, 'right delimiter');
    if (kind === 'range') this.#loops += 1;
    const { body, ending } = this.#body();
    if (kind === 'range') this.#loops -= 1;
    const otherwise = ending === 'else' ? this.#otherwise(kind, delimiter) : undefined;
    this.#variables.length = outer;
    return { kind, start: pipe.start, at: this.#position(delimiter), pipe, body, otherwise };
  }

  /** `{{ else if b }}` is `{{ else }}{{ if b }}` with one end for both. */
  #otherwise(kind: Branch['kind'], delimiter: Token): Body {
    const { type, start } = this.#peek();
    if (kind !== 'range' && type === kind) {
      this.#next();
      this.#file.depth += 1;
      if (this.#file.depth > maxDepth) this.#fail(tooDeep);
      const branch = this.#branch(kind, delimiter);
      this.#file.depth -= 1;
      return { kind: 'body', start, statements: [branch] };
    }
    const { body, ending } = this.#body();
    if (ending !== 'end') this.#fail(`expected end; found {{${ending}}}`);
    return body;
  }

  #block(delimiter: Token): TemplateCall {
    const context = 'block clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = this.#pipeline(context, 'right delimiter');
    new TreeParser(this.#file, name).#endedBody(context);
    return { kind: 'template', start: token.start, at: this.#position(delimiter), name, pipe };
  }

  #template(delimiter: Token): TemplateCall {
    const context = 'template clause';
    const token = this.#nextNonSpace();
    const name = this.#templateName(token, context);
    const after = this.#nextNonSpace();
    const at = this.#position(delimiter);
    if (after.type === 'right delimiter') return { kind: 'template', start: token.start, at, name, pipe: undefined };
    this.#giveBack(after);
    return { kind: 'template', start: token.start, at, name, pipe: this.#pipeline(context, 'right delimiter') };
  }

  #templateName(token: Token, context: string): string {
    if (token.type !== 'string' && token.type !== 'raw string') this.#unexpected(token, context);
    return unquote(token.text) ?? this.#fail('invalid syntax');
  }

  #pipeline(context: string, end: TokenType): Pipeline {
    const { start } = this.#peekNonSpace();
    const { variables, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#nextNonSpace();
      if (token.type === end) break;
      if (!startsOperand.has(token.type)) this.#unexpected(token, context);
      this.#giveBack(token);
      commands.push(this.#oneCommand());
    }
    this.#checkCommands(commands, context);
    return { kind: 'pipeline', start, assigns, variables: sized(variables), commands: sized(commands) };
  }

  #checkCommands(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    const wrong = commands.findIndex(({ operands }, index) => index > 0 && notExecutable.has(operands[0].kind));
    if (wrong !== -1) this.#fail(`non executable command in pipeline stage ${wrong + 1}`);
  }

  #declarations(context: string): { readonly variables: readonly Variable[]; readonly assigns: boolean } {
    const variables: Variable[] = [];
    for (;;) {
      const token = this.#peekNonSpace();
      if (token.type !== 'variable') return { variables, assigns: false };
      this.#next();
      // `$x foo` is told from `$x := foo` by what follows the space.
      const after = this.#peek();
      const next = this.#peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        this.#nextNonSpace();
        variables.push(this.#declare(token));
        return { variables, assigns: next.type === 'assign' };
      }
      if (next.type !== 'character' || next.text !== ',') {
        if (after.type === 'space') this.#giveBack(after);
        this.#giveBack(token);
        return { variables, assigns: false };
      }
      this.#nextNonSpace();
      variables.push(this.#declare(token));
      this.#secondDeclaration(context, variables.length);
    }
  }

  #secondDeclaration(context: string, declared: number): void {
    if (context !== 'range' || declared >= 2) this.#fail(`too many declarations in ${context}`);
    if (!secondInRange.has(this.#peekNonSpace().type)) this.#fail('range can only initialize variables');
  }

  #declare(token: Token): Variable {
    if (this.#variables.length > maxVariables) this.#fail(`more than ${maxVariables} variables at once`);
    this.#variables.push(token.text);
    return { kind: 'variable', start: token.start, name: token.text, fields: [] };
  }

  /** Operands with spaces between them, up to a `|`, which is taken, or an end, which is left. */
  #oneCommand(): Command {
    const { start } = this.#peekNonSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#next();
      if (token.type === 'space') continue;
      if (token.type === 'right delimiter' || token.type === 'right parenthesis') this.#giveBack(token);
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand');
      break;
    }
    const all = sized(operands);
    if (!hasFirst(all)) return this.#fail('empty command');
    return { kind: 'command', start, operands: all };
  }

  /** A term and the fields that follow it. */
  #operand(): Operand | undefined {
    const term = this.#term();
    const { type, start } = this.#peek();
    if (term === undefined || type !== 'field') return term;
    const fields: string[] = [];
    while (this.#peek().type === 'field') fields.push(this.#next().text.slice(1));
    switch (term.kind) {
      case 'field':
        return { kind: 'field', start, names: term.names.concat(fields) };
      case 'variable':
        return { kind: 'variable', start, name: term.name, fields: term.fields.concat(fields) };
      case 'pipeline':
      case 'identifier':
      case 'chain':
        return { kind: 'chain', start, of: term, fields: sized(fields) } satisfies Chain;
      default:
        return this.#fail(`unexpected . after term ${quote(written(term))}`);
    }
  }

  #term(): Operand | undefined {
    const token = this.#nextNonSpace();
    const { type, text, start } = token;
    switch (type) {
      case 'identifier':
        if (!this.#file.functions.has(text)) this.#fail(`function ${quote(text)} not defined`);
        return { kind: 'identifier', start, name: text };
      case '.':
        return { kind: 'dot', start };
      case 'nil':
        return { kind: 'nil', start };
      case 'variable':
        if (!this.#variables.includes(text)) this.#fail(`undefined variable ${quote(text)}`);
        return { kind: 'variable', start, name: text, fields: [] };
      case 'field':
        return { kind: 'field', start, names: [text.slice(1)] };
      case 'bool':
        return { kind: 'bool', start, value: text === 'true' };
      case 'character constant':
      case 'complex':
      case 'number':
        return this.#number(token, type);
      case 'left parenthesis':
        return this.#parenthesized();
      case 'string':
      case 'raw string':
        return { kind: 'string', start, quoted: text, value: unquote(text) ?? this.#fail('invalid syntax') };
      default:
        this.#giveBack(token);
        return undefined;
    }
  }

  #number({ text, start }: Token, type: 'character constant' | 'complex' | 'number'): Operand {
    try {
      return numberNode(text, start, type);
    } catch (error) {
      if (error instanceof TemplateError) return this.#fail(error.message);
      throw error;
    }
  }

  #parenthesized(): Pipeline {
    this.#file.depth += 1;
    if (this.#file.depth > maxDepth) this.#fail(`more than ${maxDepth} parentheses inside each other`);
    const pipe = this.#pipeline('parenthesized pipeline', 'right parenthesis');
    this.#file.depth -= 1;
    return pipe;
  }

  #position = (token: Token) => this.#file.source.position(token.start);

  #next(): Token {
    const ahead = this.#ahead.pop();
    if (ahead !== undefined) return ahead;
    this.#latest = this.#file.lexer.next();
    return this.#latest;
  }

  #peek(): Token {
    const ahead = this.#ahead.at(-1);
    if (ahead !== undefined) return ahead;
    this.#latest = this.#file.lexer.next();
    this.#ahead.push(this.#latest);
    return this.#latest;
  }

  #nextNonSpace(): Token {
    let token = this.#next();
    while (token.type === 'space') token = this.#next();
    return token;
  }

  #peekNonSpace(): Token {
    const token = this.#nextNonSpace();
    this.#giveBack(token);
    return token;
  }

  /** What is given back last comes again first. */
  #giveBack(token: Token): void {
    this.#ahead.push(token);
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    return token.type === type ? token : this.#unexpected(token, context);
  }

  #unexpected(token: Token, context: string): never {
    if (token.type !== 'error') return this.#fail(`unexpected ${named(token)} in ${context}`);
    const { source } = this.#file;
    if (this.#actionLine === undefined || this.#actionLine === source.line(token.start)) return this.#fail(token.text);
    // "unclosed action started at", not "unclosed action in action started at".
    const action = token.text.endsWith(' action') ? '' : ' in action';
    return this.#fail(`${token.text}${action} started at ${source.name}:${this.#actionLine}`);
  }

  #fail(message: string): never {
    throw new ParseError(message, this.#latest.start);
  }
}

/** An array that grew has room for 16 more, and most of these have one. */
const sized = <T>(grown: readonly T[]): readonly T[] => (grown.length === 0 ? none : grown.slice());

const none: readonly never[] = [];

const hasFirst = (operands: readonly Operand[]): operands is Command['operands'] => operands.length > 0;

const isEnding = (statement: Statement | Ending): statement is Ending => typeof statement === 'string';

const textNode = ({ start, text }: Token): TextNode => ({ kind: 'text', start, text, lines: undefined });

const startsOperand: ReadonlySet<TokenType> = new Set([
  'bool',
  'character constant',
  'complex',
  '.',
  'field',
  'identifier',
  'number',
  'nil',
  'raw string',
  'string',
  'variable',
  'left parenthesis',
]);

const notExecutable: ReadonlySet<string> = new Set(['bool', 'dot', 'nil', 'number', 'string']);

const secondInRange: ReadonlySet<TokenType> = new Set(['variable', 'right delimiter', 'right parenthesis']);

/** White space and comments alone: it replaces no template of the same name. */
export const isEmpty = ({ statements }: Body): boolean =>
  statements.every((statement) => statement.kind === 'text' && !visible.test(statement.text));

// What strings.TrimSpace leaves; to JavaScript, U+FEFF would be space as well and U+0085 none.
const visible = /[^\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
