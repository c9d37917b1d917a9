import { joined, type Message, plain } from '../model/message.ts';
import { byText } from '../model/source.ts';
import type { Diagram, DiagramEdge, DiagramNode, EdgeState } from './diagram.ts';
import { mermaidLabel } from './mermaid-label.ts';

/**
 * A diagram as a Mermaid flowchart. One statement a line by construction: nothing but generated ids and quoted labels
 * stands where a manifest's text could be.
 */
export function mermaidText({ nodes, edges }: Diagram): string {
  // Upper case with a prefix: `o` and `x` after an arrow are edge shapes, `end` and `default` are words of Mermaid.
  // https://mermaid.js.org/syntax/flowchart.html#new-arrow-types
  const ids = new Map([...nodes.keys()].map((key, index) => [key, `N${index.toString(36).toUpperCase()}`]));
  const drawn = [...nodes].map(([key, node]) => ({ id: ids.get(key) ?? '', key, node }));
  const inside = drawn.filter(({ node }) => parts[node.part].inCluster);
  const lines = [
    'flowchart LR',
    ...drawn.filter(({ node }) => !parts[node.part].inCluster).map(({ id, node }) => `  ${id}${shapeOf(node)}`),
    '  subgraph CLUSTER["Kubernetes cluster"]',
    ...inside.map(({ id, node }) => `    ${id}${shapeOf(node)}`),
    '  end',
    ...[...edges.values()].map((edge) => `  ${ids.get(edge.from)} ${arrowOf(edge)} ${ids.get(edge.to)}`),
    ...classLines(drawn, edges),
  ];
  return `${lines.join('\n')}\n`;
}

interface Part {
  readonly open: string;
  readonly close: string;
  readonly inCluster: boolean;
  readonly look: Look;
}

/** Each kind of entry has a shape of its own. https://mermaid.js.org/syntax/flowchart.html#node-shapes */
const parts: Record<DiagramNode['part'], Part> = {
  client: { open: '([', close: '])', inCluster: false, look: 'client' },
  lb: { open: '[[', close: ']]', inCluster: false, look: 'entry' },
  'external-ip': { open: '[[', close: ']]', inCluster: false, look: 'entry' },
  tunnel: { open: '>', close: ']', inCluster: false, look: 'entry' },
  'dev-mapping': { open: '[\\', close: '/]', inCluster: false, look: 'entry' },
  'node-port': { open: '{{', close: '}}', inCluster: true, look: 'entry' },
  'host-port': { open: '[/', close: '\\]', inCluster: true, look: 'entry' },
  'host-network': { open: '[/', close: '\\]', inCluster: true, look: 'entry' },
  'http-route': { open: '[/', close: '/]', inCluster: true, look: 'entry' },
  'l4-route': { open: '[/', close: '/]', inCluster: true, look: 'entry' },
  listener: { open: '>', close: ']', inCluster: true, look: 'entry' },
  service: { open: '[', close: ']', inCluster: true, look: 'service' },
  workload: { open: '(', close: ')', inCluster: true, look: 'workload' },
  nowhere: { open: '[', close: ']', inCluster: true, look: 'gone' },
};

/** Strokes alone: fills would be unreadable in one of light and dark mode. */
const looks = {
  client: 'stroke-width:1px',
  entry: 'stroke:#d9730d,stroke-width:3px',
  service: 'stroke:#326ce5,stroke-width:2px',
  workload: 'stroke:#2da44e,stroke-width:2px',
  quiet: 'stroke-width:1px',
  gone: 'stroke-dasharray:5 5',
} as const;

type Look = keyof typeof looks;

const shapeOf = ({ part, label }: DiagramNode): string =>
  `${parts[part].open}${mermaidLabel(label)}${parts[part].close}`;

const arrows: Record<EdgeState, string> = {
  closed: '-.->',
  unchanged: '-->',
  narrowed: '-->',
  changed: '-->',
  widened: '==>',
  new: '==>',
};

function arrowOf(edge: DiagramEdge): string {
  const label = joined([...edge.notes.values(), edge.label].filter(isSomething), ' ');
  const arrow = arrows[edge.state];
  return isSomething(label) ? `${arrow}|${mermaidLabel(label)}|` : arrow;
}

const isSomething = (message: Message): boolean => plain(message) !== '';

function classLines(
  drawn: readonly { readonly id: string; readonly key: string; readonly node: DiagramNode }[],
  edges: Diagram['edges'],
): readonly string[] {
  const states = statesAt(edges);
  const byLook = Map.groupBy(drawn, ({ key, node }) => lookOf(parts[node.part].look, states.get(key) ?? new Set()));
  return [...byLook]
    .toSorted(([a], [b]) => byText(a, b))
    .flatMap(([look, members]) => [
      `  classDef ${look} ${looks[look]}`,
      `  class ${members.map(({ id }) => id).join(',')} ${look}`,
    ]);
}

/** What happens at each node, by its key. */
function statesAt(edges: Diagram['edges']): ReadonlyMap<string, ReadonlySet<EdgeState>> {
  const states = new Map<string, Set<EdgeState>>();
  for (const { from, to, state } of edges.values())
    for (const key of [from, to]) states.set(key, (states.get(key) ?? new Set()).add(state));
  return states;
}

/** A node that only closed ways run through is gone; an entry that nothing happens to is no news. */
function lookOf(look: Look, states: ReadonlySet<EdgeState>): Look {
  if (states.size === 1 && states.has('closed')) return 'gone';
  return look === 'entry' && states.size === 1 && states.has('unchanged') ? 'quiet' : look;
}
