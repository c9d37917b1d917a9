import type { FileTree } from '../../../model/file-tree.ts';
import { say } from '../../../model/message.ts';
import { bytesOf, type Files, joinPath, resolved } from '../../kustomize/files.ts';
import { withoutMark } from './archive.ts';
import { helmIgnore, type Ignores } from './helm-ignore.ts';
import { Refused, topOf } from './refused.ts';

/** A file of a chart. */
export interface ChartFile {
  /** The path below the chart's folder. */
  readonly name: string;
  /** Of the file in the tree; what is packed has the path of its archive. */
  readonly path: string;
  readonly isPacked: boolean;
  /** The content's id: equal ids are equal contents. */
  readonly sha: string;
  /** Undefined where whoever reads the tree does not have them. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * The files of a chart's folder as Helm's loader walks it: links inside the tree are followed, what `.helmignore` names is
 * left out.
 * @throws Refused at a link that leads out of the tree, nowhere or round in a circle, and at a submodule among its parts
 */
export function chartFiles(files: Files, folder: string): readonly ChartFile[] {
  const found: ChartFile[] = [];
  const walk = { files, ignores: ignoresOf(files, folder), found };
  collect(folder, '', walk, [folder]);
  return found;
}

interface Walk {
  readonly files: Files;
  readonly ignores: Ignores;
  readonly found: ChartFile[];
}

/** Of one chart, and of those of them that links to folders make appear. */
const maxFiles = 100_000;
const maxLinked = 10_000;

function ignoresOf(files: Files, folder: string): Ignores {
  const path = joined(folder, '.helmignore');
  const place = resolved(files, path);
  if (place === undefined || files.tree.entry(place)?.type !== 'file') return helmIgnore(path, '');
  return helmIgnore(path, new TextDecoder().decode(bytesOf(files, place)));
}

/** @param open the folders that the walk is in, by the paths behind all links */
function collect(folder: string, prefix: string, walk: Walk, open: readonly string[]): void {
  const ignored = new Map<string, boolean>();
  for (const path of pathsIn(walk.files.tree, folder)) {
    const name = prefix + path.slice(folder === '' ? 0 : folder.length + 1);
    if (isIgnored(name, prefix, walk.ignores, ignored)) continue;
    if (walk.files.tree.entry(path)?.type === 'symlink') follow(path, name, walk, open);
    else take(path, name, walk);
    const most = open.length > 1 ? maxLinked : maxFiles;
    if (walk.found.length > most)
      throw new Refused(say`the chart has more than the ${most} files that are read`, topOf(path), 'limit');
  }
}

/** A folder's rule holds for all that is in it. */
function isIgnored(name: string, prefix: string, ignores: Ignores, known: Map<string, boolean>): boolean {
  for (let end = name.indexOf('/', prefix.length); end >= 0; end = name.indexOf('/', end + 1)) {
    const folder = name.slice(0, end);
    const isOut = known.get(folder) ?? ignores(folder, true);
    known.set(folder, isOut);
    if (isOut) return true;
  }
  return ignores(name, false);
}

function take(path: string, name: string, { files, found }: Walk): void {
  const entry = files.tree.entry(path);
  if (entry === undefined) return;
  files.used.set(path, entry.sha);
  if (entry.type === 'submodule') {
    // What is neither a template nor a subchart could only be shown by `.Files`.
    if (!/^(?:templates|charts)\//.test(name)) return;
    throw new Refused(say`'${name}' is a submodule: its content is in another repository`, topOf(path), 'submodule');
  }
  const bytes = files.tree.bytes(path);
  found.push({ name, path, isPacked: false, sha: entry.sha, bytes: bytes && withoutMark(bytes) });
}

function follow(path: string, name: string, walk: Walk, open: readonly string[]): void {
  const target = resolved(walk.files, path);
  if (target === undefined)
    throw new Refused(say`'${name}' leads out of the repository or in a circle`, topOf(path), 'symlink');
  if (walk.files.tree.entry(target) !== undefined) {
    take(target, name, walk);
    return;
  }
  if (pathsIn(walk.files.tree, target).next().done === true)
    throw new Refused(say`error evaluating symlink '${name}': no such file or directory`, topOf(path), 'missing-file');
  if (walk.ignores(name, true)) return;
  if (target === '' || open.some((folder) => folder === target || folder.startsWith(`${target}/`)))
    throw new Refused(say`'${name}' leads in a circle`, topOf(path), 'symlink');
  if (open.length > maxLinks)
    throw new Refused(
      say`links to folders nest deeper than the ${maxLinks} levels that are followed`,
      topOf(path),
      'limit',
    );
  collect(target, `${name}/`, walk, [...open, target]);
}

const maxLinks = 10;

/** The paths below a folder, in order; `''` is the tree's top. */
export function* pathsIn({ paths }: FileTree, folder: string): Generator<string> {
  const prefix = folder === '' ? '' : `${folder}/`;
  for (let at = firstFrom(paths, prefix); at < paths.length; at += 1) {
    const path = paths[at] ?? '';
    if (!path.startsWith(prefix)) return;
    yield path;
  }
}

function firstFrom(paths: readonly string[], wanted: string): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((paths[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const joined = (folder: string, name: string): string => joinPath(folder, name) ?? name;
