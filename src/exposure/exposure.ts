import type { Certainty, Tri } from '../model/certainty.ts';
import type { Protocol } from '../model/port.ts';
import type { NamespaceRule, ObjectRef } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import type { Transport } from '../model/transport.ts';
import type { MeshPath } from './mesh.ts';

export type EntryKind =
  | 'lb'
  | 'node-port'
  | 'external-ip'
  | 'host-port'
  | 'host-network'
  | 'http-route'
  | 'l4-route'
  | 'listener'
  | 'tunnel'
  | 'dev-mapping';

/** From where an entry can be reached, narrowest first; `unknown` is judged as public and said to be assumed. */
export const reaches = ['loopback', 'local-dev', 'cluster', 'node-network', 'private', 'public', 'unknown'] as const;
export type Reach = (typeof reaches)[number];

/** The entries that lead through a shared front door. */
export const routeKinds: readonly EntryKind[] = ['http-route', 'l4-route', 'tunnel'];

/** Where a client knocks. `object` is what a person would edit to close it. */
export interface Entry {
  readonly kind: EntryKind;
  readonly object: ObjectRef;
  /** The gateway whose listener takes a route; undefined where its class decides. */
  readonly door?: ObjectRef;
  /** What the client dials: hostPort, Service port, the listener's or the mapping's host port. Undefined where nobody can know it. */
  readonly port: number | undefined;
  /** What the port is called, where only its name is known. */
  readonly portName?: string;
  /** The node port where one is written; undefined where the cluster chooses. */
  readonly nodePort: number | undefined;
  readonly protocol: Protocol | undefined;
  /** Undefined is every host; only routes have one. */
  readonly host: string | undefined;
  readonly path: string | undefined;
  /** What else a request must have: `method=GET header x-canary=yes`. */
  readonly conditions?: string;
  /** Set where the front door answers by itself, and no pod is reached. */
  readonly answers?: 'redirect';
  /** Of a listener: the namespaces that may attach routes to it. */
  readonly admits?: NamespaceRule;
  /** The address it listens on, for host ports, external IPs and mappings. */
  readonly address: string | undefined;
}

export interface Hop extends ObjectRef {
  readonly port: number | string | undefined;
  readonly targetPort: number | string | undefined;
  /** The labels that the Service selects, as `app=web,tier=front`. */
  readonly selector?: string | undefined;
}

/** Where the traffic ends. */
export interface Target extends ObjectRef {
  /** The pod's port; a name where it resolves to nothing. */
  readonly port: number | string | undefined;
  readonly protocol: Protocol;
  /** The container that declares the port; undefined where none does. */
  readonly container: string | undefined;
  /** The addresses that somebody wrote down for a Service without selector, sorted. */
  readonly addresses?: readonly string[];
}

/** Whether network policies let the way through to the pod. */
export interface PolicyVerdict {
  /** `filtered` is for some clients only, `unknown` where the manifests do not tell. */
  readonly state: 'allowed' | 'filtered' | 'blocked' | 'unknown';
  /** The policies that decide it, sorted. */
  readonly by: readonly ObjectRef[];
  /** The clients that a filtered way is for, as CIDRs. */
  readonly sources?: readonly string[];
  /** Why it is unknown, or why policies do not matter. */
  readonly reason?: string;
  /** Set where it is blocked by a denial, which another policy that admits the same does not undo. */
  readonly isDenied?: true;
}

/** As whom the pod sees who comes this way; that decides which peers of a policy can match. */
export const arrivals = ['client', 'node', 'load-balancer', 'proxy', 'cilium-ingress'] as const;
export type ArrivesAs = (typeof arrivals)[number];

/** One way from a client to a workload. */
export interface Exposure {
  /** What a client addresses, without file, line and unit: it pairs base with head. */
  readonly key: string;
  /** The first of `units`. */
  readonly unit: string;
  /** Every render unit in which the same way exists in the same form. */
  readonly units: readonly string[];
  readonly certainty: Certainty;
  readonly entry: Entry;
  readonly hops: readonly Hop[];
  readonly target: Target | undefined;
  readonly reach: Reach;
  /** `assumed` where nothing in the repository says how far it reaches. */
  readonly reachBasis: 'stated' | 'provider-default' | 'assumed';
  /** CIDRs of the clients that may use it, sorted and merged. */
  readonly sources: readonly string[];
  /** The names under which external-dns publishes it, sorted. A name says what somebody intends, not who gets in: it is never compared. */
  readonly publishedAs?: readonly string[];
  readonly transport: Transport;
  readonly auth: readonly string[];
  readonly arrivesAs: ArrivesAs;
  readonly policy: PolicyVerdict;
  /** What a service mesh asks on the way; absent where its policies select nothing of it. */
  readonly mesh?: MeshPath;
  /** `no` where the workload is scaled to 0 or suspended. */
  readonly active: Tri;
  readonly at: Position;
  /** The other lines that cause it. */
  readonly because: readonly Position[];
  /** Where an attribute was read that is not the default one. */
  readonly attributesAt: AttributesAt;
}

export type AttributesAt = Readonly<Partial<Record<ChangedAttribute, readonly Position[]>>>;

/** What may differ between the two forms of one way in. */
export type ChangedAttribute =
  | 'reach'
  | 'sources'
  | 'transport'
  | 'auth'
  | 'match'
  | 'admits'
  | 'policy'
  | 'mesh'
  | 'active'
  | 'port'
  | 'nodePort'
  | 'target'
  /** The front door of a route. */
  | 'class'
  | 'object'
  | 'unit';

export interface Change {
  readonly before: Exposure;
  readonly after: Exposure;
  readonly attributes: readonly ChangedAttribute[];
  /**
   * Set where one of several backends came or went and the other form is still as it was: `gained` leads to `after`
   * as well as to `before`, `lost` no longer leads to `before`.
   */
  readonly backends?: 'gained' | 'lost';
}

/** A pair stands in one of widened, narrowed, changed or moved, and in `rerouted` as well where its backend differs. */
export interface ExposureDiff {
  readonly added: readonly Exposure[];
  readonly removed: readonly Exposure[];
  readonly widened: readonly Change[];
  readonly narrowed: readonly Change[];
  readonly rerouted: readonly Change[];
  readonly changed: readonly Change[];
  readonly moved: readonly Change[];
}
