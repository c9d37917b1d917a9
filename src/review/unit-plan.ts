import type { FileContent } from '../kinds/read-file.ts';
import type { Manifest } from '../manifest/documents.ts';
import type { Problem } from '../model/gap.ts';
import type { Unit } from '../model/unit.ts';
import type { SideContents } from './sides.ts';

/** A unit before it is known what is in it: what it is made of, on each side. */
export interface UnitPlan {
  readonly unit: Omit<Unit, 'complete' | 'open'>;
  /** Every file that it depends on, on either side. */
  readonly paths: readonly string[];
  /** Does the side have it at all? */
  readonly isThere: (side: SideContents) => boolean;
  /** What is in it, in the order in which it is deployed. */
  readonly contents: (side: SideContents) => readonly FileContent[];
  /** The same as objects, as they are deployed. */
  readonly manifests: (side: SideContents) => readonly Manifest[];
  /** Why nothing of it could be rendered. */
  readonly refusal?: (side: SideContents) => Problem | undefined;
  /** What could not be seen of the charts that it installs. */
  readonly problems?: (side: SideContents) => readonly Problem[];
}
