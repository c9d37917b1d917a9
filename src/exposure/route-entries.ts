import { certaintyOf } from '../graph/connect.ts';
import type { ConnectedRoute, ConnectedRule } from '../graph/graph.ts';
import { commonHost } from '../graph/hostnames.ts';
import { type Tri, weakest } from '../model/certainty.ts';
import { canonicalCidrs, everywhere } from '../model/cidr.ts';
import type { ClusterConfig } from '../model/config.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { HostSettings, Route, RuleControls } from '../model/resource.ts';
import { byText, type Placed, type Position } from '../model/source.ts';
import { type Transport, transports } from '../model/transport.ts';
import { passingBoth } from '../model/unlisted.ts';
import { coversHost } from './attributes.ts';
import { controlsOf } from './controllers/index.ts';
import { type Door, doorsOf } from './doors.ts';
import { arrivalTarget, deciding, defaults, noEntry, refTo, serviceHop, writtenTargets } from './parts.ts';
import { routeKey } from './route-key.ts';
import type { UnitlessExposure } from './service-entries.ts';

/**
 * The ways in that a route opens: one for each front door, host and path, to each workload behind it.
 *
 * @param isComplete false where what is missing may stand elsewhere, as the grant for a Service of another namespace
 */
export const routeEntries = (
  connected: ConnectedRoute,
  cluster: ClusterConfig,
  isComplete: boolean,
): readonly UnitlessExposure[] =>
  doorsOf(connected, cluster).flatMap((door) =>
    connected.rules
      .filter(({ backend }) => backend.state !== 'not-granted' || !isComplete)
      .flatMap((one) =>
        hostsAt(door, connected, one).flatMap((place) => leading(served(door, connected, one, place), connected, one)),
      ),
  );

/** A host at which a rule is served, and where that is written. */
interface ServedHost {
  readonly host: string | undefined;
  readonly at: Position;
}

function hostsAt(door: Door, connected: ConnectedRoute, { rule }: ConnectedRule): readonly ServedHost[] {
  if (door.hosts !== undefined) return hostsBoth(door.hosts, rule.host).map((host) => ({ host, at: rule.at }));
  const { aliases } = controlsOf(connected, false);
  // An alias is served like the host that it stands beside; what has no host of its own serves every host anyway.
  const others = rule.host === undefined ? [] : aliases.map(({ value, at }) => ({ host: value, at }));
  return [{ host: rule.host, at: rule.at }, ...others];
}

/** The hosts of the door, of which a rule with a host of its own serves what both have in common. */
function hostsBoth(hosts: readonly (string | undefined)[], own: string | undefined): readonly (string | undefined)[] {
  if (own === undefined) return hosts;
  const both = hosts.map((host) => (host === undefined || isPlaceholder(host + own) ? own : commonHost(host, own)));
  return [...new Set(both.filter((host) => host !== undefined))];
}

