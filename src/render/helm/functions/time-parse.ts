import { quoteBytes } from './duration.ts';
import { daysIn, fixedZone, type Instant, local, nanosecondsOf, type Zone } from './time.ts';
import { months, partsOf, weekdays } from './time-layout.ts';

/**
 * `time.Parse`, with UTC for a text without a zone.
 * @returns Go's words for what does not fit
 * @see https://github.com/golang/go/blob/go1.23.7/src/time/format.go (parse)
 */
export function parseTime(layout: string, text: string): Instant | string {
  const fields: Fields = {
    year: 0,
    month: 0,
    day: 0,
    yearDay: 0,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    half: '',
    zone: undefined,
  };
  let rest = text;
  const parts = partsOf(layout);
  for (const [index, part] of parts.entries()) {
    const left = part.kind === 'text' ? skipText(part.text, rest) : take(part.text, rest, fields);
    if (left === undefined) return failure(layout, text, rest, part.text);
    if (typeof left !== 'string') return `parsing time ${quoteBytes(text)}: ${left.outOfRange} out of range`;
    rest = isSeconds(part.text) && !isFraction(parts[index + 1]?.text) ? takeFraction(left, fields) : left;
  }
  if (rest !== '') return `parsing time ${quoteBytes(text)}: extra text: ${quoteBytes(rest)}`;
  return instantOf(fields) ?? `parsing time ${quoteBytes(text)}: day out of range`;
}

interface Fields {
  year: number;
  month: number;
  day: number;
  yearDay: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half: 'AM' | 'PM' | '';
  zone: Zone | undefined;
}

interface OutOfRange {
  readonly outOfRange: string;
}

const failure = (layout: string, text: string, rest: string, part: string): string =>
  `parsing time ${quoteBytes(text)} as ${quoteBytes(layout)}: cannot parse ${quoteBytes(rest)} as ${quoteBytes(part)}`;

/** A space of the layout stands for any number of them. */
function skipText(prefix: string, text: string): string | undefined {
  let rest = text;
  for (const [index, character] of Array.from(prefix).entries()) {
    if (character === ' ') {
      if (rest !== '' && !rest.startsWith(' ')) return undefined;
      if (prefix[index + 1] !== ' ') rest = rest.replace(/^ +/, '');
    } else if (rest.startsWith(character)) rest = rest.slice(character.length);
    else return undefined;
  }
  return rest;
}

const isSeconds = (part: string): boolean => part === '5' || part === '05';
const isFraction = (part: string | undefined): boolean => /^[.,](?:0+|9+)$/.test(part ?? '');

function takeFraction(text: string, fields: Fields): string {
  const match = /^[.,](\d+)/.exec(text);
  if (match === null) return text;
  fields.nanosecond = nanoseconds(match[1] ?? '');
  return text.slice(match[0].length);
}

const nanoseconds = (digits: string): number => Number(digits.slice(0, 9).padEnd(9, '0'));

/** What is left of the text behind the value of a standard part; undefined where it does not fit. */
function take(part: string, text: string, fields: Fields): string | OutOfRange | undefined {
  const number = numbers[part];
  if (number !== undefined) return takeNumber(number, text, fields);
  if (part === 'January' || part === 'Jan') return takeName(months, part, text, (at) => (fields.month = at + 1));
  if (part === 'Monday' || part === 'Mon') return takeName(weekdays, part, text, () => 0);
  if (part === 'PM' || part === 'pm') return takeHalf(part, text, fields);
  if (part === 'MST') return takeZoneName(text, fields);
  if (/^[-Z]/.test(part)) return takeOffset(part, text, fields);
  return takeExactFraction(part, text, fields);
}

interface NumberPart {
  readonly pattern: RegExp;
  readonly field: 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second';
  readonly first: number;
  readonly last: number;
  readonly name: string;
}

const oneOrTwo = /^\d\d?/;
const exactlyTwo = /^\d\d/;
const anyDay = { field: 'day', first: 0, last: 99, name: 'day' } as const;
const anyMonth = { field: 'month', first: 1, last: 12, name: 'month' } as const;
const anyMinute = { field: 'minute', first: 0, last: 59, name: 'minute' } as const;
const anySecond = { field: 'second', first: 0, last: 59, name: 'second' } as const;
const halfHour = { field: 'hour', first: 0, last: 12, name: 'hour' } as const;

