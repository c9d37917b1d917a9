import { LimitExceeded } from '../../manifest/limits.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Message } from '../../model/message.ts';
import type { Directory } from './delivery.ts';
import { alternatives, wildcards } from './wildcards.ts';

/** The files of a folder that is taken for plain manifests, sorted; links among them. */
export interface DirectoryFiles {
  readonly paths: readonly string[];
  /** Why they may be more than are deployed: a pattern is larger than is read, and leaves out nothing. */
  readonly unclear: Message | undefined;
}

/**
 * What Argo CD reads of such a folder.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
 */
export function directoryFiles(tree: FileTree, folder: string, how: Directory): DirectoryFiles {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const [included, excluded] = [matching(how.include || '*'), matching(how.exclude)];
  const paths = tree.paths.filter((path) => {
    const name = path.slice(prefix.length);
    if (!path.startsWith(prefix) || !/\.(ya?ml|json|jsonnet)$/.test(name) || (!how.recurse && name.includes('/')))
      return false;
    return included.isMatch(name) !== false && excluded.isMatch(name) !== true;
  });
  return { paths, unclear: included.unclear ?? excluded.unclear };
}

interface Pattern {
  /** Undefined where nobody can tell. */
  readonly isMatch: (name: string) => boolean | undefined;
  readonly unclear?: Message;
}

/** In Argo CD's patterns a star passes slashes, and `{a,b}` is one or the other; the empty one matches nothing. */
function matching(pattern: string): Pattern {
  try {
    const all = pattern === '' ? [] : alternatives(pattern).map((one) => wildcards(one, { starsPassSlashes: true }));
    return { isMatch: (name) => all.some((isMatch) => isMatch(name)) };
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    return { isMatch: () => undefined, unclear: error.explanation };
  }
}
