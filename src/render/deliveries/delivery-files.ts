import { items, type MapNode, type Node } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import { textOf, valueIn } from '../kustomize/edit.ts';
import { isFolder, joinPath, resolved } from '../kustomize/files.ts';
import type { Delivery } from './delivery.ts';
import { directoryFiles } from './directory-files.ts';
import { generatedResources } from './generated-kustomization.ts';

/**
 * Every file that a delivery may hang on, found without rendering anything: that of the order itself among them.
 *
 * @param filesOf the same of a folder with a kustomization
 */
export function deliveryFiles(
  tree: FileTree,
  { at, folder, how }: Delivery,
  filesOf: (folder: string) => ReadonlySet<string>,
): ReadonlySet<string> {
  if (how.how === 'directory') {
    const used = new Map<string, string | undefined>();
    const paths = directoryFiles(tree, folder, how).paths.flatMap((path) => resolved({ tree, used }, path) ?? []);
    return new Set([at.path, ...used.keys(), ...paths]);
  }
  const named = [...texts(how.fields, 'components'), ...patchFiles(how.fields)];
  const generated = how.generates ? generatedResources(tree, folder) : undefined;
  const parts = [...(generated ?? ['.']), ...named].flatMap((name) => placeOf(folder, name));
  return new Set([
    at.path,
    ...parts.flatMap((part) => (isFolder({ tree }, part === '.' ? '' : part) ? [...filesOf(part)] : part)),
  ]);
}

const placeOf = (folder: string, name: string): readonly string[] => {
  const path = joinPath(folder === '.' ? '' : folder, name);
  return path === undefined ? [] : [path || '.'];
};

const texts = (fields: MapNode, key: string): readonly string[] => items(valueIn(fields, key)).map(textOf);

const patchFiles = (fields: MapNode): readonly string[] =>
  items(valueIn(fields, 'patches')).flatMap((patch: Node) => textOf(valueIn(patch, 'path')) || []);
