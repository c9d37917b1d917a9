/** The folder that a file or folder lies in; the empty text is the tree's top. */
export const folderAbove = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** Every folder above a path, the outermost first; the tree's top is none of them. */
export function foldersAbove(path: string): readonly string[] {
  const steps = path.split('/').slice(0, -1);
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}
