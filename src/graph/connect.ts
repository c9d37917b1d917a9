import type { Certainty } from '../model/certainty.ts';
import type { Endpoints, IngressClass, Role, Route, Service, Workload } from '../model/resource.ts';
import { type FindService, resolveBackend, serviceLookup } from './backend.ts';
import type { ConnectedPort, ConnectedRoute, ConnectedService, Graph } from './graph.ts';
import { podSelection, type SelectPods } from './select-pods.ts';
import { resolveTargetPort } from './target-port.ts';

/** Links the roles of one unit: Services to the pods that they select, routes to the Services that they name. */
export function connect(roles: readonly Role[]): Graph {
  const workloads = ofRole(roles, 'workload');
  const select = podSelection(workloads);
  const endpoints = Map.groupBy(ofRole(roles, 'endpoints'), ({ service }) => service);
  const services = ofRole(roles, 'service').map((service) =>
    connectService(service, select, endpointsOf(service, endpoints)),
  );
  const find = serviceLookup(services);
  const classes = ofRole(roles, 'ingress-class');
  return {
    workloads,
    services,
    routes: ofRole(roles, 'route').map((route) => connectRoute(route, find, classes)),
    classes,
    mappings: ofRole(roles, 'port-mapping'),
    nodePortRanges: ofRole(roles, 'node-port-range'),
  };
}

function ofRole<R extends Role['role']>(roles: readonly Role[], role: R): readonly Extract<Role, { role: R }>[] {
  return roles.filter((one): one is Extract<Role, { role: R }> => one.role === role);
}

function endpointsOf(service: Service, all: ReadonlyMap<string, readonly Endpoints[]>): readonly Endpoints[] {
  const { namespace, name } = service.id;
  return (all.get(name) ?? []).filter(
    ({ id }) => id.namespace === namespace || id.namespace === undefined || namespace === undefined,
  );
}

function connectService(service: Service, select: SelectPods, endpoints: readonly Endpoints[]): ConnectedService {
  const selects = service.selector !== undefined && service.type.value !== 'ExternalName';
  const selected = selects ? select(service.selector.value, service.id.namespace) : undefined;
  const workloads = selected?.workloads ?? [];
  return { service, selected, endpoints, ports: service.ports.map((port) => connectPort(port, workloads)) };
}

function connectPort(port: Service['ports'][number], workloads: readonly Workload[]): ConnectedPort {
  const resolved = workloads.map((workload) => ({ workload, arrival: resolveTargetPort(port, workload) }));
  return {
    port,
    arrivals: resolved.flatMap(({ workload, arrival }) => (arrival === undefined ? [] : { ...arrival, workload })),
    missing: resolved.filter(({ arrival }) => arrival === undefined).map(({ workload }) => workload),
  };
}

function connectRoute(route: Route, find: FindService, classes: readonly IngressClass[]): ConnectedRoute {
  const fallback = classes.filter(({ isDefault }) => isDefault);
  return {
    route,
    className: route.className ?? (fallback.length === 1 ? fallback[0]?.id.name : undefined),
    rules: route.rules.map((rule) => ({ rule, backend: resolveBackend(rule.backend, route.id.namespace, find) })),
  };
}

/** How sure the link from a Service to its pods is. */
export const certaintyOf = ({ selected }: ConnectedService): Certainty => selected?.certainty ?? 'certain';
