import { type Manifest, type Reading, readManifests } from '../../manifest/documents.ts';
import {
  entries,
  field,
  type MapEntry,
  type MapNode,
  positionOf,
  type ScalarNode,
  scalarText,
} from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { GapReason, Problem } from '../../model/gap.ts';
import { literal, type Message } from '../../model/message.ts';
import { mapAt, sequenceAt, textOf, valueAt, valueIn, withField } from '../kustomize/edit.ts';
import { isFolder, joinPath, resolved } from '../kustomize/files.ts';
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

function asWritten(tree: FileTree, { at, folder, how }: Delivery, memo: KustomizeMemo): Delivered {
  if (how.how === 'directory') {
    const { paths, unclear } = directoryFiles(tree, folder, how);
    const { manifests, problems } = filesAsTheyStand(tree, paths);
    return { manifests, problems: unclear ? [...problems, { at, reason: 'limit', message: unclear }] : problems };
  }
  const { fields, isUnrestricted } = how;
  const overlay = {
    fields: how.ignoresMissing ? withoutMissing(tree, folder, fields) : fields,
    generated: how.generates ? generatedKustomization(tree, folder, fields) : undefined,
    isUnrestricted,
  };
  const { documents, gaps } = renderKustomization(tree, folder, memo, overlay);
  return { manifests: documents.map(manifestOf), problems: gaps };
}

function filesAsTheyStand(tree: FileTree, paths: readonly string[]): Delivered {
  const readings = paths.map((path) => asItStands(tree, path));
  return {
    manifests: readings.flatMap(({ documents }) => documents),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function asItStands(tree: FileTree, path: string): Pick<Reading, 'documents' | 'problems'> {
  const unseen = (reason: GapReason, message: Message): Pick<Reading, 'documents' | 'problems'> => ({
    documents: [],
    problems: [{ at: { path, line: 1, column: 1 }, reason, message }],
  });
  if (path.endsWith('.jsonnet')) return unseen('not-rendered', literal('jsonnet is not evaluated'));
  const target = resolved({ tree, used: new Map() }, path);
  if (target === undefined) return unseen('symlink', literal('a link that leads out of the repository or in a circle'));
  const bytes = tree.bytes(target);
  if (bytes === undefined) return unseen('limit', literal('its bytes could not be fetched'));
  if (new TextDecoder('latin1').decode(bytes).includes(skipped)) return { documents: [], problems: [] };
  return readManifests({ path: target, bytes }, { wanted: 'everything' });
}

/**
 * A file with this anywhere in it is passed over.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/directory/#skipping-file-rendering
 */
const skipped = '+argocd:skip-file-rendering';

/** An object that some renderer has made, with the place that its name comes from. */
export const manifestOf = (root: MapNode): Manifest => ({
  root,
  alternative: undefined,
  at: positionOf(field(root, 'metadata', 'name') ?? root),
  apiVersion: scalarText(field(root, 'apiVersion')) ?? '',
  kind: scalarText(field(root, 'kind')) ?? '',
});

function withoutMissing(tree: FileTree, folder: string, fields: MapNode): MapNode {
  const components = valueIn(fields, 'components');
  if (components?.kind !== 'sequence') return fields;
  const there = components.items.filter((one) => {
    const path = joinPath(folder, textOf(one));
    return path !== undefined && isFolder({ tree }, path);
  });
  return withField(fields, 'components', sequenceAt(there, components));
}

function asDelivered(manifest: Manifest, { namespace, variables, metadata }: Delivery): Manifest {
  const root = variables === undefined ? manifest.root : substituted(manifest.root, variables);
  const placed = namespace === undefined ? root : withNamespace(root, namespace);
  const labelled = metadata.reduce(withCommon, placed);
  return labelled === manifest.root ? manifest : { ...manifest, root: labelled };
}

/** Keys that are there already get the common value. */
function withCommon(root: MapNode, { key, value }: MapEntry): MapNode {
  const own = valueAt(root, 'metadata', key);
  const all = entries(value).reduce(
    (map, one) => withField(map, one.key, one.value),
    own?.kind === 'map' ? own : mapAt([], value),
  );
  return withMetadata(root, key, all);
}

/** The object in a namespace, where it names none and lies in one at all. */
export function withNamespace(root: MapNode, namespace: ScalarNode): MapNode {
  const isPlaced = scalarText(valueAt(root, 'metadata', 'namespace')) !== undefined;
  return isPlaced || isClusterScoped(gvkOf(root)) ? root : withMetadata(root, 'namespace', namespace);
}
