import { contentOfObjects, type FileContent } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import type { Problem } from '../model/gap.ts';
import { manifestOf } from '../render/deliveries/render-delivery.ts';
import { probableObjects } from '../render/values/index.ts';
import { mergedValues } from '../render/values/merged-values.ts';
import type { Release } from '../render/values/release.ts';

/** What comes of one order. */
export interface Install {
  readonly content: FileContent;
  /** The objects as they are deployed; none where they are but probable. */
  readonly manifests: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/** What a chart that is not here makes: what is written out among its values, and what follows from them by convention. */
export function probableInstalls(release: Release): readonly Install[] {
  const { objects, written, problems } = probableObjects(release, mergedValues(release.values, release.place));
  const manifests = written.map(manifestOf);
  return [
    { manifests, problems, content: contentOfObjects(manifests, []) },
    { manifests: [], problems: [], content: contentOfObjects(objects.map(manifestOf), [], release.by) },
  ].filter(({ content, problems }) => content.objects.length > 0 || problems.length > 0);
}
