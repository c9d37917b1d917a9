import { contentOfObjects, type FileContent } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import type { MapNode } from '../manifest/node.ts';
import type { Problem } from '../model/gap.ts';
import type { ObjectRef } from '../model/resource.ts';
import { manifestOf } from '../render/deliveries/render-delivery.ts';
import { probableObjects } from '../render/values/index.ts';
import { mergedValues } from '../render/values/merged-values.ts';
import type { ChartRelease } from '../render/values/names.ts';
import { notSeen, type Release } from '../render/values/release.ts';

/** What comes of one order. */
export interface Install {
  readonly content: FileContent;
  /** The objects as they are deployed; none where they are but probable. */
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/** What a release of a chart that is not here makes; nothing where nothing follows from its values. */
export function probableInstalls(release: Release): readonly Install[] {
  const made = madeOf(release, mergedValues(release.values, release.place), release.by);
  const problems = unseenValues(release);
  return problems.length === 0 ? made : [...made, { manifests: [], problems, content: contentOfObjects([], []) }];
}

export const unseenValues = ({ unseen, by, at }: Pick<Release, 'unseen' | 'by' | 'at'>): readonly Problem[] =>
  unseen.map((one) => notSeen(one, by, at));

/** What is written out among the values, and what follows from them by convention. */
export function madeOf(release: ChartRelease, values: MapNode, by: ObjectRef): readonly Install[] {
  const { objects, written, problems } = probableObjects(release, values);
  const manifests = written.map(manifestOf);
  return [
    { manifests, problems, content: contentOfObjects(manifests, []) },
    { manifests: [], problems: [], content: contentOfObjects(objects.map(manifestOf), [], by) },
  ].filter(({ content, problems }) => content.objects.length > 0 || problems.length > 0);
}
