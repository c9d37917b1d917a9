import type { Route, RouteRule } from '../model/resource.ts';
import type { PathBudget } from './path-budget.ts';
import { sameObject } from './same-object.ts';

/** The part of a route that a rule includes. */
export type FindFragment = (rule: RouteRule, from: Route) => Route | undefined;

/** Nobody includes deeper than this; what does goes round in a circle. */
const maxDepth = 16;

/** Each included rule is made anew, which costs more than a question. */
const costOfRule = 20;

/** Looks an included part up by its name, in the namespace that the rule says or its own. */
export function fragmentLookup(routes: readonly Route[]): FindFragment {
  const byName = Map.groupBy(
    routes.filter(({ isFragment }) => isFragment),
    ({ id }) => id.name,
  );
  return ({ backend: { name, namespace } }, { id }) =>
    byName.get(name)?.find((one) => sameObject({ ...one.id, name, namespace }, id, one.id));
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
  if (part === undefined || trail.includes(part) || trail.length >= maxDepth) return [rule];
  links.questions.take(part.rules.length * costOfRule);
  return part.rules.flatMap((own) => included(below(own, rule, part), part, links, [...trail, part]));
}

/** The rule of a part, at the place where it is included: its Services lie in the part's own namespace. */
const below = (own: RouteRule, rule: RouteRule, { id }: Route): RouteRule => ({
  ...own,
  host: own.host ?? rule.host,
  path: joinPaths(rule.path, own.path),
  ...matchOf(rule, own),
  backend: { ...own.backend, namespace: own.backend.namespace ?? id.namespace },
  ...(rule.controls === undefined && own.controls === undefined ? {} : { controls: own.controls ?? rule.controls }),
  uses: [...(rule.uses ?? []), ...(own.uses ?? [])],
});

function matchOf(rule: RouteRule, own: RouteRule): { readonly match?: string } {
  const all = [rule.match, own.match].filter((match) => match !== undefined);
  return all.length === 0 ? {} : { match: all.join(' ') };
}

/** `/api` and `/v1` are `/api/v1`; a slash between them stands once. */
function joinPaths(outer: string | undefined, inner: string | undefined): string | undefined {
  if (outer === undefined || outer === '/') return inner ?? outer;
  if (inner === undefined || inner === '/') return outer;
  return `${outer.replace(/\/$/, '')}/${inner.replace(/^\//, '')}`;
}
