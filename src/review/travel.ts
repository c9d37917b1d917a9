import type { Travel } from '../exposure/collapse.ts';
import type { Standing } from '../exposure/pair.ts';
import { objectName, objectNames } from '../graph/objects.ts';
import type { UnitChange } from '../rules/rule.ts';
import { wellKnownPlace } from './environment.ts';

/** Which objects the units have on each side. */
export function standingOf(units: readonly UnitChange[]): Standing {
  const has = (side: 'base' | 'head', name: string): boolean =>
    units.some((unit) => objectNames(unit[side].graph).has(name));
  return {
    atBase: (object) => has('base', objectName(object)),
    atHead: (object) => has('head', objectName(object)),
  };
}

/**
 * A way in has moved from one unit to another where the one has taken the place of the other (a folder was renamed), and
 * between top folders as it is. Among the variants of one folder, which are deployed to different places, and where the
 * new place is for something else by its name (examples, production), it is an opening.
 */
export function travelOf(units: readonly UnitChange[]): Travel {
  const byId = new Map(units.map((unit) => [unit.head.unit.id, unit]));
  return {
    environmentOf: (id) => byId.get(id)?.head.unit.environment ?? wellKnownPlace(id),
    isSuccessor: (from, to) => byId.get(from)?.head.isThere === false || byId.get(to)?.base.isThere === false,
    mayHandOver: (from, to) => from.split('/')[0] !== to.split('/')[0],
    standing: standingOf(units),
  };
}
