import type { Exposure } from '../exposure/exposure.ts';
import type { Side } from '../model/gap.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { type Position, withCauses } from '../model/source.ts';
import { type Diagram, isSomething, type Stroke, strokesOf, unchangedStroke } from './diagram.ts';
import { nodeAnchor } from './svg.ts';
import type { Way } from './ways.ts';
import { pathWords } from './words.ts';

/** A way in as somebody follows it who does not see the diagram. */
export interface WaySteps {
  readonly title: Message;
  /** More than one where there is a before and an after. */
  readonly strokes: readonly StrokeSteps[];
  readonly places: readonly { readonly at: Position; readonly side: Side }[];
}

interface StrokeSteps {
  /** What became of it. */
  readonly note?: Message;
  readonly stops: readonly Stop[];
}

interface Stop {
  readonly label: Message;
  /** The id of its node in the first diagram that shows the whole path. */
  readonly anchor: string | undefined;
  /** What stands on the edge that leaves it. */
  readonly leaving: Message | undefined;
}

export function waySteps(ways: readonly Way[], diagrams: readonly Diagram[]): readonly WaySteps[] {
  const stepsOf = stepsIn(diagrams);
  const strokes = strokesOf(ways);
  return ways.map((way) => ({
    title: say`${literal(way.state)}: ${joined(pathWords(way.exposures[0]), ' → ')}`,
    strokes: (strokes.get(way) ?? []).map((stroke) => ({ note: literal('as it was'), ...stepsOf(stroke) })),
    places: placesOf(way.exposures, way.state === 'closed' ? 'base' : 'head'),
  }));
}

/** The same for ways of which nothing is told but that they are there. */
export function surfaceSteps(exposures: readonly Exposure[], diagrams: readonly Diagram[]): readonly WaySteps[] {
  const stepsOf = stepsIn(diagrams);
  return exposures.map((exposure) => ({
    title: joined(pathWords(exposure), ' → '),
    strokes: [stepsOf(unchangedStroke(exposure))],
    places: placesOf([exposure], 'head'),
  }));
}

function stepsIn(diagrams: readonly Diagram[]): (stroke: Stroke) => StrokeSteps {
  const anchors = diagrams.map(
    ({ nodes }, diagram) => new Map([...nodes.keys()].map((key, index) => [key, nodeAnchor(diagram, index)])),
  );
  return (stroke) => {
    const at = diagrams.findIndex(({ edges }) => stroke.path.edges.every(({ key }) => edges.has(key)));
    return { ...(stroke.note && { note: stroke.note }), stops: stopsOf(stroke, anchors[at]) };
  };
}

const stopsOf = (
  { path: { nodes, edges } }: Stroke,
  anchors: ReadonlyMap<string, string> | undefined,
): readonly Stop[] =>
  nodes.map(([key, { label }]) => {
    const leaving = edges.find(({ from }) => from === key)?.label;
    return {
      label,
      anchor: anchors?.get(key),
      leaving: leaving !== undefined && isSomething(leaving) ? leaving : undefined,
    };
  });

/** Each line once. */
function placesOf(exposures: readonly Exposure[], side: Side): WaySteps['places'] {
  const places = withCauses(exposures.flatMap(({ at, because }) => [at, ...because]));
  const different = new Map(places.map((at) => [JSON.stringify([at.path, at.line]), at]));
  return [...different.values()].slice(0, 20).map((at) => ({ at, side }));
}
