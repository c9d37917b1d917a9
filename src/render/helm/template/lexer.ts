import { quote } from './quote.ts';
import { isKeyword, type Token, type TokenType } from './token.ts';
import { isDigit, isLetter, namedCodePoint } from './unicode.ts';

/**
 * The tokens of a template, one at a time, as Go's own lexer cuts them.
 * @see https://pkg.go.dev/text/template#hdr-Text_and_spaces
 */
export class Lexer {
  readonly #text: string;
  #at = 0;
  #start = 0;
  #insideAction = false;
  #parentheses = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Token {
    if (this.#insideAction) return this.#insideActionToken();
    return this.#textToken();
  }

  #textToken(): Token {
    for (;;) {
      const left = this.#text.indexOf('{{', this.#at);
      const end = left === -1 ? this.#text.length : left;
      const text = this.#text.slice(this.#at, left !== -1 && this.#trimsBefore(left + 2) ? this.#trimmed(end) : end);
      this.#start = this.#at;
      this.#at = end;
      if (text !== '') return { type: 'text', text, start: this.#start };
      if (left === -1) return { type: 'end of file', text: '', start: end };
      const token = this.#leftDelimiter();
      if (token !== undefined) return token;
    }
  }

  /** Where the text before `end` ends without its white space, though not before it begins. */
  #trimmed(end: number): number {
    let at = end;
    while (at > this.#at && isSpace(this.#text.charCodeAt(at - 1))) at -= 1;
    return at;
  }

