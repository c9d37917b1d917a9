import type { Manifest } from '../../manifest/documents.ts';
import { type Node, positionOf } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { literal, say } from '../../model/message.ts';
import type { Position } from '../../model/source.ts';
import type { ValuesSource } from '../helm/chart/given-values.ts';
import { valuesOf } from '../helm/chart/read-values.ts';
import { Refused } from '../helm/chart/refused.ts';
import type { SetLine } from '../helm/chart/set-values.ts';
import { chartClosure } from '../helm/chart-closure.ts';
import type { HelmMemo } from '../helm/index.ts';
import { textOf } from '../kustomize/edit.ts';
import { joinPath } from '../kustomize/files.ts';
import { referredText } from '../values/references.ts';
import { type Lookup, notSeen } from '../values/release.ts';
import { valuesOfData } from '../values/text-values.ts';
import { applicationsOf } from './application-set.ts';
import { type ChartRequest, type Claim, notFollowed, type ValuesFile, type ValuesFrom } from './claim.ts';
import { chartFolderOf, claimsOf } from './claims.ts';
import { createGeneration } from './generators.ts';
import type { Delivered } from './render-delivery.ts';
import { renderRelease } from './render-release.ts';

/** What a HelmRelease or an Application installs of charts that lie in this repository. */
export const installedBy = (order: Manifest, where: Installing): readonly Delivered[] =>
  installsOf(order, where.tree).map((one) => install(one, where));

/** Where the charts lie, and what the order may refer to. */
export interface Installing {
  readonly tree: FileTree;
  readonly lookup: Lookup;
  readonly memo: HelmMemo;
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

function install({ claim, request, folder, files }: Install, { tree, lookup, memo }: Installing): Delivered {
  const release = { name: request.release, namespace: claim.target ?? 'default' };
  const referred = request.references.map((one) => ({ ...one, text: referredText(one.reference, lookup) }));
  const values = (): readonly ValuesSource[] => valuesFor(request, files, referred, { tree, lookup });
  const { manifests, problems } = renderRelease(tree, { folder, release, values, namespace: claim.namespaceAt }, memo);
  const missed = [
    ...request.unseen.map(notFollowed),
    ...referred.flatMap((one) => (one.text === undefined ? [notSeen(one.reference, claim, positionOf(one.item))] : [])),
    ...files.flatMap((file) => missing(file, tree)),
  ];
  return { manifests, problems: [...missed, ...problems] };
}

type Referred = ValuesFrom & { readonly text: Node | undefined };

function valuesFor(
  { values, parameters }: ChartRequest,
  files: Install['files'],
  referred: readonly Referred[],
  { tree, lookup }: Pick<Installing, 'tree' | 'lookup'>,
): readonly ValuesSource[] {
  return [
    ...files.flatMap(({ place }): readonly ValuesSource[] => {
      const bytes = place === undefined ? undefined : tree.bytes(place);
      return place === undefined || bytes === undefined ? [] : [{ from: 'file', path: place, bytes }];
    }),
    ...referred.flatMap((one) => valuesOfText(one, lookup)),
    ...values.map((node): ValuesSource => ({ from: 'inline', values: valuesOf(node) })),
    ...parameters.map((line): ValuesSource => ({ from: 'set', line })),
  ];
}

/**
 * What a text that is referred to gives: one value where it has a path of its own, or else values.
 * @throws Refused where it is no YAML
 * @see https://github.com/fluxcd/pkg/blob/main/chartutil/values.go (ReplacePathValue)
 */
function valuesOfText({ text, item, reference: { target } }: Referred, lookup: Lookup): readonly ValuesSource[] {
  if (text === undefined) return [];
  if (target !== undefined) return [{ from: 'set', line: setLine(target, textOf(text), positionOf(text)) }];
  const found = valuesOfData(text, lookup.bytes);
  if (found === undefined) throw new Refused(literal('these values are not YAML'), positionOf(item));
  return found.map((node) => ({ from: 'inline', values: valuesOf(node) }));
}

/** A quoted value stays a text. */
function setLine(target: string, value: string, at: Position): SetLine {
  const isText = /^(?:'.*'|".*")$/s.test(value);
  return { text: `${target}=${isText ? value.slice(1, -1) : value}`, isText, at };
}

const missing = ({ path, place, at }: Install['files'][number], tree: FileTree): readonly Problem[] =>
  place !== undefined && tree.bytes(place) !== undefined
    ? []
    : [{ at, reason: 'missing-file', message: say`the values file ${path} is not in this repository` }];
