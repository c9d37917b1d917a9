import type { Certainty } from '../model/certainty.ts';
import type { AddressPool, Endpoints, HostService, Role, Service, Workload } from '../model/resource.ts';
import { poolsFor } from './address-pools.ts';
import { withAlbSettings } from './alb-settings.ts';
import { hostLookup, serviceLookup } from './backend.ts';
import { connectGateways } from './connect-gateway.ts';
import { connectRoutes, defaultClass } from './connect-route.ts';
import { controlLookup, joinedLookup } from './controls.ts';
import { fragmentLookup } from './fragments.ts';
import { withGkeSettings } from './gke-settings.ts';
import { grantLookup } from './grants.ts';
import type { ConnectedPort, ConnectedService, Graph } from './graph.ts';
import { admission } from './namespace-rule.ts';
import { linkBudget, type PathBudget, routeBudget } from './path-budget.ts';
import { namespaceLabels } from './policy/namespaces.ts';
import { sameItems } from './same-items.ts';
import { podSelection, type Selection, type SelectPods } from './select-pods.ts';
import { subsetLookup } from './subsets.ts';
import { resolveTargetPort } from './target-port.ts';
import { withTemplateUsers } from './template-users.ts';

/** Links the roles of one unit: Services to the pods that they select, routes to the Services that they name. */
export function connect(all: readonly Role[]): Graph {
  const roles = Map.groupBy(all, ({ role }) => role);
  const workloads = withTemplateUsers(ofRole(roles, 'workload'), ofRole(roles, 'template-user'));
  const select = podSelection(workloads);
  const endpoints = Map.groupBy(ofRole(roles, 'endpoints'), ({ service }) => service);
  const links = linkBudget();
  const pools = ofRole(roles, 'address-pool');
  const services = ofRole(roles, 'service').map((service) => {
    const one = connectService(service, select, endpointsOf(service, endpoints), poolsFor(service, pools));
    links.take((one.selected?.workloads.length ?? 0) * one.ports.length + one.endpoints.length);
    return one;
  });
  const classes = ofRole(roles, 'ingress-class');
  const namespaces = ofRole(roles, 'namespace');
  const questions = routeBudget();
  const admits = admission(namespaceLabels(namespaces), questions);
  const grants = ofRole(roles, 'grant');
  const isGranted = grantLookup(grants, questions);
  const gateways = connectGateways(ofRole(roles, 'gateway'), {
    classes: ofRole(roles, 'gateway-class'),
    services,
    admits,
    isGranted,
    questions,
  });
  const byName = Map.groupBy(gateways, ({ gateway: { id } }) => id.name);
  const fallback = defaultClass(classes);
  const routes = withAlbSettings(
    withGkeSettings(ofRole(roles, 'route'), ofRole(roles, 'frontend-config')),
    (route) => classes.find(({ id }) => id.name === (route.className ?? fallback)),
    ofRole(roles, 'ingress-class-params'),
    fallback,
  );
  const policies = ofRole(roles, 'policy');
  const ofPods = policies.filter(({ protects }) => protects === 'pods');
  const controls = ofRole(roles, 'control');
  const hosts = Map.groupBy(ofRole(roles, 'host-settings'), ({ className }) => className);
  return {
    workloads,
    services,
    routes: connectRoutes(routes, {
      find: serviceLookup(services),
      classes,
      doors: { gatewaysNamed: (name) => byName.get(name) ?? [], admits },
      isGranted,
      controls: controlLookup(controls),
      joined: joinedLookup(controls),
      fragments: fragmentLookup(routes),
      hostsOf: (className) => hosts.get(className ?? '') ?? [],
      findHost: hostLookup(connectHosts(ofRole(roles, 'host-service'), select, links)),
      subsets: subsetLookup(ofRole(roles, 'subsets')),
      questions,
    }),
    gateways,
    grants,
    classes,
    mappings: ofRole(roles, 'port-mapping'),
    nodePortRanges: ofRole(roles, 'node-port-range'),
    flaws: ofRole(roles, 'flaw'),
    permits: ofRole(roles, 'permit'),
    namespaces,
    policies: ofPods.filter(({ unclear }) => unclear === undefined),
    unclearPolicies: ofPods.filter(({ unclear }) => unclear !== undefined),
    nodePolicies: policies.filter(({ protects }) => protects === 'nodes'),
    meshPolicies: ofRole(roles, 'mesh-policy'),
  };
}

function ofRole<R extends Role['role']>(
  roles: ReadonlyMap<Role['role'], readonly Role[]>,
  role: R,
): readonly Extract<Role, { role: R }>[] {
  return (roles.get(role) ?? []) as readonly Extract<Role, { role: R }>[]; // they are grouped by it
}

/** Of the Service's own namespace; only where there are none, those of an unset one, which may be the same. */
function endpointsOf(service: Service, all: ReadonlyMap<string, readonly Endpoints[]>): readonly Endpoints[] {
  const { namespace, name } = service.id;
  const named = all.get(name) ?? [];
  const own = named.filter(({ id }) => id.namespace === namespace);
  return own.length > 0 ? own : named.filter(({ id }) => id.namespace === undefined || namespace === undefined);
}

function connectService(
  service: Service,
  select: SelectPods,
  endpoints: readonly Endpoints[],
  pools: readonly AddressPool[],
): ConnectedService {
  const selects = service.selector !== undefined && service.type.value !== 'ExternalName';
  const selected = selects ? select(service.selector.value, service.id.namespace) : undefined;
  const known = connected.get(service);
  if (known !== undefined && sameLinks(known, selected, endpoints) && sameItems(known.pools, pools)) return known;
  const workloads = selected?.workloads ?? [];
  const fresh = {
    service,
    selected,
    endpoints,
    pools,
    ports: service.ports.map((port) => connectPort(port, workloads)),
  };
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

/** What routes find by a host; no graph holds it as a Service, because the cluster has none. */
const connectHosts = (all: readonly HostService[], select: SelectPods, links: PathBudget) =>
  all.map(({ hosts, service, endpoints }) => {
    const one = connectService(service, select, endpoints, []);
    links.take((one.selected?.workloads.length ?? 0) * one.ports.length);
    return { hosts, service: one };
  });

function connectPort(port: Service['ports'][number], workloads: readonly Workload[]): ConnectedPort {
  const resolved = workloads.map((workload) => ({ workload, arrival: resolveTargetPort(port, workload) }));
  return {
    port,
    arrivals: resolved.flatMap(({ workload, arrival }) => (arrival === undefined ? [] : { ...arrival, workload })),
    missing: resolved.filter(({ arrival }) => arrival === undefined).map(({ workload }) => workload),
  };
}

/** How sure the link from a Service to its pods is. */
export const certaintyOf = ({ selected }: ConnectedService): Certainty => selected?.certainty ?? 'certain';
