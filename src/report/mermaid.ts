import type { Exposure } from '../exposure/exposure.ts';
import { diagramOf, type Stroke, strokesOf, touches, unchangedStroke } from './diagram.ts';
import { mermaidText } from './mermaid-text.ts';
import type { Report } from './report.ts';
import { type Way, waysOf } from './ways.ts';
import { named } from './words.ts';

/** What diagrams are drawn from. */
export type Drawable = Pick<Report, 'diff' | 'context' | 'findings'>;

/**
 * The diagrams for a comment, without fences: client → entry → Service port → targetPort → workload, what is new with
 * thick arrows, what is closed with dotted ones, unchanged ways next to them thin.
 *
 * A diagram that gets too large is split by namespace and by entry object.
 *
 * @returns at most three diagrams of at most 60 edges, 20,000 characters together, and how many ways are in none
 */
export const mermaidDiagrams = (report: Drawable): Diagrams =>
  packed(report, { diagrams: 3, edges: 60, characters: 20_000 });

export interface Diagrams {
  readonly diagrams: readonly string[];
  readonly omitted: number;
}

/** Everything in one diagram, as far as Mermaid draws it: `maxEdges` is 500 and `maxTextSize` 50,000. */
export function mermaid(report: Drawable): string {
  const { diagrams } = packed(report, { diagrams: 1, edges: 450, characters: 45_000 });
  return diagrams[0] ?? 'flowchart LR\n  N0["no exposure change"]\n';
}

interface Limits {
  readonly diagrams: number;
  /** Of one diagram. */
  readonly edges: number;
  /** Of all diagrams together. */
  readonly characters: number;
}

/** A way with its strokes, which every attempt to fit it in would make anew. */
interface Drawn {
  readonly way: Way;
  readonly strokes: readonly Stroke[];
}

function packed(report: Drawable, limits: Limits): Diagrams {
  const diagrams: Drawn[][] = [];
  const ways = waysOf(report);
  // As good as every way has an edge of its own; trying to place thousands more would take long for nothing.
  const candidates = ways.slice(0, limits.diagrams * limits.edges).map((way) => ({ way, strokes: strokesOf(way) }));
  const omitted = placed(diagrams, candidates, splits, limits);
  return { diagrams: written(diagrams, report.context, limits), omitted: omitted + ways.length - candidates.length };
}

type Split = (ways: readonly Drawn[]) => Iterable<readonly Drawn[]>;

/** What belongs in one picture as long as there is room: a namespace, then an entry object, then a way. */
const splits: readonly Split[] = [
  (ways) => Map.groupBy(ways, ({ way }) => namespaceOf(way)).values(),
  (ways) => Map.groupBy(ways, ({ way }) => named(way.exposures[0].entry.object)).values(),
  (ways) => ways.map((way) => [way]),
];

const namespaceOf = ({ exposures: [{ entry, target }] }: Way): string | undefined =>
  target?.namespace ?? entry.object.namespace;

/** Puts `ways` into `diagrams`, as undivided as possible; gives the number of those that have no room. */
function placed(
  diagrams: Drawn[][],
  ways: readonly Drawn[],
  [split, ...finer]: readonly Split[],
  limits: Limits,
): number {
  if (ways.length === 0 || place(diagrams, ways, limits)) return 0;
  if (split === undefined) return ways.length;
  return Iterator.from(split(ways)).reduce((sum, part) => sum + placed(diagrams, part, finer, limits), 0);
}

function place(diagrams: Drawn[][], ways: readonly Drawn[], limits: Limits): boolean {
  const last = diagrams.at(-1);
  if (last !== undefined && fits(diagrams.slice(0, -1), [...last, ...ways], limits)) last.push(...ways);
  else if (diagrams.length < limits.diagrams && fits(diagrams, ways, limits)) diagrams.push([...ways]);
  else return false;
  return true;
}

function fits(others: readonly (readonly Drawn[])[], ways: readonly Drawn[], limits: Limits): boolean {
  if (ways.length > limits.edges) return false;
  const diagram = diagramOf(allStrokes(ways));
  if (diagram.edges.size > limits.edges) return false;
  return textLength(others) + mermaidText(diagram).length <= limits.characters;
}

const allStrokes = (ways: readonly Drawn[]): readonly Stroke[] => ways.flatMap(({ strokes }) => strokes);

const textLength = (diagrams: readonly (readonly Drawn[])[]): number =>
  diagrams.reduce((sum, ways) => sum + mermaidText(diagramOf(allStrokes(ways))).length, 0);

/** The texts; unchanged neighbours are drawn where there is room left for them. */
function written(
  diagrams: readonly (readonly Drawn[])[],
  context: readonly Exposure[],
  limits: Limits,
): readonly string[] {
  const neighbours = diagrams.length === 0 ? [] : context.map(unchangedStroke);
  const texts: string[] = [];
  for (const [index, ways] of diagrams.entries()) {
    const used = texts.join('').length + textLength(diagrams.slice(index + 1));
    texts.push(withNeighbours(allStrokes(ways), neighbours, { ...limits, characters: limits.characters - used }));
  }
  return texts;
}

function withNeighbours(strokes: readonly Stroke[], neighbours: readonly Stroke[], room: Limits): string {
  const alone = diagramOf(strokes);
  const drawn = [...strokes];
  let text = mermaidText(alone);
  for (const neighbour of neighbours.filter((one) => touches(alone, one)).slice(0, room.edges)) {
    const diagram = diagramOf([...drawn, neighbour]);
    const longer = mermaidText(diagram);
    if (diagram.edges.size > room.edges || longer.length > room.characters) break;
    drawn.push(neighbour);
    text = longer;
  }
  return text;
}
