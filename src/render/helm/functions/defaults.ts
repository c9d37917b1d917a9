import { isEmpty } from './cast.ts';
import { type Family, fn, variadic } from './define.ts';

/** @see https://github.com/Masterminds/sprig/blob/v3.3.0/defaults.go */
export const defaults: Family = {
  default: variadic(['any'], 'any', (_, [given = null], otherwise) => (isEmpty(given) ? otherwise : given)),
  empty: fn(['any'], (_, value) => isEmpty(value)),
  coalesce: variadic([], 'any', (_, values) => values.find((value) => !isEmpty(value)) ?? null),
  all: variadic([], 'any', (_, values) => values.every((value) => !isEmpty(value))),
  any: variadic([], 'any', (_, values) => values.some((value) => !isEmpty(value))),
  ternary: fn(['any', 'any', 'bool'], (_, yes, no, condition) => (condition ? yes : no)),
};
