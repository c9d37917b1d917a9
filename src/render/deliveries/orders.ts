import type { Manifest } from '../../manifest/documents.ts';
import { withoutCredentials } from '../../model/credentials.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import { folderAbove } from '../folders.ts';
import { isFolder, joinPath } from '../kustomize/files.ts';
import { kustomizationNames } from '../kustomize/kustomization.ts';
import { type Applications, applicationsOf } from './application-set.ts';
import { type Claim, notFollowed } from './claim.ts';
import { chartFolderOf, claimsOf } from './claims.ts';
import type { Delivery, Elsewhere, Taken } from './delivery.ts';
import { createGeneration } from './generators.ts';
import { isSource, nameOf, type Source, sourcesIn } from './sources.ts';

/** What the controllers of a repository are told to deploy. */
export interface Orders {
  readonly deliveries: readonly Delivery[];
  /** Where what lies in this repository is taken from: its own addresses, as far as they are known. */
  readonly taken: readonly Taken[];
  readonly elsewhere: readonly Elsewhere[];
  /** The objects that say where a source lies. */
  readonly sources: readonly Manifest[];
  /** The objects that install a chart of this repository, or one with values that stand in other objects. */
  readonly installing: readonly Manifest[];
  readonly problems: readonly Problem[];
  /** The files that were read to find out what is ordered. */
  readonly files: readonly string[];
}

export const noOrders: Orders = {
  deliveries: [],
  taken: [],
  elsewhere: [],
  sources: [],
  installing: [],
  problems: [],
  files: [],
};

/**
 * Reads the objects that make a controller deploy something. Where a repository lies is nowhere in its own files, so that
 * a source counts as this one where a folder that it is asked for is here; the top folder, which is everywhere, counts
 * where nothing speaks against it.
 */
export function ordersOf(objects: readonly Manifest[], tree: FileTree): Orders {
  if (objects.length === 0) return noOrders;
  const sourcesOf = sourcesIn(objects);
  const keyOf = (claim: Claim): string => sourcesOf(claim).at(-1)?.url ?? unresolved(claim);
  const generation = createGeneration(tree);
  const sets = new Map(
    objects
      .filter(({ kind }) => kind === 'ApplicationSet')
      .map((one) => [one, applicationsOf(one, generation)] as const),
  );
  const applications = (one: Manifest): Applications['applications'] => sets.get(one)?.applications ?? [];
  const claims = objects.flatMap((one) => claimsOf(one, applications));
  const isHere = locality(claims, keyOf, tree);
  const [here, there] = [claims.filter(isHere), claims.filter((one) => !isHere(one))];
  return {
    deliveries: identified(here.map((claim) => deliveryOf(claim, tree))),
    taken: claims
      .filter((claim) => isHere(claim) || chartFolderOf(claim, tree) !== undefined)
      .flatMap((claim) => takenFrom(claim, sourcesOf(claim)))
      .filter(({ source }) => known(source) !== undefined),
    elsewhere: there
      .filter((claim) => chartFolderOf(claim, tree) === undefined)
      .flatMap((claim) => {
        const sources = sourcesOf(claim);
        const found = sources.length > 0 ? sources : [{ url: unresolved(claim), at: claim.at }];
        const more = { isChart: claim.chart !== undefined, namespace: known(claim.target) };
        return takenFrom(claim, found).map((one) => ({ ...one, ...more }));
      }),
    sources: objects.filter(isSource),
    installing: objects.filter((one) =>
      claimsOf(one, applications).some(
        (claim) => chartFolderOf(claim, tree) !== undefined || (claim.helm?.references ?? []).length > 0,
      ),
    ),
    problems: [
      ...here.flatMap(({ notRead }) => notRead.map(notFollowed)),
      ...[...sets.values()].flatMap(({ problems }) => problems),
    ],
    files: [...sets.values()].flatMap(({ files }) => [...files]),
  };
}

const takenFrom = (claim: Claim, sources: readonly Source[]): readonly Taken[] =>
  sources.map(({ url, at }) => ({
    id: idOf(claim),
    by: byOf(claim),
    at: claim.at,
    source: withoutCredentials(url),
    sourceAt: at,
  }));

const known = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || isPlaceholder(text) ? undefined : text;

/** The object that says where the source lies is not here: its name stands for it. */
const unresolved = ({ source }: Claim): string => ('url' in source ? '' : nameOf(source));

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
  // https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/types.go (ExplicitType)
  const isDirectory = claim.directory?.recurse === true || (claim.directory !== undefined && !isKustomized);
  const how = isDirectory && claim.directory !== undefined ? claim.directory : claim.kustomize;
  return {
    id: idOf(claim),
    by: byOf(claim),
    at: claim.at,
    pathAt: claim.pathAt,
    folder: folder || '.',
    isWhole: how.how === 'directory' || !isKustomized,
    how,
    target: known(claim.target),
    namespace: claim.fillsNamespace ? claim.namespaceAt : undefined,
    variables: claim.variables,
    metadata: claim.metadata,
  };
}

const byOf = ({ kind, name }: Claim): string => `${kind} ${name}`;

const idOf = ({ name, at: { path } }: Claim): string => `${name}@${folderAbove(path) || '.'}`;

/** Two of the same name in one folder, as the variants of one object: the later ones get a number. */
function identified(deliveries: readonly Delivery[]): readonly Delivery[] {
  const counts = new Map<string, number>();
  return deliveries.map((one) => {
    const count = (counts.get(one.id) ?? 0) + 1;
    counts.set(one.id, count);
    return count === 1 ? one : { ...one, id: `${one.id}#${count}` };
  });
}
