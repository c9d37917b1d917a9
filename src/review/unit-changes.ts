import { connect } from '../graph/connect.ts';
import { follow } from '../kinds/read-tree.ts';
import type { Config } from '../model/config.ts';
import type { UnitChange, UnitSide } from '../rules/rule.ts';
import { plainUnits } from './plain-units.ts';
import { renderedUnits } from './rendered-units.ts';
import type { SideContents, Sides } from './sides.ts';
import type { UnitPlan } from './unit-plan.ts';
import { unitSide } from './unit-side.ts';
import { withCharts } from './with-charts.ts';

/** Files that are followed in all units of one review together; common files count in each of their variants. */
const maxFiles = 100_000;

/** Each unit that holds a changed file, as it stands on both sides. */
export function unitChanges(sides: Sides, config: Config): readonly UnitChange[] {
  let left = maxFiles;
  return allUnits(sides, config)
    .filter(({ paths }) => paths.some((path) => isTouched(path, sides)))
    .map((unit) => {
      left -= unit.paths.length + (left < 0 ? 0 : renderedWeight(unit, sides));
      const bounded = left < 0 ? { ...unit, paths: [], contents: () => [] } : unit;
      return {
        base: ifThere(asBaseKnowsIt(bounded, sides.base), sides.base, config),
        head: { ...ifThere(bounded, sides.head, config), ...(left < 0 ? { tooLarge: true } : {}) },
      };
    });
}

/**
 * What is rendered for one unit after the other costs by what comes of it: a few lines can have a folder deployed a
 * thousand times over.
 */
const renderedWeight = ({ refusal, contents }: UnitPlan, { base, head }: Sides): number =>
  refusal === undefined
    ? 0
    : [base, head].flatMap(contents).reduce((sum, { objects }) => sum + objectWeight * objects.length, 0);

/** An object of a rendered unit counts as much as that many files of plain ones. */
const objectWeight = 3;

/** What this change names `dev` is not known to be for development. */
const asBaseKnowsIt = (plan: UnitPlan, base: SideContents): UnitPlan =>
  plan.isThere(base) ? plan : { ...plan, unit: { ...plan.unit, environment: undefined } };

/**
 * A side on which the unit has none of its own files is what several variants have in common: nobody deploys that by
 * itself, so no link of it is broken.
 */
function ifThere(plan: UnitPlan, contents: SideContents, config: Config): UnitSide {
  const side = unitSide(plan, contents, config);
  return side.isThere ? side : { ...side, graph: connect([]), facts: [] };
}

/**
 * Every unit of both sides together. A folder that gets a kustomization, or loses it, is the same unit as before: what
 * it deploys is rendered on the one side and stands as it is on the other.
 */
export function allUnits(sides: Pick<Sides, 'base' | 'head' | 'memo'>, config: Config): readonly UnitPlan[] {
  const rendered = new Map(renderedUnits(sides).map((plan) => [plan.unit.id, plan]));
  const plain = plainUnits(sides, config).map((plan) => {
    const other = rendered.get(plan.unit.id);
    rendered.delete(plan.unit.id);
    return other === undefined ? plan : either(other, plan);
  });
  return [...plain, ...rendered.values()].map((plan) => withCharts(plan, sides));
}

const either = (rendered: UnitPlan, plain: UnitPlan): UnitPlan => ({
  unit: rendered.unit,
  paths: [...new Set([...rendered.paths, ...plain.paths])],
  isThere: (side) => rendered.isThere(side) || plain.isThere(side),
  contents: (side) => [...rendered.contents(side), ...plain.contents(side)],
  manifests: (side) => [...rendered.manifests(side), ...plain.manifests(side)],
});

/** A link is touched with the file that it leads to. */
const isTouched = (path: string, { changed, head }: Sides): boolean =>
  changed.has(path) || (head.tree.entry(path)?.type === 'symlink' && changed.has(follow(path, head.tree) ?? path));
