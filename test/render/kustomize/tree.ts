import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEntry, FileTree } from '../../../src/model/file-tree.ts';

/** A tree of these files; a text that begins with `-> ` is a link. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array>>): FileTree {
  const entries = new Map(
    Object.entries(files).map(([path, content]): [string, FileEntry & { readonly bytes: Uint8Array }] => {
      const isLink = typeof content === 'string' && content.startsWith('-> ');
      const bytes = typeof content === 'string' ? Buffer.from(isLink ? content.slice(3) : content) : content;
      const sha = createHash('sha1').update(bytes).digest('hex');
      return [path, { sha, type: isLink ? 'symlink' : 'file', size: bytes.length, bytes }];
    }),
  );
  return {
    paths: [...entries.keys()].sort(),
    entry: (path) => entries.get(path),
    bytes: (path) => entries.get(path)?.bytes,
  };
}

export function treeIn(folder: string): FileTree {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return treeOf(
    Object.fromEntries(
      files.map((one) => {
        const path = join(one.parentPath, one.name);
        return [path.slice(folder.length + 1), readFileSync(path)];
      }),
    ),
  );
}
