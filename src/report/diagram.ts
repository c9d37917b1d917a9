import type { Change, EntryKind, Exposure, Hop } from '../exposure/exposure.ts';
import { joined, literal, type Message, plain, say } from '../model/message.ts';
import { differenceWords } from './difference.ts';
import type { Way, WayState } from './ways.ts';
import { clientWords, doorWords, entryWords, named, nowhere, policyWords, portOf, sourceWords } from './words.ts';

/** Nodes and edges that several paths may share: that is what makes a second way to the same workload visible. */
export interface Diagram {
  readonly nodes: ReadonlyMap<string, DiagramNode>;
  readonly edges: ReadonlyMap<string, DiagramEdge>;
}

export interface DiagramNode {
  readonly part: 'client' | EntryKind | 'service' | 'workload' | 'nowhere';
  readonly label: Message;
  /** For a port of pods: the workload whose pods they are, and the label inside a box that already names it. */
  readonly pods?: { readonly workload: Message; readonly port: Message };
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly label: Message;
  readonly state: EdgeState;
  /** Network policies let nobody through here. */
  readonly isCrossed: boolean;
  /** What became of the way that begins with this edge. */
  readonly notes: ReadonlyMap<string, Message>;
}

/**
 * Weakest first: an edge that several paths share is drawn as the strongest of them has it. How each looks is the table
 * of `edge-looks.ts`.
 */
export const edgeStates = ['closed', 'unchanged', 'narrowed', 'changed', 'widened', 'new'] as const;
export type EdgeState = (typeof edgeStates)[number];

/** One path as it is to be drawn. */
export interface Stroke {
  readonly path: Path;
  readonly state: (edge: PathEdge) => EdgeState;
  /** For the edge that leaves the client. */
  readonly note: Message | undefined;
}

export function diagramOf(strokes: readonly Stroke[]): Diagram {
  const nodes = new Map<string, DiagramNode>();
  const edges = new Map<string, DiagramEdge>();
  for (const { path, state, note } of strokes) {
    for (const [key, node] of path.nodes) nodes.set(key, node);
    for (const [index, edge] of path.edges.entries()) {
      const next = { ...edge, state: state(edge), notes: notesOf(index === 0 ? note : undefined) };
      edges.set(edge.key, merged(edges.get(edge.key), next));
    }
  }
  return { nodes, edges };
}

const notesOf = (note: Message | undefined): ReadonlyMap<string, Message> =>
  note === undefined ? new Map() : new Map([[plain(note), note]]);

const merged = (before: DiagramEdge | undefined, edge: DiagramEdge): DiagramEdge =>
  before === undefined
    ? edge
    : {
        ...edge,
        state: edgeStates[Math.max(edgeStates.indexOf(before.state), edgeStates.indexOf(edge.state))] ?? edge.state,
        notes: new Map([...before.notes, ...edge.notes]),
      };

/** A neighbour of what changed. */
export const unchangedStroke = (exposure: Exposure): Stroke => ({
  path: pathOf(exposure),
  state: () => 'unchanged',
  note: undefined,
});

/** How ways are drawn: one stroke for each exposure, two where there is a before and an after. */
export function strokesOf(ways: readonly Way[]): ReadonlyMap<Way, readonly Stroke[]> {
  const keys = Map.groupBy(ways, ({ exposures: [{ key }] }) => key);
  return new Map(
    ways.map((way) => {
      const isAlone = keys.get(way.exposures[0].key)?.length === 1;
      return [way, isAlone ? wayStrokes(way) : wayStrokes(way).map((stroke) => placed(stroke, way))];
    }),
  );
}

function wayStrokes({ state, exposures, changes }: Way): readonly Stroke[] {
  if (state === 'new' || state === 'closed') {
    return exposures.map((exposure) => ({ path: pathOf(exposure), state: () => state, note: literal(state) }));
  }
  return changes.flatMap((change) => pairStrokes(change, state));
}

/** The same address in other units is another way, but its boxes have the same names: the arrows tell them apart. */
function placed(stroke: Stroke, { exposures: [{ units }] }: Way): Stroke {
  const [unit = '', ...others] = units;
  const where = others.length === 0 ? say`in ${unit}` : say`in ${unit} and ${literal(`${others.length} more`)}`;
  return { ...stroke, note: stroke.note && say`${stroke.note} ${where}` };
}

function pairStrokes(change: Change, state: Exclude<WayState, 'new' | 'closed'>): readonly Stroke[] {
  const [before, after] = [pathOf(change.before), pathAfter(change)];
  const now: Stroke = {
    path: after,
    state: (edge) => stateAfter(change, state, !connects(before, edge)),
    note: noteOf(change, state),
  };
  // A backend was added: what was there before still is.
  if (change.backends === 'gained') return [{ path: before, state: () => 'unchanged', note: undefined }, now];
  // Where the way runs as it did, the label tells the difference; a second arrow would only look like a second way.
  const left = before.edges.filter((edge) => !connects(after, edge));
  const note = left[0] === before.edges[0] ? literal('before') : undefined;
  return left.length === 0 ? [now] : [{ path: { ...before, edges: left }, state: () => 'closed', note }, now];
}

/** The note on its first edge says who the clients are, where that changed. */
function pathAfter({ after, attributes, backends }: Change): Path {
  const path = pathOf(after);
  if (backends !== undefined || !attributes.includes('sources')) return path;
  return { ...path, edges: path.edges.map((edge, index) => (index === 0 ? { ...edge, label: literal('') } : edge)) };
}

