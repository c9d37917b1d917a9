import type { MapNode } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { byText } from '../../model/source.ts';
import { createHelmMemo, type HelmMemo } from '../helm/index.ts';
import { accumulateFolder, type Remembered, type RenderContext, rootKustomization } from './accumulate.ts';
import { entryAt, mapAt, scalarAt, textOf, valueAt } from './edit.ts';
import type { Files, ParsedFiles } from './files.ts';
import { hashSuffix } from './hash.ts';
import { type Kustomization, listOf } from './kustomization.ts';
import { metadataLabels } from './label-fields.ts';
import { setInMaps } from './labels.ts';
import { fixReferences } from './name-reference.ts';
import { checked } from './objects.ts';
import { ordered } from './order.ts';
import type { KustomizationOverlay } from './overlay.ts';
import { createRecent, type Recent } from './recent.ts';
import { createEffort, type Effort, Refusal } from './refusal.ts';
import { printed, type Resource, remembered, withMetadata, withRoot } from './resource.ts';
import { resolveVars } from './vars.ts';

/** What a root deploys. */
export interface Rendered {
  /** The objects as Kustomize prints them, in its order; each value carries the place that it came from. */
  readonly documents: readonly MapNode[];
  /** What could not be seen or is wrong. Where Kustomize would refuse the whole root there are no documents. */
  readonly gaps: readonly Problem[];
  /** Every path that the root read or looked for, sorted: what changes none of them changes nothing here. */
  readonly files: readonly string[];
}

/** Files and folders that are shared between roots, between the two sides and between reviews, by content. */
export interface KustomizeMemo extends ParsedFiles {
  /** Weighed by the objects that they have given. */
  readonly folders: Recent<readonly Remembered[]>;
  readonly helm: HelmMemo;
}

/** All of a large repository, over some of its history. */
const maxWeights = { files: 32 << 20, folders: 100_000 } as const;

export const createKustomizeMemo = ({ files, folders }: Weights = maxWeights): KustomizeMemo => ({
  files: createRecent(files),
  folders: createRecent(folders),
  helm: createHelmMemo(),
});

interface Weights {
  readonly files: number;
  readonly folders: number;
}

/**
 * Renders the kustomization in `folder` (`.` is the tree's top) from memory: nothing is fetched, run or opened.
 *
 * @param overlay what somebody who builds it changes about the folder's kustomization first
 */
export function renderKustomization(
  tree: FileTree,
  folder: string,
  memo: KustomizeMemo,
  overlay?: KustomizationOverlay,
): Rendered {
  const used = new Map<string, string | undefined>();
  const root = folder === '.' ? '' : folder;
  const isUnrestricted = overlay?.isUnrestricted === true;
  const files: Files = { tree, used, missing: new Set(), parsed: memo, isUnrestricted };
  const context = {
    files,
    effort: createEffort(),
    open: [],
    built: [],
    memo: memo.folders,
    helm: memo.helm,
    schema: { types: undefined },
    overlay,
  };
  const { documents, gaps } = attempt(root, context);
  return { documents, gaps, files: [...used.keys()].sort(byText) };
}

function attempt(root: string, context: RenderContext): Pick<Rendered, 'documents' | 'gaps'> {
  try {
    return finished(root, context);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { explanation, at, reason } = error;
    const path = root === '' ? 'kustomization.yaml' : `${root}/kustomization.yaml`;
    return { documents: [], gaps: [{ at: at ?? { path, line: 1, column: 1 }, reason, message: explanation }] };
  }
}

function finished(root: string, context: RenderContext): Pick<Rendered, 'documents' | 'gaps'> {
  const { effort } = context;
  const { resources, config, vars, gaps, tolerant } = accumulateFolder(root, context);
  const mended = fixReferences(resources.map(hashed), config.nameReference, effort);
  const resolved = resolveVars(mended, vars, config.varReference, tolerant, effort);
  const kustomization: Kustomization = rootKustomization(root, context);
  const shown = resolved.filter((one) => !isLocal(one));
  const documents = ordered(withManager(shown, kustomization, effort), kustomization).map((one) =>
    checked(printed(one)),
  );
  return { documents, gaps };
}

/**
 * `buildMetadata` may ask for a label. The annotations that it may ask for say where a value comes from, which every value
 * here says of itself: they are not written.
 */
function withManager(
  resources: readonly Resource[],
  kustomization: Kustomization,
  effort: Effort,
): readonly Resource[] {
  const asked = listOf(kustomization, 'buildMetadata').find((one) => textOf(one) === 'managedByLabel');
  if (asked === undefined) return resources;
  const label = entryAt('app.kubernetes.io/managed-by', scalarAt('kustomize-(devel)', asked), asked);
  return setInMaps(resources, mapAt([label], asked), [metadataLabels], effort);
}

function hashed(resource: Resource): Resource {
  if (!resource.needsHash) return resource;
  const name = valueAt(resource.root, 'metadata', 'name');
  if (name === undefined) return resource;
  const known = remembered(resource);
  return withRoot(known, withMetadata(known.root, 'name', scalarAt(`${textOf(name)}-${hashSuffix(known.root)}`, name)));
}

/** Objects that only tools read, and no cluster. */
function isLocal({ root }: Resource): boolean {
  const mark = valueAt(root, 'metadata', 'annotations', 'config.kubernetes.io/local-config');
  return mark !== undefined && textOf(mark) !== 'false';
}
