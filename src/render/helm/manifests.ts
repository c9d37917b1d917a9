import { forbiddenCharacter } from '../../manifest/decode.ts';
import { type Effort, limits } from '../../manifest/limits.ts';
import { type MapNode, type Node, positionOf } from '../../manifest/node.ts';
import { objectsOf } from '../../manifest/objects.ts';
import { type Repeated, repeatedWords } from '../../manifest/repeated.ts';
import { positionIn, type Source } from '../../manifest/source.ts';
import { documentEnd, hasContent } from '../../manifest/split.ts';
import { parseWithTabs } from '../../manifest/tabs.ts';
import { buildTree, type Tree } from '../../manifest/tree.ts';
import { literal, say } from '../../model/message.ts';
import { fieldIn, isNull, stringMap, textIn } from './chart/go-json.ts';
import { goKind } from './chart/read-values.ts';
import { refusal } from './chart/read-yaml.ts';
import { Refused } from './chart/refused.ts';

/** One document that a template printed. */
export interface PrintedDocument {
  readonly kind: string;
  /** The objects that it holds; a list holds several. */
  readonly objects: readonly MapNode[];
  /** What `helm.sh/hook` says; undefined for what is no hook. */
  readonly hook: readonly string[] | undefined;
}

/** What all documents of one chart may cost together. */
export interface Reading {
  readonly effort: Effort;
  readonly words: Repeated;
}

export const createReading = (): Reading => ({ effort: { ...limits }, words: repeatedWords() });

/**
 * The documents that one template printed, those left out that hold nothing.
 * @param name the template, as Helm calls it
 * @throws Refused in Helm's words where one of them is no YAML or no object
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/release/v1/util/manifest_sorter.go
 */
export function printedDocuments(name: string, source: Source, reading: Reading): readonly PrintedDocument[] {
  const lines = source.text.replaceAll(/[\u0085\u2028\u2029]/g, '\n');
  const found: PrintedDocument[] = [];
  for (const { start, end } of splitManifests(lines)) {
    if (!hasContent(lines.slice(start, end))) continue;
    if (found.length >= limits.documents)
      throw new Refused(
        say`${name} prints more than the ${limits.documents} documents that are read`,
        positionIn(source, start),
        'limit',
      );
    const document = readOne(name, source, lines.slice(start, end), start, reading);
    if (document !== undefined) found.push(document);
  }
  return found;
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts at three dashes wherever they begin a line, whatever follows them: `(?:^|\s*\n)---\s*`, of Go's white space.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/release/v1/util/manifest.go (SplitManifests)
 */
export function splitManifests(printed: string): readonly Part[] {
  const parts: Part[] = [];
  const begin = printed.length - printed.trimStart().length;
  let start = begin;
  let mark = printed.startsWith('---', begin) ? begin : nextMark(printed, begin);
  while (mark >= 0) {
    parts.push({ start, end: mark });
    start = mark + 3;
    while (start < printed.length && isSpace(printed.charCodeAt(start))) start += 1;
    // Its white space is passed, so a separator right behind it cuts nothing.
    mark = nextMark(printed, start);
  }
  return [...parts, { start, end: printed.length }].map((part) => trimmed(printed, part)).filter(isFull);
}

/** Without the white space at its end: `helm template` prints none, whatever a text of several lines makes of it. */
function trimmed(printed: string, { start, end }: Part): Part {
  let last = end;
  while (last > start && isSpace(printed.charCodeAt(last - 1))) last -= 1;
  return { start, end: last };
}

const isFull = ({ start, end }: Part): boolean => end > start;

function nextMark(printed: string, from: number): number {
  const found = printed.indexOf('\n---', from);
  return found < 0 ? -1 : found + 1;
}

const isSpace = (code: number): boolean =>
  code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;

function readOne(
  name: string,
  source: Source,
  lines: string,
  start: number,
  reading: Reading,
): PrintedDocument | undefined {
  const doing = say`YAML parse error on ${name}`;
  const forbidden = forbiddenCharacter(source.text.slice(start, start + lines.length));
  if (forbidden >= 0)
    throw new Refused(
      say`${doing}: control characters are not allowed`,
      positionIn(source, start + forbidden),
      'yaml-invalid',
    );
  try {
    const tree = treeOf(source, lines, start, reading);
    return documentOf(name, tree, reading);
  } catch (error) {
    throw refusal(error, source, start, doing);
  }
}

function treeOf(source: Source, lines: string, start: number, { effort, words }: Reading): Tree {
  const events = parseWithTabs(lines.slice(0, documentEnd(lines)), effort);
  const placement = { source, offset: start, masked: false, hidesBreaks: false, mergeKeys: 'override' } as const;
  return buildTree(events, { ...placement, words, effort });
}

function documentOf(name: string, tree: Tree, { effort }: Reading): PrintedDocument | undefined {
  const { root } = tree;
  if (isNull(root)) return undefined;
  const head = headOf(name, root);
  return {
    kind: head.kind,
    hook: head.hook,
    objects: objectsOf(tree, undefined, effort).objects.map((one) => one.root),
  };
}

interface Head {
  readonly kind: string;
  readonly hook: readonly string[] | undefined;
}

/** What Helm itself looks at, and refuses where it has another type. */
function headOf(name: string, root: Node): Head {
  if (root.kind !== 'map')
    throw new Refused(
      say`YAML parse error on ${name}: error unmarshaling JSON: json: cannot unmarshal ${literal(goKind(root))} into Go value of type util.SimpleHead`,
      positionOf(root),
      'yaml-invalid',
    );
  textIn(root, 'apiVersion');
  const metadata = fieldIn(root, 'metadata');
  if (metadata !== undefined && !isNull(metadata) && metadata.kind !== 'map')
    throw new Refused(
      say`YAML parse error on ${name}: json: cannot unmarshal ${literal(goKind(metadata))} into Go struct field SimpleHead.metadata`,
      positionOf(metadata),
      'yaml-invalid',
    );
  const annotations = stringMap(fieldIn(metadata, 'annotations'), 'metadata.annotations');
  if (metadata?.kind === 'map') textIn(metadata, 'name');
  const hook = annotations?.get('helm.sh/hook');
  return { kind: textIn(root, 'kind'), hook: hook?.split(',').map((one) => one.trim().toLowerCase()) };
}

const events = [
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
  'test-success',
];

/** A hook with an event that Helm does not know is never run. */
export const isKnownHook = (hook: readonly string[]): boolean => hook.every((event) => events.includes(event));

/** What only `helm test` runs. */
export const isTest = (hook: readonly string[]): boolean =>
  hook.some((event) => event === 'test' || event === 'test-success');
