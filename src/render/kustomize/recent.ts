/** A map that forgets what was unused longest, once what it holds weighs more than it may. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, weight: number): void;
}

export function createRecent<T>(maxWeight: number): Recent<T> {
  // A map's order is that of insertion: the longest unused come first.
  const held = new Map<string, { readonly value: T; readonly weight: number }>();
  let weight = 0;
  const remove = (key: string): void => {
    weight -= held.get(key)?.weight ?? 0;
    held.delete(key);
  };
  return {
    get: (key) => {
      const found = held.get(key);
      if (found === undefined) return undefined;
      held.delete(key);
      held.set(key, found);
      return found.value;
    },
    set: (key, value, itsWeight) => {
      remove(key);
      held.set(key, { value, weight: itsWeight });
      weight += itsWeight;
      for (const oldest of held.keys()) {
        if (weight <= maxWeight || oldest === key) break;
        remove(oldest);
      }
    },
  };
}
