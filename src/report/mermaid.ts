import type { Exposure } from '../exposure/exposure.ts';
import { type Diagram, diagramOf, type EdgeState, type Stroke, strokesOf, unchangedStroke } from './diagram.ts';
import { mermaidText } from './mermaid-text.ts';
import { nearnessTo, podsOf } from './neighbours.ts';
import { type Limits, type Piece, packed, type Sheet } from './packing.ts';
import type { Report } from './report.ts';
import type { Surface } from './surface.ts';
import { waysOf } from './ways.ts';

/** What diagrams are drawn from. */
export type Drawable = Pick<Report, 'diff' | 'context' | 'findings'>;

/**
 * The diagrams for a comment: client → entry → Service port → targetPort → workload, every way in the look of what
 * became of it, unchanged ways next to them thin.
 *
 * A diagram that gets too large is split by namespace, pods and entry object. Ways to the same pods stay together, those
 * that are unchanged too, as long as nothing that changed has to go for them.
 *
 * @returns at most three diagrams of at most 60 edges, 20,000 characters together, and how many ways are in none
 */
export const mermaidDiagrams = (report: Drawable): Diagrams =>
  drawn(report, { diagrams: 3, edges: 60, characters: 20_000 });

export interface Diagrams {
  readonly diagrams: readonly MermaidDiagram[];
  /** The ways that have no room in any of them. */
  readonly omitted: number;
}

export interface MermaidDiagram {
  /** Without a fence; ends with a line break. */
  readonly text: string;
  readonly diagram: Diagram;
  /** How many ways that changed it shows. */
  readonly ways: number;
  /** What a legend has to explain. */
  readonly states: ReadonlySet<EdgeState>;
}

/** As much in a diagram as Mermaid draws: its `maxEdges` is 500 and its `maxTextSize` 50,000. */
const asMermaidDraws: Limits = { diagrams: 1, edges: 450, characters: 45_000 };

/** Every way that changed, in as few diagrams as Mermaid can draw. */
export const wholeDiagrams = (report: Drawable): Diagrams => sheetBySheet(piecesOf(report), report, asMermaidDraws);

/** Every way that changed, in so many diagrams of so many edges at most. */
export const diagramsOf = (report: Drawable, { edges, diagrams }: Pick<Limits, 'edges' | 'diagrams'>): Diagrams =>
  sheetBySheet(piecesOf(report), report, { ...asMermaidDraws, edges }, diagrams);

/** Every way in of one side, none of which is told apart. */
export const surfaceDiagrams = (
  { exposures }: Pick<Surface, 'exposures'>,
  { edges, diagrams }: Partial<Pick<Limits, 'edges' | 'diagrams'>> = {},
): Diagrams =>
  sheetBySheet(
    exposures.map(unchangedPiece),
    { context: [] },
    { ...asMermaidDraws, edges: edges ?? asMermaidDraws.edges },
    diagrams,
  );

const unchangedPiece = (exposure: Exposure): Piece => ({
  way: { exposures: [exposure] },
  strokes: [unchangedStroke(exposure)],
  beside: [],
});

/** One after the other, each as full as it gets; what has no room in one of its own is in none. */
function sheetBySheet(
  pieces: readonly Piece[],
  { context }: Pick<Report, 'context'>,
  limits: Limits,
  most = Number.POSITIVE_INFINITY,
): Diagrams {
  const neighbours = context.map(neighbourOf);
  const diagrams: MermaidDiagram[] = [];
  let rest = pieces;
  while (rest.length > 0 && diagrams.length < most) {
    const sheets = sheetsOf(rest, neighbours, limits);
    const shown = new Set(sheets.flatMap((sheet) => sheet.pieces.map(({ way }) => way)));
    if (shown.size === 0) break;
    diagrams.push(...written(sheets, neighbours, limits));
    rest = rest.filter(({ way }) => !shown.has(way));
  }
  return { diagrams, omitted: rest.length };
}

function drawn(report: Drawable, limits: Limits): Diagrams {
  const neighbours = report.context.map(neighbourOf);
  const pieces = piecesOf(report);
  const sheets = sheetsOf(pieces, neighbours, limits);
  const shown = sheets.reduce((sum, sheet) => sum + sheet.pieces.length, 0);
  return { diagrams: written(sheets, neighbours, limits), omitted: pieces.length - shown };
}

