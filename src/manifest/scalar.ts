import type { Scalar } from './node.ts';

/**
 * A plain scalar as go-yaml resolves it without a type in mind, which is how kubectl and Kustomize read every value:
 * YAML 1.1's booleans and octals, no base 60, dates stay text. A float may be infinite or NaN, which JSON cannot say.
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v2/resolve.go
 */
export function goYamlScalar(text: string): Scalar {
  switch (hints[text.charCodeAt(0)]) {
    case 'word': {
      const value = words.get(text);
      return value === undefined ? text : value;
    }
    case 'number':
      return number(text);
    case 'point':
      return words.get(text) ?? float(text, pointFloat) ?? text;
    default:
      return text === '' ? null : text;
  }
}

/** The value of a scalar that carries a tag, or undefined where go-yaml refuses to read the text as that. */
export function taggedScalar(tag: string, text: string): Scalar | undefined {
  switch (tag) {
    case 'bool':
      return ofType(text, (value) => typeof value === 'boolean');
    case 'int':
      return ofType(text, (value) => typeof value === 'bigint' || (typeof value === 'number' && !isFloat(text)));
    case 'float':
      return ofType(text, (value) => typeof value === 'number' || typeof value === 'bigint');
    case 'null':
      return ofType(text, (value) => value === null);
    case 'binary':
      return decodedBase64(text);
    default:
      // A tag that go-yaml does not know leaves the text as it stands, even where it looks like a number.
      return text;
  }
}

/**
 * The key that JSON gets for a key that is no string.
 * @returns undefined for null, which no JSON object can have as a key
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/yaml.go (convertToJSONableObject)
 */
export function keyText(value: Scalar, text: string): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'number' && isFloat(text) ? goFloat32(value) : String(value);
}

type Hint = 'word' | 'number' | 'point';

/** What the first character leaves possible; most texts are done here. */
const hints: readonly (Hint | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const first = String.fromCharCode(code);
  if ('yYnNtTfFoO~'.includes(first)) return 'word';
  if ('+-0123456789'.includes(first)) return 'number';
  return first === '.' ? 'point' : undefined;
});

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const pointFloat = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const anyFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))$/;

function number(text: string): Scalar {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  return wholeNumber(plain) ?? float(plain, anyFloat) ?? words.get(text) ?? text;
}

/** An integer of 64 bits, signed or not; undefined for other texts and for larger ones, which may still be floats. */
function wholeNumber(plain: string): number | bigint | undefined {
  const match = integer.exec(plain);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  if (decimal !== undefined && decimal.length < 16) return Number(plain) + 0;
  if ((hex ?? binary ?? octal ?? decimal ?? '').length > 70) return undefined;
  const magnitude = BigInt(prefixed(hex, binary, octal, decimal));
  if (sign === '-') return magnitude > 2n ** 63n ? undefined : exact(-magnitude);
  if (magnitude < 2n ** 63n) return exact(magnitude);
  // Past int64 only an unsigned number without a sign is read, and arrives in JSON as a float.
  return sign === '' && magnitude < 2n ** 64n ? Number(magnitude) : undefined;
}

function prefixed(
  hex: string | undefined,
  binary: string | undefined,
  octal: string | undefined,
  decimal = '0',
): string {
  if (hex !== undefined) return `0x${hex}`;
  if (binary !== undefined) return `0b${binary}`;
  return octal === undefined ? decimal : `0o${octal}`;
}

const exact = (value: bigint): number | bigint =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;

/** A float that fits; out of range is no number to Go, so `1e400` stays text. */
function float(text: string, pattern: RegExp): number | undefined {
  if (!pattern.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a text that is a number is a float to go-yaml, not an integer. */
const isFloat = (text: string): boolean => wholeNumber(text.replaceAll('_', '')) === undefined;

function ofType(text: string, accepts: (value: Scalar) => boolean): Scalar | undefined {
  const value = goYamlScalar(text);
  return accepts(value) ? value : undefined;
}

/** Standard base64 with line breaks allowed, as UTF-8; undefined where it is not that. */
export function decodedBase64(text: string): string | undefined {
  const compact = text.replaceAll(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  const bytes = Uint8Array.from(atob(compact), (character) => character.charCodeAt(0));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/**
 * `strconv.FormatFloat(value, 'g', -1, 32)`: the shortest digits that a 32-bit float keeps, with an exponent of at least
 * two digits below 1e-4 and from 1e+06 up.
 */
function goFloat32(value: number): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return '.nan';
  if (!Number.isFinite(rounded)) return rounded > 0 ? '.inf' : '-.inf';
  const [mantissa = '', power = ''] = shortest(rounded).split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return Object.is(rounded, -0) ? '-0' : String(Number(`${mantissa}e${power}`));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** The fewest digits that still are this 32-bit float, as `d.ddde±x`; nine are always enough. */
function shortest(value: number): string {
  for (let digits = 0; digits < 8; digits += 1) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential(8);
}
