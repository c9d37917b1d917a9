import { type EdgeState, edgeStates } from './diagram.ts';

interface EdgeLook {
  readonly arrow: '==>' | '-->' | '-.->';
  /** In Mermaid's words; the empty text leaves the theme's own line. */
  readonly stroke: string;
  /** For the line below a diagram. */
  readonly words: string;
}

/**
 * How what became of a way is drawn. No two share width and dashes, so that nobody needs to see the colours; each of
 * these has a contrast of more than 3:1 on white and on GitHub's dark `#0d1117`.
 *
 * @see https://www.w3.org/WAI/WCAG22/Understanding/non-text-contrast.html
 */
export const edgeLooks: Readonly<Record<EdgeState, EdgeLook>> = {
  new: { arrow: '==>', stroke: 'stroke:#d9480f,stroke-width:4px', words: 'thick orange: new' },
  widened: {
    arrow: '==>',
    stroke: 'stroke:#a855f7,stroke-width:4px,stroke-dasharray:12 4',
    words: 'thick dashed purple: widened',
  },
  changed: { arrow: '-->', stroke: 'stroke:#2f81f7,stroke-width:2px', words: 'blue: changed' },
  narrowed: {
    arrow: '-->',
    stroke: 'stroke:#1f9d4d,stroke-width:2px,stroke-dasharray:8 4',
    words: 'dashed green: narrowed',
  },
  closed: {
    arrow: '-.->',
    stroke: 'stroke:#7d8590,stroke-width:3px,stroke-dasharray:3 5',
    words: 'dotted grey: closed, or how it was before',
  },
  unchanged: { arrow: '-->', stroke: '', words: 'thin: unchanged' },
};

/** What the lines of a diagram mean, strongest first, and of no line that it does not have. */
export const legendOf = (states: ReadonlySet<EdgeState>): string =>
  edgeStates
    .toReversed()
    .filter((state) => states.has(state))
    .map((state) => edgeLooks[state].words)
    .join(' · ');