/** What a client meets at the door, wherever it leads from there. */
function served(
  door: Door,
  connected: ConnectedRoute,
  { rule, controls }: ConnectedRule,
  { host, at }: ServedHost,
): UnitlessExposure {
  const { route } = connected;
  const annotated = controlsOf(connected, hasCertificate(route, host) === 'yes');
  const sources = [annotated.sources, ...controls.map((one) => one.sources)].filter(({ length }) => length > 0);
  const auth = [...(door.auth ? [door.auth] : []), ...annotated.auth, ...controls.flatMap((one) => one.auth)];
  const transport = transportOf(door, connected, { controls, host });
  const { reach, basis, at: reachAt = [] } = door.reach;
  return {
    ...defaults,
    key: routeKey(door.opens, door.name, { ...rule, host }),
    entry: {
      ...noEntry,
      kind: door.opens,
      object: refTo(route.id),
      ...(door.gateway === undefined ? {} : { door: door.gateway }),
      port: rule.port ?? door.port,
      ...(rule.portName === undefined ? {} : { portName: rule.portName }),
      protocol: door.opens === 'l4-route' ? (rule.protocol ?? 'TCP') : undefined,
      host,
      path: door.opens === 'l4-route' ? undefined : (rule.path ?? '/'),
      ...(rule.match === undefined ? {} : { conditions: rule.match }),
    },
    reach,
    reachBasis: basis,
    certainty: door.certainty,
    arrivesAs: door.arrivesAs,
    ...(door.proxy === undefined ? {} : { proxy: door.proxy }),
    sources: sources.map((ranges) => canonicalCidrs(ranges.map(({ value }) => value))).reduce(passingBoth, everywhere),
    auth: [...new Set(auth.map(({ value }) => value))].sort(byText),
    transport: transport.value,
    attributesAt: {
      ...(at === rule.at ? {} : { match: [at] }),
      sources: placesOf(sources.flat()),
      auth: placesOf(auth),
      transport: [transport.at, ...route.tlsHosts.filter((tls) => covers(tls.value, host)).map((tls) => tls.at)],
      reach: reachAt,
    },
    at,
    because: [
      ...(at === rule.at ? [] : [rule.at]),
      rule.backend.at,
      ...(rule.because ?? []),
      ...door.because,
      route.at,
    ],
  };
}

/** The listener decides, then what the rule itself says, then the annotations and the certificates of the route. */
function transportOf(
  door: Door,
  connected: ConnectedRoute,
  { controls, host }: Pick<ConnectedRule, 'controls'> & { readonly host: string | undefined },
): Placed<Transport> {
  const own = door.transport ?? strictest(controls);
  if (own !== undefined) return own;
  const said = settingsFor(connected, host);
  if (said !== undefined) return said.transport;
  const certificate = hasCertificate(connected.route, host);
  const { transport } = controlsOf(connected, certificate === 'yes');
  return certificate === 'unknown' ? { ...transport, value: 'unknown' } : transport;
}

/** Of two that cover the host the one that names it counts. */
const settingsFor = ({ hosts }: ConnectedRoute, host: string | undefined): HostSettings | undefined =>
  hosts.find((one) => one.host === host) ?? hosts.find((one) => coversHost(one.host, host, 'many'));

/** A redirect closes what the rule leaves open, and a rule that takes encrypted requests only needs none. */
const strictest = (controls: readonly RuleControls[]): Placed<Transport> | undefined =>
  controls
    .flatMap(({ transport }) => transport ?? [])
    .toSorted((a, b) => transports.indexOf(a.value) - transports.indexOf(b.value))[0];

/** The way through the backend's Service, once for each place where it ends. */
function leading(
  common: UnitlessExposure,
  { route }: ConnectedRoute,
  { rule, backend }: ConnectedRule,
): readonly UnitlessExposure[] {
  if (backend.state === 'opaque') return [common];
  if (backend.state === 'redirect') return [{ ...common, entry: { ...common.entry, answers: 'redirect' } }];
  const namespace = rule.backend.namespace ?? route.id.namespace;
  const kind = backend.state === 'fragment-missing' ? (rule.backend.kind ?? route.id.kind) : 'Service';
  const unresolved = {
    kind,
    namespace,
    name: rule.backend.name,
    port: rule.backend.port?.value,
    targetPort: undefined,
  };
  if (!('service' in backend)) return [{ ...common, hops: [unresolved], certainty: 'possible' }];
  const { service } = backend.service;
  const port = portOf(backend);
  if (backend.state === 'port-missing' && port === undefined)
    return [{ ...common, hops: [unresolved], because: [...common.because, service.at] }];
  const onService = backend.state === 'found' ? backend.certainty : 'possible';
  const certainty = weakest(common.certainty, onService, certaintyOf(backend.service));
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

/** Of a Service that was not granted the port is what the way would lead to. */
const portOf = (backend: Extract<ConnectedRule['backend'], { service: unknown }>) =>
  backend.state === 'port-missing' ? backend.behind : backend.port;

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
