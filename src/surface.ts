import { uniteExposures } from './exposure/collapse.ts';
import type { Memo } from './kinds/memo.ts';
import type { Config } from './model/config.ts';
import type { FileTree } from './model/file-tree.ts';
import { byText } from './model/source.ts';
import { bySideAndPlace } from './render/gaps.ts';
import type { Surface } from './report/surface.ts';
import { findGaps, tooLarge } from './review/gaps.ts';
import { readSides } from './review/sides.ts';
import { trusted } from './review/trust.ts';
import { allUnits } from './review/unit-changes.ts';
import { unitSide } from './review/unit-side.ts';

/** Every way into what one tree deploys, or into one unit of it. */
export function surfaceOf(tree: FileTree, config: Config, memo: Memo, only?: string): Surface {
  const sides = readSides(emptyTree, tree, config, memo);
  const units = allUnits(sides, config)
    .filter(({ unit }) => only === undefined || unit.id === only)
    .map((unit) => unitSide(unit, sides.head, config));
  return {
    units: units.map(({ unit }) => unit).sort((a, b) => byText(a.id, b.id)),
    exposures: uniteExposures(units.flatMap(({ exposures }) => exposures)),
    gaps: [...findGaps(sides, trusted(sides.base, config)), ...units.flatMap(tooLarge)].sort(bySideAndPlace),
  };
}

export const emptyTree: FileTree = { paths: [], entry: () => undefined, bytes: () => undefined };
