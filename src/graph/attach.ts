import { type Certainty, weakest } from '../model/certainty.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { Listener, ParentRef, ResourceId, Route } from '../model/resource.ts';
import type { ConnectedGateway } from './graph.ts';
import { commonHost } from './hostnames.ts';
import type { Admits } from './namespace-rule.ts';
import type { PathBudget } from './path-budget.ts';

/** What became of one reference of a route to a front door. */
export type Attachment =
  | {
      readonly state: 'attached';
      readonly parent: ParentRef;
      readonly gateway: ConnectedGateway;
      readonly listener: Listener;
      /** What the listener and the route have in common; undefined is every host. */
      readonly hosts: readonly (string | undefined)[];
      readonly certainty: Certainty;
    }
  /** The parent is not among the manifests: nobody knows what it lets in. */
  | { readonly state: 'outside'; readonly parent: ParentRef }
  /** A parent that serves traffic inside of the cluster only: a Service, or the waypoint of a mesh. */
  | { readonly state: 'mesh'; readonly parent: ParentRef }
  | {
      readonly state: 'refused';
      readonly parent: ParentRef;
      readonly gateway: ConnectedGateway;
      readonly why: Refusal;
    };

/** The test that no listener passes, in the order in which they are asked. */
export const refusals = ['section', 'port', 'conflict', 'set', 'kind', 'namespace', 'hostname'] as const;
export type Refusal = (typeof refusals)[number];

/** What the attachment of routes is decided by. */
export interface Doors {
  readonly gatewaysNamed: (name: string) => readonly ConnectedGateway[];
  readonly admits: Admits;
}

/**
 * Which listeners take a route: it names them by their gateway, section and port, they allow its kind and its
 * namespace, and they have a host in common. One listener is enough.
 *
 * @see https://gateway-api.sigs.k8s.io/concepts/api-overview/#attaching-routes-to-gateways
 */
export function attach(
  route: Route,
  parents: readonly ParentRef[],
  doors: Doors,
  questions: PathBudget,
): readonly Attachment[] {
  return parents.flatMap((parent): readonly Attachment[] => {
    if (parent.isMesh) return [{ state: 'mesh', parent }];
    const found = gatewayNamed(parent, route.id, doors, questions);
    if (found === undefined) return [{ state: 'outside', parent }];
    if (found.gateway.servesMesh) return [{ state: 'mesh', parent }];
    questions.take(found.gateway.gateway.listeners.length * (1 + route.hostnames.length));
    return asked(route, parent, found, doors);
  });
}

interface Found {
  readonly gateway: ConnectedGateway;
  readonly certainty: Certainty;
}

/** An unset namespace is the one that the deploy action fills in, so it is likely the same. */
function gatewayNamed(
  wanted: ParentRef,
  from: ResourceId,
  { gatewaysNamed }: Doors,
  questions: PathBudget,
): Found | undefined {
  const namespace = wanted.namespace ?? from.namespace;
  const all = gatewaysNamed(wanted.name);
  questions.take(1 + all.length);
  const named = all.filter(({ gateway: { id } }) => id.kind === wanted.kind && id.group === wanted.group);
  const exact = named.find(({ gateway: { id } }) => id.namespace === namespace);
  if (exact !== undefined) return { gateway: exact, certainty: 'certain' };
  const near = named.find(({ gateway: { id } }) => id.namespace === undefined || namespace === undefined);
  return near === undefined ? undefined : { gateway: near, certainty: 'likely' };
}

function asked(route: Route, parent: ParentRef, { gateway, certainty }: Found, doors: Doors): readonly Attachment[] {
  const answers = gateway.gateway.listeners.map((listener) => ({
    listener,
    ...answer(route, parent, gateway, listener, doors),
  }));
  const attached = answers.flatMap(({ listener, why, hosts, certainty: own }): readonly Attachment[] =>
    why === undefined
      ? [{ state: 'attached', parent, gateway, listener, hosts, certainty: weakest(certainty, own) }]
      : [],
  );
  if (attached.length > 0) return attached;
  // The listener that came furthest says what is missing.
  const furthest = Math.max(0, ...answers.map(({ why }) => refusals.indexOf(why ?? 'section')));
  return [{ state: 'refused', parent, gateway, why: refusals[furthest] ?? 'section' }];
}

