import type { FileTree } from '../../model/file-tree.ts';
import type { Directory } from './delivery.ts';
import { alternatives, wildcards } from './wildcards.ts';

/**
 * The files that Argo CD reads in a folder that it takes for plain manifests, sorted; links among them.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
 */
export function directoryFiles(tree: FileTree, folder: string, how: Directory): readonly string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const [isIncluded, isExcluded] = [matching(how.include), matching(how.exclude)];
  return tree.paths.filter((path) => {
    const name = path.slice(prefix.length);
    if (!path.startsWith(prefix) || !/\.(ya?ml|json|jsonnet)$/.test(name) || (!how.recurse && name.includes('/')))
      return false;
    return !isExcluded(name) && (how.include === '' || isIncluded(name));
  });
}

/** In Argo CD's patterns a star passes slashes, and `{a,b}` is one or the other. */
function matching(pattern: string): (name: string) => boolean {
  const all = pattern === '' ? [] : alternatives(pattern).map((one) => wildcards(one, { starsPassSlashes: true }));
  return (name) => all.some((isMatch) => isMatch(name));
}
