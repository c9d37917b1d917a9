import { idKey, type Service } from '../model/resource.ts';
import type { UnitChange } from './rule.ts';

/** A Service that is on both sides and is not the very same on both. */
export interface ChangedService {
  readonly before: Service;
  readonly after: Service;
}

const known = new WeakMap<UnitChange, readonly ChangedService[]>();

/** Found once for all rules that compare Services. */
export function changedServices(unit: UnitChange): readonly ChangedService[] {
  const found = known.get(unit) ?? changedIn(unit);
  known.set(unit, found);
  return found;
}

function changedIn({ base, head }: UnitChange): readonly ChangedService[] {
  const now = new Set(head.graph.services);
  const gone = base.graph.services.filter((one) => !now.has(one));
  if (gone.length === 0) return [];
  const before = new Map(gone.map(({ service }) => [idKey(service.id), service]));
  const same = new Set(base.graph.services);
  return head.graph.services
    .filter((one) => !same.has(one))
    .flatMap(({ service: after }) => {
      const old = before.get(idKey(after.id));
      return old === undefined ? [] : { before: old, after };
    });
}
