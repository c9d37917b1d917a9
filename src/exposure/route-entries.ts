import { certaintyOf } from '../graph/connect.ts';
import type { ConnectedRoute, ConnectedRule } from '../graph/graph.ts';
import { routeReach } from '../graph/reach.ts';
import { weakest } from '../model/certainty.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { Route } from '../model/resource.ts';
import type { Transport } from './exposure.ts';
import { arrivalTarget, defaults, noEntry, refTo, serviceHop, writtenTargets } from './parts.ts';
import { routeKey } from './route-key.ts';
import type { UnitlessExposure } from './service-entries.ts';

/** The ways in that an HTTP route opens: one for each host and path, to each workload behind it. */
export function routeEntries(connected: ConnectedRoute, cluster: ClusterConfig): readonly UnitlessExposure[] {
  const { reach, basis } = routeReach(connected.route, connected.className, cluster);
  return connected.rules.flatMap((one) =>
    ending(connected, one).map((exposure) => ({ ...exposure, reach, reachBasis: basis })),
  );
}

function ending(
  { route, className }: ConnectedRoute,
  { rule, backend }: ConnectedRule,
): readonly Omit<UnitlessExposure, 'reach'>[] {
  const common = {
    ...defaults,
    key: routeKey(className, rule),
    entry: { ...noEntry, kind: 'http-route', object: refTo(route.id), host: rule.host, path: rule.path ?? '/' },
    transport: transportOf(route, rule.host),
    at: rule.at,
    because: [rule.backend.at, route.at],
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
  const onward = { ...common, certainty, hops: [port ? serviceHop(service, port.port) : unresolved] };
  const arrivals = (port?.arrivals ?? []).map((arrival) => ({
    ...onward,
    target: arrivalTarget(arrival, port?.port.protocol ?? 'TCP'),
    active: arrival.workload.active,
    because: [...common.because, service.at, arrival.workload.at],
  }));
  if (arrivals.length > 0) return arrivals;
  if (backend.service.selected !== undefined) return [onward];
  const written = writtenTargets(service, backend.service.endpoints, port?.port);
  return written.length > 0 ? written.map((target) => ({ ...onward, target })) : [onward];
}

// `tls:` adds a certificate; it closes port 80 only where the controller redirects, which annotations decide.
function transportOf(route: Route, host: string | undefined): Transport {
  const covered = route.tlsHosts.some(({ value }) => value === '*' || value === host || coversByWildcard(value, host));
  return covered ? 'tls+plaintext' : 'plaintext';
}

/** An Ingress wildcard stands for exactly one label. */
const coversByWildcard = (pattern: string, host: string | undefined): boolean =>
  pattern.startsWith('*.') && host !== undefined && host.slice(host.indexOf('.') + 1) === pattern.slice(2);
