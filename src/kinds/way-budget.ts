import { say } from '../model/message.ts';
import { describe, type ResourceId } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import type { Unclear } from './kind-reader.ts';

/** More ways than these from one object are no deployment: places times backends grow faster than the text. */
const maxWays = 10_000;

/** What an object may still stand for. */
export interface WayBudget {
  /** The places of a rule, each of which stands for so many ways, as far as they are not too many; that is told once. */
  of<P extends { readonly at: Position }>(places: () => readonly P[], each: number): readonly P[];
}

export function wayBudget(id: ResourceId, unclear: Unclear): WayBudget {
  let left = maxWays;
  return {
    of: (places, each) => {
      if (left < 0 || each === 0) return [];
      const all = places();
      const fitting = all.slice(0, Math.floor(left / each));
      const [beyond] = all.slice(fitting.length);
      left = beyond === undefined ? left - all.length * each : -1;
      if (beyond !== undefined)
        unclear(beyond.at, say`from here on ${describe(id)} stands for more than ${maxWays} ways`, 'limit');
      return fitting;
    },
  };
}
