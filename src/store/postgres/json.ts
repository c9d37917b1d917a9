/**
 * As JSON that PostgreSQL takes: its `jsonb` knows neither the character NUL nor halves of a character, and both can stand
 * in a name that somebody gave to something.
 *
 * @see https://www.postgresql.org/docs/current/datatype-json.html
 */
export const jsonb = (value: unknown, replacer: (value: unknown) => unknown = (same) => same): string =>
  JSON.stringify(value, (_key, inner: unknown) => replacer(typeof inner === 'string' ? wellFormed(inner) : inner));

const wellFormed = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
