import { isCandidate } from '../model/candidate.ts';
import type { FileTree } from '../model/file-tree.ts';
import { literal, say } from '../model/message.ts';
import { type Memo, memoKey } from './memo.ts';
import { type FileContent, readFile, unreadable } from './read-file.ts';

/** Nobody keeps manifests deeper than this. */
export const maxFolders = 200;

/** The deepest chain of links that is followed, as Linux has it for the last step of a path. */
const maxLinks = 10;

/**
 * Every candidate of a tree, path → content. Files for which `isTouched` holds are read whole; `sameAs` gives what
 * is known to be the same file of the other side. Links are followed
 * inside the tree only, and positions name the file that a person would edit.
 */
export function readTree(
  tree: FileTree,
  memo: Memo,
  isWanted: (path: string) => boolean,
  isTouched: (path: string) => boolean,
  sameAs: (path: string) => FileContent | undefined = () => undefined,
): ReadonlyMap<string, FileContent> {
  const contents = new Map<string, FileContent>();
  for (const path of tree.paths)
    if (isCandidate(path) && isWanted(path))
      contents.set(path, sameAs(path) ?? contentOf(path, tree, memo, isTouched(path)));
  return contents;
}

function contentOf(path: string, tree: FileTree, memo: Memo, isTouched: boolean): FileContent {
  const at = { path, line: 1, column: 1 };
  if (path.split('/').length > maxFolders)
    return unreadable({ at, reason: 'limit', message: say`it lies more than ${maxFolders} folders deep` });
  const target = follow(path, tree);
  if (target === undefined)
    return unreadable({
      at,
      reason: 'symlink',
      message: literal('a link that leads out of the repository, to nothing, or in a circle'),
    });
  const entry = tree.entry(target);
  if (entry === undefined || entry.type === 'submodule')
    return unreadable({
      at,
      reason: 'submodule',
      message: literal('a submodule: its content is in another repository'),
    });
  const closeness = isTouched ? 'whole' : 'wanted';
  const key = memoKey(target, entry.sha, closeness);
  const known = memo.get(key);
  if (known !== undefined) return known;
  const bytes = tree.bytes(target);
  if (bytes === undefined)
    return unreadable({
      at,
      reason: 'limit',
      message: literal('its bytes could not be fetched'),
    });
  const content = readFile(target, bytes, closeness);
  memo.set(key, content);
  return content;
}

/** The file that a path stands for after all links, or undefined where there is none in the tree. */
export function follow(path: string, tree: FileTree): string | undefined {
  let current = path;
  for (let step = 0; step <= maxLinks; step += 1) {
    const entry = tree.entry(current);
    if (entry?.type !== 'symlink') return entry === undefined ? undefined : current;
    const link = tree.bytes(current);
    const next = link === undefined ? undefined : resolve(current, new TextDecoder().decode(link));
    if (next === undefined) return undefined;
    current = next;
  }
  return undefined;
}

/** `target` as seen from the folder of `path`; undefined where it leaves the tree. */
function resolve(path: string, target: string): string | undefined {
  if (target.startsWith('/')) return undefined;
  const steps = path.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
