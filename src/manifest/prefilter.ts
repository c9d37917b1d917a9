import { hidesWords } from './decode.ts';

/**
 * True where a text may hold something of interest: it has a word that `wanted` finds, or could have one in other
 * letters. `wanted` is a cheap net and must find every word that matters, `ServiceList` with `Service`.
 */
export const mayHold = (text: string, wanted: RegExp | 'everything'): boolean =>
  wanted === 'everything' || text.search(wanted) >= 0 || hidesWords(text);

/**
 * True where a document can be nothing but a CustomResourceDefinition: its first line stands at the margin, so that
 * its keys do, and at the margin there are only well-known keys, `kind` once. These are long, and none opens anything.
 */
export function isPlainCrd(lines: string): boolean {
  if (!/^kind:[ \t]*CustomResourceDefinition[ \t]*(?:#.*)?$/m.test(lines)) return false;
  const seen = new Set<string>();
  for (const [, key, marker] of lines.matchAll(/^(?:(apiVersion|kind|metadata|spec|status):(?=\s|$)|([^\s#]))/gm)) {
    if (marker !== undefined || key === undefined || seen.has(key)) return false;
    seen.add(key);
  }
  return !/^[ \t]+[^\s#]/.test(lines.trimStart() === lines ? lines : firstContentLine(lines));
}

/** From the first line that is neither blank nor a comment. */
function firstContentLine(lines: string): string {
  const found = /^[ \t]*[^\s#]/m.exec(lines);
  return found === null ? '' : lines.slice(found.index);
}
