import type { Certainty } from '../model/certainty.ts';
import type {
  Endpoints,
  Flaw,
  IngressClass,
  Namespace,
  NodePortRange,
  Policy,
  PortMapping,
  Route,
  RouteRule,
  Service,
  ServicePort,
  Workload,
} from '../model/resource.ts';
import type { ArrivalPort } from './target-port.ts';

/** The traffic paths of one unit on one side: roles and the links between them. */
export interface Graph {
  readonly workloads: readonly Workload[];
  readonly services: readonly ConnectedService[];
  readonly routes: readonly ConnectedRoute[];
  readonly classes: readonly IngressClass[];
  readonly mappings: readonly PortMapping[];
  readonly nodePortRanges: readonly NodePortRange[];
  readonly flaws: readonly Flaw[];
  readonly namespaces: readonly Namespace[];
  /** Those that hold, of pods. */
  readonly policies: readonly Policy[];
  /** Those of which nobody can tell what they do. */
  readonly unclearPolicies: readonly Policy[];
  /** Those of the nodes themselves, clear or not. */
  readonly nodePolicies: readonly Policy[];
}

export interface ConnectedService {
  readonly service: Service;
  /** Undefined for a Service that selects nothing by design: ExternalName, or without selector. */
  readonly selected: { readonly workloads: readonly Workload[]; readonly certainty: Certainty } | undefined;
  readonly endpoints: readonly Endpoints[];
  readonly ports: readonly ConnectedPort[];
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
  readonly rules: readonly ConnectedRule[];
}

export interface ConnectedRule {
  readonly rule: RouteRule;
  readonly backend: Backend;
}

/** Where a route's backend leads. */
export type Backend =
  | { readonly state: 'opaque' }
  | { readonly state: 'service-missing' }
  /** `behind` is the Service port whose targetPort has that number or name: ingress-nginx goes there, others do not. */
  | { readonly state: 'port-missing'; readonly service: ConnectedService; readonly behind: ConnectedPort | undefined }
  /** `port` is undefined for an ExternalName Service, which need not declare a number. */
  | {
      readonly state: 'found';
      readonly service: ConnectedService;
      readonly port: ConnectedPort | undefined;
      readonly certainty: Certainty;
    };
