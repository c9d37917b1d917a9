import { certaintyOf } from '../graph/connect.ts';
import type { ConnectedRoute, ConnectedRule } from '../graph/graph.ts';
import { routeReach } from '../graph/reach.ts';
import { type Tri, weakest } from '../model/certainty.ts';
import { canonicalCidrs, everywhere } from '../model/cidr.ts';
import type { ClusterConfig } from '../model/config.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { Route } from '../model/resource.ts';
import { byText, type Position } from '../model/source.ts';
import { controllerOf, controlsOf } from './controllers/index.ts';
import type { ArrivesAs } from './exposure.ts';
import { arrivalTarget, deciding, defaults, noEntry, refTo, serviceHop, writtenTargets } from './parts.ts';
import { routeKey } from './route-key.ts';
import type { UnitlessExposure } from './service-entries.ts';

/** The ways in that an HTTP route opens: one for each host and path, to each workload behind it. */
export function routeEntries(connected: ConnectedRoute, cluster: ClusterConfig): readonly UnitlessExposure[] {
  const { reach, basis, at = [] } = routeReach(connected.route, connected.className, cluster, connected.controller);
  return connected.rules.flatMap((one) =>
    ending(connected, one).map((exposure) => ({
      ...exposure,
      reach,
      reachBasis: basis,
      attributesAt: { ...exposure.attributesAt, reach: at },
    })),
  );
}

function ending(connected: ConnectedRoute, one: ConnectedRule): readonly Omit<UnitlessExposure, 'reach'>[] {
  const { aliases } = controlsOf(connected, false);
  // An alias is served like the host that it stands beside; what has no host of its own serves every host anyway.
  const others = one.rule.host === undefined ? [] : aliases.map(({ value, at }) => ({ host: value, at }));
  return [{ host: one.rule.host, at: one.rule.at }, ...others].flatMap((place) => servedAt(connected, one, place));
}

/** A host at which a rule is served, and where that is written. */
interface ServedHost {
  readonly host: string | undefined;
  readonly at: Position;
}

function servedAt(
  connected: ConnectedRoute,
  { rule, backend }: ConnectedRule,
  { host, at }: ServedHost,
): readonly Omit<UnitlessExposure, 'reach'>[] {
  const { route, className } = connected;
  const { sources, auth, transport } = controlsOf(connected, hasCertificate(route, host) === 'yes');
  const ranges = sources.map(({ value }) => value);
  const common = {
    ...defaults,
    key: routeKey(className, { ...rule, host }),
    entry: { ...noEntry, kind: 'http-route', object: refTo(route.id), host, path: rule.path ?? '/' },
    arrivesAs: arrivalOf(connected),
    sources: ranges.length > 0 ? canonicalCidrs(ranges) : everywhere,
    auth: [...new Set(auth.map(({ value }) => value))].sort(byText),
    transport: hasCertificate(route, host) === 'unknown' ? 'unknown' : transport.value,
    attributesAt: {
      ...(at === rule.at ? {} : { match: [at] }),
      sources: placesOf(sources),
      auth: placesOf(auth),
      transport: [transport.at, ...route.tlsHosts.filter((tls) => covers(tls.value, host)).map((tls) => tls.at)],
    },
    at,
    because: [...(at === rule.at ? [] : [rule.at]), rule.backend.at, route.at],
  } as const;
  if (backend.state === 'opaque') return [common];
  const named = { kind: 'Service', namespace: route.id.namespace, name: rule.backend.name };
  const unresolved = { ...named, port: rule.backend.port?.value, targetPort: undefined };
  if (backend.state === 'service-missing') return [{ ...common, hops: [unresolved], certainty: 'possible' }];
  const { service } = backend.service;
  const port = backend.state === 'found' ? backend.port : backend.behind;
  if (backend.state === 'port-missing' && port === undefined)
    return [{ ...common, hops: [unresolved], because: [...common.because, service.at] }];
  const onService = backend.state === 'found' ? backend.certainty : 'possible';
  const certainty = weakest(onService, certaintyOf(backend.service));
  const because = [...common.because, ...deciding(service)];
  const onward = { ...common, certainty, because, hops: [port ? serviceHop(service, port.port) : unresolved] };
  const arrivals = (port?.arrivals ?? []).map((arrival) => ({
    ...onward,
    target: arrivalTarget(arrival, port?.port.protocol ?? 'TCP'),
    active: arrival.workload.active,
    because: [...because, arrival.workload.labelsAt, arrival.workload.at],
  }));
  if (arrivals.length > 0) return arrivals;
  if (backend.service.selected !== undefined) return [onward];
  const written = writtenTargets(service, backend.service.endpoints, port?.port);
  return written.length > 0 ? written.map((target) => ({ ...onward, target })) : [onward];
}

/** A proxy inside of the cluster is a pod; a cloud's load balancer comes from outside, as itself or through a node. */
function arrivalOf(connected: ConnectedRoute): ArrivesAs {
  const controller = controllerOf(connected);
  if (connected.className === 'cilium') return 'cilium-ingress';
  return controller?.arrivesAs?.(connected.route.annotations) ?? 'proxy';
}

const placesOf = (placed: readonly { readonly at: Position }[]): readonly Position[] => [
  ...new Set(placed.map(({ at }) => at)),
];

/** Does `spec.tls` name a certificate for the host? A placeholder may stand for it. */
function hasCertificate({ tlsHosts }: Route, host: string | undefined): Tri {
  if (tlsHosts.some(({ value }) => covers(value, host))) return 'yes';
  return host !== undefined && tlsHosts.some(({ value }) => isPlaceholder(value)) ? 'unknown' : 'no';
}

const covers = (pattern: string, host: string | undefined): boolean =>
  pattern === '*' || pattern === host || coversByWildcard(pattern, host);

/** An Ingress wildcard stands for exactly one label. */
const coversByWildcard = (pattern: string, host: string | undefined): boolean =>
  pattern.startsWith('*.') && host !== undefined && host.slice(host.indexOf('.') + 1) === pattern.slice(2);