const numbers: Readonly<Record<string, NumberPart>> = {
  '2006': { pattern: /^\d{4}/, field: 'year', first: 0, last: 9_999, name: 'year' },
  '06': { pattern: exactlyTwo, field: 'year', first: 0, last: 99, name: 'year' },
  '1': { pattern: oneOrTwo, ...anyMonth },
  '01': { pattern: exactlyTwo, ...anyMonth },
  '2': { pattern: oneOrTwo, ...anyDay },
  _2: { pattern: /^ ?\d\d?/, ...anyDay },
  '02': { pattern: exactlyTwo, ...anyDay },
  __2: { pattern: /^ {0,2}\d{1,3}/, field: 'yearDay', first: 1, last: 366, name: 'day-of-year' },
  '002': { pattern: /^\d{3}/, field: 'yearDay', first: 1, last: 366, name: 'day-of-year' },
  '15': { pattern: exactlyTwo, field: 'hour', first: 0, last: 23, name: 'hour' },
  '3': { pattern: oneOrTwo, ...halfHour },
  '03': { pattern: exactlyTwo, ...halfHour },
  '4': { pattern: oneOrTwo, ...anyMinute },
  '04': { pattern: exactlyTwo, ...anyMinute },
  '5': { pattern: oneOrTwo, ...anySecond },
  '05': { pattern: exactlyTwo, ...anySecond },
};

function takeNumber(part: NumberPart, text: string, fields: Fields): string | OutOfRange | undefined {
  const digits = part.pattern.exec(text)?.[0];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  if (value < part.first || value > part.last) return { outOfRange: part.name };
  const isShortYear = part === numbers['06'];
  fields[part.field] = isShortYear ? value + (value >= 69 ? 1_900 : 2_000) : value;
  return text.slice(digits.length);
}

function takeName(
  names: readonly string[],
  part: string,
  text: string,
  found: (at: number) => void,
): string | undefined {
  const short = part.length === 3;
  const at = names.findIndex((name) => text.toLowerCase().startsWith((short ? name.slice(0, 3) : name).toLowerCase()));
  if (at < 0) return undefined;
  found(at);
  return text.slice(short ? 3 : (names[at]?.length ?? 0));
}

function takeHalf(part: string, text: string, fields: Fields): string | undefined {
  const given = text.slice(0, 2);
  if (given !== (part === 'PM' ? given.toUpperCase() : given.toLowerCase())) return undefined;
  const half = given.toUpperCase();
  if (half !== 'AM' && half !== 'PM') return undefined;
  fields.half = half;
  return text.slice(2);
}

function takeZoneName(text: string, fields: Fields): string | undefined {
  const name = /^(?:UTC|ChST|MeST|GMT[-+]\d{1,2}|[-+]\d{2}|[A-Z]{3,4}(?:T)?)/.exec(text)?.[0];
  if (name === undefined) return undefined;
  // The name alone does not tell the offset.
  fields.zone = name === 'UTC' ? local : fixedZone(0, name);
  return text.slice(name.length);
}

function takeOffset(part: string, text: string, fields: Fields): string | OutOfRange | undefined {
  if (part.startsWith('Z') && text.startsWith('Z')) {
    fields.zone = local;
    return text.slice(1);
  }
  const count = part.replaceAll(/\D/g, '').length / 2;
  const pattern = new RegExp(
    `^([-+])${['(\\d\\d)', '(\\d\\d)', '(\\d\\d)'].slice(0, count).join(part.includes(':') ? ':' : '')}`,
  );
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  if (Number(hours) > 24 || Number(minutes) > 60 || Number(seconds) > 60) return { outOfRange: 'time zone offset' };
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  fields.zone = size === 0 ? local : fixedZone(sign === '-' ? -size : size);
  return text.slice(match[0].length);
}

function takeExactFraction(part: string, text: string, fields: Fields): string | undefined {
  if (part[1] === '9') return takeFraction(text, fields);
  const digits = text.slice(1, part.length);
  if (!/^[.,]/.test(text) || digits.length !== part.length - 1 || !/^\d+$/.test(digits)) return undefined;
  fields.nanosecond = nanoseconds(digits);
  return text.slice(part.length);
}

/** Undefined where there is no such day. */
function instantOf(fields: Fields): Instant | undefined {
  const date = dateOf(fields);
  if (date === undefined) return undefined;
  const { half, minute, second, nanosecond, zone = local } = fields;
  const hour =
    half === 'PM' && fields.hour < 12 ? fields.hour + 12 : half === 'AM' && fields.hour === 12 ? 0 : fields.hour;
  const utc = nanosecondsOf(date, [hour, minute, second, nanosecond]);
  return { nanoseconds: utc - BigInt(zone.offsetSeconds(utc)) * 1_000_000_000n, zone };
}

function dateOf({ year, month, day, yearDay }: Fields): readonly [number, number, number] | undefined {
  if (yearDay > 0) return yearDay > 365 && daysIn(year, 2) < 29 ? undefined : [year, 1, yearDay];
  const date = [year, month || 1, day || 1] as const;
  return date[2] > daysIn(date[0], date[1]) ? undefined : date;
}
