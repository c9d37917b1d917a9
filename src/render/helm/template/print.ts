import { noFlags } from './flags.ts';
import type { Evaluated } from './go-type.ts';
import { printed, type Spend } from './printer.ts';
import { isText, type Value } from './value.ts';

/** A value as `%v` and a `{{ . }}` print it. */
export const printValue = (value: Evaluated, spend: Spend): string =>
  typeof value === 'string' ? value : printed(value, 'v', noFlags, spend);

/** `fmt.Sprint`: spaces between two that are no strings. */
export function sprint(values: readonly Value[], spend: Spend): string {
  return values
    .map((value, index) => {
      const before = values[index - 1];
      const isApart = before !== undefined && !isText(before) && !isText(value);
      return (isApart ? ' ' : '') + printValue(value, spend);
    })
    .join('');
}

/** `fmt.Sprintln`: spaces between all, and a line break at the end. */
export const sprintln = (values: readonly Value[], spend: Spend): string =>
  `${values.map((value) => printValue(value, spend)).join(' ')}\n`;
