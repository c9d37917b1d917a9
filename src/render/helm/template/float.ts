/** How `strconv.FormatFloat` writes a float64: `e`, `f`, `g` (`G`, `E` in capitals), `b` or `x` (`X`). */
export type FloatForm = 'e' | 'E' | 'f' | 'g' | 'G' | 'b' | 'x' | 'X';

/**
 * `strconv.FormatFloat(value, form, precision, 64)`. Without a precision, the fewest digits that give the same number again.
 * @see https://pkg.go.dev/strconv#FormatFloat
 */
export function formatFloat(value: number, form: FloatForm, precision?: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + unsigned(Math.abs(value), form, precision);
}

function unsigned(value: number, form: FloatForm, precision: number | undefined): string {
  switch (form) {
    case 'b':
      return binary(value);
    case 'x':
    case 'X':
      return hexadecimal(value, form, precision);
    case 'f':
      return fixed(precision === undefined ? shortest(value) : roundedTo(value, precision), precision);
    case 'e':
    case 'E':
      return scientific(rounded(value, precision === undefined ? undefined : precision + 1), form, precision);
    default:
      return general(value, form, precision);
  }
}

/** 0.digits × 10^point, as Go's decimal is. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

// JavaScript and Go agree on the shortest digits.
function shortest(value: number): Decimal {
  if (value === 0) return { digits: '0', point: 1 };
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

const rounded = (value: number, significant: number | undefined): Decimal =>
  significant === undefined ? shortest(value) : significantDigits(value, significant);

function significantDigits(value: number, count: number): Decimal {
  if (value === 0) return { digits: '0', point: 1 };
  const { point } = shortest(value);
  const found = roundedTo(value, count - point);
  // The shortest digits can be one power of ten off from the exact ones: 9.5 is two digits long, and 10 to one.
  return { digits: found.digits.slice(0, Math.max(count, 1)), point: found.point };
}

/** Rounded, half to even, behind so many decimal places (before the point where there are fewer than none). */
function roundedTo(value: number, places: number): Decimal {
  const { mantissa, exponent } = parts(value);
  // No float64 has more decimal places than this.
  const kept = Math.min(places, 1100);
  const numerator = mantissa * 2n ** BigInt(Math.max(exponent, 0)) * 10n ** BigInt(Math.max(kept, 0));
  const denominator = 2n ** BigInt(Math.max(-exponent, 0)) * 10n ** BigInt(Math.max(-kept, 0));
  const digits = halfToEven(numerator, denominator).toString();
  return { digits, point: digits === '0' ? 1 : digits.length - kept };
}

function halfToEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && whole % 2n === 1n);
  return up ? whole + 1n : whole;
}

/** value = mantissa × 2^exponent */
function parts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  if (exponent === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction | (1n << 52n), exponent: exponent - 1075 };
}

function fixed({ digits, point }: Decimal, precision: number | undefined): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const places = precision ?? Math.max(digits.length - point, 0);
  if (places === 0) return whole;
  return `${whole}.${(digits === '0' ? '' : fraction).slice(0, places).padEnd(places, '0')}`;
}

function scientific({ digits, point }: Decimal, form: 'e' | 'E', precision: number | undefined): string {
  const places = precision ?? digits.length - 1;
  const fraction = places > 0 ? `.${digits.slice(1, places + 1).padEnd(places, '0')}` : '';
  const exponent = point - 1;
  const sign = exponent < 0 ? '-' : '+';
  return `${digits[0]}${fraction}${form}${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function general(value: number, form: 'g' | 'G', precision: number | undefined): string {
  const significant = precision === 0 ? 1 : precision;
  const decimal = withoutZeros(rounded(value, significant));
  const exponent = decimal.point - 1;
  if (exponent < -4 || exponent >= exponentFrom(decimal, significant))
    return scientific(decimal, form === 'g' ? 'e' : 'E', undefined);
  return fixed(decimal, undefined);
}

/** From which power of ten on there is an exponent. */
function exponentFrom({ digits, point }: Decimal, significant: number | undefined): number {
  if (significant === undefined) return 6;
  return significant > digits.length && digits.length >= point ? digits.length : significant;
}

function withoutZeros({ digits, point }: Decimal): Decimal {
  let end = digits.length;
  while (end > 1 && digits[end - 1] === '0') end -= 1;
  return { digits: digits.slice(0, end), point };
}

function binary(value: number): string {
  const { mantissa, exponent } = parts(value);
  return `${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function hexadecimal(value: number, form: 'x' | 'X', precision: number | undefined): string {
  let { mantissa, exponent } = parts(value);
  // One bit before the point, 52 behind it.
  while (mantissa !== 0n && mantissa < 1n << 52n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  exponent = mantissa === 0n ? 0 : exponent + 52;
  if (precision !== undefined && precision < 13) {
    const dropped = 4n * BigInt(13 - precision);
    mantissa = halfToEven(mantissa, 1n << dropped) << dropped;
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const all = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const digits = precision === undefined ? all.replace(/0+$/, '') : all.slice(0, precision).padEnd(precision, '0');
  const sign = exponent < 0 ? '-' : '+';
  const written = `0x${mantissa >> 52n}${digits === '' ? '' : `.${digits}`}p${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  return form === 'X' ? written.toUpperCase() : written;
}
