import type { Certainty } from '../model/certainty.ts';
import type { Endpoints, IngressClass, Role, Route, Service, Workload } from '../model/resource.ts';
import { type FindService, resolveBackend, serviceLookup } from './backend.ts';
import type { Backend, ConnectedPort, ConnectedRoute, ConnectedService, Graph } from './graph.ts';
import { linkBudget } from './path-budget.ts';
import { sameItems } from './same-items.ts';
import { podSelection, type Selection, type SelectPods } from './select-pods.ts';
import { resolveTargetPort } from './target-port.ts';

/** Links the roles of one unit: Services to the pods that they select, routes to the Services that they name. */
export function connect(roles: readonly Role[]): Graph {
  const workloads = ofRole(roles, 'workload');
  const select = podSelection(workloads);
  const endpoints = Map.groupBy(ofRole(roles, 'endpoints'), ({ service }) => service);
  const links = linkBudget();
  const services = ofRole(roles, 'service').map((service) => {
    const one = connectService(service, select, endpointsOf(service, endpoints));
    links.take((one.selected?.workloads.length ?? 0) * one.ports.length + one.endpoints.length);
    return one;
  });
  const find = serviceLookup(services);
  const classes = ofRole(roles, 'ingress-class');
  const fallback = defaultClass(classes);
  const policies = ofRole(roles, 'policy');
  const ofPods = policies.filter(({ protects }) => protects === 'pods');
  return {
    workloads,
    services,
    routes: ofRole(roles, 'route').map((route) => connectRoute(route, find, classOf(route, classes, fallback))),
    classes,
    mappings: ofRole(roles, 'port-mapping'),
    nodePortRanges: ofRole(roles, 'node-port-range'),
    flaws: ofRole(roles, 'flaw'),
    namespaces: ofRole(roles, 'namespace'),
    policies: ofPods.filter(({ unclear }) => unclear === undefined),
    unclearPolicies: ofPods.filter(({ unclear }) => unclear !== undefined),
    nodePolicies: policies.filter(({ protects }) => protects === 'nodes'),
  };
}

function ofRole<R extends Role['role']>(roles: readonly Role[], role: R): readonly Extract<Role, { role: R }>[] {
  return roles.filter((one): one is Extract<Role, { role: R }> => one.role === role);
}

/** Of the Service's own namespace; only where there are none, those of an unset one, which may be the same. */
function endpointsOf(service: Service, all: ReadonlyMap<string, readonly Endpoints[]>): readonly Endpoints[] {
  const { namespace, name } = service.id;
  const named = all.get(name) ?? [];
  const own = named.filter(({ id }) => id.namespace === namespace);
  return own.length > 0 ? own : named.filter(({ id }) => id.namespace === undefined || namespace === undefined);
}

function connectService(service: Service, select: SelectPods, endpoints: readonly Endpoints[]): ConnectedService {
  const selects = service.selector !== undefined && service.type.value !== 'ExternalName';
  const selected = selects ? select(service.selector.value, service.id.namespace) : undefined;
  const known = connected.get(service);
  if (known !== undefined && sameLinks(known, selected, endpoints)) return known;
  const workloads = selected?.workloads ?? [];
  const fresh = { service, selected, endpoints, ports: service.ports.map((port) => connectPort(port, workloads)) };
  connected.set(service, fresh);
  return fresh;
}

// A Service whose links are the same as before is the same object as before: base and head share it, and what is made
// of it, so a review costs what the change touches and not what the repository holds.
const connected = new WeakMap<Service, ConnectedService>();

const sameLinks = (
  known: ConnectedService,
  selected: Selection | undefined,
  endpoints: readonly Endpoints[],
): boolean =>
  known.selected?.certainty === selected?.certainty &&
  sameItems(known.selected?.workloads ?? [], selected?.workloads ?? []) &&
  sameItems(known.endpoints, endpoints);

function connectPort(port: Service['ports'][number], workloads: readonly Workload[]): ConnectedPort {
  const resolved = workloads.map((workload) => ({ workload, arrival: resolveTargetPort(port, workload) }));
  return {
    port,
    arrivals: resolved.flatMap(({ workload, arrival }) => (arrival === undefined ? [] : { ...arrival, workload })),
    missing: resolved.filter(({ arrival }) => arrival === undefined).map(({ workload }) => workload),
  };
}

type RouteClass = Pick<ConnectedRoute, 'className' | 'controller'>;

/** The class that decides for a route, and who answers for that class. */
function classOf(route: Route, classes: readonly IngressClass[], fallback: string | undefined): RouteClass {
  const className = route.className ?? fallback;
  const known = classes.find(({ id }) => id.name === className);
  return { className, controller: known?.controller };
}

function connectRoute(route: Route, find: FindService, { className, controller }: RouteClass): ConnectedRoute {
  const backends = route.rules.map(({ backend }) => resolveBackend(backend, route.id.namespace, find));
  const known = routed.get(route);
  const isSame = known?.rules.every(({ backend }, index) => sameBackend(backend, backends[index])) ?? false;
  if (known !== undefined && isSame && known.className === className && known.controller === controller) return known;
  const rules = route.rules.map((rule, index) => ({
    rule,
    backend: backends[index] ?? ({ state: 'opaque' } as const),
  }));
  const fresh = { route, className, controller, rules };
  routed.set(route, fresh);
  return fresh;
}

const routed = new WeakMap<Route, ConnectedRoute>();

function sameBackend(known: Backend, backend: Backend | undefined): boolean {
  if (known.state !== backend?.state) return false;
  if (known.state === 'found' && backend.state === 'found')
    return known.service === backend.service && known.port === backend.port && known.certainty === backend.certainty;
  return !('service' in known) || !('service' in backend) || known.service === backend.service;
}

/** The class of routes that name none, where exactly one class of the unit says that it is the default. */
function defaultClass(classes: readonly IngressClass[]): string | undefined {
  const [only, ...others] = classes.filter(({ isDefault }) => isDefault);
  return others.length === 0 ? only?.id.name : undefined;
}

/** How sure the link from a Service to its pods is. */
export const certaintyOf = ({ selected }: ConnectedService): Certainty => selected?.certainty ?? 'certain';
