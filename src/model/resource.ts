import type { Certainty, Tri } from './certainty.ts';
import type { Severity } from './finding.ts';
import type { Message } from './message.ts';
import type { Protocol } from './port.ts';
import { byText, type Placed, type Position } from './source.ts';
import type { Transport } from './transport.ts';

export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
}

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

/** Runs the pods of another workload's template, which is scaled to nothing meanwhile: a Rollout that names a Deployment. */
export interface TemplateUser extends Named {
  readonly role: 'template-user';
  /** In its own namespace. */
  readonly workload: { readonly kind: string; readonly name: string };
  readonly active: Tri;
  /** What its controller adds to the labels of the pods. */
  readonly injectedLabels: readonly InjectedLabel[];
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
  readonly labels: Labels;
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
  /** The address that it asks for. */
  readonly loadBalancerIP: Placed<string> | undefined;
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

/** Routing from a shared front door to Services: Ingress, HTTPRoute, IngressRoute, and their relatives. */
export interface Route extends Named {
  readonly role: 'route';
  /** What its rules open. */
  readonly opens: 'http-route' | 'l4-route' | 'tunnel';
  /** The class that it asks for; undefined is the cluster's default. Of a route with parents it says nothing. */
  readonly className: string | undefined;
  readonly classAt: Position | undefined;
  /** The gateways that it asks for by name; undefined where its class decides who serves it. */
  readonly parents: readonly ParentRef[] | undefined;
  /** The protocols of the listeners that it can attach to. */
  readonly speaks: readonly string[];
  /** The hosts of every rule of a route with parents, which its listeners narrow; empty takes the listener's. */
  readonly hostnames: readonly Placed<string>[];
  readonly rules: readonly RouteRule[];
  /** Hosts with TLS; an entry without hosts stands for the controller's own certificate and is `*`. */
  readonly tlsHosts: readonly Placed<string>[];
  readonly annotations: ReadonlyMap<string, Placed<string>>;
  /** True where nobody outside of the cluster can come this way. */
  readonly isInternal?: true;
  /** Controls that its annotations name. */
  readonly usesJoined?: readonly JoinedName[];
  /** True for a part that opens nothing by itself: another route includes it. */
  readonly isFragment?: true;
  /** The namespaces whose gateways see it; undefined is all of them. */
  readonly exportedTo?: NamespaceRule;
}

/** The name of an object that a route, or a set of listeners, belongs to. */
export interface ParentRef {
  readonly at: Position;
  readonly group: string;
  readonly kind: string;
  /** Undefined is the namespace of the object that says it. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** Only the listener of that name. */
  readonly section: string | undefined;
  /** Only the listeners of that port. */
  readonly port: number | undefined;
  /** True for a Service: that is a route inside of the cluster. */
  readonly isMesh?: true;
}

export interface RouteRule {
  /** Undefined is every host; of a route with parents the listener decides. */
  readonly host: string | undefined;
  readonly path: string | undefined;
  readonly pathType: PathType;
  /** What else a request must have, in one canonical text: method, headers, parameters. */
  readonly match?: string;
  /** The port at the front door, where the rule and no listener says it. */
  readonly port?: number;
  /** The name of that port, where only the controller's own configuration says its number. */
  readonly portName?: string;
  /** TCP unless another one is said. */
  readonly protocol?: Protocol;
  readonly backend: RouteBackend;
  readonly at: Position;
  /** The lines that include it, where it stands in a part of another route. */
  readonly because?: readonly Position[];
  /** What holds for this rule alone, past what annotations say. */
  readonly controls?: RuleControls;
  /** Objects that add controls, by their names. */
  readonly uses?: readonly ObjectName[];
}

/** Who may come, what they must show, and how they talk. */
export interface RuleControls {
  /** CIDRs; empty is everybody. */
  readonly sources: readonly Placed<string>[];
  readonly auth: readonly Placed<string>[];
  readonly transport: Placed<Transport> | undefined;
  /** What the route asks for that includes this rule, and what it does not ask for here: how those begin. */
  readonly spares?: readonly string[];
}

/** An object by its name; an undefined namespace is that of the object that says it. */
export interface ObjectName {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly at: Position;
}

/** A name with its namespace before it, `shop-auth`, which does not tell where the one ends. */
export interface JoinedName {
  readonly kind: string;
  readonly joined: string;
  /** As the annotation says it. */
  readonly text: string;
}

export type PathType = 'Exact' | 'Prefix' | 'RegularExpression' | 'ImplementationSpecific';

export interface RouteBackend {
  readonly at: Position;
  /**
   * `opaque` is a resource backend, or an action that the controller makes up: no Service by design. `fragment` is a
   * route that is included here: its rules stand below the path of this one. `redirect` is an answer of the front door.
   */
  readonly target: 'service' | 'opaque' | 'fragment' | 'redirect';
  /** Of a fragment, where that is no object of the route's own kind. */
  readonly kind?: string;
  readonly name: string;
  /** Undefined is the namespace of the route. */
  readonly namespace?: string | undefined;
  /** A Service port's number or its name; undefined where a placeholder stands. */
  readonly port: Placed<number | string> | undefined;
  /**
   * What the port means where that is not a Service port: `endpoint` is a number of the pod, `only` stands for the
   * only port of the Service, `every` for each of them, and `same` for the only one or, of several, the one that has the
   * number of the front door's.
   */
  readonly portOf?: 'endpoint' | 'only' | 'every' | 'same';
  /** Of an opaque one: the host that a `host-service` role may know. */
  readonly host?: string;
  /** Only the pods that a `subsets` role of the Service names so. */
  readonly subset?: string;
  /** True for a part whose paths are whole ones, of which those hold that lie within the path of this rule. */
  readonly keepsPaths?: true;
  /** True where another namespace must have granted it. */
  readonly needsGrant?: true;
  /** An action of the AWS controller names it: more than host and path may decide who comes there. */
  readonly isAction?: true;
}

/** A front door with listeners that routes attach to: Gateway, ListenerSet, the Gateway of Istio. */
export interface Gateway extends Named {
  readonly role: 'gateway';
  readonly className: string | undefined;
  /** The gateway that these listeners join, for a set of them. */
  readonly parent: ParentRef | undefined;
  readonly listeners: readonly Listener[];
  /** True where two listeners cannot share a port, a protocol and a host. */
  readonly listenersExclude: boolean;
  /** The namespaces whose sets of listeners may join. */
  readonly admitsSets: NamespaceRule;
  readonly addresses: readonly Placed<string>[];
  /** What its load balancer is made with. */
  readonly annotations: ReadonlyMap<string, Placed<string>>;
  /** The labels of the pods that serve it, where they are among the manifests. */
  readonly pods: Labels | undefined;
}

export interface Listener {
  readonly at: Position;
  readonly name: string | undefined;
  /** Undefined where it is a placeholder or no port number. */
  readonly port: number | undefined;
  readonly portAt: Position;
  /** `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`, or what an implementation makes up. */
  readonly protocol: string;
  /** Undefined is every host. */
  readonly host: Placed<string> | undefined;
  readonly tls: 'terminate' | 'passthrough' | undefined;
  /** Undefined lets the protocol decide. */
  readonly kinds: readonly { readonly group: string; readonly kind: string }[] | undefined;
  readonly admits: NamespaceRule;
  /** What its routes must speak, where that is not its protocol. */
  readonly speaks?: string;
  /** True where it listens on the pod's own loopback address or on a socket: nobody outside comes in. */
  readonly isLocal?: true;
  /** True where it sends every request to HTTPS: it is open, and leads nowhere. */
  readonly redirects?: true;
  /** What a client must show to it. */
  readonly auth?: Placed<string>;
  /** The certificates that it names; another namespace must have granted them. */
  readonly certificates?: readonly ObjectName[];
}

/** Which namespaces; a selector is asked with a namespace's labels. */
export type NamespaceRule =
  | { readonly from: 'same' | 'all' | 'none' | 'unknown'; readonly at: Position | undefined }
  | {
      readonly from: 'selector';
      readonly selector: LabelSelector;
      readonly at: Position;
    };

export interface GatewayClass extends Named {
  readonly role: 'gateway-class';
  readonly controller: string;
}

/** The owner of a namespace allows objects of other ones to refer into it. */
export interface Grant extends Named {
  readonly role: 'grant';
  readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
  /** An undefined name is every object of the kind. */
  readonly to: readonly { readonly group: string; readonly kind: string; readonly name: string | undefined }[];
}

/** What a mesh knows by hosts and no Service says: routes find it by them, and nobody else does. */
export interface HostService extends Named {
  readonly role: 'host-service';
  readonly hosts: readonly string[];
  /** Its pods and ports in the shape of a Service. */
  readonly service: Service;
  /** The addresses that are written down for it. */
  readonly endpoints: readonly Endpoints[];
}

/** Names for some of the pods of a Service. */
export interface Subsets extends Named {
  readonly role: 'subsets';
  readonly service: Pick<ResourceId, 'namespace' | 'name'>;
  readonly subsets: readonly { readonly name: string; readonly labels: Labels }[];
}

/** How the controller of a class serves a host, said beside its routes. */
export interface HostSettings extends Named {
  readonly role: 'host-settings';
  readonly className: string;
  /** A pattern, whose wildcard stands for one label or more; undefined is every host. */
  readonly host: string | undefined;
  readonly transport: Placed<Transport>;
}

/** An object that adds controls to the rules that use it. */
export interface Control extends Named {
  readonly role: 'control';
  readonly controls: RuleControls;
  /** Further objects whose controls hold as well. */
  readonly uses?: readonly ObjectName[];
}

export interface IngressClass extends Named {
  readonly role: 'ingress-class';
  readonly controller: string;
  readonly isDefault: boolean;
  /** The object that says more of the class, where it is one that the AWS controller reads. */
  readonly parameters: Placed<string> | undefined;
}

/** What the AWS controller does for every Ingress of a class, as the annotations that say the same of one Ingress. */
export interface IngressClassParams extends Named {
  readonly role: 'ingress-class-params';
  readonly annotations: ReadonlyMap<string, Placed<string>>;
}

/** What GKE's load balancer does for the Ingresses that name it. */
export interface FrontendConfig extends Named {
  readonly role: 'frontend-config';
  readonly redirect: Placed<string> | undefined;
}

/** Addresses that the cluster's own load balancers hand out. */
export interface AddressPool extends Named {
  readonly role: 'address-pool';
  /** CIDRs, and `first-last`. */
  readonly ranges: readonly Placed<string>[];
  /** A Service gets one of them only where it names the pool. */
  readonly isForAsking: boolean;
  /** Of the Services that it is for; none is every namespace. */
  readonly namespaces: readonly string[];
  /** One of them has to match a Service; none is every Service. */
  readonly selectors: readonly LabelSelector[];
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

/** How a mesh's proxy takes connections: encrypted by both sides only, either way, or plain. */
export const mutualTls = ['STRICT', 'PERMISSIVE', 'DISABLE'] as const;
export type MutualTls = (typeof mutualTls)[number];

/** One thing that a request must have, or must not have: `principals`, `paths`, a condition's key; without a name, all of a rule. */
export interface MeshNeed {
  readonly what: string;
  readonly isNot: boolean;
  /** One of them is enough; sorted. */
  readonly values: readonly string[];
}

/** What a rule of a mesh's policy matches: a request that has all of it. */
export interface MeshRule {
  readonly at: Position;
  readonly needs: readonly MeshNeed[];
}

/** What the mesh asks of who connects to the pods that it selects, before they see anything of it. */
export type MeshPolicy = Named & {
  readonly role: 'mesh-policy';
  /** The labels of the pods; empty is every pod of its namespace, and in the mesh's root namespace of all of them. */
  readonly selector: Labels;
} & (
    | {
        readonly asks: 'mtls';
        /** Undefined leaves it to the next wider policy. */
        readonly mode: Placed<MutualTls> | undefined;
        /** By the port of the pod. */
        readonly ports: ReadonlyMap<number, Placed<MutualTls>>;
      }
    | {
        readonly asks: 'authorization';
        /** `custom` lets somebody else decide. */
        readonly action: 'allow' | 'deny' | 'custom';
        readonly rules: readonly MeshRule[];
      }
    /** Tokens that are there must be good; none needs to be. */
    | { readonly asks: 'tokens'; readonly issuers: readonly string[] }
  );

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

/** That an object says of itself which finding about it is fine, in an annotation. */
export interface Permit extends Named {
  readonly role: 'permit';
  readonly rule: string;
  readonly reason: string;
}

/** What a resource does for the traffic. The graph sees roles and never kinds. */
export type Role =
  | Workload
  | TemplateUser
  | Service
  | Endpoints
  | Route
  | Gateway
  | GatewayClass
  | Grant
  | Control
  | HostSettings
  | Subsets
  | HostService
  | IngressClass
  | IngressClassParams
  | AddressPool
  | FrontendConfig
  | Namespace
  | PortMapping
  | NodePortRange
  | Policy
  | MeshPolicy
  | Permit
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