interface Neighbour {
  readonly exposure: Exposure;
  readonly stroke: Stroke;
}

const neighbourOf = (exposure: Exposure): Neighbour => ({ exposure, stroke: unchangedStroke(exposure) });

const piecesOf = (report: Drawable): readonly Piece[] =>
  [...strokesOf(waysOf(report))].map(([way, strokes]) => ({ way, strokes, beside: [] }));

function sheetsOf(pieces: readonly Piece[], context: readonly Neighbour[], limits: Limits): readonly Sheet[] {
  const atPods = groupedByPods(context);
  // As good as every way has an edge of its own; trying to place thousands more would take long for nothing.
  const candidates = pieces.slice(0, limits.diagrams * limits.edges).map((piece) => {
    const beside = new Set(piece.way.exposures.flatMap(podsOf).flatMap((pods) => atPods.get(pods) ?? []));
    return { ...piece, beside: [...beside].slice(0, limits.edges) };
  });
  const together = packed(candidates, limits);
  const isWhole = together.reduce((sum, sheet) => sum + sheet.pieces.length, 0) === pieces.length;
  return isWhole ? together : packed(candidates.map(alone), limits);
}

const alone = (piece: Piece): Piece => ({ ...piece, beside: [] });

function groupedByPods(context: readonly Neighbour[]): ReadonlyMap<string, readonly Stroke[]> {
  const placed = context.flatMap(({ exposure, stroke }) => podsOf(exposure).map((pods) => ({ pods, stroke })));
  const groups = Map.groupBy(placed, ({ pods }) => pods);
  return new Map([...groups].map(([pods, ones]) => [pods, ones.map(({ stroke }) => stroke)]));
}

/** The texts; unchanged neighbours are drawn where there is room left for them, each beside what it is nearest to. */
function written(sheets: readonly Sheet[], context: readonly Neighbour[], limits: Limits): readonly MermaidDiagram[] {
  const neighbours = nearestFirst(sheets, context);
  const diagrams: MermaidDiagram[] = [];
  for (const [index, { pieces }] of sheets.entries()) {
    const others = [
      ...diagrams.map(({ text }) => text.length),
      ...sheets.slice(index + 1).map((one) => one.characters),
    ];
    const characters = others.reduce((room, length) => room - length, limits.characters);
    const strokes = pieces.flatMap((one) => one.strokes);
    const diagram = withNeighbours(strokes, neighbours.get(index) ?? [], { ...limits, characters });
    diagrams.push({ text: mermaidText(diagram), diagram, ways: pieces.length, states: statesOf(diagram) });
  }
  return diagrams;
}

/** The strokes of the neighbours by the number of the sheet that they are nearest to. */
function nearestFirst(sheets: readonly Sheet[], context: readonly Neighbour[]): ReadonlyMap<number, readonly Stroke[]> {
  const rankIn = sheets.map(({ pieces }) => nearnessTo(pieces.map(({ way }) => way)));
  const ranked = context.map(({ exposure, stroke }) => {
    const ranks = rankIn.map((rank) => rank(exposure));
    const rank = Math.min(...ranks);
    return { stroke, rank, sheet: ranks.indexOf(rank) };
  });
  const near = ranked.filter(({ rank }) => rank < Number.POSITIVE_INFINITY).toSorted((a, b) => a.rank - b.rank);
  const bySheet = Map.groupBy(near, ({ sheet }) => sheet);
  return new Map([...bySheet].map(([sheet, ones]) => [sheet, ones.map(({ stroke }) => stroke)]));
}

function withNeighbours(strokes: readonly Stroke[], neighbours: readonly Stroke[], room: Limits): Diagram {
  const drawn = [...strokes];
  let diagram = diagramOf(drawn);
  // As good as every one has an edge of its own.
  for (const neighbour of neighbours.slice(0, room.edges)) {
    const larger = diagramOf([...drawn, neighbour]);
    if (larger.edges.size > room.edges || mermaidText(larger).length > room.characters) continue;
    drawn.push(neighbour);
    diagram = larger;
  }
  return diagram;
}

const statesOf = ({ edges }: Diagram): ReadonlySet<EdgeState> => new Set([...edges.values()].map(({ state }) => state));
