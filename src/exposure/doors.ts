import type { Attachment } from '../graph/attach.ts';
import { gatewayReach, outsideReach } from '../graph/gateway-reach.ts';
import type { ConnectedGateway, ConnectedRoute } from '../graph/graph.ts';
import type { Source } from '../graph/policy/path-verdict.ts';
import { type ReachVerdict, routeReach } from '../graph/reach.ts';
import type { Certainty } from '../model/certainty.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { ObjectRef } from '../model/resource.ts';
import { describe, type Listener, type ParentRef, type ResourceId, type Route } from '../model/resource.ts';
import type { Placed, Position } from '../model/source.ts';
import type { Transport } from '../model/transport.ts';
import { controllerOf } from './controllers/index.ts';
import type { ArrivesAs } from './exposure.ts';
import { gatewayArrival } from './gateway-implementations.ts';
import { refTo } from './parts.ts';

/** Where the clients of a route come in: the controller of its class, or a listener of a gateway. */
export interface Door {
  /** What a client addresses of it, for keys: `nginx`, `Gateway infra/public:443/HTTPS`. */
  readonly name: string;
  readonly gateway: ObjectRef | undefined;
  readonly opens: Route['opens'];
  readonly port: number | undefined;
  /** The hosts that listener and route have in common; undefined leaves them to the rules. */
  readonly hosts: readonly (string | undefined)[] | undefined;
  /** Undefined leaves it to the route. */
  readonly transport: Placed<Transport> | undefined;
  /** What a client must show to it. */
  readonly auth?: Placed<string> | undefined;
  readonly reach: ReachVerdict;
  readonly arrivesAs: ArrivesAs;
  readonly proxy?: Source;
  readonly certainty: Certainty;
  readonly because: readonly Position[];
}

/** Every door of a route; none where nobody takes it. A door that two of its references lead to is one. */
export function doorsOf(connected: ConnectedRoute, cluster: ClusterConfig): readonly Door[] {
  if (connected.route.isInternal) return [];
  if (connected.route.parents === undefined) return [classDoor(connected, cluster)];
  const doors = connected.attachments.flatMap((one) => attachedDoor(one, connected, cluster));
  return [...new Map(doors.map((door) => [`${door.name} ${door.hosts?.join()}`, door])).values()];
}

function classDoor(connected: ConnectedRoute, cluster: ClusterConfig): Door {
  const { route, className, controller } = connected;
  const own = controllerOf(connected);
  return {
    name: className ?? '',
    gateway: undefined,
    opens: own?.opens ?? route.opens,
    port: undefined,
    hosts: undefined,
    transport: undefined,
    reach: routeReach(route, className, cluster, controller, own?.reach?.(route.annotations)),
    // A proxy inside of the cluster is a pod; a cloud's load balancer comes from outside, as itself or through a node.
    arrivesAs: className === 'cilium' ? 'cilium-ingress' : (own?.arrivesAs?.(route.annotations) ?? 'proxy'),
    certainty: 'certain',
    because: [],
  };
}

function attachedDoor(one: Attachment, connected: ConnectedRoute, cluster: ClusterConfig): readonly Door[] {
  if (one.state === 'attached') return leadsIn(one.listener) ? [listenerDoor(one, connected, cluster)] : [];
  return one.state === 'outside' ? [outsideDoor(one, connected, cluster)] : [];
}

/** Nobody comes in from outside where it listens for its own pod alone, nor where it only redirects. */
const leadsIn = ({ isLocal, redirects }: Listener): boolean => isLocal !== true && redirects !== true;

function listenerDoor(
  { gateway, listener, hosts, certainty, parent }: Extract<Attachment, { state: 'attached' }>,
  { route }: ConnectedRoute,
  cluster: ClusterConfig,
): Door {
  return {
    opens: route.opens,
    name: listenerName(gateway, listener),
    gateway: refTo((gateway.joins ?? gateway.gateway).id),
    port: listener.port,
    hosts,
    transport: { value: listenerTransport(listener), at: listener.at },
    auth: listener.auth,
    reach: gatewayReach(gateway, cluster),
    ...gatewayArrival(gateway, describe(gateway.gateway.id)),
    certainty,
    because: [parent.at, listener.at],
  };
}

/** `Gateway infra/public:443/HTTPS`: what a client addresses, whatever the listener is called and whoever added it. */
export function listenerName({ gateway, joins }: ConnectedGateway, { port, protocol }: Listener): string {
  return `${gatewayName((joins ?? gateway).id)}:${port ?? '?'}/${protocol}`;
}

/** Two kinds are called Gateway, so one that is not of Gateway API says its group: `Gateway.networking.istio.io infra/public`. */
const gatewayName = ({ group, kind, namespace, name }: ResourceId): string =>
  describe({ kind: group === 'gateway.networking.k8s.io' ? kind : `${kind}.${group}`, namespace, name });

/** Whoever has the key of a listener ends the encryption there. */
export function listenerTransport({ protocol, tls, redirects }: Listener): Transport {
  if (redirects === true) return 'tls+redirect';
  if (tls === 'passthrough') return 'passthrough';
  if (tls === 'terminate') return 'tls-only';
  return plaintext.includes(protocol) ? 'plaintext' : 'unknown';
}

const plaintext: readonly string[] = ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB'];

/** Of a gateway that nobody can see another listener is another door. */
const placesOf = ({ section, port }: ParentRef): readonly (string | number)[] =>
  [section, port].filter((one) => one !== undefined);

/** A gateway that is not among the manifests: it is taken to let the route in, at a port that nobody can tell. */
function outsideDoor(
  { parent }: Extract<Attachment, { state: 'outside' }>,
  { route }: ConnectedRoute,
  cluster: ClusterConfig,
): Door {
  const gateway = { kind: parent.kind, namespace: parent.namespace ?? route.id.namespace, name: parent.name };
  const { hostnames } = route;
  return {
    name: [gatewayName({ ...gateway, group: parent.group }), ...placesOf(parent)].join(':'),
    gateway,
    opens: route.opens,
    port: parent.port,
    hosts: hostnames.length === 0 ? [undefined] : hostnames.map(({ value }) => (value === '*' ? undefined : value)),
    transport: { value: 'unknown', at: parent.at },
    reach: outsideReach(parent, route.id.namespace, cluster),
    ...gatewayArrival(undefined, describe(gateway)),
    // Its listeners may narrow the hosts, or take none of them.
    certainty: hostnames.length === 0 ? 'possible' : 'likely',
    because: [parent.at],
  };
}