  #trimsBefore(at: number): boolean {
    return this.#text[at] === '-' && isSpace(this.#text.charCodeAt(at + 1));
  }

  #trimsAfter(at: number): boolean {
    return isSpace(this.#text.charCodeAt(at)) && this.#text.startsWith('-}}', at + 1);
  }

  /** Undefined after a comment, which is no token. */
  #leftDelimiter(): Token | undefined {
    this.#start = this.#at;
    this.#at += 2;
    const inside = this.#at + (this.#trimsBefore(this.#at) ? 2 : 0);
    if (this.#text.startsWith('/*', inside)) return this.#comment(inside);
    const token = this.#emit('left delimiter');
    this.#at = inside;
    this.#start = inside;
    this.#insideAction = true;
    this.#parentheses = 0;
    return token;
  }

  #comment(start: number): Token | undefined {
    this.#start = start;
    const close = this.#text.indexOf('*/', start + 2);
    if (close === -1) return this.#error('unclosed comment');
    this.#at = close + 2;
    const trims = this.#trimsAfter(this.#at);
    if (!trims && !this.#text.startsWith('}}', this.#at)) return this.#error('comment ends before closing delimiter');
    this.#at += trims ? 4 : 2;
    if (trims) this.#skipSpace();
    return undefined;
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }

  #rightDelimiter(): Token {
    const trims = this.#trimsAfter(this.#at);
    if (trims) this.#at += 2;
    this.#start = this.#at;
    this.#at += 2;
    const token = this.#emit('right delimiter');
    if (trims) this.#skipSpace();
    this.#insideAction = false;
    return token;
  }

  #insideActionToken(): Token {
    this.#start = this.#at;
    if (this.#text.startsWith('}}', this.#at) || this.#trimsAfter(this.#at))
      return this.#parentheses === 0 ? this.#rightDelimiter() : this.#error('unclosed left paren');
    const rune = this.#text.codePointAt(this.#at);
    if (rune === undefined) return this.#error('unclosed action');
    if (isSpace(rune)) return this.#space();
    this.#at += rune > 0xffff ? 2 : 1;
    return this.#afterRune(rune, String.fromCodePoint(rune));
  }

  #afterRune(rune: number, character: string): Token {
    const token = this.#punctuation(character);
    if (token !== undefined) return token;
    if (character === '.' && !isDigitAt(this.#text, this.#at) && this.#at < this.#text.length)
      return this.#name('field');
    if (isNumberStart(character)) return this.#number();
    if (isAlphaNumeric(rune)) return this.#word();
    if (rune >= 0x20 && rune < 0x7f) return this.#emit('character');
    return this.#error(`unrecognized character in action: ${namedCodePoint(rune)}`);
  }

  #punctuation(character: string): Token | undefined {
    switch (character) {
      case '=':
        return this.#emit('assign');
      case ':':
        if (this.#text[this.#at] !== '=') return this.#error('expected :=');
        this.#at += 1;
        return this.#emit('declare');
      case '|':
        return this.#emit('pipe');
      case '"':
        return this.#quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#quoted("'", 'character constant', 'unterminated character constant');
      case '`':
        return this.#rawString();
      case '$':
        return this.#name('variable');
      case '(':
      case ')':
        return this.#parenthesis(character);
      default:
        return undefined;
    }
  }

  #parenthesis(character: '(' | ')'): Token {
    this.#parentheses += character === '(' ? 1 : -1;
    if (this.#parentheses < 0) return this.#error('unexpected right paren');
    return this.#emit(character === '(' ? 'left parenthesis' : 'right parenthesis');
  }

  #space(): Token {
    this.#skipSpace();
    // The last space may belong to a ` -}}`.
    if (!this.#text.startsWith('-}}', this.#at)) return this.#emit('space');
    this.#at -= 1;
    // Go looks for no open parenthesis here.
    return this.#at === this.#start ? this.#rightDelimiter() : this.#emit('space');
  }

  #word(): Token {
    this.#skipAlphaNumeric();
    const word = this.#text.slice(this.#start, this.#at);
    if (!this.#atTerminator()) return this.#badCharacter();
    if (isKeyword(word)) return this.#emit(word);
    return this.#emit(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  /** What follows a `.` or a `$`, which may be nothing. */
  #name(type: 'field' | 'variable'): Token {
    if (this.#atTerminator()) return this.#emit(type === 'field' ? '.' : type);
    this.#skipAlphaNumeric();
    return this.#atTerminator() ? this.#emit(type) : this.#badCharacter();
  }

  #skipAlphaNumeric(): void {
    for (;;) {
      const rune = this.#text.codePointAt(this.#at);
      if (rune === undefined || !isAlphaNumeric(rune)) return;
      this.#at += rune > 0xffff ? 2 : 1;
    }
  }

  #atTerminator(): boolean {
    const character = this.#text[this.#at];
    if (character === undefined || '.,|:)('.includes(character)) return true;
    return isSpace(character.charCodeAt(0)) || this.#text.startsWith('}}', this.#at);
  }

  #badCharacter(): Token {
    return this.#error(`bad character ${namedCodePoint(this.#text.codePointAt(this.#at) ?? 0)}`);
  }

  #quoted(end: string, type: TokenType, unterminated: string): Token {
    for (; ; this.#at += 1) {
      let character = this.#text[this.#at];
      if (character === end) break;
      if (character === '\\') {
        this.#at += 1;
        character = this.#text[this.#at];
      }
      if (character === undefined || character === '\n') return this.#error(unterminated);
    }
    this.#at += 1;
    return this.#emit(type);
  }

  #rawString(): Token {
    const close = this.#text.indexOf('`', this.#at);
    if (close === -1) return this.#error('unterminated raw quoted string');
    this.#at = close + 1;
    return this.#emit('raw string');
  }

  #number(): Token {
    this.#at = this.#start;
    if (!this.#scanNumber()) return this.#badNumber();
    if (!isSign(this.#text[this.#at])) return this.#emit('number');
    // 1+2i: no spaces, and an i at the end.
    if (!this.#scanNumber() || this.#text[this.#at - 1] !== 'i') return this.#badNumber();
    return this.#emit('complex');
  }

  #badNumber(): Token {
    return this.#error(`bad number syntax: ${quote(this.#text.slice(this.#start, this.#at))}`);
  }

  /** Not a perfect scanner: what is wrong with the number's form, its parser says. */
  #scanNumber(): boolean {
    this.#accept('+-');
    const { digits, exponent } = this.#base();
    this.#acceptRun(digits);
    if (this.#accept('.')) this.#acceptRun(digits);
    if (exponent !== '' && this.#accept(exponent)) {
      this.#accept('+-');
      this.#acceptRun('0123456789_');
    }
    this.#accept('i');
    const rune = this.#text.codePointAt(this.#at);
    if (rune === undefined || !isAlphaNumeric(rune)) return true;
    this.#at += rune > 0xffff ? 2 : 1;
    return false;
  }

  #base(): { readonly digits: string; readonly exponent: string } {
    if (this.#accept('0')) {
      if (this.#accept('xX')) return { digits: '0123456789abcdefABCDEF_', exponent: 'pP' };
      if (this.#accept('oO')) return { digits: '01234567_', exponent: '' };
      if (this.#accept('bB')) return { digits: '01_', exponent: '' };
    }
    return { digits: '0123456789_', exponent: 'eE' };
  }

  #accept(valid: string): boolean {
    const character = this.#text[this.#at];
    if (character === undefined || !valid.includes(character)) return false;
    this.#at += 1;
    return true;
  }

  #acceptRun(valid: string): void {
    while (this.#accept(valid));
  }

  #emit(type: TokenType): Token {
    const start = this.#start;
    this.#start = this.#at;
    return { type, text: this.#text.slice(start, this.#at), start };
  }

  #error(message: string): Token {
    return { type: 'error', text: message, start: this.#start };
  }
}

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x09 || unit === 0x0d || unit === 0x0a;

const isAlphaNumeric = (rune: number): boolean => rune === 0x5f || isLetter(rune) || isDigit(rune);

const isDigitAt = (text: string, at: number): boolean => text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39;

const isSign = (character: string | undefined): boolean => character === '+' || character === '-';

const isNumberStart = (character: string): boolean =>
  isSign(character) || character === '.' || (character >= '0' && character <= '9');
