import type { Exposure } from '../exposure/exposure.ts';
import { diagramOf, touches } from './diagram.ts';
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

function packed(report: Drawable, limits: Limits): Diagrams {
  const diagrams: Way[][] = [];
  const ways = waysOf(report);
  // Every way has an edge of its own, as good as always; trying to place thousands more would take long for nothing.
  const candidates = ways.slice(0, limits.diagrams * limits.edges);
  let omitted = ways.length - candidates.length;
  for (const group of groupsOf(candidates)) {
    for (const chunk of fitsAnywhere(diagrams, group, limits) ? [group] : group.map((way) => [way])) {
      if (!place(diagrams, chunk, limits)) omitted += chunk.length;
    }
  }
  return { diagrams: written(diagrams, report.context, limits), omitted };
}

/** Ways that belong in one picture: of one namespace, then of one entry object. */
function groupsOf(ways: readonly Way[]): readonly (readonly Way[])[] {
  const namespaces = Map.groupBy(
    ways,
    ({ exposures: [{ entry, target }] }) => target?.namespace ?? entry.object.namespace,
  );
  return [...namespaces.values()].flatMap((group) => [
    ...Map.groupBy(group, ({ exposures: [{ entry }] }) => named(entry.object)).values(),
  ]);
}

const fitsAnywhere = (diagrams: readonly (readonly Way[])[], group: readonly Way[], limits: Limits): boolean =>
  (diagrams.length < limits.diagrams && fits(diagrams, group, limits)) || fitsInLast(diagrams, group, limits);

const fitsInLast = (diagrams: readonly (readonly Way[])[], group: readonly Way[], limits: Limits): boolean =>
  diagrams.length > 0 && fits(diagrams.slice(0, -1), [...(diagrams.at(-1) ?? []), ...group], limits);

function place(diagrams: Way[][], chunk: readonly Way[], limits: Limits): boolean {
  if (fitsInLast(diagrams, chunk, limits)) diagrams.at(-1)?.push(...chunk);
  else if (diagrams.length < limits.diagrams && fits(diagrams, chunk, limits)) diagrams.push([...chunk]);
  else return false;
  return true;
}

function fits(others: readonly (readonly Way[])[], ways: readonly Way[], limits: Limits): boolean {
  // Each way has at least two edges of its own or shares them; drawing far more than can fit is for nothing.
  if (ways.length > limits.edges) return false;
  const diagram = diagramOf(ways, []);
  if (diagram.edges.size > limits.edges) return false;
  const used = others.reduce((sum, other) => sum + mermaidText(diagramOf(other, [])).length, 0);
  return used + mermaidText(diagram).length <= limits.characters;
}

/** The texts; unchanged neighbours are drawn where there is room left for them. */
function written(
  diagrams: readonly (readonly Way[])[],
  context: readonly Exposure[],
  limits: Limits,
): readonly string[] {
  const texts = diagrams.map((ways) => mermaidText(diagramOf(ways, [])));
  for (const [index, ways] of diagrams.entries()) {
    const others = texts.reduce((sum, text, other) => (other === index ? sum : sum + text.length), 0);
    texts[index] = withContext(ways, context, { edges: limits.edges, characters: limits.characters - others });
  }
  return texts;
}

function withContext(ways: readonly Way[], context: readonly Exposure[], room: Omit<Limits, 'diagrams'>): string {
  const alone = diagramOf(ways, []);
  let text = mermaidText(alone);
  const drawn: Exposure[] = [];
  for (const exposure of context.filter((neighbour) => touches(alone, neighbour)).slice(0, room.edges)) {
    const diagram = diagramOf(ways, [...drawn, exposure]);
    const longer = mermaidText(diagram);
    if (diagram.edges.size > room.edges || longer.length > room.characters) break;
    drawn.push(exposure);
    text = longer;
  }
  return text;
}
