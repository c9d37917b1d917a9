import type { Printer } from './yaml-writer.ts';

/**
 * The order of keys in go-yaml's maps: numbers in a text by their size, letters after everything else; go-yaml 3 has
 * letters first behind a digit. Neither is an order in the strict sense: of `08`, `0x1F` and `1_000` each comes before
 * another, and Helm prints them as chance has it.
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v2/sorter.go
 */
export function naturally(a: string, b: string, printer: Printer): number {
  const parting = partingAt(a, b);
  const [one, other] = [a.charCodeAt(parting), b.charCodeAt(parting)];
  // Most keys part at a letter, or where one of them ends; what stands before it does not matter then.
  if (Number.isNaN(one) || Number.isNaN(other)) return a.length - b.length;
  return isAsciiLetter(one) && isAsciiLetter(other) ? one - other : bySigns(a, b, printer);
}

function partingAt(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

function bySigns(a: string, b: string, printer: Printer): number {
  const left = Array.from(a);
  const right = Array.from(b);
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0 || at >= right.length) return left.length - right.length;
  const [x = '', y = ''] = [left[at], right[at]];
  const [xLetter, yLetter] = [isLetter(x), isLetter(y)];
  const afterDigit = printer === 'pretty' && isDigit(left[at - 1] ?? '');
  if (xLetter !== yLetter) return xLetter === afterDigit ? -1 : 1;
  return (xLetter ? 0 : bySize(left, right, at)) || code(x) - code(y);
}

function bySize(left: readonly string[], right: readonly string[], at: number): number {
  const lead = left[at] === '0' || right[at] === '0' ? leadOf(left, at) : 0n;
  const [x, y] = [numberAt(left, at, lead), numberAt(right, at, lead)];
  if (x.value !== y.value) return x.value < y.value ? -1 : 1;
  return x.end - y.end;
}

/** A zero counts only where a digit that is none stands before it. */
function leadOf(characters: readonly string[], at: number): bigint {
  for (let before = at - 1; before >= 0 && isDigit(characters[before] ?? ''); before -= 1)
    if (characters[before] !== '0') return 1n;
  return 0n;
}

function numberAt(
  characters: readonly string[],
  at: number,
  lead: bigint,
): { readonly value: bigint; readonly end: number } {
  let value = lead;
  let end = at;
  for (; isDigit(characters[end] ?? ''); end += 1)
    value = BigInt.asIntN(64, value * 10n + BigInt(code(characters[end] ?? '') - 0x30));
  return { value, end };
}

const isAsciiLetter = (unit: number): boolean => (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
const isLetter = (character: string): boolean => /^\p{L}$/u.test(character);
const isDigit = (character: string): boolean => /^\p{Nd}$/u.test(character);
const code = (character: string): number => character.codePointAt(0) ?? 0;
