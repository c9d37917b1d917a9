import { parseHTML } from 'linkedom';

/** What Mermaid understood of a text, and nothing of how it would look. */
export interface ParsedFlowchart {
  readonly nodes: readonly { readonly id: string; readonly text: string }[];
  readonly edges: readonly {
    readonly start: string;
    readonly end: string;
    readonly text: string;
    readonly stroke: string;
    /** How it ends: `arrow_point`, `arrow_cross`. */
    readonly type: string;
    /** What `linkStyle` gives it, as `stroke-width:4px`. */
    readonly style: readonly string[];
  }[];
  /** The titles. */
  readonly subgraphs: readonly string[];
  /** What a directive or front matter in the text would have set. */
  readonly config: object;
}

/** The part of Mermaid that parses without a browser; its own types want a DOM. */
interface Mermaid {
  initialize(options: { readonly startOnLoad: boolean }): void;
  parse(text: string): Promise<{ readonly config?: object }>;
  readonly mermaidAPI: { getDiagramFromText(text: string): Promise<{ readonly db: FlowDb }> };
}

interface FlowDb {
  getVertices(): ReadonlyMap<string, { readonly text: string }>;
  getEdges(): readonly (Omit<ParsedFlowchart['edges'][number], 'style'> & { readonly style?: readonly string[] })[];
  getSubGraphs(): readonly { readonly title: string }[];
}

/** The versions that GitHub renders with, the older and the newer one. */
export const versions = ['mermaid11', 'mermaid'] as const;

/**
 * `text` as Mermaid reads it.
 * @throws what Mermaid throws where the text is no flowchart
 */
export async function parseFlowchart(text: string, version: (typeof versions)[number]): Promise<ParsedFlowchart> {
  const mermaid = await load(version);
  const { config = {} } = await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  return {
    nodes: [...db.getVertices()].map(([id, vertex]) => ({ id, text: decoded(vertex.text) })),
    edges: db.getEdges().map(({ start, end, text: label, stroke, type, style = [] }) => ({
      start,
      end,
      text: decoded(label),
      stroke,
      type,
      // Mermaid adds it to every style.
      style: style.filter((one) => one !== 'fill:none'),
    })),
    subgraphs: db.getSubGraphs().map(({ title }) => decoded(title)),
    config,
  };
}

const loaded = new Map<string, Promise<Mermaid>>();

function load(version: (typeof versions)[number]): Promise<Mermaid> {
  const known = loaded.get(version);
  if (known !== undefined) return known;
  // Mermaid sanitises labels with DOMPurify, which looks for a browser's globals when it is loaded.
  const { window, document } = parseHTML('<html><body></body></html>');
  Object.assign(globalThis, { window, document });
  const loading = importMermaid(version);
  loaded.set(version, loading);
  return loading;
}

async function importMermaid(version: (typeof versions)[number]): Promise<Mermaid> {
  // The two packages are one library; only the runtime shape above is relied on.
  const module = (await (version === 'mermaid' ? import('mermaid') : import('mermaid11'))) as {
    readonly default: unknown;
  } as { readonly default: Mermaid };
  module.default.initialize({ startOnLoad: false });
  return module.default;
}

/** Mermaid keeps `#38;` as `ﬂ°°38¶ß` until it draws. */
const decoded = (text: string): string =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, digits: string) => String.fromCodePoint(Number(digits)));
