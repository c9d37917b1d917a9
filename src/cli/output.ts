import type { Json } from '../report/json.ts';
import type { Diagrams } from '../report/mermaid.ts';
import { mermaidFile, notDrawn } from '../report/mermaid-file.ts';
import type { Outcome } from './outcome.ts';

export const jsonText = (json: Json): string => `${JSON.stringify(json, undefined, 2)}\n`;

/** Diagrams alone. That there is none, or not for everything, stands beside them. */
export const drawn = (diagrams: Diagrams): Pick<Outcome, 'output' | 'remark'> => ({
  output: mermaidFile(diagrams),
  remark: notDrawn(diagrams),
});
