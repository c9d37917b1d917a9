import { connect } from './graph/connect.ts';
import type { Graph } from './graph/graph.ts';
import type { Memo } from './kinds/memo.ts';
import type { Config } from './model/config.ts';
import type { FileTree } from './model/file-tree.ts';
import type { Gap } from './model/gap.ts';
import { findGaps, tooLarge } from './review/gaps.ts';
import { readSides } from './review/sides.ts';
import { trusted } from './review/trust.ts';
import { allUnits } from './review/unit-changes.ts';
import { lastOfEach, unitSide } from './review/unit-side.ts';
import { emptyTree } from './surface.ts';

/** Everything that a tree deploys as one cluster, or one unit of it alone. */
export function clusterOf(
  tree: FileTree,
  config: Config,
  memo: Memo,
  only?: string,
): { readonly graph: Graph; readonly gaps: readonly Gap[] } {
  const sides = readSides(emptyTree, tree, config, memo);
  const gaps = findGaps(sides, trusted(sides.base, config));
  if (only !== undefined) {
    const unit = allUnits(sides, config).find((one) => one.unit.id === only);
    const side = unit && unitSide(unit, sides.head, config);
    return { graph: side?.graph ?? connect([]), gaps: [...gaps, ...(side === undefined ? [] : tooLarge(side))] };
  }
  const { files, rendered } = sides.head;
  const contents = [...files.values(), ...[...rendered.values()].map(({ content }) => content())];
  const objects = contents.flatMap((file) => file.objects);
  return { graph: connect(lastOfEach(objects).flatMap(({ roles }) => roles)), gaps };
}
