import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../test/render/helm/functions/recorded');

/** An expression of a template, and what Helm made of it. */
export interface Recorded {
  readonly expression: string;
  readonly printed?: string;
  /** The end of Helm's message. */
  readonly failed?: string;
}

/** The files that hold them, by the functions' families. */
export const recordings = (): readonly string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));

/** Every line that does not say what came of the one before it. */
export const expressionsOf = (text: string): readonly string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('  '));

/** An expression a line; under it, indented, what it prints as JSON, or behind an exclamation mark why it fails. */
export const recordingText = (all: readonly Recorded[]): string =>
  all
    .map(({ expression, printed, failed }) => {
      const result = printed === undefined ? `! ${JSON.stringify(failed ?? '')}` : `= ${JSON.stringify(printed)}`;
      return `${expression}\n  ${result}\n`;
    })
    .join('');

/** What `recordingText` wrote. */
export function recordedIn(text: string): readonly Recorded[] {
  const lines = text.split('\n');
  return lines.flatMap((expression, index) => {
    const [, mark, json = ''] = /^ {2}([=!]) (.*)$/.exec(lines[index + 1] ?? '') ?? [];
    if (mark === undefined) return [];
    const result = String(JSON.parse(json));
    return [mark === '=' ? { expression, printed: result } : { expression, failed: result }];
  });
}
