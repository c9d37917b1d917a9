import type { Manifest } from '../../manifest/documents.ts';
import { field, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { say } from '../../model/message.ts';
import type { ValuesSource } from '../helm/chart/given-values.ts';
import { valuesOf } from '../helm/chart/read-values.ts';
import { chartClosure } from '../helm/chart-closure.ts';
import type { HelmMemo } from '../helm/index.ts';
import { joinPath } from '../kustomize/files.ts';
import { applicationsOf } from './application-set.ts';
import type { ChartRequest, Claim, ValuesFile } from './claim.ts';
import { chartFolderOf, claimsOf } from './claims.ts';
import { createGeneration } from './generators.ts';
import type { Delivered } from './render-delivery.ts';
import { renderRelease } from './render-release.ts';

/** What a HelmRelease or an Application installs of charts that lie in this repository. */
export function installedBy(order: Manifest, tree: FileTree, memo: HelmMemo): readonly Delivered[] {
  return installsOf(order, tree).map((one) => install(one, tree, memo));
}

/** Every file that an order's charts may hang on, found without rendering anything. */
export const chartFilesOf = (order: Manifest, tree: FileTree): readonly string[] =>
  installsOf(order, tree).flatMap(({ folder, files }) => [
    ...chartClosure(tree, folder),
    ...files.flatMap(({ path }) => path ?? []),
  ]);

interface Install {
  readonly claim: Claim;
  readonly request: ChartRequest;
  readonly folder: string;
  readonly files: readonly (ValuesFile & { readonly place: string | undefined })[];
}

function installsOf(order: Manifest, tree: FileTree): readonly Install[] {
  const made = (set: Manifest) => applicationsOf(set, createGeneration(tree)).applications;
  return claimsOf(order, made).flatMap((claim) => {
    const folder = claim.helm === undefined ? undefined : chartFolderOf(claim, tree);
    if (claim.helm === undefined || folder === undefined) return [];
    return [
      {
        claim,
        request: claim.helm,
        folder,
        files: claim.helm.files.map((file) => ({ ...file, place: placeOf(file, folder) })),
      },
    ];
  });
}

const placeOf = ({ path, from }: ValuesFile, folder: string): string | undefined =>
  joinPath(from === 'chart' && folder !== '.' ? folder : '', path.replace(/^\//, ''));

function install({ claim, request, folder, files }: Install, tree: FileTree, memo: HelmMemo): Delivered {
  const release = { name: request.release, namespace: claim.target ?? 'default' };
  const values = (): readonly ValuesSource[] => valuesFor(request, files, tree);
  const { manifests, problems } = renderRelease(tree, { folder, release, values, namespace: claim.namespaceAt }, memo);
  const missed = [...request.unseen.map(unseen), ...files.flatMap((file) => missing(file, tree))];
  return { manifests, problems: [...missed, ...problems] };
}

function valuesFor(
  { values, parameters }: ChartRequest,
  files: Install['files'],
  tree: FileTree,
): readonly ValuesSource[] {
  return [
    ...files.flatMap(({ place }): readonly ValuesSource[] => {
      const bytes = place === undefined ? undefined : tree.bytes(place);
      return place === undefined || bytes === undefined ? [] : [{ from: 'file', path: place, bytes }];
    }),
    ...values.map((node): ValuesSource => ({ from: 'inline', values: valuesOf(node) })),
    ...parameters.map((line): ValuesSource => ({ from: 'set', line })),
  ];
}

const missing = ({ path, place, at }: Install['files'][number], tree: FileTree): readonly Problem[] =>
  place !== undefined && tree.bytes(place) !== undefined
    ? []
    : [{ at, reason: 'missing-file', message: say`the values file ${path} is not in this repository` }];

const unseen = (node: Node): Problem => ({
  at: positionOf(node),
  reason: 'not-read',
  message: say`the values of ${scalarText(field(node, 'kind')) ?? 'a file'} ${scalarText(field(node, 'name')) ?? ''} are not seen`,
});
