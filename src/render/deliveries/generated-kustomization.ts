import type { MapNode } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import { folderAbove, foldersAbove } from '../folders.ts';
import { entryAt, mapAt, scalarAt, sequenceAt } from '../kustomize/edit.ts';
import { type Kustomization, kustomizationNames } from '../kustomize/kustomization.ts';

/**
 * The kustomization that Flux makes for a folder that has none: every manifest in it and below, and of a folder below
 * that has a kustomization that folder alone. It stands where `place` does. Undefined where the folder has one.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#generate-a-kustomizationyaml-file
 */
export function generatedKustomization(tree: FileTree, folder: string, place: MapNode): Kustomization | undefined {
  const resources = generatedResources(tree, folder);
  if (resources === undefined) return undefined;
  const list = sequenceAt(
    resources.map((path) => scalarAt(path, place)),
    place,
  );
  return { path: place.source.path, root: mapAt([entryAt('resources', list, place)], place), kind: 'Kustomization' };
}

/** Files and folders as seen from `folder`, sorted; undefined where it has a kustomization of its own. */
export function generatedResources(tree: FileTree, folder: string): readonly string[] | undefined {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const inside = tree.paths.flatMap((path) =>
    path.startsWith(prefix) && !ignored.test(path) ? path.slice(prefix.length) : [],
  );
  const kustomized = new Set(inside.filter(isKustomization).map(folderAbove));
  if (kustomized.has('')) return undefined;
  const found = inside.flatMap((path) => {
    const owner = foldersAbove(path).find((one) => kustomized.has(one));
    return owner ?? (/\.ya?ml$/.test(path) ? path : []);
  });
  return [...new Set(found)];
}

/**
 * What Flux leaves out of every source.
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#default-exclusions
 */
const ignored =
  /(^|\/)(\.(git|github|circleci)\/|(\.travis|\.gitlab-ci|appveyor|\.drone|codeship-services|codeship-steps|\.goreleaser)\.yml$|(cloudbuild|\.sops|\.flux)\.yaml$)/;

const isKustomization = (path: string): boolean =>
  kustomizationNames.some((name) => path === name || path.endsWith(`/${name}`));
