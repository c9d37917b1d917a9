import { problemsIn } from '../kinds/read-file.ts';
import type { Problem } from '../model/gap.ts';
import { byText } from '../model/source.ts';
import { isNotice } from '../render/gaps.ts';
import type { RenderedUnit } from './rendered-side.ts';
import type { SideContents, Sides } from './sides.ts';
import type { UnitPlan } from './unit-plan.ts';

/** The units of both sides that some tool renders. */
export function renderedUnits({ base, head }: Pick<Sides, 'base' | 'head'>): readonly UnitPlan[] {
  const ids = [...new Set([...base.rendered.keys(), ...head.rendered.keys()])].sort(byText);
  return ids.flatMap((id) => planOf(id, base, head));
}

function planOf(id: string, base: SideContents, head: SideContents): readonly UnitPlan[] {
  const sides = [head, base].flatMap(({ rendered }) => rendered.get(id) ?? []);
  const [latest] = sides;
  if (latest === undefined || (latest.isTrial && sides.length < 2)) return [];
  const paths = new Set(sides.flatMap(({ files }) => [...files()]));
  const on = ({ rendered }: SideContents): RenderedUnit | undefined => rendered.get(id);
  return [
    {
      unit: latest.unit,
      paths: [...paths].sort(byText),
      isThere: (side) => on(side) !== undefined,
      contents: (side) => {
        const unit = on(side);
        return unit === undefined ? [] : [unit.content(), ...unit.probable()];
      },
      manifests: (side) => on(side)?.manifests() ?? [],
      refusal: (side) => refusalOf(on(side)),
    },
  ];
}

/** A renderer that refuses something as a whole gives nothing else; what would have to be fetched is no refusal. */
export const refusalOf = (unit: RenderedUnit | undefined): Problem | undefined =>
  unit === undefined || unit.manifests().length > 0
    ? undefined
    : problemsIn(unit.content()).find((problem) => !isNotice(problem) && problem.source === undefined);
