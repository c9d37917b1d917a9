/**
 * `find`, asked once for each object and unit. Base and head share every object that is linked as it was, so a rule
 * that looks at one object at a time costs what the change touches and not what the repository holds.
 */
export function once<One extends object, Seen>(
  find: (one: One, unit: string) => Seen,
): (one: One, unit: string) => Seen {
  const known = new WeakMap<One, { readonly unit: string; readonly seen: Seen }>();
  return (one, unit) => {
    const before = known.get(one);
    if (before?.unit === unit) return before.seen;
    const seen = find(one, unit);
    known.set(one, { unit, seen });
    return seen;
  };
}
