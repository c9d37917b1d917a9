import { type GoFunction, GoInt, type GoObject, TemplateError, type Value } from '../template/value.ts';
import { fn } from './define.ts';
import { type Civil, civil, type Instant, inZone, local, nanosecondsOf, zeroTime } from './time.ts';
import { formatTime } from './time-format.ts';
import { months, weekdays } from './time-layout.ts';

/** A `time.Time` with the methods that templates can use. */
export function timeObject(instant: Instant): GoObject {
  const object: GoObject = {
    type: 'time.Time',
    field: () => undefined,
    method: (name) => (Object.hasOwn(methods, name) ? methods[name]?.(instant) : undefined),
    print: () => formatTime('2006-01-02 15:04:05.999999999 -0700 MST', instant),
    json: () => formatTime('2006-01-02T15:04:05.999999999Z07:00', instant),
  };
  instants.set(object, instant);
  return object;
}

const instants = new WeakMap<object, Instant>();

/** The instant that a value is; undefined where it is no time. */
export const timeOf = (value: Value): Instant | undefined =>
  typeof value === 'object' && value !== null ? instants.get(value) : undefined;

const methods: Readonly<Record<string, (instant: Instant) => GoFunction>> = {
  Format: (instant) => fn(['string'], (_, layout) => formatTime(String(layout), instant)),
  String: (instant) => fn([], () => timeObject(instant).print?.() ?? ''),
  Unix: counted((instant) => (instant.nanoseconds - nanosecondOf(instant)) / 1_000_000_000n),
  UnixMilli: counted((instant) => floored(instant.nanoseconds, 1_000_000n)),
  UnixMicro: counted((instant) => floored(instant.nanoseconds, 1_000n)),
  UnixNano: counted(({ nanoseconds }) => nanoseconds),
  Year: field((time) => time.year),
  Day: field((time) => time.day),
  Hour: field((time) => time.hour),
  Minute: field((time) => time.minute),
  Second: field((time) => time.second),
  Nanosecond: field((time) => time.nanosecond),
  YearDay: field((time) => time.yearDay),
  Month: (instant) => fn([], () => named('time.Month', civil(instant).month, months[civil(instant).month - 1] ?? '')),
  Weekday: (instant) =>
    fn([], () => named('time.Weekday', civil(instant).weekday, weekdays[civil(instant).weekday] ?? '')),
  UTC: (instant) => fn([], () => timeObject(inZone(instant, local))),
  Local: (instant) => fn([], () => timeObject(inZone(instant, local))),
  IsZero: (instant) => fn([], () => instant.nanoseconds === zeroTime.nanoseconds),
  AddDate: (instant) =>
    fn(['int', 'int', 'int'], (_, years, monthsMore, days) => added(instant, years, monthsMore, days)),
  Before: compared((a, b) => a < b),
  After: compared((a, b) => a > b),
  Equal: compared((a, b) => a === b),
};

function counted(count: (instant: Instant) => bigint): (instant: Instant) => GoFunction {
  return (instant) => fn([], () => new GoInt(count(instant), 'int64'));
}

function field(read: (time: Civil) => number): (instant: Instant) => GoFunction {
  return (instant) => fn([], () => new GoInt(BigInt(read(civil(instant))), 'int'));
}

function compared(tells: (a: bigint, b: bigint) => boolean): (instant: Instant) => GoFunction {
  return ({ nanoseconds }) =>
    fn(['any'], (_, other) => {
      const found = timeOf(other);
      if (found === undefined) throw new TemplateError('wrong type for value; expected time.Time');
      return tells(nanoseconds, found.nanoseconds);
    });
}

const nanosecondOf = (instant: Instant): bigint => BigInt(civil(instant).nanosecond);

const floored = (value: bigint, unit: bigint): bigint => value / unit - (value < 0n && value % unit !== 0n ? 1n : 0n);

const named = (type: string, value: number, name: string): GoObject => ({
  type,
  field: () => undefined,
  method: (method) => (method === 'String' ? fn([], () => name) : undefined),
  print: () => name,
  json: () => new GoInt(BigInt(value), 'int'),
  underlying: () => new GoInt(BigInt(value), 'int'),
});

function added(instant: Instant, years: number, moreMonths: number, days: number): GoObject {
  const { year, month, day, hour, minute, second, nanosecond, offsetSeconds } = civil(instant);
  const moved = nanosecondsOf([year + years, month + moreMonths, day + days], [hour, minute, second, nanosecond]);
  return timeObject({ nanoseconds: moved - BigInt(offsetSeconds) * 1_000_000_000n, zone: instant.zone });
}
