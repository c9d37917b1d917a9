/** One line of the diagram that leads on: thick is new, dotted is gone, thin was there and stays. */
interface Edge {
  readonly to: string;
  readonly arrow: string;
}

const arrows: Readonly<Record<string, readonly [string, string]>> = {
  '==>': ['══', '══▶'],
  '-->': ['──', '──▶'],
  '-.->': ['┄┄', '┄┄▶'],
};

/** Draws a diagram of ours for a terminal: under each client the ways that lead in from it, one a line. */
export function drawTree(source: string): string {
  const nodes = new Map<string, string>();
  const edges = new Map<string, Edge[]>();
  const targets = new Set<string>();
  for (const line of source.split('\n')) {
    const [, id, label] = /^\s*(N\w+)\W*"(.*)"\W*$/.exec(line) ?? [];
    if (id !== undefined && label !== undefined && !/ (==|--|-\.-)>/.test(line)) nodes.set(id, plain(label));
    const [, from = '', arrow = '', said, to = ''] =
      /^\s*(N\w+) (==>|-->|-\.->)(?:\|"(.*)"\|)? (N\w+)$/.exec(line) ?? [];
    if (from === '') continue;
    edges.set(from, [...(edges.get(from) ?? []), { to, arrow: shaft(arrow, said) }]);
    targets.add(to);
  }
  const clients = [...nodes.keys()].filter((id) => !targets.has(id));
  return clients.flatMap((id) => [nodes.get(id) ?? id, ...branches(id, nodes, edges, '')]).join('\n');
}

function shaft(arrow: string, said: string | undefined): string {
  const [before, after] = arrows[arrow] ?? ['──', '──▶'];
  return said === undefined ? after : `${before} ${plain(said)} ${after}`;
}

/** A way that does not fork stays on its line. */
function branches(
  id: string,
  nodes: ReadonlyMap<string, string>,
  edges: ReadonlyMap<string, readonly Edge[]>,
  margin: string,
): readonly string[] {
  const outgoing = edges.get(id) ?? [];
  return outgoing.flatMap((edge, index) => {
    const isLast = index === outgoing.length - 1;
    let line = `${margin}${isLast ? '└' : '├'}${edge.arrow} ${nodes.get(edge.to) ?? edge.to}`;
    let end = edge.to;
    for (
      let [next, ...others] = edges.get(end) ?? [];
      next !== undefined && others.length === 0;
      [next, ...others] = edges.get(end) ?? []
    ) {
      line += ` ${next.arrow} ${nodes.get(next.to) ?? next.to}`;
      end = next.to;
    }
    return [line, ...branches(end, nodes, edges, `${margin}${isLast ? ' ' : '│'}   `)];
  });
}

/** Mermaid's entities as the characters that they stand for. */
const plain = (label: string): string =>
  label
    .replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('#quot;', '"')
    .replaceAll('#lt;', '<')
    .replaceAll('#gt;', '>')
    .replaceAll('#amp;', '&');
