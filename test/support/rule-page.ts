import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allNodes, parseMarkdown } from './markdown.ts';

export const rulePages: string = join(import.meta.dirname, '../../docs/rules');

/** The page of a rule, as far as it is executed. */
export interface RulePage {
  /** Headings in their order; the first is the rule's id. */
  readonly headings: readonly string[];
  readonly severity: string | undefined;
  readonly fires: readonly Example[];
  readonly quiet: readonly Example[];
  /** The configurations that the page recommends. */
  readonly configurations: readonly string[];
}

/** Two sides of one file. */
export interface Example {
  readonly base: string | undefined;
  readonly head: string | undefined;
  /** The findings' lines as printed; undefined for an example in which there are none. */
  readonly printed: string | undefined;
}

export function readRulePage(id: string): RulePage {
  const text = readFileSync(join(rulePages, `${id}.md`), 'utf8');
  const sections = text.split(/^## /m).map((section) => [section.split('\n', 1)[0] ?? '', section] as const);
  const section = (name: string): string => sections.find(([heading]) => heading === name)?.[1] ?? '';
  return {
    headings: [...text.matchAll(/^#{1,2} (.+)$/gm)].map(([, heading]) => heading ?? ''),
    severity: /^Severity: \*\*(\w+)\*\*/m.exec(text)?.[1],
    fires: examples(section('It fires')),
    quiet: examples(section('It stays quiet')),
    configurations: blocks(text).flatMap(({ info, value }) => (info === 'yaml' ? [value] : [])),
  };
}

interface Block {
  readonly info: string;
  readonly value: string;
}

const blocks = (text: string): readonly Block[] =>
  allNodes(parseMarkdown(text)).flatMap((node) =>
    node.type === 'code' ? [{ info: [node.lang, node.meta].filter(Boolean).join(' '), value: `${node.value}\n` }] : [],
  );

/** A `base` begins an example where one is open already, a `head` where one has its head. */
function examples(text: string): readonly Example[] {
  const found: { base: string | undefined; head: string | undefined; printed: string | undefined }[] = [];
  for (const { info, value } of blocks(text)) {
    const last = found.at(-1);
    if (info === 'yaml base') found.push({ base: value, head: undefined, printed: undefined });
    else if (info === 'text' && last !== undefined) last.printed = value;
    else if (info === 'yaml head' && last !== undefined && last.head === undefined) last.head = value;
    else if (info === 'yaml head') found.push({ base: undefined, head: value, printed: undefined });
  }
  return found;
}
