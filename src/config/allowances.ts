import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  type YAMLSeq,
} from 'yaml';
import type { Allowance } from '../model/config.ts';
import { matchesGlob } from '../model/glob.ts';

/** The entries of `allow:` in a valid configuration. */
export function allowancesIn(text: string): readonly Allowance[] {
  const { allow = [] } = (parseDocument(text).toJS() ?? {}) as { readonly allow?: readonly Allowance[] }; // the schema's
  return allow;
}

/** True where `known` says of `wanted` what `wanted` says, on that day. */
export const covers = (known: Allowance, wanted: Allowance, today: string): boolean =>
  known.rule === wanted.rule &&
  matchesGlob(known.object, wanted.object) &&
  (known.expires === undefined || known.expires >= today);

/**
 * A valid configuration with further entries of `allow:` at the end of the list. Everything else stays as it is
 * written, byte for byte, unless the list is written so that only a YAML library can add to it.
 */
export function withAllowances(text: string, added: readonly Allowance[]): string {
  const end = /\r\n/.test(text) ? '\r\n' : '\n';
  const spliced = splicedInto(text, added);
  if (spliced !== undefined && saysAll(spliced, text, added)) return withLineEnds(spliced, end);
  return withLineEnds(rewritten(text, added), end);
}

const withLineEnds = (text: string, end: string): string => text.replace(/\r?\n/g, end);

/** The proof of the splice: it says what was said, and the new entries after the old ones. */
function saysAll(result: string, text: string, added: readonly Allowance[]): boolean {
  const document = parseDocument(result);
  if (document.errors.length > 0) return false;
  const before = (parseDocument(text).toJS() ?? {}) as Readonly<Record<string, unknown>>; // valid: a mapping or nothing
  const wanted = { ...before, allow: [...allowancesIn(text), ...added.map(written)] };
  return canonical(document.toJS()) === canonical(wanted);
}

/** Keys of a mapping in any order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

function splicedInto(text: string, added: readonly Allowance[]): string | undefined {
  const document = parseDocument(text);
  const allow = isMap(document.contents) ? document.contents.get('allow', true) : undefined;
  if (allow === undefined) return appended(text, added);
  if (!isSeq(allow)) return undefined;
  if (allow.items.length === 0) return filled(document, text, added);
  return allow.flow ? undefined : extended(allow, text, added);
}

const appended = (text: string, added: readonly Allowance[]): string =>
  `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${text.trim() === '' ? '' : '\n'}allow:\n${entries(added, { indent: '  ' })}`;

/** `allow: []` has no style of its own. */
function filled(document: Document, text: string, added: readonly Allowance[]): string | undefined {
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key }) => isScalar(key) && key.value === 'allow')
    : undefined;
  const [start, end] = (isNode(pair?.value) && pair.value.range) || [];
  if (start === undefined || end === undefined) return undefined;
  const rest = text.slice(end);
  const line = /^[^\n]*\n?/.exec(rest)?.[0] ?? '';
  const head = text.slice(0, start).trimEnd() + line.trimEnd();
  return `${head}\n${entries(added, { indent: '  ' })}${rest.slice(line.length)}`;
}

/** As the last entry of the list is written: at its indentation, in one line or in several. */
function extended(allow: YAMLSeq, text: string, added: readonly Allowance[]): string | undefined {
  const last = allow.items.at(-1);
  const start = isNode(last) ? last.range?.[0] : undefined;
  if (!isNode(last) || start === undefined) return undefined;
  const indent = /(?:^|\n)([ ]*)- *$/.exec(text.slice(0, start))?.[1];
  if (indent === undefined) return undefined;
  const end = endOfLine(text, endOf(last));
  const before = text.slice(0, end);
  const isFlow = isMap(last) && last.flow === true;
  return `${before}${before.endsWith('\n') ? '' : '\n'}${entries(added, { indent, isFlow })}${text.slice(end)}`;
}

/** Where the last thing in `node` ends; a block's own range goes on to what follows it. */
function endOf(node: Node): number {
  const inside = isMap(node) || isSeq(node) ? (node.flow ? undefined : node.items.at(-1)) : undefined;
  const value = isPair(inside) ? (inside.value ?? inside.key) : inside;
  return isNode(value) ? endOf(value) : (node.range?.[1] ?? 0);
}

function endOfLine(text: string, from: number): number {
  if (text[from - 1] === '\n') return from;
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

function entries(
  added: readonly Allowance[],
  { indent, isFlow = false }: { readonly indent: string; readonly isFlow?: boolean },
): string {
  const text = isFlow ? added.map((entry) => `- ${flow(entry)}\n`).join('') : allowanceText(added);
  return text.replace(/^(?=.)/gm, indent);
}

/** Entries as a person would write them. */
export const allowanceText = (added: readonly Allowance[]): string => stringify(added.map(written), { lineWidth: 0 });

/** JSON is YAML, and its texts need no thought about what a plain one may hold. */
const flow = (entry: Allowance): string =>
  `{ ${Object.entries(written(entry))
    .map(([key, value]) => `${key}: ${key === 'reason' ? JSON.stringify(value) : value}`)
    .join(', ')} }`;

const written = ({ rule, object, reason, expires }: Allowance): Allowance => ({
  rule,
  object,
  reason,
  ...(expires === undefined ? {} : { expires }),
});

function rewritten(text: string, added: readonly Allowance[]): string {
  const document = parseDocument(text);
  const allow = isMap(document.contents) ? document.contents.get('allow', true) : undefined;
  if (isSeq(allow)) for (const entry of added) allow.add(document.createNode(written(entry)));
  else document.set('allow', document.createNode(added.map(written)));
  return document.toString({ lineWidth: 0 });
}
