import { LimitExceeded } from '../../manifest/limits.ts';
import { say } from '../../model/message.ts';

/** A rule of Traefik as it is written: ``Host(`a`) && !PathPrefix(`/x`)``. */
export type Match =
  | { readonly is: 'all' | 'any'; readonly parts: readonly Match[] }
  | { readonly is: 'not'; readonly part: Match }
  | { readonly is: 'matcher'; readonly name: string; readonly values: readonly string[] };

/** Nobody writes longer or deeper ones by hand. */
const [maxLength, maxDepth] = [10_000, 50];

/**
 * The rule in its parts; undefined where it is none. Throws LimitExceeded where it is longer or deeper than is read. Traefik reads it as an expression of Go: `!` before `&&` before
 * `||`, texts in backticks or in double quotes.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/
 */
export function parseMatch(text: string): Match | undefined {
  if (text.length > maxLength) throw new LimitExceeded(say`a rule has ${text.length} characters`);
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const cursor = { tokens, next: 0 };
  const match = either(cursor, 0);
  return cursor.next === tokens.length ? match : undefined;
}

/** The text that reads as the same rule. */
export function printMatch(match: Match): string {
  if (match.is === 'matcher') return `${match.name}(${match.values.map(quoted).join(', ')})`;
  if (match.is === 'not') return `!${enclosed(match.part)}`;
  return match.parts.map(enclosed).join(match.is === 'all' ? ' && ' : ' || ');
}

const enclosed = (match: Match): string =>
  match.is === 'all' || match.is === 'any' ? `(${printMatch(match)})` : printMatch(match);

const quoted = (value: string): string => (value.includes('`') ? JSON.stringify(value) : `\`${value}\``);

type Token = { readonly is: 'sign' | 'name' | 'text'; readonly value: string };

const token = /\s*(?:(&&|\|\||[!(),])|([A-Za-z]\w*)|`([^`]*)`|("(?:[^"\\\n]|\\.)*"))\s*/y;

function tokensOf(text: string): readonly Token[] | undefined {
  const found: Token[] = [];
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const next = tokenOf(token.exec(text));
    if (next === undefined) return undefined;
    found.push(next);
  }
  return found;
}

function tokenOf(found: RegExpExecArray | null): Token | undefined {
  const [, sign, name, raw, escaped] = found ?? [];
  if (sign !== undefined) return { is: 'sign', value: sign };
  if (name !== undefined) return { is: 'name', value: name };
  const value = raw ?? unescaped(escaped);
  return value === undefined ? undefined : { is: 'text', value };
}

/** The escapes that Go and JSON share. */
function unescaped(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as string);
  } catch {
    // What JSON does not know is no text of ours.
    return undefined;
  }
}

interface Cursor {
  readonly tokens: readonly Token[];
  next: number;
}

const either = (cursor: Cursor, depth: number): Match | undefined =>
  chain(cursor, '||', 'any', () => chain(cursor, '&&', 'all', () => single(cursor, depth)));

/** One part, or several with the sign between them. */
function chain(cursor: Cursor, sign: string, is: 'all' | 'any', read: () => Match | undefined): Match | undefined {
  const parts: Match[] = [];
  do {
    const part = read();
    if (part === undefined) return undefined;
    parts.push(part);
  } while (takes(cursor, sign));
  return parts.length === 1 ? parts[0] : { is, parts };
}

function single(cursor: Cursor, depth: number): Match | undefined {
  if (depth > maxDepth) throw new LimitExceeded(say`a rule nests deeper than ${maxDepth} levels`);
  if (takes(cursor, '!')) {
    const part = single(cursor, depth + 1);
    return part && { is: 'not', part };
  }
  if (!takes(cursor, '(')) return matcher(cursor);
  const inner = either(cursor, depth + 1);
  return takes(cursor, ')') ? inner : undefined;
}

function matcher(cursor: Cursor): Match | undefined {
  const name = cursor.tokens[cursor.next];
  if (name?.is !== 'name') return undefined;
  cursor.next += 1;
  const values = takes(cursor, '(') ? valuesOf(cursor) : undefined;
  return values && { is: 'matcher', name: name.value, values };
}

/** The texts up to the closing parenthesis. */
function valuesOf(cursor: Cursor): readonly string[] | undefined {
  const values: string[] = [];
  while (!takes(cursor, ')')) {
    const text = cursor.tokens[cursor.next];
    if (text?.is !== 'text' || (values.length > 0 && cursor.tokens[cursor.next - 1]?.value !== ',')) return undefined;
    values.push(text.value);
    cursor.next += 1;
    if (!takes(cursor, ',') && cursor.tokens[cursor.next]?.value !== ')') return undefined;
  }
  return values;
}

function takes(cursor: Cursor, sign: string): boolean {
  const next = cursor.tokens[cursor.next];
  if (next?.is !== 'sign' || next.value !== sign) return false;
  cursor.next += 1;
  return true;
}
