/** Values by key, forgotten longest-unused first once they weigh more than the limit. */
export interface WeightedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
}

export function weightedCache<Value>(options: {
  readonly maxWeight: number;
  readonly weigh: (value: Value) => number;
}): WeightedCache<Value> {
  const { maxWeight, weigh } = options;
  // A map's order is that of insertion: the longest unused come first.
  const values = new Map<string, Value>();
  let weight = 0;
  const forget = (key: string, value: Value): void => {
    values.delete(key);
    weight -= weigh(value);
  };
  return {
    get: (key) => {
      const value = values.get(key);
      if (value !== undefined) {
        values.delete(key);
        values.set(key, value);
      }
      return value;
    },
    set: (key, value) => {
      const before = values.get(key);
      if (before !== undefined) forget(key, before);
      values.set(key, value);
      weight += weigh(value);
      for (const [oldest, old] of values) {
        if (weight <= maxWeight || oldest === key) break;
        forget(oldest, old);
      }
    },
  };
}
