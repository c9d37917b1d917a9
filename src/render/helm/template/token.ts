import { quote } from './quote.ts';

export interface Token {
  readonly type: TokenType;
  /** As it is written; for an `error`, the message. */
  readonly text: string;
  /** Where it begins, in UTF-16 code units of the template. */
  readonly start: number;
}

export type TokenType =
  | 'error'
  | 'end of file'
  | 'text'
  | 'left delimiter'
  | 'right delimiter'
  | 'space'
  | 'bool'
  | 'character'
  | 'character constant'
  | 'complex'
  | 'number'
  | 'string'
  | 'raw string'
  | 'declare'
  | 'assign'
  | 'pipe'
  | 'left parenthesis'
  | 'right parenthesis'
  | 'field'
  | 'identifier'
  | 'variable'
  | Keyword;

export type Keyword =
  | '.'
  | 'block'
  | 'break'
  | 'continue'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with';

const keywords: ReadonlySet<string> = new Set<Keyword>([
  '.',
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
]);

export const isKeyword = (word: string): word is Keyword => keywords.has(word);

/** As an error message of Go's names it: `"}}"`, `<end>`, `"a long tex"...`. */
export function named(token: Token): string {
  if (token.type === 'end of file') return 'EOF';
  if (token.type === 'error') return token.text;
  if (isKeyword(token.type)) return `<${token.text}>`;
  const runes = Array.from(token.text.slice(0, 40));
  if (new TextEncoder().encode(runes.join('')).length <= 10) return quote(token.text);
  return `${quote(runes.slice(0, 10).join(''))}...`;
}
