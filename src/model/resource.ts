import type { Certainty, Tri } from './certainty.ts';
import type { Severity } from './finding.ts';
import type { Message } from './message.ts';
import type { Protocol } from './port.ts';
import { byText, type Placed, type Position } from './source.ts';

/** An unset namespace is not `default`: it is whatever the deploying context says. */
export interface ResourceId {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

export type Labels = ReadonlyMap<string, string>;

/** In the order of their keys, so that the same labels are the same text. */
export const sortedLabels = <V>(labels: ReadonlyMap<string, V>): readonly (readonly [string, V])[] =>
  [...labels].sort(([a], [b]) => byText(a, b));

interface Named {
  readonly id: ResourceId;
  readonly at: Position;
}

/** Something that runs pods: they come from one template. */
export interface Workload extends Named {
  readonly role: 'workload';
  /** The labels of its pods. */
  readonly labels: Labels;
  /** Keys that a controller adds to the pods at run time, each with the pattern that its values follow. */
  readonly injectedLabels: readonly InjectedLabel[];
  readonly selector: Placed<LabelSelector> | undefined;
  readonly labelsAt: Position;
  readonly hostNetwork: Placed<Tri> | undefined;
  /** The labels that a node must have for the pods to run on it. */
  readonly nodeSelector: Labels;
  /** The object that made it, for a Pod that names one. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  /** True where more than the nodeSelector decides on which nodes the pods run: affinity, a node's name. */
  readonly hasAffinity: boolean;
  readonly containers: readonly Container[];
  /** `no` where it is scaled to 0 or suspended: the path stays listed, but nothing answers now. */
  readonly active: Tri;
  /** `likely` for a kind that only looks like a workload. */
  readonly certainty: Certainty;
}

export interface InjectedLabel {
  readonly key: string;
  /** Values start with this text; the empty text is any value. */
  readonly prefix: string;
}

export interface LabelSelector {
  readonly matchLabels: Labels;
  /**
   * `In`, `NotIn`, `Exists` and `DoesNotExist` are Kubernetes' own; `Contains`, `StartsWith` and `EndsWith`, with their
   * opposites (`NotContains` …), are Calico's.
   */
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
  /** Of each group one must match as well: what Calico writes with `||`. */
  readonly oneOfEach?: readonly (readonly LabelSelector[])[];
}

export interface Container {
  readonly name: string;
  readonly image: string | undefined;
  /** `init` ends before the pod serves; a `sidecar` (an init container that restarts always) serves after the containers. */
  readonly stage: 'main' | 'sidecar' | 'init';
  readonly ports: readonly ContainerPort[];
}

export interface ContainerPort {
  readonly name: string | undefined;
  /** Undefined where it is a placeholder or no port number. */
  readonly containerPort: number | undefined;
  readonly protocol: Protocol;
  readonly hostPort: Placed<number> | undefined;
  readonly hostIP: string;
  readonly at: Position;
}

/** `unknown` where a placeholder stands. */
export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName' | 'unknown';

export interface Service extends Named {
  readonly role: 'service';
  readonly type: Placed<ServiceType>;
  /** Undefined where missing or empty: then nobody makes endpoints for it, it does not mean «all pods». */
  readonly selector: Placed<Labels> | undefined;
  readonly ports: readonly ServicePort[];
  readonly headless: boolean;
  readonly externalIPs: readonly Placed<string>[];
  readonly externalName: Placed<string> | undefined;
  /** The field, else the annotation; empty means «everybody». */
  readonly sourceRanges: readonly Placed<string>[];
  readonly loadBalancerClass: string | undefined;
  /** False only where `allocateLoadBalancerNodePorts: false` is written. */
  readonly allocatesNodePorts: boolean;
  readonly externalTrafficPolicy: Placed<string> | undefined;
  readonly annotations: ReadonlyMap<string, Placed<string>>;
}

export interface ServicePort {
  readonly name: string | undefined;
  /** Undefined where it is a placeholder or no port number. */
  readonly port: number | undefined;
  readonly protocol: Protocol;
  /** A number, or a port name to be looked up in each pod. */
  readonly targetPort: Placed<number | string>;
  readonly targetPortIsExplicit: boolean;
  /** Undefined where the cluster chooses. */
  readonly nodePort: Placed<number> | undefined;
  readonly appProtocol: string | undefined;
  readonly at: Position;
}

/** Addresses that somebody wrote down for a Service without selector. */
export interface Endpoints extends Named {
  readonly role: 'endpoints';
  readonly service: string;
  readonly addresses: readonly string[];
  readonly ports: readonly {
    readonly name: string | undefined;
    readonly port: number | undefined;
    readonly protocol: Protocol;
  }[];
}

/** HTTP routing from a shared front door to Services: Ingress today, HTTPRoute and its relatives next. */
export interface Route extends Named {
  readonly role: 'route';
  /** The Ingress class it asks for; undefined is the cluster's default. */
  readonly className: string | undefined;
  readonly classAt: Position | undefined;
  readonly rules: readonly RouteRule[];
  /** Hosts with TLS; an entry without hosts stands for the controller's own certificate and is `*`. */
  readonly tlsHosts: readonly Placed<string>[];
  readonly annotations: ReadonlyMap<string, Placed<string>>;
}

export interface RouteRule {
  /** Undefined is every host. */
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly pathType: PathType;
  readonly backend: RouteBackend;
  readonly at: Position;
}

export type PathType = 'Exact' | 'Prefix' | 'ImplementationSpecific';

export interface RouteBackend {
  readonly at: Position;
  /** `opaque` is a resource backend, or an action that the controller makes up: no Service by design. */
  readonly target: 'service' | 'opaque';
  readonly name: string;
  /** A Service port's number or its name; undefined where a placeholder stands. */
  readonly port: Placed<number | string> | undefined;
}

export interface IngressClass extends Named {
  readonly role: 'ingress-class';
  readonly controller: string;
  readonly isDefault: boolean;
}

export interface Namespace extends Named {
  readonly role: 'namespace';
  readonly labels: Labels;
}

/** A port of a developer's machine that a local cluster's tool forwards to a port of its nodes. */
export interface PortMapping extends Named {
  readonly role: 'port-mapping';
  readonly tool: 'kind' | 'k3d';
  readonly listenAddress: string;
  /** Undefined where the tool picks a free one. */
  readonly hostPort: number | undefined;
  /** A port of the node, not of a pod (docs/kinds.md, kind `Cluster`). */
  readonly nodePort: number;
  readonly nodePortAt: Position;
  readonly protocol: Protocol;
  /** Which nodes the mapping leads to; hostPort and hostNetwork pods answer only where they are scheduled. */
  readonly node: 'control-plane' | 'worker' | 'all';
}

/** The range of node ports that a local cluster's configuration sets for its API server. */
export interface NodePortRange extends Named {
  readonly role: 'node-port-range';
  readonly first: number;
  readonly last: number;
}

/** Makes a controller deploy what is not among the manifests: a remote chart, another folder, another repository. */
export interface Deployer extends Named {
  readonly role: 'deployer';
}

/** Which pods: those that carry certain labels, in namespaces that carry certain labels. */
export interface PodScope {
  /** Undefined is the namespace of the object that says it. */
  readonly namespaces: LabelSelector | undefined;
  readonly pods: LabelSelector;
}

/**
 * Who has no labels of its own, in Cilium's words.
 * @see https://docs.cilium.io/en/stable/security/policy/layer3/#entities-based
 */
export const entities = ['host', 'remote-node', 'ingress', 'kube-apiserver', 'health', 'init', 'unmanaged'] as const;
export type Entity = (typeof entities)[number];

/** Who may be at the other end of a connection. */
export type PolicyPeer =
  | { readonly peer: 'pods'; readonly scope: PodScope }
  /** Addresses, without those of `except`; with `outsideOnly` never those of pods and nodes, whatever they are. */
  | {
      readonly peer: 'addresses';
      readonly cidr: string;
      readonly except: readonly string[];
      readonly outsideOnly?: true;
    }
  | { readonly peer: 'nodes' }
  | { readonly peer: 'entity'; readonly entity: Entity }
  /** Something that is not read, or that the API server refuses; `field` is what a vendor's policy calls it. */
  | { readonly peer: 'unread'; readonly at: Position; readonly field?: string };

/** Ports of one protocol at the pod, after every translation; a name is looked up in each pod. */
export type PolicyPort = (
  | { readonly protocol: Protocol; readonly first: number; readonly last: number }
  /** Undefined is every protocol. */
  | { readonly protocol: Protocol | undefined; readonly name: string }
) & { readonly at?: Position };

export interface PolicyRule {
  readonly at: Position;
  /** What else it is written on: each line once. */
  readonly lines?: readonly Position[];
  readonly action: 'allow' | 'deny' | 'pass';
  /** Where it goes by another priority than its policy: Cilium's denials come before whatever any policy allows. */
  readonly priority?: number;
  /** True where it lets some requests through only, which is not looked into. */
  readonly layer7?: boolean;
  readonly peers: readonly PolicyPeer[] | 'everybody';
  readonly ports: readonly PolicyPort[] | 'every';
}

/** What pods may connect to and who may connect to them. */
export interface Policy extends Named {
  readonly role: 'policy';
  /** Which of several policies that one object holds, as `specs[1]`. */
  readonly part?: string;
  /** Whom it selects: pods, or the nodes themselves, whose firewall it is then. */
  readonly protects: 'pods' | 'nodes';
  /** Asked in this order: `admin` decides first, `network` isolates what it selects, `baseline` has the last word. */
  readonly tier: 'admin' | 'network' | 'baseline';
  /** The lowest goes first; where all of one priority only allow, their order says nothing. */
  readonly priority: number;
  readonly subject: PodScope;
  readonly subjectAt: Position;
  /** Where its order, its directions and whether it isolates are written. */
  readonly settingsAt: readonly Position[];
  /** Undefined where it says nothing about the direction. */
  readonly ingress: readonly PolicyRule[] | undefined;
  readonly egress: readonly PolicyRule[] | undefined;
  /** The directions in which it shuts what no rule of the tier is about. */
  readonly isolates: readonly ('ingress' | 'egress')[];
  /** True where nothing is said of ingress but that it has rules for egress, which shuts ingress all the same. */
  readonly impliesIngress: boolean;
  /** Why nobody can tell what it does: the API server refuses it, or what is not read decides it as a whole. */
  readonly unclear: string | undefined;
}

/** Where NetworkPolicies stand among Calico's policies, which have an order. */
export const networkPriority = 1_000;
/** Before everything, and after everything else. */
export const ciliumDenials: number = Number.MIN_SAFE_INTEGER;
export const lastPriority: number = Number.MAX_SAFE_INTEGER;

/** The rules that say what the readers of the kinds have found wrong in a field. */
export type FlawRule =
  | 'invalid-port-field'
  | 'invalid-route-field'
  | 'invalid-policy-field'
  | 'service-field-conflict'
  | 'host-network-port-mismatch'
  | 'removed-api-version';

/** A field that the API server refuses, whatever the other objects are. */
export interface Flaw extends Named {
  readonly role: 'flaw';
  readonly rule: FlawRule;
  /** The field, as a path from the object's root: `spec.ports[0].nodePort`. */
  readonly field: string;
  readonly message: Message;
  readonly help: Message;
  /** The values that it does not go with: the type of the Service. */
  readonly because: readonly Position[];
  /** Where it weighs other than its rule. */
  readonly severity?: Severity;
  /** What to write at `at` instead, where that is all there is to do. */
  readonly fix?: string;
}

/** What a resource does for the traffic. The graph sees roles and never kinds. */
export type Role =
  | Workload
  | Service
  | Endpoints
  | Route
  | IngressClass
  | Namespace
  | PortMapping
  | NodePortRange
  | Deployer
  | Policy
  | Flaw;

/** `Kind namespace/name`, as people write it. */
export const describe = (id: {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}): string => `${id.kind} ${id.namespace === undefined ? '' : `${id.namespace}/`}${id.name}`;

/** The same text for the same policy: an object can hold several. */
export const policyKey = ({ id, part }: Policy): string => (part === undefined ? idKey(id) : `${idKey(id)}|${part}`);

/** The same text for the same object, whatever API version or file it is written in. */
export const idKey = (id: ResourceId): string => `${id.group}|${id.kind}|${id.namespace ?? ''}|${id.name}`;
