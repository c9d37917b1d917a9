import { joined, type Message, plain } from '../model/message.ts';
import { type Diagram, type DiagramEdge, type DiagramNode, isSomething } from './diagram.ts';
import { edgeLooks } from './edge-looks.ts';
import { type Html, html } from './html-template.ts';
import { layoutOf, type Place } from './layout.ts';
import { shortened, visible } from './visible.ts';

/** Pixels. */
const box = { width: 200, line: 17, padding: 10, caption: 16 } as const;
const between = 130;
const margin = 16;

/** Characters; boxes and the room between them are as wide as these are with some to spare. */
const fits = { node: 25, edge: 20 } as const;
const maxLines = { node: 5, edge: 3 } as const;

/** The id of a node in the page, for whatever leads to it. */
export const nodeAnchor = (diagram: number, index: number): string => `diagram-${diagram + 1}-${index + 1}`;

/**
 * A diagram as an image of its own: the same nodes and edges as Mermaid draws, from left to right. What a label has no
 * room for is told whole in its title; no script, no style but that of the page.
 */
export function svgOf({ nodes, edges }: Diagram, number: number): Html {
  const drawn = [...nodes].map(([key, node], index) => ({
    key,
    node,
    id: nodeAnchor(number, index),
    lines: wrapped(node.label, 'node'),
  }));
  const heights = new Map(drawn.map(({ key, lines }) => [key, heightOf(lines.length)]));
  const all = [...edges.values()];
  const layout = layoutOf({ heights, edges: all });
  const width = layout.columns * box.width + (layout.columns - 1) * between + 2 * margin;
  const height = layout.height + 2 * margin;
  const gone = new Set(drawn.map(({ key }) => key).filter((key) => isGone(key, all)));
  return html`<svg role="img" aria-labelledby="diagram-${number + 1}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title id="diagram-${number + 1}">Diagram ${number + 1}: ${all.length} connections from clients to workloads; the paths below say the same in words</title>
${all.map((edge, index) => edgeSvg(edge, [layout.places.get(edge.from), ...(layout.bends[index] ?? []), layout.places.get(edge.to)], all))}
${drawn.map(({ key, node, id, lines }) => nodeSvg(node, { id, lines, place: layout.places.get(key), isGone: gone.has(key) }))}
</svg>
`;
}

const heightOf = (lines: number): number => lines * box.line + box.caption + 2 * box.padding;

const isGone = (key: string, edges: readonly DiagramEdge[]): boolean =>
  edges.filter(({ from, to }) => from === key || to === key).every(({ state }) => state === 'closed');

/** Said in words, so that nobody needs to know a shape. */
const captions: Record<DiagramNode['part'], string> = {
  client: 'client',
  lb: 'load balancer',
  'external-ip': 'external IP',
  tunnel: 'tunnel',
  'dev-mapping': 'port mapping',
  'node-port': 'node port',
  'host-port': 'host port',
  'host-network': 'host network',
  'http-route': 'route',
  'l4-route': 'route',
  listener: 'listener',
  service: 'service',
  workload: 'workload',
  nowhere: 'end',
};

interface NodePlace {
  readonly id: string;
  readonly lines: readonly string[];
  readonly place: Place | undefined;
  readonly isGone: boolean;
}

function nodeSvg(
  { part, label }: DiagramNode,
  { id, lines, place = { column: 0, y: 0 }, isGone: gone }: NodePlace,
): Html {
  const height = heightOf(lines.length);
  const [x, top] = [leftOf(place), topOf(place) - height / 2];
  const radius = part === 'client' ? height / 2 : part === 'workload' ? 10 : 0;
  const dashes = gone || part === 'nowhere' ? html` stroke-dasharray="5 5"` : undefined;
  const text = lines.map(
    (line, index) =>
      html`<tspan x="${x + box.width / 2}" y="${top + box.padding + box.caption + (index + 0.75) * box.line}">${line}</tspan>`,
  );
  return html`<g id="${id}" class="node"><title>${captions[part]}: ${whole(label)}</title>
<rect x="${x}" y="${top}" width="${box.width}" height="${height}" rx="${radius}"${dashes}></rect>
<text class="caption" x="${x + box.width / 2}" y="${top + box.padding + box.caption * 0.6}">${captions[part]}</text>
<text>${text}</text></g>
`;
}

const leftOf = ({ column }: Place): number => margin + column * (box.width + between);
const topOf = ({ y }: Place): number => margin + y;

