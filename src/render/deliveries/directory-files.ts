import type { FileTree } from '../../model/file-tree.ts';
import { matchesGlob } from '../../model/glob.ts';
import type { Directory } from './delivery.ts';

/**
 * The manifests that Argo CD finds in a folder without a kustomization or a chart, sorted.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
 */
export function directoryFiles(tree: FileTree, folder: string, how: Directory): readonly string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  return tree.paths.filter((path) => {
    const name = path.slice(prefix.length);
    if (!path.startsWith(prefix) || !/\.(ya?ml|json)$/.test(name) || (!how.recurse && name.includes('/'))) return false;
    return !matches(how.exclude, name) && (how.include === '' || matches(how.include, name));
  });
}

/** In Argo CD's patterns a star passes slashes, and `{a,b}` is one or the other. */
const matches = (pattern: string, name: string): boolean =>
  alternatives(pattern).some((one) => one !== '' && matchesGlob(one.replaceAll(/\*+/g, '**'), name));

function alternatives(pattern: string): readonly string[] {
  const [, before, inside, after] = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(pattern) ?? [];
  return inside === undefined ? [pattern] : inside.split(',').map((one) => `${before}${one}${after}`);
}
