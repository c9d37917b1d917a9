/**
 * A float64 as Go's `strconv.FormatFloat(value, 'g', -1, 64)` writes it, which is `%v` and what go-yaml prints: 1e+06,
 * 1.5, 1e-05.
 * @see https://pkg.go.dev/strconv#FormatFloat
 */
export const goFloat = (value: number): string => float(value, { from: -4, to: 6 });

/** As `encoding/json` writes it: without an exponent up to 1e21, and `1e-7`. */
export const jsonFloat = (value: number): string => float(value, { from: -6, to: 21 }).replace(/e-0(\d)$/, 'e-$1');

/** Without an exponent, whatever its size. */
export const plainFloat = (value: number): string =>
  float(value, { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });

/** The powers of ten of the first digit that need no exponent: `from` and up to `to`, which is none of them. */
interface WithoutExponent {
  readonly from: number;
  readonly to: number;
}

function float(value: number, { from, to }: WithoutExponent): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const { digits, exponent } = decimal(Math.abs(value));
  return sign + (exponent < from || exponent >= to ? withExponent(digits, exponent) : plain(digits, exponent));
}

/** The fewest digits that are the value, and the power of ten of the first. JavaScript and Go agree on those. */
function decimal(value: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

function withExponent(digits: string, exponent: number): string {
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function plain(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
