import type { HostSettings, IngressClass, Route, RouteRule } from '../model/resource.ts';
import { type Attachment, attach, type Doors } from './attach.ts';
import { type FindHost, type FindService, resolveBackend } from './backend.ts';
import { controlsBy, type FindControl, type FindJoined, joinedBy } from './controls.ts';
import { type FindFragment, included } from './fragments.ts';
import type { IsGranted } from './grants.ts';
import type { Backend, ConnectedRoute, ConnectedRule } from './graph.ts';
import type { PathBudget } from './path-budget.ts';
import { sameItems } from './same-items.ts';
import { type FindSubset, narrowed } from './subsets.ts';

/** What routes are connected with: everything of the unit that they can name. */
export interface RouteLinks {
  readonly find: FindService;
  readonly findHost: FindHost;
  readonly classes: readonly IngressClass[];
  readonly doors: Doors;
  readonly isGranted: IsGranted;
  readonly controls: FindControl;
  readonly joined: FindJoined;
  readonly fragments: FindFragment;
  readonly hostsOf: (className: string | undefined) => readonly HostSettings[];
  readonly subsets: FindSubset;
  readonly questions: PathBudget;
}

/** The routes of one unit, each with the front doors that take it and the Services that it leads to. */
export function connectRoutes(routes: readonly Route[], links: RouteLinks): readonly ConnectedRoute[] {
  const fallback = defaultClass(links.classes);
  return routes.filter(({ isFragment }) => isFragment !== true).map((route) => connectRoute(route, links, fallback));
}

type RouteClass = Pick<ConnectedRoute, 'className' | 'controller'>;

/** The class that decides for a route, and who answers for that class; with parents it is they who decide. */
function classOf(
  { className: own, parents }: Route,
  classes: readonly IngressClass[],
  fallback: string | undefined,
): RouteClass {
  if (parents !== undefined) return { className: undefined, controller: undefined };
  const className = own ?? fallback;
  return { className, controller: classes.find(({ id }) => id.name === className)?.controller };
}

/** Linking a rule costs more than a question. */
const costOfRule = 5;

function connectRoute(route: Route, links: RouteLinks, fallback: string | undefined): ConnectedRoute {
  const attachments = attach(route, route.parents ?? [], links.doors, links.questions);
  const ports = attachments.map(portOf);
  links.questions.take(route.rules.length * costOfRule);
  const ofClass = classOf(route, links.classes, fallback);
  const fresh: ConnectedRoute = {
    route,
    ...ofClass,
    hosts: links.hostsOf(ofClass.className),
    attachments,
    rules: route.rules.flatMap((rule) => connectRule(rule, route, links, ports)),
    joined: joinedBy(route, links),
  };
  const known = routed.get(route);
  if (known !== undefined && isSame(known, fresh)) return known;
  routed.set(route, fresh);
  return fresh;
}

const portOf = (one: Attachment): number | undefined =>
  one.state === 'attached' ? one.listener.port : one.parent.port;

// A route whose links are the same as before is the same object as before: base and head share what is made of it.
const routed = new WeakMap<Route, ConnectedRoute>();

const isSame = (known: ConnectedRoute, fresh: ConnectedRoute): boolean =>
  known.className === fresh.className &&
  known.controller === fresh.controller &&
  sameItems(known.hosts, fresh.hosts) &&
  known.rules.length === fresh.rules.length &&
  known.rules.every((rule, index) => sameRule(rule, fresh.rules[index])) &&
  known.attachments.length === fresh.attachments.length &&
  known.attachments.every((one, index) => sameFields(one, fresh.attachments[index])) &&
  sameItems([...known.joined.keys()], [...fresh.joined.keys()]) &&
  sameItems([...known.joined.values()].flat(), [...fresh.joined.values()].flat());

const sameRule = (known: ConnectedRule, fresh: ConnectedRule | undefined): boolean =>
  fresh !== undefined &&
  sameFields(known.rule, fresh.rule) &&
  sameFields(known.backend, fresh.backend) &&
  sameItems(known.controls, fresh.controls);

/** Are all fields the very same? Of lists their items. */
function sameFields(known: object, fresh: object | undefined): boolean {
  if (known === fresh) return true;
  if (fresh === undefined) return false;
  const other = new Map<string, unknown>(Object.entries(fresh));
  const entries = Object.entries(known);
  return entries.length === other.size && entries.every(([key, value]) => sameValue(value, other.get(key)));
}

const sameValue = (known: unknown, fresh: unknown): boolean =>
  Array.isArray(known) && Array.isArray(fresh) ? sameItems(known, fresh) : known === fresh;

/** One rule for each place that it leads to: of an included route there may be many. */
const connectRule = (
  rule: RouteRule,
  route: Route,
  links: RouteLinks,
  ports: readonly (number | undefined)[],
): readonly ConnectedRule[] =>
  included(rule, route, links).flatMap((one) =>
    resolved(one, route, links, ports).map((backend) => ({
      rule: one,
      backend,
      controls: controlsBy(one, route.id, links),
    })),
  );

function resolved(
  { backend, protocol }: RouteRule,
  { id }: Route,
  { find, findHost, isGranted, subsets }: RouteLinks,
  ports: readonly (number | undefined)[],
): readonly Backend[] {
  const namespace = backend.namespace ?? id.namespace;
  const found = resolveBackend(backend, namespace, { find, findHost, doors: ports }, protocol).map((one) =>
    narrowed(one, backend, subsets),
  );
  const service = { group: '', kind: 'Service', namespace, name: backend.name };
  if (backend.needsGrant !== true || isGranted(id, service)) return found;
  // Whose Services are not among the manifests may have granted it there.
  return found.map((one) =>
    one.state === 'found' ? { state: 'not-granted', service: one.service, port: one.port } : one,
  );
}

/** The class of routes that name none, where exactly one class of the unit says that it is the default. */
export function defaultClass(classes: readonly IngressClass[]): string | undefined {
  const [only, ...others] = classes.filter(({ isDefault }) => isDefault);
  return others.length === 0 ? only?.id.name : undefined;
}
