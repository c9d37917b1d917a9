import { type Manifest, readManifests } from '../../manifest/documents.ts';
import { field, type MapNode, positionOf, type ScalarNode, scalarText } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { valueAt } from '../kustomize/edit.ts';
import { gvkOf, isClusterScoped } from '../kustomize/identity.ts';
import { type KustomizeMemo, renderKustomization } from '../kustomize/index.ts';
import { withMetadata } from '../kustomize/resource.ts';
import type { Delivery } from './delivery.ts';
import { directoryFiles } from './directory-files.ts';
import { generatedKustomization } from './generated-kustomization.ts';
import { substituted } from './substituted.ts';

/** What is deployed, and what of it could not be seen. */
export interface Delivered {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/** The objects that a controller deploys, as it does it. */
export function renderDelivery(tree: FileTree, delivery: Delivery, memo: KustomizeMemo): Delivered {
  const { manifests, problems } = asWritten(tree, delivery, memo);
  return { manifests: manifests.map((one) => asDelivered(one, delivery)), problems };
}

function asWritten(tree: FileTree, { folder, how }: Delivery, memo: KustomizeMemo): Delivered {
  if (how.how === 'directory') return filesAsTheyStand(tree, directoryFiles(tree, folder, how));
  const generated = how.generates ? generatedKustomization(tree, folder, how.fields) : undefined;
  const { documents, gaps } = renderKustomization(tree, folder, memo, { fields: how.fields, generated });
  return { manifests: documents.map(manifestOf), problems: gaps };
}

function filesAsTheyStand(tree: FileTree, paths: readonly string[]): Delivered {
  const readings = paths.flatMap((path) => {
    const bytes = tree.bytes(path);
    return bytes === undefined ? [] : [readManifests({ path, bytes }, { wanted: 'everything' })];
  });
  return {
    manifests: readings.flatMap(({ documents }) => documents),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

/** An object that some renderer has made, with the place that its name comes from. */
export const manifestOf = (root: MapNode): Manifest => ({
  root,
  alternative: undefined,
  at: positionOf(field(root, 'metadata', 'name') ?? root),
  apiVersion: scalarText(field(root, 'apiVersion')) ?? '',
  kind: scalarText(field(root, 'kind')) ?? '',
});

function asDelivered(manifest: Manifest, { namespace, variables }: Delivery): Manifest {
  const root = variables === undefined ? manifest.root : substituted(manifest.root, variables);
  const placed = namespace === undefined ? root : withNamespace(root, namespace);
  return placed === manifest.root ? manifest : { ...manifest, root: placed };
}

/** The object in a namespace, where it names none and lies in one at all. */
export function withNamespace(root: MapNode, namespace: ScalarNode): MapNode {
  const isPlaced = scalarText(valueAt(root, 'metadata', 'namespace')) !== undefined;
  return isPlaced || isClusterScoped(gvkOf(root)) ? root : withMetadata(root, 'namespace', namespace);
}
