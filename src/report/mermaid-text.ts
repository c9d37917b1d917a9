import { joined, type Message, plain } from '../model/message.ts';
import {
  type Diagram,
  type DiagramEdge,
  type DiagramNode,
  type EdgeState,
  edgeStates,
  isSomething,
} from './diagram.ts';
import { edgeLooks } from './edge-looks.ts';
import { mermaidLabel } from './mermaid-label.ts';

/**
 * A diagram as a Mermaid flowchart. One statement a line by construction: nothing but generated ids and quoted labels
 * stands where a manifest's text could be.
 */
export function mermaidText({ nodes, edges }: Diagram): string {
  const drawn = [...nodes].map(([key, node], index) => ({ id: nodeId(index), key, node }));
  const ids = new Map(drawn.map(({ key, id }) => [key, id]));
  const boxes = boxesOf(drawn);
  const boxed = new Set(boxes.flatMap(({ members }) => members));
  const lines = [
    'flowchart LR',
    ...drawn.filter((one) => !isInCluster(one)).map(({ id, node }) => `  ${id}${shapeOf(node, node.label)}`),
    '  subgraph CLUSTER["Kubernetes cluster"]',
    ...drawn
      .filter((one) => isInCluster(one) && !boxed.has(one))
      .map(({ id, node }) => `    ${id}${shapeOf(node, node.label)}`),
    ...boxes.flatMap(boxLines),
    '  end',
    ...[...edges.values()].map((edge) => `  ${ids.get(edge.from)} ${arrowOf(edge)} ${ids.get(edge.to)}`),
    ...linkLines(edges),
    ...classLines(drawn, boxes, edges),
  ];
  return `${lines.join('\n')}\n`;
}

// Upper case with a prefix: `o` and `x` after an arrow are edge shapes, `end` and `default` are words of Mermaid.
// https://mermaid.js.org/syntax/flowchart.html#new-arrow-types
const nodeId = (index: number): string => `N${index.toString(36).toUpperCase()}`;

interface DrawnNode {
  readonly id: string;
  readonly key: string;
  readonly node: DiagramNode;
}

/** The pods of a workload of which several ports are drawn. */
interface Box {
  readonly id: string;
  readonly workload: Message;
  readonly members: readonly DrawnNode[];
}

function boxesOf(drawn: readonly DrawnNode[]): readonly Box[] {
  const ports = drawn.flatMap((one) => (one.node.pods === undefined ? [] : [{ one, of: one.node.pods.workload }]));
  return [...Map.groupBy(ports, ({ of }) => plain(of)).values()]
    .filter((group) => group.length > 1)
    .flatMap(([first, ...others], index) =>
      first === undefined
        ? []
        : [{ id: `P${index}`, workload: first.of, members: [first, ...others].map(({ one }) => one) }],
    );
}

const boxLines = ({ id, workload, members }: Box): readonly string[] => [
  `    subgraph ${id}[${mermaidLabel(workload)}]`,
  ...members.map(({ id: member, node }) => `      ${member}${shapeOf(node, node.pods?.port ?? node.label)}`),
  '    end',
];

interface Part {
  readonly open: string;
  readonly close: string;
  readonly inCluster: boolean;
}

/** Each kind of entry has a shape of its own. https://mermaid.js.org/syntax/flowchart.html#node-shapes */
const parts: Record<DiagramNode['part'], Part> = {
  client: { open: '([', close: '])', inCluster: false },
  lb: { open: '[[', close: ']]', inCluster: false },
  'external-ip': { open: '[[', close: ']]', inCluster: false },
  tunnel: { open: '>', close: ']', inCluster: false },
  'dev-mapping': { open: '[\\', close: '/]', inCluster: false },
  'node-port': { open: '{{', close: '}}', inCluster: true },
  'host-port': { open: '[/', close: '\\]', inCluster: true },
  'host-network': { open: '[/', close: '\\]', inCluster: true },
  'http-route': { open: '[/', close: '/]', inCluster: true },
  'l4-route': { open: '[/', close: '/]', inCluster: true },
  listener: { open: '>', close: ']', inCluster: true },
  service: { open: '[', close: ']', inCluster: true },
  workload: { open: '(', close: ')', inCluster: true },
  nowhere: { open: '[', close: ']', inCluster: true },
};

const isInCluster = ({ node }: DrawnNode): boolean => parts[node.part].inCluster;

const shapeOf = ({ part }: DiagramNode, label: Message): string =>
  `${parts[part].open}${mermaidLabel(label)}${parts[part].close}`;

function arrowOf({ notes, label, state, isCrossed }: DiagramEdge): string {
  const note = joined([...notes.values()], ', ');
  const text = joined([note, label].filter(isSomething), ' ');
  const arrow = isCrossed ? edgeLooks[state].arrow.replace(/>$/, 'x') : edgeLooks[state].arrow;
  return isSomething(text) ? `${arrow}|${mermaidLabel(text)}|` : arrow;
}

/** Mermaid counts edges in the order in which they are written. */
function linkLines(edges: Diagram['edges']): readonly string[] {
  const numbered = [...edges.values()].map(({ state }, index) => ({ state, index }));
  return [...Map.groupBy(numbered, ({ state }) => state)]
    .filter(([state]) => edgeLooks[state].stroke !== '')
    .map(([state, links]) => `  linkStyle ${links.map(({ index }) => index).join(',')} ${edgeLooks[state].stroke}`);
}

interface Look {
  readonly name: string;
  readonly style: string;
}

// No fills, which would be unreadable in one of light and dark mode; the theme's own of the boxes goes too.
const box: Look = { name: 'box', style: 'fill:none,stroke:#7d8590' };
const gone: Look = { name: 'gone', style: 'stroke:#7d8590,stroke-dasharray:5 5' };

function classLines(drawn: readonly DrawnNode[], boxes: readonly Box[], edges: Diagram['edges']): readonly string[] {
  const ends = endsOf(edges);
  const looking = drawn.flatMap(({ id, key, node }) => {
    const look = lookOf(node, ends.get(key) ?? []);
    return look === undefined ? [] : [{ id, ...look }];
  });
  const boxed = ['CLUSTER', ...boxes.map(({ id }) => id)].map((id) => ({ id, ...box }));
  return [...Map.groupBy([...boxed, ...looking], ({ name, style }) => `${name} ${style}`)].flatMap(
    ([look, members]) => [`  classDef ${look}`, `  class ${members.map(({ id }) => id).join(',')} ${members[0]?.name}`],
  );
}

/** Where an edge touches a node. */
interface End {
  readonly state: EdgeState;
  readonly isArrival: boolean;
}

/** By the key of the node. */
function endsOf(edges: Diagram['edges']): ReadonlyMap<string, readonly End[]> {
  const ends = [...edges.values()].flatMap(({ from, to, state }) => [
    { key: from, state, isArrival: false },
    { key: to, state, isArrival: true },
  ]);
  return Map.groupBy(ends, ({ key }) => key);
}

/** A node that only closed ways run through is gone; an entry shows what became of the ways to it. */
function lookOf({ part }: DiagramNode, ends: readonly End[]): Look | undefined {
  if (part === 'nowhere' || ends.every(({ state }) => state === 'closed')) return gone;
  if (part === 'client' || part === 'service' || part === 'workload') return undefined;
  const arriving = new Set(ends.filter(({ isArrival }) => isArrival).map(({ state }) => state));
  const strongest = edgeStates.findLast((state) => arriving.has(state));
  if (strongest === undefined || strongest === 'unchanged') return undefined;
  return { name: strongest, style: edgeLooks[strongest].stroke };
}
