import { createHash } from 'node:crypto';
import type { FileEntry, FileTree } from '../../src/model/file-tree.ts';
import { byText } from '../../src/model/source.ts';

/** A file's content, or what stands in its place in a git tree. */
export type TreeFile =
  | string
  | Uint8Array
  | { readonly link: string }
  | { readonly submodule: string }
  /** Listed, but its content cannot be had. */
  | { readonly absent: number };

/** A tree of files that exists only here: path → content. */
export function memoryTree(files: Readonly<Record<string, TreeFile>>): FileTree {
  const entries = new Map(Object.entries(files).map(([path, file]) => [path, listed(path, file)]));
  return {
    paths: [...entries.keys()].sort(byText),
    entry: (path) => entries.get(path)?.entry,
    bytes: (path) => entries.get(path)?.bytes,
  };
}

interface Listed {
  readonly entry: FileEntry;
  readonly bytes: Uint8Array | undefined;
}

function listed(path: string, file: TreeFile): Listed {
  if (typeof file === 'string') return stored('file', new TextEncoder().encode(file));
  if (file instanceof Uint8Array) return stored('file', file);
  if ('link' in file) return stored('symlink', new TextEncoder().encode(file.link));
  if ('submodule' in file)
    return { entry: { sha: file.submodule, type: 'submodule', size: undefined }, bytes: undefined };
  return { entry: { sha: `absent-${path}-${file.absent}`, type: 'file', size: file.absent }, bytes: undefined };
}

const stored = (type: FileEntry['type'], bytes: Uint8Array): Listed => ({
  entry: { sha: createHash('sha1').update(bytes).digest('hex'), type, size: bytes.length },
  bytes,
});
