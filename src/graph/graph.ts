import type { Certainty } from '../model/certainty.ts';
import type {
  AddressPool,
  Endpoints,
  Flaw,
  Gateway,
  Grant,
  HostSettings,
  IngressClass,
  Listener,
  MeshPolicy,
  Namespace,
  NodePortRange,
  ObjectName,
  Permit,
  Policy,
  PortMapping,
  Route,
  RouteRule,
  RuleControls,
  Service,
  ServicePort,
  Workload,
} from '../model/resource.ts';
import type { Attachment } from './attach.ts';
import type { OwnListener } from './listener-conflicts.ts';
import type { ArrivalPort } from './target-port.ts';

/** The traffic paths of one unit on one side: roles and the links between them. */
export interface Graph {
  readonly workloads: readonly Workload[];
  readonly services: readonly ConnectedService[];
  readonly routes: readonly ConnectedRoute[];
  readonly gateways: readonly ConnectedGateway[];
  readonly grants: readonly Grant[];
  readonly classes: readonly IngressClass[];
  readonly mappings: readonly PortMapping[];
  readonly nodePortRanges: readonly NodePortRange[];
  readonly flaws: readonly Flaw[];
  readonly permits: readonly Permit[];
  readonly namespaces: readonly Namespace[];
  /** Those that hold, of pods. */
  readonly policies: readonly Policy[];
  /** Those of which nobody can tell what they do. */
  readonly unclearPolicies: readonly Policy[];
  /** Those of the nodes themselves, clear or not. */
  readonly nodePolicies: readonly Policy[];
  readonly meshPolicies: readonly MeshPolicy[];
}

export interface ConnectedService {
  readonly service: Service;
  /** Undefined for a Service that selects nothing by design: ExternalName, or without selector. */
  readonly selected: { readonly workloads: readonly Workload[]; readonly certainty: Certainty } | undefined;
  readonly endpoints: readonly Endpoints[];
  readonly ports: readonly ConnectedPort[];
  /** What its load balancer's address may come from, where the unit has such pools. */
  readonly pools: readonly AddressPool[];
}

export interface ConnectedPort {
  readonly port: ServicePort;
  readonly arrivals: readonly Arrival[];
  /** Selected workloads in which the name resolves to nothing. */
  readonly missing: readonly Workload[];
}

export interface Arrival extends ArrivalPort {
  readonly workload: Workload;
}

export interface ConnectedRoute {
  readonly route: Route;
  /** The class that decides for it: its own, else the unit's default one. */
  readonly className: string | undefined;
  /** The controller of that class, where the unit has its IngressClass: `k8s.io/ingress-nginx`. */
  readonly controller: string | undefined;
  /** What is said beside it of hosts of its class. */
  readonly hosts: readonly HostSettings[];
  /** What became of each front door that it names; none where its class decides. */
  readonly attachments: readonly Attachment[];
  readonly rules: readonly ConnectedRule[];
  /** What the objects ask of clients that its annotations name, by what they say; only those that are among the manifests. */
  readonly joined: ReadonlyMap<string, readonly RuleControls[]>;
}

export interface ConnectedRule {
  readonly rule: RouteRule;
  readonly backend: Backend;
  /** What the rule itself and the objects that it uses ask of clients, past what annotations say. */
  readonly controls: readonly RuleControls[];
}

export interface ConnectedGateway {
  readonly gateway: Gateway;
  /** The controller of its class, where the unit has its GatewayClass: `gateway.envoyproxy.io/gatewayclass-controller`. */
  readonly controller: string | undefined;
  /** The gateway that its listeners join, for a set of them. */
  readonly joins: Gateway | undefined;
  /** True for one that serves clients inside of the cluster only. */
  readonly servesMesh: boolean;
  /** Does the gateway that it joins let a set of listeners in? `certain` of what is no set. */
  readonly admission: Certainty | 'no';
  /** The Services that lead to the pods that serve it, where it names those. */
  readonly services: readonly ConnectedService[];
  /** The certificates of its listeners that another namespace would have to grant, and does not. */
  readonly notGranted: readonly ObjectName[];
  /** Its listeners that are refused, each with the one that claims the same place. */
  readonly rivals: ReadonlyMap<Listener, OwnListener>;
}

/** Where a route's backend leads. */
export type Backend =
  | { readonly state: 'opaque' }
  /** The front door answers by itself, and sends clients elsewhere. */
  | { readonly state: 'redirect' }
  | { readonly state: 'service-missing' }
  /** An included part that is not among the manifests, or that leads back to itself. */
  | { readonly state: 'fragment-missing' }
  /** The Service lies in another namespace, and nobody there lets routes refer to it. */
  | {
      readonly state: 'not-granted';
      readonly service: ConnectedService;
      readonly port: ConnectedPort | undefined;
    }
  /** `behind` is the Service port whose targetPort has that number or name: ingress-nginx goes there, others do not. */
  | { readonly state: 'port-missing'; readonly service: ConnectedService; readonly behind: ConnectedPort | undefined }
  /** `port` is undefined for an ExternalName Service, which need not declare a number. */
  | {
      readonly state: 'found';
      readonly service: ConnectedService;
      readonly port: ConnectedPort | undefined;
      readonly certainty: Certainty;
    };
