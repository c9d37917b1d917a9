import type { Node } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import { say } from '../../model/message.ts';
import { type Reading, readDocuments } from './documents.ts';
import type { Recent } from './recent.ts';
import { Refusal, Unseen } from './refusal.ts';

/** What was parsed before, by content; the caller keeps it. */
export interface ParsedFiles {
  /** Weighed by the bytes of their texts. */
  readonly files: Recent<readonly Node[] | Refusal>;
}

/** A tree as one render sees it; notes every path that it asks for. */
export interface Files {
  readonly tree: FileTree;
  /** Path → the content's id, undefined where there is nothing: the render is the same while these are. */
  readonly used: Map<string, string | undefined>;
  /** Paths of files whose bytes were not at hand; something stands in for them. */
  readonly missing: Set<string>;
  readonly parsed: ParsedFiles;
  /** May a kustomization name files outside of its own folder? */
  readonly isUnrestricted: boolean;
}

interface Shape {
  readonly folders: ReadonlySet<string>;
  readonly hasLinks: boolean;
}

const shapes = new WeakMap<FileTree, Shape>();

function shapeOf(tree: FileTree): Shape {
  const known = shapes.get(tree);
  if (known !== undefined) return known;
  const folders = new Set<string>(['']);
  let hasLinks = false;
  for (const path of tree.paths) {
    hasLinks ||= tree.entry(path)?.type === 'symlink';
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  const shape = { folders, hasLinks };
  shapes.set(tree, shape);
  return shape;
}

/** `path` as seen from `folder`, without `.` and `..`; undefined where it leaves the tree. */
export function joinPath(folder: string, path: string): string | undefined {
  const steps = folder === '' ? [] : folder.split('/');
  for (const step of path.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

const maxLinks = 10;

/** The path behind all links, of folders on the way too; undefined where they lead out of the tree or round in a circle. */
export function resolved(files: Pick<Files, 'tree' | 'used'>, path: string): string | undefined {
  if (!shapeOf(files.tree).hasLinks) return path;
  let rest = path.split('/');
  let done: string[] = [];
  for (let links = 0; rest.length > 0; ) {
    const [step = '', ...after] = rest;
    rest = after;
    const here = [...done, step].join('/');
    if (files.tree.entry(here)?.type !== 'symlink') {
      done.push(step);
      continue;
    }
    links += 1;
    const bytes = files.tree.bytes(here);
    files.used.set(here, files.tree.entry(here)?.sha);
    const target = bytes === undefined ? '/' : new TextDecoder().decode(bytes);
    const next = target.startsWith('/') || links > maxLinks ? undefined : joinPath(done.join('/'), target);
    if (next === undefined) return undefined;
    rest = [...(next === '' ? [] : next.split('/')), ...after];
    done = [];
  }
  return done.join('/');
}

export const isFolder = ({ tree }: Pick<Files, 'tree'>, path: string): boolean => shapeOf(tree).folders.has(path);

/** Undefined where there is no such file, or it is no file. */
export function entryOf(files: Files, path: string): 'file' | 'submodule' | undefined {
  const entry = files.tree.entry(path);
  files.used.set(path, entry?.sha);
  return entry === undefined || entry.type === 'symlink' ? undefined : entry.type;
}

/**
 * The path of a file that a kustomization names: in its own folder or below, links followed.
 * @throws Refusal in Kustomize's words
 */
export function localFile(files: Files, folder: string, name: string): string {
  const joined = name.startsWith('/') ? undefined : joinPath(folder, name);
  const path = joined === undefined ? undefined : resolved(files, joined);
  if (joined === undefined || path === undefined)
    throw new Refusal(say`'${name}' leads out of the repository or in a circle`, undefined, 'symlink');
  const type = entryOf(files, path);
  if (type === 'submodule')
    throw new Refusal(say`'${name}' is a submodule: its content is in another repository`, undefined, 'submodule');
  if (type === undefined) {
    if (isFolder(files, path)) throw new Refusal(say`'${path}' must resolve to a file`);
    throw new Refusal(say`evalsymlink failure on '${joined}': no such file or directory`, undefined, 'missing-file');
  }
  if (!files.isUnrestricted && folder !== '' && !path.startsWith(`${folder}/`))
    throw new Refusal(say`security; file '${path}' is not in or below '${folder}'`);
  return path;
}

export function bytesOf(files: Files, path: string): Uint8Array {
  const bytes = files.tree.bytes(path);
  if (bytes === undefined)
    throw new Unseen(say`the bytes of ${path} could not be fetched`, { path, line: 1, column: 1 }, 'limit');
  return bytes;
}

/**
 * The bytes of a file that is no manifest. Whoever reads a tree need not have them where nobody looks into the object that
 * is generated of them: only the suffix of its name hangs on them, and their id tells one content from another as well.
 */
export function opaqueBytesOf({ tree, missing }: Files, path: string): Uint8Array {
  const bytes = tree.bytes(path);
  if (bytes === undefined) missing.add(path);
  return bytes ?? new TextEncoder().encode(tree.entry(path)?.sha ?? '');
}

/** What keeping anything costs, beside its text. */
const entryWeight = 200;

/** The documents of a file, parsed once for all roots. */
export function documentsOf(files: Files, path: string, reading: Reading): readonly Node[] {
  const key = `${reading}\n${path}\n${files.tree.entry(path)?.sha ?? ''}`;
  const known = files.parsed.files.get(key);
  if (known instanceof Refusal) throw known;
  if (known !== undefined) return known;
  const bytes = bytesOf(files, path);
  try {
    const documents = readDocuments(path, bytes, reading);
    files.parsed.files.set(key, documents, entryWeight + bytes.length);
    return documents;
  } catch (error) {
    if (error instanceof Refusal) files.parsed.files.set(key, error, entryWeight);
    throw error;
  }
}

/** True for what only the network can give: an address, or a repository on some host. */
export const isRemote = (path: string): boolean =>
  /^(?:git::|https?:|ssh:|file:|gh:|git@|[\w.-]+@[\w.-]+[:/]|(?:www\.)?github\.com[/:])/i.test(path);