/** Both targets are drawn, so the change from one to the other need not be said. */
function noteOf(change: Change, state: WayState): Message {
  const { before, after, backends } = change;
  if (backends !== undefined) return say`${literal(state)}: ${differenceWords(change)}`;
  const attributes = change.attributes.filter((attribute) => attribute !== 'target');
  return attributes.length === 0
    ? literal(state)
    : say`${literal(state)}: ${differenceWords({ before, after, attributes })}`;
}

/** How a way that is on both sides is drawn at head; `onlyAfter` is a stretch of it that base did not have. */
function stateAfter({ backends }: Change, state: Exclude<WayState, 'new' | 'closed'>, onlyAfter: boolean): EdgeState {
  if (state === 'widened' || state === 'narrowed') return state;
  // A backend was removed: what is left is as it was.
  return onlyAfter && backends !== 'lost' ? 'new' : 'changed';
}

const connects = ({ edges }: Path, { from, to }: PathEdge): boolean =>
  edges.some((edge) => edge.from === from && edge.to === to);

interface Path {
  readonly nodes: readonly (readonly [key: string, node: DiagramNode])[];
  readonly edges: readonly PathEdge[];
}

interface PathEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly label: Message;
  readonly isCrossed: boolean;
}

/** A node, and what is written on the edge that leaves it. */
interface Stop {
  readonly key: string;
  readonly node: DiagramNode;
  readonly leaving: Message;
}

function pathOf(exposure: Exposure): Path {
  const stops = [clientStop(exposure), ...entryStops(exposure), ...hopStops(exposure), endStop(exposure)];
  const edges = stops.slice(1).map((stop, index) => {
    const from = stops[index] ?? stop;
    const isLast = index === stops.length - 2;
    const label = joined([from.leaving, ...(isLast ? policyWords(exposure) : [])].filter(isSomething), ', ');
    const key = JSON.stringify([from.key, stop.key, plain(label)]);
    return { key, from: from.key, to: stop.key, label, isCrossed: isLast && exposure.policy.state === 'blocked' };
  });
  return { nodes: stops.map(({ key, node }) => [key, node]), edges };
}

function clientStop(exposure: Exposure): Stop {
  const label = clientWords(exposure);
  return stop(['client', plain(label)], { part: 'client', label }, joined(sourceWords(exposure), ' '));
}

function entryStops({ entry, hops }: Exposure): readonly Stop[] {
  const { kind, object, port, protocol, host, path, address } = entry;
  const doors = doorWords(entry).map((label) => stop(['door', plain(label)], { part: 'listener', label }));
  if (kind === 'node-port') return [nodePortStop(named(object), entry.nodePort, port)];
  // One node for all ports of a workload in the host's network; the ports stand on the edges.
  if (kind === 'host-network') return [hostNetworkStop(named(object), port)];
  const key = [kind, named(object), port, protocol, host, path, address];
  const node = { part: kind, label: entryWords(entry) } as const;
  if (kind !== 'dev-mapping' || entry.nodePort === undefined) return [...doors, stop(key, node)];
  const [hop] = hops;
  // A mapping leads to a port of the nodes. Where that is a Service's node port, it is drawn once for both; a local
  // cluster's own load balancer and a hostPort answer there by themselves.
  const isNodePort = hop?.kind === 'Service' && hop.port !== entry.nodePort;
  return isNodePort
    ? [stop(key, node), nodePortStop(named(hop), entry.nodePort, hop.port)]
    : [stop(key, node, say`node port ${entry.nodePort}`)];
}

const nodePortStop = (service: string, nodePort: number | undefined, port: number | string | undefined): Stop =>
  stop(['node-port', service, nodePort, nodePort === undefined ? port : undefined], {
    part: 'node-port',
    label: nodePort === undefined ? literal('NodePort (any)') : say`NodePort ${nodePort}`,
  });

const hostNetworkStop = (object: string, port: number | undefined): Stop =>
  stop(
    ['host-network', object],
    { part: 'host-network', label: say`host network of ${object}` },
    port === undefined ? literal('every port it listens on') : say`port ${port}`,
  );

const hopStops = ({ entry, hops }: Exposure): readonly Stop[] =>
  hops
    .filter((hop) => hop.kind === 'Service' || named(hop) !== named(entry.object))
    .map((hop) => stop(['hop', named(hop), hop.port], { part: 'service', label: hopLabel(hop) }, leavingHop(hop)));

const hopLabel = (hop: Hop): Message =>
  hop.port === undefined ? say`${named(hop)}` : say`${named(hop)} port ${hop.port}`;

function leavingHop({ port, targetPort = port }: Hop): Message {
  return targetPort === undefined || targetPort === '' ? literal('') : say`targetPort ${targetPort}`;
}

function endStop({ entry, target, hops, key }: Exposure): Stop {
  if (target === undefined) {
    const hop = hops.at(-1);
    const behind = hop === undefined ? key : named(hop);
    return stop(['nowhere', behind], { part: 'nowhere', label: literal(nowhere(entry)) });
  }
  const container = target.container === undefined ? [] : [say`container ${target.container}`];
  const port = target.port === undefined ? [] : [say`port ${target.port}`];
  const inside = [...container, ...(port.length === 0 ? [literal('any port')] : port)];
  const pods = { workload: say`${named(target)}`, port: joined(inside, ' ') };
  return stop(['workload', portOf(target), target.protocol, target.container], {
    part: 'workload',
    label: joined([pods.workload, ...container, ...port], ' '),
    pods,
  });
}

const stop = (key: readonly unknown[], node: DiagramNode, leaving: Message = literal('')): Stop => ({
  key: JSON.stringify(key),
  node,
  leaving,
});

/** False for a text without a character. */
export const isSomething = (message: Message): boolean => plain(message) !== '';
