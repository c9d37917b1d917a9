/**
 * A text with its `${NAME}` replaced as Flux does it: `${NAME:-default}` and the like, `$$` for a dollar. What Flux could
 * do beyond that, and what it would refuse, is left as it is, a placeholder.
 *
 * @param lookUp the value of a variable, empty where it has none; undefined where nobody can know it from here
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 * @see https://github.com/fluxcd/pkg/blob/main/envsubst/parse/scan.go
 */
export const substitute = (text: string, lookUp: LookUp): string => expanded(text, lookUp, 0);

type LookUp = (name: string) => string | undefined;

/** @param depth of the defaults around the text, in which a dollar is no escape */
function expanded(text: string, lookUp: LookUp, depth: number): string {
  let done = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
    done += text.slice(at, dollar);
    const isExpression = text[dollar + 1] === '{';
    at = isExpression ? closing(text, dollar + 2) : dollar + (text[dollar + 1] === '$' && depth === 0 ? 2 : 1);
    done += isExpression ? expression(text.slice(dollar, at), lookUp, depth) : '$';
  }
  return done + text.slice(at);
}

/** Behind the bracket that closes what begins at `from`; the end where none does. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** Defaults may hold expressions in their turn, but not for ever. */
const maxDepth = 20;

function expression(whole: string, lookUp: LookUp, depth: number): string {
  const [, name = '', operator = '', rest = ''] = form.exec(whole) ?? [];
  if (name === '' || (rest !== '' && !defaults.includes(operator))) return whole;
  const value = lookUp(name);
  const change = changes[operator];
  if (change !== undefined) return value === undefined ? whole : change(value);
  // With or without the colon an empty value counts as none.
  return value || (depth < maxDepth ? expanded(rest, lookUp, depth + 1) : rest);
}

const form = /^\$\{([\p{L}\p{N}_]+)(:[-=?+]|[-=]|\^\^?|,,?)?(.*)\}$/su;

// Flux takes all of these for one another.
const defaults: readonly string[] = [':-', ':=', ':?', ':+', '-', '='];

const changes: Readonly<Record<string, (value: string) => string>> = {
  '': (value) => value,
  '^': (value) => value.slice(0, 1).toUpperCase() + value.slice(1),
  '^^': (value) => value.toUpperCase(),
  ',': (value) => value.slice(0, 1).toLowerCase() + value.slice(1),
  ',,': (value) => value.toLowerCase(),
};
