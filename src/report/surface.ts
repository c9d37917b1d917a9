import type { Exposure } from '../exposure/exposure.ts';
import type { Gap } from '../model/gap.ts';
import type { Unit } from '../model/unit.ts';

/** Every way in on one side of a comparison. */
export interface Surface {
  readonly units: readonly Unit[];
  readonly exposures: readonly Exposure[];
  readonly gaps: readonly Gap[];
}
