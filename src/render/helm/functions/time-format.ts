import { NotSupported } from '../template/value.ts';
import { type Civil, civil, type Instant } from './time.ts';
import { months, partsOf, weekdays } from './time-layout.ts';

/** `Time.Format`. */
export function formatTime(layout: string, instant: Instant): string {
  const time = civil(instant);
  return partsOf(layout)
    .map(({ kind, text }) => (kind === 'text' ? text : standardText(text, time)))
    .join('');
}

function standardText(part: string, time: Civil): string {
  const write = writers[part];
  if (write !== undefined) return write(time);
  if (part.startsWith('-')) return offsetText(part, time.offsetSeconds);
  if (part.startsWith('Z')) return time.offsetSeconds === 0 ? 'Z' : offsetText(part, time.offsetSeconds);
  return fraction(part, time.nanosecond);
}

const two = (value: number): string => String(value).padStart(2, '0');
const twelve = (hour: number): number => hour % 12 || 12;

const writers: Readonly<Record<string, (time: Civil) => string>> = {
  '2006': ({ year }) => (year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0')),
  '06': ({ year }) => two(Math.abs(year % 100)),
  January: ({ month }) => months[month - 1] ?? '',
  Jan: ({ month }) => (months[month - 1] ?? '').slice(0, 3),
  '1': ({ month }) => String(month),
  '01': ({ month }) => two(month),
  Monday: ({ weekday }) => weekdays[weekday] ?? '',
  Mon: ({ weekday }) => (weekdays[weekday] ?? '').slice(0, 3),
  '2': ({ day }) => String(day),
  _2: ({ day }) => String(day).padStart(2),
  '02': ({ day }) => two(day),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  '002': ({ yearDay }) => String(yearDay).padStart(3, '0'),
  '15': ({ hour }) => two(hour),
  '3': ({ hour }) => String(twelve(hour)),
  '03': ({ hour }) => two(twelve(hour)),
  '4': ({ minute }) => String(minute),
  '04': ({ minute }) => two(minute),
  '5': ({ second }) => String(second),
  '05': ({ second }) => two(second),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
  MST: ({ zone, offsetSeconds }) => (zone ?? unnamed(offsetSeconds)) || offsetText('-0700', offsetSeconds),
};

/** Zones of the database have names that the platform does not tell. */
function unnamed(offsetSeconds: number): string {
  if (offsetSeconds === 0) return 'UTC';
  throw new NotSupported('the abbreviation of a time zone');
}

function offsetText(part: string, offsetSeconds: number): string {
  const size = Math.abs(offsetSeconds);
  const separator = part.includes(':') ? ':' : '';
  const fields = [Math.floor(size / 3_600), Math.floor(size / 60) % 60, size % 60];
  const count = part.replaceAll(/\D/g, '').length / 2;
  return (offsetSeconds < 0 ? '-' : '+') + fields.slice(0, count).map(two).join(separator);
}

/** `.000` has as many digits as it says, `.999` as many as count. */
function fraction(part: string, nanosecond: number): string {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .slice(0, part.length - 1)
    .padEnd(part.length - 1, '0');
  if (part[1] === '0') return part.slice(0, 1) + digits;
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : part.slice(0, 1) + kept;
}
