import type { ScalarNode } from '../../manifest/node.ts';

/** How a text of several lines is written: `|` keeps its lines, `>` folds them; undefined for what is no block. */
export function blockStyle({ source, offset }: ScalarNode): '|' | '>' | undefined {
  const before = source.text.slice(Math.max(offset - 300, 0), offset);
  const found = /([|>])[-+0-9]*[^\S\n]*(?:#[^\n]*)?\n\s*$/.exec(before);
  return found?.[1] === '|' || found?.[1] === '>' ? found[1] : undefined;
}

/**
 * A folded text after Kustomize has written it and read it again: go-yaml puts a line break too many before a line that
 * is indented deeper, and that one stays.
 * @see https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/goyaml.v3/emitterc.go (yaml_emitter_write_folded_scalar)
 */
export const foldedAgain = (text: string): string => readFolded(writeFolded(text), /\n+$/.exec(text)?.[0].length ?? 0);

function writeFolded(text: string): string {
  const doubles = !/^\n*[ \t]/.test(text) && /[^\n]/.test(text);
  let out = '';
  let afterBreak = true;
  let isDeeper = true;
  for (const character of text) {
    if (character === '\n') {
      out += !afterBreak && !isDeeper && doubles ? '\n\n' : '\n';
      afterBreak = true;
      continue;
    }
    if (afterBreak) isDeeper = character === ' ' || character === '\t';
    out += character;
    afterBreak = false;
  }
  return out;
}

/** @param kept how many line breaks the text ended with: none, one, or all that are there */
function readFolded(written: string, kept: number): string {
  const isDeeper = (line: string): boolean => line.startsWith(' ') || line.startsWith('\t');
  let out = '';
  let wasDeeper = false;
  let breaks = 0;
  let isFirst = true;
  for (const line of written.split('\n')) {
    if (line === '') {
      breaks += 1;
      continue;
    }
    const folds = !isFirst && !wasDeeper && !isDeeper(line);
    if (folds) out += breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
    else out += '\n'.repeat(breaks);
    out += line;
    wasDeeper = isDeeper(line);
    breaks = 1;
    isFirst = false;
  }
  const trailing = /\n*$/.exec(written)?.[0].length ?? 0;
  return `${out}${'\n'.repeat(kept > 1 ? trailing : kept)}`;
}
