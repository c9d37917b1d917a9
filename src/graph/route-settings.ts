import type { Route } from '../model/resource.ts';
import type { Placed, Position } from '../model/source.ts';

/** What another object says of a route, as the annotation that says the same. */
export type Setting = readonly [string, Placed<string>];

/** Made once for the same settings, so that base and head share what neither of them changes. */
export function withSettings(route: Route, settings: readonly Setting[]): Route {
  if (settings.length === 0) return route;
  const known = made.get(route);
  if (known !== undefined && isSame(known.settings, settings)) return known.route;
  const fresh = { ...route, annotations: new Map([...route.annotations, ...settings]) };
  made.set(route, { settings, route: fresh });
  return fresh;
}

const made = new WeakMap<Route, { readonly settings: readonly Setting[]; readonly route: Route }>();

const isSame = (a: readonly Setting[], b: readonly Setting[]): boolean =>
  a.length === b.length &&
  a.every(([name, one], index) => {
    const [otherName, other] = b[index] ?? [];
    return name === otherName && one.value === other?.value && isThere(one.at, other.at);
  });

const isThere = (a: Position, b: Position): boolean => a.path === b.path && a.line === b.line && a.column === b.column;
