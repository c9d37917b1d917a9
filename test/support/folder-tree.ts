import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FileTree } from '../../src/model/file-tree.ts';
import { memoryTree, type TreeFile } from './memory-tree.ts';

/** The files below `folder` as one side of a comparison; a folder that does not exist is an empty tree. */
export function folderTree(folder: string): FileTree {
  if (!existsSync(folder)) return memoryTree({});
  const files: Record<string, TreeFile> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).replaceAll('\\', '/');
    if (entry.isSymbolicLink()) files[path] = { link: readlinkSync(file) };
    else if (entry.isFile()) files[path] = readFileSync(file);
  }
  return memoryTree(files);
}
