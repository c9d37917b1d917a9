import { isObject } from '../template/go-type.ts';
import { GoInt, type GoObject, isText, TemplateError, type Value } from '../template/value.ts';
import { parseInt64, typeOf } from './cast.ts';
import { type Family, fn } from './define.ts';
import { durationProblem, durationText, parseDuration, roundToSecond } from './duration.ts';
import { fixedNow, type Instant, inZone, local, zeroTime, zoneNamed } from './time.ts';
import { formatTime } from './time-format.ts';
import { timeObject, timeOf } from './time-object.ts';
import { parseTime } from './time-parse.ts';

/**
 * Dates. It is always the same instant here, see `fixedNow`, and the local zone is UTC.
 * @see https://github.com/Masterminds/sprig/blob/v3.3.0/date.go
 */
export const dates: Family = {
  now: fn([], () => timeObject(fixedNow)),
  date: fn(['string', 'any'], (_, layout, date) => formatTime(String(layout), inZone(instantOf(date), local))),
  ...named(['dateInZone', 'date_in_zone'], (layout, date, zone) => dateInZone(layout, date, zone)),
  htmlDate: fn(['any'], (_, date) => formatTime('2006-01-02', inZone(instantOf(date), local))),
  htmlDateInZone: fn(['any', 'string'], (_, date, zone) => dateInZone('2006-01-02', date, String(zone))),
  ...modifying(['dateModify', 'date_modify'], (date) => date),
  ...modifying(['mustDateModify', 'must_date_modify'], (_, text) => {
    throw new TemplateError(durationProblem(text));
  }),
  toDate: fn(['string', 'string'], (_, layout, text) => {
    const found = parseTime(String(layout), String(text));
    return timeObject(typeof found === 'string' ? zeroTime : found);
  }),
  mustToDate: fn(['string', 'string'], (_, layout, text) => {
    const found = parseTime(String(layout), String(text));
    if (typeof found === 'string') throw new TemplateError(found);
    return timeObject(found);
  }),
  unixEpoch: fn(['any'], (_, date) => (checked(date).nanoseconds / second - before1970(checked(date))).toString()),
  ago: fn(['any'], (_, date) => durationText(roundToSecond(fixedNow.nanoseconds - instantOf(date).nanoseconds))),
  duration: fn(['any'], (_, seconds) => durationText(BigInt.asIntN(64, secondsOf(seconds) * second))),
  durationRound: fn(['any'], (_, duration) => rounded(nanosecondsOf(duration))),
};

const second = 1_000_000_000n;

/** Go's seconds are rounded down, BigInt's towards zero. */
const before1970 = ({ nanoseconds }: Instant): bigint => (nanoseconds < 0n && nanoseconds % second !== 0n ? 1n : 0n);

function named(names: readonly string[], call: (layout: string, date: Value, zone: string) => Value): Family {
  const made = fn(['string', 'any', 'string'], (_, layout, date, zone) => call(String(layout), date, String(zone)));
  return Object.fromEntries(names.map((name) => [name, made]));
}

function modifying(names: readonly string[], otherwise: (date: GoObject, text: string) => Value): Family {
  const made = fn(['string', 'any'], (_, text, date) => {
    const { nanoseconds, zone } = checked(date);
    const more = parseDuration(String(text));
    if (more === undefined) return otherwise(timeObject({ nanoseconds, zone }), String(text));
    return timeObject({ nanoseconds: nanoseconds + more, zone });
  });
  return Object.fromEntries(names.map((name) => [name, made]));
}

const dateInZone = (layout: string, date: Value, zone: string): string =>
  formatTime(layout, inZone(instantOf(date), zoneNamed(zone) ?? local));

/** A time, or the seconds since 1970; whatever else it is, sprig takes the present. */
function instantOf(value: Value): Instant {
  if (value instanceof GoInt && ['int', 'int32', 'int64'].includes(value.kind))
    return { nanoseconds: value.value * second, zone: local };
  return timeOf(value) ?? fixedNow;
}

function checked(value: Value): Instant {
  const found = timeOf(value);
  if (found === undefined) throw new TemplateError(`wrong type for value; expected time.Time; got ${typeOf(value)}`);
  return found;
}

function secondsOf(value: Value): bigint {
  if (isText(value)) return parseInt64(String(value), 10) ?? 0n;
  return value instanceof GoInt && value.kind === 'int64' ? value.value : 0n;
}

function nanosecondsOf(value: Value): bigint {
  if (isText(value)) return parseDuration(String(value)) ?? 0n;
  if (value instanceof GoInt && value.kind === 'int64') return value.value;
  const time = isObject(value) ? timeOf(value) : undefined;
  return time === undefined ? 0n : fixedNow.nanoseconds - time.nanoseconds;
}

/** In the largest unit that it has more than one of. */
function rounded(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const unit = units.find(([, length]) => size > length);
  return unit === undefined ? '0s' : `${size / unit[1]}${unit[0]}`;
}

const units = [
  ['y', 365n * 24n * 3_600n * second],
  ['mo', 30n * 24n * 3_600n * second],
  ['d', 24n * 3_600n * second],
  ['h', 3_600n * second],
  ['m', 60n * second],
  ['s', second],
] as const;
