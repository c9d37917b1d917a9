import type { ConnectedRoute, Graph } from '../graph/graph.ts';
import { workloadNamed } from '../graph/objects.ts';
import { meshBudget, wayBudget } from '../graph/path-budget.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { Service, Workload } from '../model/resource.ts';
import { byPosition, byText } from '../model/source.ts';
import { controlsOf } from './controllers/index.ts';
import type { Exposure } from './exposure.ts';
import { hostEntries } from './host-entries.ts';
import { listenerEntries } from './listener-entries.ts';
import { mappingEntries } from './mapping-entries.ts';
import { type MeshJudge, meshJudge } from './mesh.ts';
import { type PolicyJudge, policyJudge } from './policies.ts';
import { routeEntries } from './route-entries.ts';
import { serviceEntries, tailnetAnnotation, type UnitlessExposure } from './service-entries.ts';

/**
 * Every way into the unit, sorted by key. Several with one key are one entry with several backends.
 *
 * @param isComplete false where what is missing in the unit may stand elsewhere
 */
export function enumerateExposures(
  graph: Graph,
  unit: string,
  cluster: ClusterConfig,
  isComplete = true,
): readonly Exposure[] {
  const judge = policyJudge(graph, cluster);
  const mesh = meshJudge(graph);
  const meshRules = meshBudget();
  const workloadOf = targetsIn(graph);
  const place = ({ proxy, ...one }: UnitlessExposure): Exposure => {
    const workload = workloadOf(one);
    const asked = mesh.controlsOn(one, workload, meshRules);
    return {
      ...one,
      policy: judge.verdictOn(proxy === undefined ? one : { ...one, proxy }, workload),
      ...(asked === undefined ? {} : { mesh: asked }),
      unit,
      units: [unit],
    };
  };
  const once = onceFor({ unit, cluster, judge, mesh, isComplete });
  const ways = wayBudget();
  for (const { service, ports } of graph.services)
    for (const { arrivals } of ports) ways.take(doorsOf(service) * Math.max(1, arrivals.length));
  for (const route of graph.routes) {
    const hosts = Math.max(1, servedHosts(route)) + controlsOf(route, false).aliases.length;
    for (const { backend } of route.rules)
      ways.take(hosts * (backend.state === 'found' ? Math.max(1, backend.port?.arrivals.length ?? 0) : 1));
  }
  return [
    ...graph.services.flatMap((service) => once(service, () => serviceEntries(service, cluster).map(place))),
    ...graph.workloads.flatMap((workload) => once(workload, () => hostEntries(workload).map(place))),
    ...graph.routes.flatMap((route) => once(route, () => routeEntries(route, cluster, isComplete).map(place))),
    ...graph.gateways.flatMap((gateway) => once(gateway, () => listenerEntries(gateway, cluster).map(place))),
    ...mappingEntries(graph).map(place),
  ].sort(byKey);
}

/** How many hosts the front doors of a route serve together, at most. */
const servedHosts = ({ route, attachments }: ConnectedRoute): number =>
  attachments.reduce((sum, one) => sum + (one.state === 'attached' ? one.hosts.length : 1 + route.hostnames.length), 0);

/** How many ways in each of its ports may open. */
const doorsOf = ({ type, externalIPs, annotations }: Service): number =>
  externalIPs.length +
  (annotations.has(tailnetAnnotation) ? 1 : 0) +
  (type.value === 'LoadBalancer' ? 2 : type.value === 'NodePort' ? 1 : 0);

/** The workload that a way ends at; only a unit with policies asks. */
function targetsIn(graph: Graph): (exposure: UnitlessExposure) => Workload | undefined {
  if (
    graph.policies.length + graph.unclearPolicies.length + graph.nodePolicies.length + graph.meshPolicies.length ===
    0
  )
    return () => undefined;
  return ({ target }) => target && workloadNamed(graph, target);
}

interface Asked {
  readonly unit: string;
  readonly cluster: ClusterConfig;
  readonly judge: PolicyJudge;
  readonly mesh: MeshJudge;
  readonly isComplete: boolean;
}

const enumerated = new WeakMap<object, Asked & { readonly found: readonly Exposure[] }>();

/** What was made of an object before, if it was for the same unit: then base and head hold the very same exposures. */
const onceFor =
  (asked: Asked) =>
  (source: object, make: () => readonly Exposure[]): readonly Exposure[] => {
    const known = enumerated.get(source);
    if (known !== undefined && isSame(known, asked)) return known.found;
    const found = make();
    enumerated.set(source, { ...asked, found });
    return found;
  };

const isSame = (known: Asked, { unit, cluster, judge, isComplete }: Asked): boolean =>
  known.unit === unit && known.cluster === cluster && known.judge === judge && known.isComplete === isComplete;

const byKey = (a: Exposure, b: Exposure): number =>
  byText(a.key, b.key) || byText(backendKey(a), backendKey(b)) || byPosition(a.at, b.at);

/**
 * Where the traffic ends, as far as it is compared: workload and port, never the container, nor whether the port is
 * declared. Where nothing resolves it is the target port as written.
 */
export function backendKey({ target, hops }: Exposure): string {
  if (target === undefined) return `?|${hops.at(-1)?.targetPort ?? hops.at(-1)?.port ?? ''}`;
  return `${target.kind}|${target.namespace ?? ''}|${target.name}|${target.port ?? '*'}/${target.protocol}`;
}
