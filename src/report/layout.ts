/** What is to be laid out: boxes by their key with a height, and which leads to which. */
export interface Drawing {
  readonly heights: ReadonlyMap<string, number>;
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

export interface Place {
  readonly column: number;
  /** The middle of the box. */
  readonly y: number;
}

/** Where each box is, and the points between the columns that each edge runs through, in the order of the edges. */
export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly bends: readonly (readonly Place[])[];
  readonly columns: number;
  readonly height: number;
}

const gap = 26;

/** An edge that passes a column takes so much room in it. */
const bendHeight = 12;

/**
 * Columns from left to right, each box one further than the furthest that leads to it, edges that pass a column between
 * its boxes. Inside a column boxes stand beside what leads to them, so that edges cross little.
 *
 * @see https://en.wikipedia.org/wiki/Layered_graph_drawing
 */
export function layoutOf({ heights, edges }: Drawing): Layout {
  const columns = columnsOf([...heights.keys()], edges);
  const cells: Cell[] = [...heights].map(([key, height]) => ({
    key,
    height,
    column: columns.get(key) ?? 0,
    before: [],
    y: 0,
  }));
  const byKey = new Map(cells.map((cell) => [cell.key, cell]));
  const bends = edges.map((edge) => chain(edge, byKey));
  const all = [...cells, ...bends.flat()];
  const count = Math.max(0, ...all.map(({ column }) => column)) + 1;
  for (let column = 0; column < count; column += 1) stack(all.filter((cell) => cell.column === column));
  const top = Math.min(0, ...all.map(({ y, height }) => y - height / 2));
  for (const cell of all) cell.y -= top;
  return {
    places: new Map(cells.map(({ key, column, y }) => [key, { column, y }])),
    bends: bends.map((points) => points.map(({ column, y }) => ({ column, y }))),
    columns: count,
    height: Math.max(0, ...all.map(({ y, height }) => y + height / 2)),
  };
}

interface Cell {
  readonly key: string;
  readonly height: number;
  readonly column: number;
  /** What leads to it from the column before. */
  readonly before: Cell[];
  y: number;
}

/** What would lead back to where it comes from counts for nothing. */
function columnsOf(keys: readonly string[], edges: Drawing['edges']): ReadonlyMap<string, number> {
  const leading = Map.groupBy(edges, ({ to }) => to);
  const columns = new Map<string, number>();
  const visiting = new Set<string>();
  const columnOf = (key: string): number => {
    const known = columns.get(key);
    if (known !== undefined) return known;
    visiting.add(key);
    const before = (leading.get(key) ?? []).filter(({ from }) => !visiting.has(from)).map(({ from }) => columnOf(from));
    visiting.delete(key);
    const column = Math.max(-1, ...before) + 1;
    columns.set(key, column);
    return column;
  };
  for (const key of keys) columnOf(key);
  return columns;
}

/** The points of an edge in the columns that it passes. */
function chain({ from, to }: Drawing['edges'][number], cells: ReadonlyMap<string, Cell>): readonly Cell[] {
  const [start, end] = [cells.get(from), cells.get(to)];
  const points: Cell[] = [];
  if (start === undefined || end === undefined) return points;
  let last = start;
  for (let column = start.column + 1; column < end.column; column += 1) {
    const point: Cell = { key: '', height: bendHeight, column, before: [last], y: 0 };
    points.push(point);
    last = point;
  }
  if (last.column < end.column) end.before.push(last);
  return points;
}

/** Each as near as there is room to the middle of what leads to it. */
function stack(cells: readonly Cell[]): void {
  const wanted = cells.map((cell) => ({ cell, y: middleOf(cell.before) })).toSorted((a, b) => a.y - b.y);
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { cell, y } of wanted) {
    cell.y = Math.max(y, bottom + gap + cell.height / 2);
    bottom = cell.y + cell.height / 2;
  }
  // Pushed down by those above it, the whole column moves up by as much as it is too low on average.
  const shift = wanted.reduce((sum, { cell, y }) => sum + (cell.y - y), 0) / Math.max(1, wanted.length);
  for (const { cell } of wanted) cell.y -= shift;
}

const middleOf = (cells: readonly Cell[]): number =>
  cells.reduce((sum, { y }) => sum + y, 0) / Math.max(1, cells.length);
