import { LimitExceeded } from '../../manifest/limits.ts';
import { say } from '../../model/message.ts';

/**
 * What Calico's selectors say:
 *
 *     or         = and { "||" and }
 *     and        = operation { "&&" operation }
 *     operation  = { "!" } ( "all()" | "global()" | "has(" label ")" | comparison | "(" or ")" )
 *     comparison = label ( "==" | "!=" | "contains" | "starts with" | "ends with" ) string
 *                | label [ "not" ] "in" "{" [ string { "," string } ] "}"
 *
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
 */
export type Expression =
  | { readonly is: 'all' | 'global' }
  | { readonly is: 'label'; readonly key: string; readonly operator: Operator; readonly values: readonly string[] }
  | { readonly is: 'not'; readonly of: Expression }
  | { readonly is: 'and' | 'or'; readonly of: readonly Expression[] };

type Operator = 'In' | 'NotIn' | 'Exists' | 'Contains' | 'StartsWith' | 'EndsWith';

/**
 * Undefined for what Calico does not understand either; the empty text is everything.
 *
 * @throws LimitExceeded where it is longer or deeper than anybody writes
 */
export function parseExpression(text: string): Expression | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  if (tokens.length === 0) return { is: 'all' };
  const found = either(tokens, 0, 0);
  return found?.next === tokens.length ? found.expression : undefined;
}

// Blanks are spaces and tabs, and a text has no escapes, as in Calico's own tokenizer. What follows a label is an
// operator, so that a label may be called `in`.
// https://github.com/projectcalico/calico/blob/v3.29.0/libcalico-go/lib/selector/tokenizer/tokenizer.go
const token =
  /[ \t]*(?:(has\([ \t]*[\w./-]+[ \t]*\))|((?:all|global)\([ \t]*\))|("[^"]*"|'[^']*')|(&&|\|\||==|!=|[(){},!])|([\w./-]+))/y;

const operatorWord = /[ \t]*(contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in)/y;

type Token =
  | { readonly kind: 'has'; readonly text: string }
  | { readonly kind: 'call'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'label'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string };

/** More than these are no selector that somebody wrote. */
const maxTokens = 2_000;

function tokensOf(text: string): readonly Token[] | undefined {
  const out: Token[] = [];
  const whole = text.replace(/[ \t]+$/, '');
  for (let at = 0; at < whole.length; ) {
    const [read, next] = tokenAt(whole, at, out.at(-1)?.kind === 'label');
    if (read === undefined) return undefined;
    if (out.length > maxTokens) throw new LimitExceeded(say`a selector has more than ${maxTokens} words and signs`);
    out.push(read);
    at = next;
  }
  return out;
}

function tokenAt(text: string, at: number, isAfterLabel: boolean): readonly [Token | undefined, number] {
  if (isAfterLabel) {
    operatorWord.lastIndex = at;
    const word = operatorWord.exec(text)?.[1];
    if (word !== undefined) return [{ kind: 'operator', text: word.replace(/[ \t]/g, '') }, operatorWord.lastIndex];
  }
  token.lastIndex = at;
  const [, has, call, string, sign, label] = token.exec(text) ?? [];
  const next = token.lastIndex;
  if (has !== undefined) return [{ kind: 'has', text: has.slice(4, -1).trim() }, next];
  if (call !== undefined) return [{ kind: 'call', text: call.startsWith('all') ? 'all' : 'global' }, next];
  if (string !== undefined) return [{ kind: 'string', text: string.slice(1, -1) }, next];
  if (sign !== undefined) return [{ kind: 'sign', text: sign }, next];
  return [label === undefined ? undefined : { kind: 'label', text: label }, next];
}

/** An expression, and the index of the token behind it. */
type Parsed = { readonly expression: Expression; readonly next: number } | undefined;
type Parser = (tokens: readonly Token[], at: number, depth: number) => Parsed;

const isSign = (one: Token | undefined, text: string): boolean => one?.kind === 'sign' && one.text === text;

const separated =
  (is: 'and' | 'or', sign: string, part: Parser): Parser =>
  (tokens, at, depth) => {
    const of: Expression[] = [];
    for (let from = at; ; ) {
      const one = part(tokens, from, depth);
      if (one === undefined) return undefined;
      of.push(one.expression);
      if (!isSign(tokens[one.next], sign))
        return { expression: of.length === 1 ? one.expression : { is, of }, next: one.next };
      from = one.next + 1;
    }
  };

const each: Parser = separated('and', '&&', (tokens, at, depth) => operation(tokens, at, depth));
const either: Parser = separated('or', '||', each);

/** Deeper ones are refused, so that no text exhausts the stack. */
const maxDepth = 100;

function operation(tokens: readonly Token[], at: number, depth: number): Parsed {
  const first = tokens[at];
  if (first === undefined) return undefined;
  if (depth > maxDepth) throw new LimitExceeded(say`a selector nests deeper than ${maxDepth} levels`);
  if (isSign(first, '!')) {
    const of = operation(tokens, at + 1, depth + 1);
    return of && { expression: { is: 'not', of: of.expression }, next: of.next };
  }
  if (isSign(first, '(')) {
    const inner = either(tokens, at + 1, depth + 1);
    return inner !== undefined && isSign(tokens[inner.next], ')') ? { ...inner, next: inner.next + 1 } : undefined;
  }
  if (first.kind === 'has') return { expression: label(first.text, 'Exists', []), next: at + 1 };
  if (first.kind === 'call') return { expression: { is: first.text === 'all' ? 'all' : 'global' }, next: at + 1 };
  return first.kind === 'label' ? comparison(first.text, tokens, at + 1) : undefined;
}

const label = (key: string, operator: Operator, values: readonly string[]): Expression => ({
  is: 'label',
  key,
  operator,
  values,
});

const ofOne: Readonly<Record<string, Operator>> = {
  '==': 'In',
  '!=': 'NotIn',
  contains: 'Contains',
  startswith: 'StartsWith',
  endswith: 'EndsWith',
};
const ofMany: Readonly<Record<string, Operator>> = { in: 'In', notin: 'NotIn' };

function comparison(key: string, tokens: readonly Token[], at: number): Parsed {
  const [sign, value] = [tokens[at], tokens[at + 1]];
  if (sign === undefined || (sign.kind !== 'sign' && sign.kind !== 'operator')) return undefined;
  const [one, many] = [ofOne[sign.text], ofMany[sign.text]];
  if (one !== undefined)
    return value?.kind === 'string' ? { expression: label(key, one, [value.text]), next: at + 2 } : undefined;
  const set = many === undefined ? undefined : setAt(tokens, at + 1);
  return many === undefined || set === undefined
    ? undefined
    : { expression: label(key, many, set.values), next: set.next };
}

function setAt(
  tokens: readonly Token[],
  at: number,
): { readonly values: readonly string[]; readonly next: number } | undefined {
  if (!isSign(tokens[at], '{')) return undefined;
  if (isSign(tokens[at + 1], '}')) return { values: [], next: at + 2 };
  const values: string[] = [];
  for (let from = at + 1; ; from += 2) {
    const [value, sign] = [tokens[from], tokens[from + 1]];
    if (value?.kind !== 'string') return undefined;
    values.push(value.text);
    if (isSign(sign, '}')) return { values, next: from + 2 };
    if (!isSign(sign, ',')) return undefined;
  }
}
