import type { Manifest } from '../../manifest/documents.ts';
import { field, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { literal } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { isFolder, joinPath } from '../kustomize/files.ts';
import { kustomizationNames } from '../kustomize/kustomization.ts';
import { normalized } from '../source-url.ts';
import type { Claim, SourceRef } from './claim.ts';
import { chartFolderOf, claimsOf } from './claims.ts';
import type { Delivery, Elsewhere } from './delivery.ts';

/** What the controllers of a repository are told to deploy. */
export interface Orders {
  readonly deliveries: readonly Delivery[];
  readonly elsewhere: readonly Elsewhere[];
  /** The objects that install a chart of this repository. */
  readonly installing: readonly Manifest[];
  readonly problems: readonly Problem[];
}

export const noOrders: Orders = { deliveries: [], elsewhere: [], installing: [], problems: [] };

/**
 * Reads the objects that make a controller deploy something. Where a repository lies is nowhere in its own files, so that
 * a source counts as this one where a folder that it is asked for is here; the top folder, which is everywhere, counts
 * where nothing speaks against it.
 */
export function ordersOf(objects: readonly Manifest[], tree: FileTree): Orders {
  if (objects.length === 0) return noOrders;
  const urls = new Map(objects.filter(isSource).map((one) => [sourceName(one), urlOf(one)]));
  const keyOf = ({ source }: Claim): string =>
    'url' in source ? normalized(source.url) : (urls.get(nameOf(source)) ?? nameOf(source));
  const claims = objects.flatMap((one) => claimsOf(one, tree));
  const isHere = locality(claims, keyOf, tree);
  const [here, there] = [claims.filter(isHere), claims.filter((one) => !isHere(one))];
  return {
    deliveries: identified(here.map((claim) => deliveryOf(claim, tree))),
    elsewhere: there
      .filter((claim) => chartFolderOf(claim, tree) === undefined)
      .map((claim) => ({
        id: idOf(claim),
        by: byOf(claim),
        at: claim.at,
        isChart: claim.chart !== undefined,
        source: keyOf(claim),
        namespace: known(claim.target),
      })),
    installing: objects.filter((one) => claimsOf(one, tree).some((claim) => chartFolderOf(claim, tree) !== undefined)),
    problems: here.flatMap(({ notRead }) => notRead.map(notFollowed)),
  };
}

const known = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || isPlaceholder(text) ? undefined : text;

const isSource = ({ kind }: Manifest): boolean => /^(GitRepository|HelmRepository|OCIRepository|Bucket)$/.test(kind);

const nameOf = ({ kind, name }: SourceRef): string => `${kind} ${name}`;

const sourceName = ({ kind, root }: Manifest): string =>
  nameOf({ kind, name: scalarText(field(root, 'metadata', 'name')) ?? '' });

const urlOf = ({ root }: Manifest): string => normalized(scalarText(field(root, 'spec', 'url')) ?? '');

/** Answers whether what a claim asks for lies in this tree. */
function locality(
  claims: readonly Claim[],
  keyOf: (claim: Claim) => string,
  tree: FileTree,
): (claim: Claim) => boolean {
  const folders = new Map(claims.map((claim) => [claim, folderOf(claim, tree)]));
  const mayBeHere = claims.filter((claim) => folders.get(claim) !== undefined);
  const keys = new Set(claims.filter((claim) => isGit(claim)).map(keyOf));
  const own = new Set(mayBeHere.filter((claim) => folders.get(claim) !== '').map(keyOf));
  return (claim) => {
    const folder = folders.get(claim);
    if (chartFolderOf(claim, tree) !== undefined) return false;
    return folder !== undefined && (folder !== '' || own.has(keyOf(claim)) || keys.size === 1);
  };
}

const isGit = ({ source, chart }: Claim): boolean =>
  chart === undefined && ('url' in source ? !source.url.startsWith('oci:') : source.kind === 'GitRepository');

/** The folder that a claim means, the empty text for the top; undefined where this tree has none of that name. */
function folderOf(claim: Claim, tree: FileTree): string | undefined {
  if (!isGit(claim) || isPlaceholder(claim.path)) return undefined;
  const folder = joinPath('', claim.path);
  return folder !== undefined && isFolder({ tree }, folder) ? folder : undefined;
}

function deliveryOf(claim: Claim, tree: FileTree): Delivery {
  const folder = joinPath('', claim.path) ?? '';
  const inside = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const isKustomized = kustomizationNames.some((name) => tree.entry(inside(name)) !== undefined);
  return {
    id: idOf(claim),
    by: byOf(claim),
    at: claim.at,
    pathAt: claim.pathAt,
    folder: folder || '.',
    isWhole: !isKustomized,
    how: isKustomized ? claim.kustomize : (claim.directory ?? claim.kustomize),
    target: known(claim.target),
    namespace: claim.fillsNamespace ? claim.namespaceAt : undefined,
    variables: claim.variables,
  };
}

const byOf = ({ kind, name }: Claim): string => `${kind} ${name}`;

const idOf = ({ name, at: { path } }: Claim): string =>
  `${name}@${path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'}`;

/** Two of the same name in one folder, as the variants of one object: the later ones get a number. */
function identified(deliveries: readonly Delivery[]): readonly Delivery[] {
  const counts = new Map<string, number>();
  return deliveries.map((one) => {
    const count = (counts.get(one.id) ?? 0) + 1;
    counts.set(one.id, count);
    return count === 1 ? one : { ...one, id: `${one.id}#${count}` };
  });
}

const notFollowed = (node: Node): Problem => ({
  at: positionOf(node),
  reason: 'not-rendered',
  message: literal('this changes what is deployed, and is not followed'),
});
