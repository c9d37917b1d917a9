import type { Permit } from '../model/resource.ts';
import { describe } from '../model/resource.ts';
import type { StandingPermit } from '../report/report.ts';
import type { UnitChange, UnitSide } from '../rules/rule.ts';

/** What the objects of base say of themselves, and what those of head would like to: the latter is only shown. */
export const permitsIn = (units: readonly UnitChange[]): readonly StandingPermit[] =>
  units.flatMap(({ base, head }) => {
    const standing = new Set(base.graph.permits.map(saying));
    return [
      ...base.graph.permits.map((permit) => placed(permit, base, 'base')),
      ...head.graph.permits.filter((permit) => !standing.has(saying(permit))).map((one) => placed(one, head, 'head')),
    ];
  });

const saying = ({ id, rule }: Permit): string => `${rule} ${describe(id)}`;

const placed = (
  { id: { kind, namespace, name }, rule, reason, at }: Permit,
  { unit }: UnitSide,
  side: StandingPermit['side'],
): StandingPermit => ({ side, unit: unit.id, rule, object: { kind, namespace, name }, reason, at });
