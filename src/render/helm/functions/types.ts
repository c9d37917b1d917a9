import { deepEqual, kindOf, typeOf } from './cast.ts';
import { type Family, fn } from './define.ts';

/** @see https://github.com/Masterminds/sprig/blob/v3.3.0/reflect.go */
export const types: Family = {
  typeOf: fn(['any'], (_, value) => typeOf(value)),
  typeIs: fn(['string', 'any'], (_, name, value) => typeOf(value) === String(name)),
  typeIsLike: fn(['string', 'any'], (_, name, value) => [String(name), `*${String(name)}`].includes(typeOf(value))),
  kindOf: fn(['any'], (_, value) => kindOf(value)),
  kindIs: fn(['string', 'any'], (_, name, value) => kindOf(value) === String(name)),
  deepEqual: fn(['any', 'any'], (context, a, b) => deepEqual(context, a, b)),
};
