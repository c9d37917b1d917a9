import type { Diagrams } from './mermaid.ts';

/**
 * The diagrams as one text. One diagram is the whole of it; of several each begins with a comment of its own,
 * `%% diagram 1 of 2`, and what stands from one comment to the next is a diagram by itself.
 */
export function mermaidFile({ diagrams }: Diagrams): string {
  const [only, ...others] = diagrams.map(({ text }) => text);
  // A valid diagram all the same: whoever draws the file without looking draws something.
  if (only === undefined) return 'flowchart LR\n  N0["nothing to draw"]\n';
  if (others.length === 0) return only;
  return diagrams.map(({ text }, index) => `%% diagram ${index + 1} of ${diagrams.length}\n${text}`).join('\n');
}

/** What the file does not show; undefined where it shows everything. */
export function notDrawn({ diagrams, omitted }: Diagrams): string | undefined {
  if (omitted > 0) return `${omitted} ${omitted === 1 ? 'way has' : 'ways have'} no room in a diagram`;
  return diagrams.length === 0 ? 'nothing to draw' : undefined;
}
