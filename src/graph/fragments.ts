import { isPlaceholder } from '../model/placeholder.ts';
import type { Route, RouteRule } from '../model/resource.ts';
import { controlsWithin } from '../model/rule-controls.ts';
import { type PathBudget, TooManyPaths } from './path-budget.ts';
import { sameObject } from './same-object.ts';

/** The part of a route that a rule includes. */
export type FindFragment = (rule: RouteRule, from: Route) => Route | undefined;

/** Nobody includes deeper than this. */
const maxDepth = 16;

/** A rule that is made weighs more than a question that is asked: of these there may be as many as of ways. */
const inclusionCost = 40;

/** Looks an included part up by its kind and name, in the namespace that the rule says or its own. */
export function fragmentLookup(routes: readonly Route[]): FindFragment {
  const byName = Map.groupBy(
    routes.filter(({ isFragment }) => isFragment),
    ({ id }) => id.name,
  );
  return ({ backend: { name, namespace, kind } }, { id, opens }) =>
    byName
      .get(name)
      ?.find(
        (one) =>
          one.opens === opens && sameObject({ group: id.group, kind: kind ?? id.kind, name, namespace }, id, one.id),
      );
}

/**
 * The rules that a rule stands for: itself, or those of the part that it includes, below its own path and with what it
 * asks of a request besides. A part that is not among the manifests stays as it is, and so does one that leads back to itself.
 */
export function included(
  rule: RouteRule,
  route: Route,
  links: { readonly fragments: FindFragment; readonly questions: PathBudget },
  trail: readonly Route[] = [],
): readonly RouteRule[] {
  if (rule.backend.target !== 'fragment') return [rule];
  links.questions.take(1);
  const part = links.fragments(rule, route);
  if (part === undefined || trail.includes(part)) return [rule];
  if (trail.length >= maxDepth) throw new TooManyPaths(`more than ${maxDepth} routes that include each other`);
  links.questions.take(part.rules.length * inclusionCost);
  return part.rules.flatMap((own) => {
    const placed = onceBelow(own, rule, part);
    return placed === undefined ? [] : included(placed, part, links, [...trail, part]);
  });
}

// Base and head share what is the same on both sides, so the same part below the same rule is the same object.
const placed = new WeakMap<RouteRule, WeakMap<RouteRule, RouteRule>>();

function onceBelow(own: RouteRule, rule: RouteRule, part: Route): RouteRule | undefined {
  const known = placed.get(rule) ?? new WeakMap<RouteRule, RouteRule>();
  placed.set(rule, known);
  const found = known.get(own) ?? below(own, rule, part);
  if (found !== undefined) known.set(own, found);
  return found;
}

/** The rule of a part, at the place where it is included: its Services lie in the part's own namespace. */
function below(own: RouteRule, rule: RouteRule, { id }: Route): RouteRule | undefined {
  const path = rule.backend.keepsPaths ? pathWithin(rule, own) : pathBelow(rule, own);
  if (path === undefined) return undefined;
  return {
    ...rule,
    ...own,
    // One that asks for nothing of a request is served where the rule says.
    at: own.path === undefined && own.match === undefined ? rule.at : own.at,
    host: own.host ?? rule.host,
    ...path,
    ...matchOf(rule, own),
    backend: { ...own.backend, namespace: own.backend.namespace ?? id.namespace },
    because: [own.at, ...(own.because ?? []), rule.backend.at, rule.at, ...(rule.because ?? [])],
    ...controlsOf(rule, own),
    uses: [...(rule.uses ?? []), ...(own.uses ?? [])],
  };
}

const pathBelow = (rule: RouteRule, own: RouteRule): Pick<RouteRule, 'path' | 'pathType'> => ({
  path: joinPaths(rule.path, own.path),
  pathType: own.path === undefined ? rule.pathType : own.pathType,
});

function matchOf(rule: RouteRule, own: RouteRule): { readonly match?: string } {
  const all = [rule.match, own.match].filter((match) => match !== undefined);
  return all.length === 0 ? {} : { match: all.sort().join(' ') };
}

function controlsOf(rule: RouteRule, own: RouteRule): Pick<RouteRule, 'controls'> {
  if (rule.controls !== undefined && own.controls !== undefined)
    return { controls: controlsWithin(rule.controls, own.controls) };
  const only = own.controls ?? rule.controls;
  return only === undefined ? {} : { controls: only };
}

/**
 * The narrower of the two paths; undefined where the part asks for one that the rule does not lead to it.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate
 */
function pathWithin(rule: RouteRule, own: RouteRule): Pick<RouteRule, 'path' | 'pathType'> | undefined {
  const inner = { path: own.path, pathType: own.pathType };
  if (isEveryPath(rule) || isPlaceholder(rule.path ?? '') || isPlaceholder(own.path ?? '')) return inner;
  if (isEveryPath(own)) return { path: rule.path, pathType: rule.pathType };
  const isWithin = rule.pathType === 'Prefix' && own.pathType !== 'RegularExpression';
  if (isWithin) return own.path?.startsWith(rule.path ?? '/') ? inner : undefined;
  return rule.pathType === own.pathType && rule.path === own.path && own.pathType === 'Exact' ? inner : undefined;
}

const isEveryPath = ({ path = '/', pathType }: RouteRule): boolean => path === '/' && pathType === 'Prefix';

/** `/api` and `/v1` are `/api/v1`; a slash between them stands once. */
function joinPaths(outer: string | undefined, inner: string | undefined): string | undefined {
  if (outer === undefined || outer === '/') return inner ?? outer;
  if (inner === undefined || inner === '/') return outer;
  return `${outer.replace(/\/$/, '')}/${inner.replace(/^\//, '')}`;
}
