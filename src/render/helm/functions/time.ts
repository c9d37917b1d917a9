/** A moment, and the zone that it is told in. */
export interface Instant {
  /** Since 1970. */
  readonly nanoseconds: bigint;
  readonly zone: Zone;
}

export interface Zone {
  /** As `MST` prints it; empty where there is none but the offset, undefined where nobody tells it here. */
  readonly name: string | undefined;
  /** East of UTC. */
  offsetSeconds(nanoseconds: bigint): number;
}

export const local: Zone = { name: 'UTC', offsetSeconds: () => 0 };

/**
 * What `now` gives: one instant, so that a render depends on its files alone. Nothing that opens a way in depends on the
 * hour at which Helm runs.
 */
export const fixedNow: Instant = { nanoseconds: BigInt(Date.UTC(2025, 0, 1)) * 1_000_000n, zone: local };

/** `time.Time{}`, which JavaScript's own `Date.UTC` would put into the last century. */
export const zeroTime: Instant = { nanoseconds: BigInt(new Date(0).setUTCFullYear(1, 0, 1)) * 1_000_000n, zone: local };

export const inZone = ({ nanoseconds }: Instant, zone: Zone): Instant => ({ nanoseconds, zone });

export const fixedZone = (offset: number, name = ''): Zone => ({ name, offsetSeconds: () => offset });

/** A zone of the IANA database; undefined where there is none of that name. */
export function zoneNamed(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return local;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return { name: undefined, offsetSeconds: (nanoseconds) => offsetOf(format, nanoseconds) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function offsetOf(format: Intl.DateTimeFormat, nanoseconds: bigint): number {
  const parts = format.formatToParts(Number(nanoseconds / 1_000_000n));
  const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '', hours = '0', minutes = '0', seconds = '0'] =
    /^GMT([-+])(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text) ?? [];
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -size : size;
}

/** The calendar and the clock at an instant, in its zone. */
export interface Civil {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** From 0, Sunday. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
  readonly offsetSeconds: number;
  readonly zone: string | undefined;
}

export function civil({ nanoseconds, zone }: Instant): Civil {
  const offsetSeconds = zone.offsetSeconds(nanoseconds);
  const moved = nanoseconds + BigInt(offsetSeconds) * 1_000_000_000n;
  const nanosecond = Number(((moved % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n);
  const date = new Date(Number((moved - BigInt(nanosecond)) / 1_000_000n));
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond,
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - startOfYear(year)) / 86_400_000) + 1,
    offsetSeconds,
    zone: zone.name,
  };
}

const startOfYear = (year: number): number => new Date(0).setUTCFullYear(year, 0, 1);

/** The nanoseconds since 1970 of a date and a clock in UTC; what is too much goes on in the next unit. */
export function nanosecondsOf(
  [year, month, day]: readonly [number, number, number],
  [hour, minute, second, nanosecond]: readonly [number, number, number, number] = [0, 0, 0, 0],
): bigint {
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  const seconds = hour * 3_600 + minute * 60 + second;
  return BigInt(midnight) * 1_000_000n + BigInt(seconds) * 1_000_000_000n + BigInt(nanosecond);
}

/** Days of a month, which counts from 1. */
export const daysIn = (year: number, month: number): number =>
  new Date(new Date(0).setUTCFullYear(year, month, 0)).getUTCDate();