interface Answer {
  readonly why: Refusal | undefined;
  readonly hosts: readonly (string | undefined)[];
  readonly certainty: Certainty;
}

const refused = (why: Refusal): Answer => ({ why, hosts: [], certainty: 'certain' });

function answer(
  route: Route,
  parent: ParentRef,
  connected: ConnectedGateway,
  listener: Listener,
  doors: Doors,
): Answer {
  if (!isSection(parent.section, listener.name)) return refused('section');
  if (!isPort(parent.port, listener.port)) return refused('port');
  if (connected.rivals.has(listener)) return refused('conflict');
  if (connected.admission === 'no') return refused('set');
  if (!allowsKind(listener, route)) return refused('kind');
  const admitted = doors.admits(listener.admits, connected.gateway.id.namespace, route.id.namespace);
  if (admitted === 'no') return refused('namespace');
  const seen = isExported(route, connected, doors);
  if (seen === 'no') return refused('namespace');
  const hosts = commonHosts(listener, route);
  if (hosts.length === 0) return refused('hostname');
  return { why: undefined, hosts, certainty: weakest(connected.admission, admitted, seen) };
}

/** Is the route shown to the namespaces in which the pods of the gateway run, or else to that of the gateway itself? */
function isExported(
  { id, exportedTo }: Route,
  { gateway, services }: ConnectedGateway,
  doors: Doors,
): Certainty | 'no' {
  if (exportedTo === undefined) return 'certain';
  const pods = services.flatMap(({ selected }) => selected?.workloads ?? []);
  const places = pods.length > 0 ? pods.map((pod) => pod.id.namespace) : [gateway.id.namespace];
  const answers = places.map((place) => doors.admits(exportedTo, id.namespace, place));
  return (['certain', 'likely', 'possible'] as const).find((one) => answers.includes(one)) ?? 'no';
}

const isSection = (wanted: string | undefined, name: string | undefined): boolean =>
  wanted === undefined || wanted === name || isPlaceholder(wanted) || isPlaceholder(name ?? '');

/** A port that is filled in later may be any. */
const isPort = (wanted: number | undefined, port: number | undefined): boolean =>
  wanted === undefined || port === undefined || wanted === port;

/** Protocols of the specification; what an implementation makes up beside them may take anything. */
const protocols: readonly string[] = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'];

/**
 * The protocol of a listener decides which kinds it can take, and `allowedRoutes.kinds` which of those it does.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#allowedroutes
 */
function allowsKind({ kinds, protocol, tls, speaks: wanted }: Listener, { id, speaks }: Route): boolean {
  if (kinds !== undefined && !kinds.some((one) => isOfKind(one, id))) return false;
  if (wanted !== undefined) return speaks.includes(wanted);
  if (!protocols.includes(protocol)) return true;
  return speaks.some((one) => one === protocol || one === `${protocol}/${tls}`);
}

const isOfKind = (one: { readonly group: string; readonly kind: string }, id: ResourceId): boolean =>
  isPlaceholder(one.kind) || (one.group === id.group && one.kind === id.kind);

/** Over TCP and UDP there are no hosts; what a placeholder stands for may be any. */
function commonHosts({ host: own, protocol }: Listener, { hostnames }: Route): readonly (string | undefined)[] {
  if (protocol === 'TCP' || protocol === 'UDP') return [undefined];
  const hosts = hostnames.length === 0 ? [own?.value] : hostnames.flatMap(({ value }) => common(own?.value, value));
  return [...new Set(hosts.map((host) => (host === '*' ? undefined : host)))];
}

function common(own: string | undefined, host: string): readonly string[] {
  if (own === undefined || isPlaceholder(own) || isPlaceholder(host)) return [host];
  return [commonHost(own, host)].filter((one) => one !== undefined);
}