/** Two corners of a line that runs through the places, from the right side of the first box to the left one of the last. */
function edgeSvg(edge: DiagramEdge, places: readonly (Place | undefined)[], all: readonly DiagramEdge[]): Html {
  const points = pointsOf(places.filter((place) => place !== undefined));
  const look = attributesOf(edge);
  const [end = { x: 0, y: 0 }, before = end] = points.toReversed();
  const note = joined([joined([...edge.notes.values()], ', '), edge.label].filter(isSomething), ' ');
  const head = edge.isCrossed
    ? html`<path d="M${end.x - 12} ${end.y - 6}l10 12m0 -12l-10 12" fill="none" stroke="${look.color}" stroke-width="3"></path>`
    : html`<path d="M${end.x} ${end.y}l-10 -5v10z" fill="${look.color}"></path>`;
  const line = html`<path d="M${[...points.slice(0, -1), { x: end.x - 9, y: end.y }].map(({ x, y }) => `${round(x)} ${round(y)}`).join('L')}" fill="none" stroke="${look.color}" stroke-width="${look.width}"${look.dashes}></path>`;
  const [start = before, next = end] = points;
  // Where many edges leave one box their labels stand where they have parted.
  const fansOut = all.filter(({ from }) => from === edge.from).length >= all.filter(({ to }) => to === edge.to).length;
  const at = fansOut ? along(start, next, 0.6) : along(before, end, 0.4);
  return html`<g class="edge">${line}${head}${isSomething(note) ? labelSvg(note, at) : undefined}</g>
`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const pointsOf = (places: readonly Place[]): readonly Point[] =>
  places.flatMap((place, index) => [
    ...(index === 0 ? [] : [{ x: leftOf(place), y: topOf(place) }]),
    ...(index === places.length - 1 ? [] : [{ x: leftOf(place) + box.width, y: topOf(place) }]),
  ]);

const along = (from: Point, to: Point, part: number): Point => ({
  x: from.x + (to.x - from.x) * part,
  y: from.y + (to.y - from.y) * part,
});

const round = (value: number): number => Math.round(value * 10) / 10;

/** What `edge-looks.ts` has for Mermaid, in attributes: the page's policy knows no style but its own. */
function attributesOf({ state }: DiagramEdge): { color: string; width: number; dashes: Html | undefined } {
  const words = new Map(
    edgeLooks[state].stroke.split(',').map((one) => one.split(':') as [string, string | undefined]),
  );
  const dashes = words.get('stroke-dasharray');
  return {
    color: words.get('stroke') ?? '#7d8590',
    width: Number.parseInt(words.get('stroke-width') ?? '1', 10),
    dashes: dashes === undefined ? undefined : html` stroke-dasharray="${dashes}"`,
  };
}

function labelSvg(note: Message, { x, y }: Point): Html {
  const lines = wrapped(note, 'edge');
  const first = y - ((lines.length - 1) * 13) / 2 + 4;
  return html`<text class="note"><title>${whole(note)}</title>${lines.map((line, index) => html`<tspan x="${round(x)}" y="${round(first + index * 13)}">${line}</tspan>`)}</text>`;
}

const whole = (message: Message): string => shortened(visible(shortened(plain(message), 2_000)), 2_000);

/** The words of a label in lines that fit, the last one cut where there are too many. */
function wrapped(message: Message, kind: 'node' | 'edge'): readonly string[] {
  const lines: string[] = [];
  for (const piece of piecesOf(whole(message), fits[kind])) {
    const last = lines.at(-1);
    if (last !== undefined && pointsIn(last).length + pointsIn(piece).length < fits[kind])
      lines[lines.length - 1] = last + piece;
    else lines.push(piece.trimStart());
  }
  if (lines.length <= maxLines[kind]) return lines;
  return [
    ...lines.slice(0, maxLines[kind] - 1),
    `${pointsIn(lines[maxLines[kind] - 1] ?? '')
      .slice(0, fits[kind] - 1)
      .join('')}…`,
  ];
}

/** Words with the space before them, and what is too long for a line in parts; names part after a mark. */
const piecesOf = (text: string, most: number): readonly string[] =>
  (text.match(/ ?[^ /.:-]*[/.:-]*/gu) ?? []).flatMap((word) => {
    const points = pointsIn(word);
    return Array.from({ length: Math.ceil(points.length / most) }, (_, index) =>
      points.slice(index * most, (index + 1) * most).join(''),
    );
  });

/** Code points: nothing that a name may hold is more than one of them wide. */
const pointsIn = (text: string): readonly string[] => Array.from(text);
