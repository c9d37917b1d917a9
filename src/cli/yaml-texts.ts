import { dump } from 'js-yaml';

/**
 * JSON values as YAML, each as js-yaml's `dump` writes it.
 *
 * `dump` asks for each text anew how it may be written, and most keys and values recur from object to object: all of them
 * are written once. What else depends on its place is left to `dump` with all around it.
 */
export function yamlTexts(values: readonly unknown[]): readonly string[] {
  const own = values.map((value) => isCollection(value) && !hasPlaced(value));
  const known = scalarTexts(values.filter((_, index) => own[index]));
  return values.map((value, index) => (own[index] ? `${block(value, '\n', known).slice(1)}\n` : dump(value, options)));
}

/** Texts like `yes` and `010` are quoted: what reads YAML 1.1, as kubectl does, would take them for something else. */
const options = { noRefs: true, lineWidth: -1 };

type Collection = Readonly<Record<string, unknown>> | readonly unknown[];

/** A collection in block style, which an empty one is not. */
const isCollection = (value: unknown): value is Collection =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** Whether a scalar in it is written in another way at another place, or is none that a set tells from others. */
function hasPlaced(value: unknown): boolean {
  // Whose empty lines at the end count ends the document where nothing follows it.
  if (typeof value === 'string') return value === '\n' || value.endsWith('\n\n');
  if (typeof value !== 'object' || value === null) return Object.is(value, -0);
  if (Array.isArray(value)) return value.some(hasPlaced);
  return Object.entries(value).some(([key, inner]) => needsMark(key) || hasPlaced(inner));
}

/** Whether a question mark stands before a key. */
const needsMark = (key: string): boolean => key.length > 1024 || key.includes('\n');

/** Each scalar as an item of a list; those of several lines are indented by two. */
function scalarTexts(values: readonly unknown[]): ReadonlyMap<unknown, string> {
  const scalars = new Set<unknown>();
  for (const value of values) gather(value, scalars);
  const [long, short] = [[...scalars].filter(isLong), [...scalars].filter((scalar) => !isLong(scalar))];
  const lines = dump(short, options).split('\n');
  return new Map([
    ...short.map((scalar, index) => [scalar, lines[index]?.slice('- '.length) ?? ''] as const),
    ...long.map((scalar) => [scalar, dump([scalar], options).slice('- '.length, -1)] as const),
  ]);
}

const isLong = (scalar: unknown): boolean => typeof scalar === 'string' && scalar.includes('\n');

function gather(value: unknown, into: Set<unknown>): void {
  if (typeof value !== 'object' || value === null) into.add(value);
  else if (Array.isArray(value)) for (const item of value) gather(item, into);
  else
    for (const [key, inner] of Object.entries(value)) {
      into.add(key);
      gather(inner, into);
    }
}

/** @param start a line break and the indent of its lines, the first one's too */
function block(value: unknown, start: string, known: ReadonlyMap<unknown, string>): string {
  let out = '';
  if (Array.isArray(value))
    // A collection begins on the line of its dash.
    for (const item of value)
      out += isCollection(item)
        ? `${start}- ${block(item, `${start}  `, known).slice(start.length + 2)}`
        : `${start}- ${scalar(item, start, known)}`;
  else
    for (const [key, inner] of Object.entries(value as object))
      out += isCollection(inner)
        ? `${start}${known.get(key)}:${block(inner, `${start}  `, known)}`
        : `${start}${known.get(key)}: ${scalar(inner, start, known)}`;
  return out;
}

/** The lines of a block, but empty ones, go as far in as the collection that it is in. */
const scalar = (value: unknown, start: string, known: ReadonlyMap<unknown, string>): string =>
  known.get(value)?.replaceAll(/\n(?!\n)/g, start) ?? (Array.isArray(value) ? '[]' : '{}');
