import { diagramOf, type Stroke } from './diagram.ts';
import { mermaidText } from './mermaid-text.ts';
import { podsOf } from './neighbours.ts';
import type { Way } from './ways.ts';
import { named } from './words.ts';

export interface Limits {
  readonly diagrams: number;
  /** Of one diagram. */
  readonly edges: number;
  /** Of all diagrams together. */
  readonly characters: number;
}

/** What of a way decides where it is drawn. */
export type Drawn = Pick<Way, 'exposures'>;

/** A way with its strokes, which every attempt to fit it in would make anew. */
export interface Piece {
  readonly way: Drawn;
  readonly strokes: readonly Stroke[];
  /** The unchanged ways that belong in the same picture. */
  readonly beside: readonly Stroke[];
}

/** What goes into one diagram. */
export interface Sheet {
  readonly pieces: readonly Piece[];
  /** Of its text, with what stands beside. */
  readonly characters: number;
}

/**
 * As many of `pieces` as have room, from the first on, as undivided as possible: everything in one diagram, else by
 * namespace, by what shares an entry object or pods, by pods, by entry object, and at last way by way.
 */
export function packed(pieces: readonly Piece[], limits: Limits): readonly Sheet[] {
  const possible = pieces.filter((piece) => place([], [piece], limits) !== undefined);
  const { count, sheets } = longestStart(possible, limits);
  return possible.slice(count).reduce((filled, piece) => place(filled, [piece], limits) ?? filled, sheets);
}

/** So many of the first pieces that all of them are placed: a large namespace cannot crowd out what is worse elsewhere. */
function longestStart(pieces: readonly Piece[], limits: Limits): { count: number; sheets: readonly Sheet[] } {
  let [best, tooMany, count] = [{ count: 0, sheets: [] as readonly Sheet[] }, pieces.length + 1, pieces.length];
  while (best.count + 1 < tooMany) {
    const sheets = placed([], pieces.slice(0, count), limits.diagrams === 1 ? [] : splits, limits);
    if (sheets === undefined) tooMany = count;
    else best = { count, sheets };
    count = Math.floor((best.count + tooMany) / 2);
  }
  return best;
}

type Split = (pieces: readonly Piece[]) => readonly (readonly Piece[])[];

const splits: readonly Split[] = [
  (pieces) => connected(pieces, namespacesOf),
  (pieces) => connected(pieces, (way) => [...podsIn(way), entryOf(way)]),
  (pieces) => connected(pieces, podsIn),
  (pieces) => connected(pieces, (way) => [entryOf(way)]),
  (pieces) => pieces.map((piece) => [piece]),
];

const namespacesOf = ({ exposures }: Drawn): readonly string[] =>
  exposures.map(({ entry, target }) => target?.namespace ?? entry.object.namespace ?? '');

const podsIn = ({ exposures }: Drawn): readonly string[] => exposures.flatMap(podsOf);

const entryOf = ({ exposures: [{ units, entry }] }: Drawn): string => JSON.stringify([units, named(entry.object)]);

interface Group {
  readonly keys: Set<string>;
  readonly pieces: Piece[];
}

/** Pieces that have a key in common, or each one with a third, in the order of their first. */
function connected(pieces: readonly Piece[], keysOf: (way: Drawn) => readonly string[]): readonly (readonly Piece[])[] {
  const groups = new Set<Group>();
  for (const piece of pieces) {
    const keys = keysOf(piece.way);
    const related = [...groups].filter((group) => keys.some((key) => group.keys.has(key)));
    const [home = { keys: new Set(), pieces: [] }, ...others] = related;
    for (const other of others) groups.delete(other);
    for (const key of [...keys, ...others.flatMap((other) => [...other.keys])]) home.keys.add(key);
    home.pieces.push(...others.flatMap((other) => other.pieces), piece);
    groups.add(home);
  }
  return [...groups].map((group) => group.pieces);
}

/** Puts all of `pieces` into the sheets, or nothing. */
function placed(
  sheets: readonly Sheet[],
  pieces: readonly Piece[],
  [split, ...finer]: readonly Split[],
  limits: Limits,
): readonly Sheet[] | undefined {
  const whole = place(sheets, pieces, limits);
  if (whole !== undefined || split === undefined) return whole;
  return split(pieces).reduce<readonly Sheet[] | undefined>(
    (filled, part) => filled && placed(filled, part, finer, limits),
    sheets,
  );
}

/** Puts `pieces` together into the first sheet that has room, or into one more. */
function place(sheets: readonly Sheet[], pieces: readonly Piece[], limits: Limits): readonly Sheet[] | undefined {
  const used = sheets.reduce((sum, { characters }) => sum + characters, 0);
  for (const [index, sheet] of [...sheets, empty].slice(0, limits.diagrams).entries()) {
    const room = { ...limits, characters: limits.characters - used + sheet.characters };
    const grown = sheetOf([...sheet.pieces, ...pieces], room);
    if (grown !== undefined) return sheets.toSpliced(index, 1, grown);
  }
  return undefined;
}

const empty: Sheet = { pieces: [], characters: 0 };

function sheetOf(pieces: readonly Piece[], { edges, characters }: Limits): Sheet | undefined {
  if (pieces.length > edges) return undefined;
  const strokes = [...pieces.flatMap((piece) => piece.strokes), ...pieces.flatMap(({ beside }) => beside)];
  // Counted before anything is drawn: most attempts end here.
  if (new Set(strokes.flatMap(({ path }) => path.edges.map(({ key }) => key))).size > edges) return undefined;
  const sheet = { pieces, characters: mermaidText(diagramOf(strokes)).length };
  return sheet.characters > characters ? undefined : sheet;
}
