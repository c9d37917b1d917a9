import { dump } from 'js-yaml';

/**
 * JSON values as YAML, each as js-yaml's `dump` writes it.
 *
 * `dump` asks for each text anew how it may be written, and most keys and values recur from object to object: all of them
 * are written once. What else depends on its place is left to `dump` with all around it.
 */
export function yamlTexts(values: readonly unknown[]): readonly string[] {
  const scalars = new Set<unknown>();
  const own = values.map((value) => isCollection(value) && gather(value, scalars));
  const known = scalarTexts(scalars);
  return values.map((value, index) => (own[index] ? `${block(value, '\n', known).slice(1)}\n` : dump(value, options)));
}

/** Texts like `yes` and `010` are quoted: what reads YAML 1.1, as kubectl does, would take them for something else. */
const options = { noRefs: true, lineWidth: -1 };

type Collection = Readonly<Record<string, unknown>> | readonly unknown[];

/** A collection in block style, which an empty one is not. */
const isCollection = (value: unknown): value is Collection =>
  Array.isArray(value)
    ? value.length > 0
    : typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/**
 * Takes the scalars of a value together.
 * @returns false where one of them is written in another way at another place, or is none that a set tells from others
 */
function gather(value: unknown, into: Set<unknown>): boolean {
  if (Array.isArray(value)) return value.every((item) => gather(item, into));
  if (typeof value === 'object' && value !== null)
    return gatherEntries(value as Readonly<Record<string, unknown>>, into);
  into.add(value);
  // Empty lines at the end count, and end the document where nothing follows them.
  return typeof value === 'string' ? value !== '\n' && !value.endsWith('\n\n') : !Object.is(value, -0);
}

function gatherEntries(map: Readonly<Record<string, unknown>>, into: Set<unknown>): boolean {
  return Object.keys(map).every((key) => {
    into.add(key);
    return !needsMark(key) && gather(map[key], into);
  });
}

/** Whether a question mark stands before a key. */
const needsMark = (key: string): boolean => key.length > 1024 || key.includes('\n');

/** Each scalar as an item of a list; those of several lines are indented by two. */
function scalarTexts(scalars: ReadonlySet<unknown>): ReadonlyMap<unknown, string> {
  const [long, short] = [[...scalars].filter(isLong), [...scalars].filter((scalar) => !isLong(scalar))];
  const lines = dump(short, options).split('\n');
  return new Map([
    ...short.map((scalar, index) => [scalar, lines[index]?.slice('- '.length) ?? ''] as const),
    ...long.map((scalar) => [scalar, dump([scalar], options).slice('- '.length, -1)] as const),
  ]);
}

const isLong = (scalar: unknown): boolean => typeof scalar === 'string' && scalar.includes('\n');

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
