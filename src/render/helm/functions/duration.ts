import { bytesOf } from '../template/bytes.ts';

/**
 * `time.ParseDuration`: `1h15m30.5s`, in nanoseconds; undefined for what is none.
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: string): bigint | undefined {
  const [, sign, rest = ''] = /^([-+]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0n;
  if (rest.length > 100 || !/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined;
  let sum = 0n;
  for (const [, whole = '', part = '', unit = ''] of rest.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const length = lengths[unit] ?? 0n;
    sum += BigInt(whole || '0') * length + (BigInt(part || '0') * length) / 10n ** BigInt(part.length);
  }
  if (sum > 2n ** 63n - (sign === '-' ? 0n : 1n)) return undefined;
  return sign === '-' ? -sum : sum;
}

const lengths: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** What Go says of a text that is no duration. */
export function durationProblem(text: string): string {
  const rest = text.replace(/^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*/, '');
  const [, unit] = /^(?:\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest) ?? [];
  if (unit === undefined) return `time: invalid duration ${quoteBytes(text)}`;
  if (unit === '') return `time: missing unit in duration ${quoteBytes(text)}`;
  return `time: unknown unit ${quoteBytes(unit)} in duration ${quoteBytes(text)}`;
}

/** As Go's package `time` quotes, which does not know Unicode. */
export function quoteBytes(text: string): string {
  const escaped = Array.from(bytesOf(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte < 0x20 || byte >= 0x80 ? `\\x${byte.toString(16).padStart(2, '0')}` : character;
  });
  return `"${escaped.join('')}"`;
}

/** `Duration.String`: hours, minutes and seconds; less than a second in a unit of its own. */
export function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const sign = nanoseconds < 0n ? '-' : '';
  const unit = (['ns', 'µs', 'ms'] as const)[size < 1_000n ? 0 : size < 1_000_000n ? 1 : 2];
  if (size < 1_000_000_000n) return `${sign}${decimal(size, lengths[unit] ?? 1n)}${unit}`;
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return sign + seconds;
  return minutes < 60n ? `${sign}${minutes}m${seconds}` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const part = (value % unit)
    .toString()
    .padStart(unit.toString().length - 1, '0')
    .replace(/0+$/, '');
  return part === '' ? (value / unit).toString() : `${value / unit}.${part}`;
}

/** `Duration.Round(time.Second)`: halves away from zero. */
export function roundToSecond(nanoseconds: bigint): bigint {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rounded = ((size + 500_000_000n) / 1_000_000_000n) * 1_000_000_000n;
  return nanoseconds < 0n ? -rounded : rounded;
}
