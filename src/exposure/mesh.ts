import type { ConnectedGateway, Graph } from '../graph/graph.ts';
import { type MeshControls, meshControls, noMeshControls } from '../graph/mesh/controls.ts';
import { type MeshLoss, meshLosses } from '../graph/mesh/losses.ts';
import { objectName } from '../graph/objects.ts';
import { sameItems } from '../graph/same-items.ts';
import type { MeshPolicy, Workload } from '../model/resource.ts';
import type { Exposure, ObjectRef } from './exposure.ts';
import type { UnitlessExposure } from './service-entries.ts';

/** What the mesh asks on a way in: at the gateway that it passes, and at the pods where it ends. */
export interface MeshPath {
  readonly door: MeshControls | undefined;
  readonly workload: MeshControls | undefined;
}

/** Answers for the ways into one unit. The same for two graphs that hold the same policies and gateways. */
export interface MeshJudge {
  /** @param workload the pods that the way ends at; undefined where none is known */
  controlsOn(exposure: UnitlessExposure, workload: Workload | undefined): MeshPath | undefined;
}

const nobodyAsks: MeshJudge = { controlsOn: () => undefined };

export function meshJudge(graph: Graph): MeshJudge {
  const [first] = graph.meshPolicies;
  if (first === undefined) return nobodyAsks;
  const parts = [...graph.meshPolicies, ...graph.gateways];
  const known = judges.get(first);
  if (known !== undefined && sameItems(known.parts, parts)) return known.judge;
  const judge = freshJudge(graph);
  judges.set(first, { parts, judge });
  return judge;
}

const judges = new WeakMap<MeshPolicy, { readonly parts: readonly object[]; readonly judge: MeshJudge }>();

function freshJudge(graph: Graph): MeshJudge {
  const asked = new WeakMap<object, Map<number | undefined, MeshControls | undefined>>();
  const once = (
    pods: object,
    port: number | undefined,
    ask: () => MeshControls | undefined,
  ): MeshControls | undefined => {
    const known = asked.get(pods) ?? new Map<number | undefined, MeshControls | undefined>();
    asked.set(pods, known);
    if (!known.has(port)) known.set(port, ask());
    return known.get(port);
  };
  const gateways = new Map(
    graph.gateways.filter(({ gateway }) => gateway.pods).map((one) => [objectName(one.gateway.id), one]),
  );
  return {
    controlsOn: ({ entry, target }, workload) => {
      const gateway = entry.door && gateways.get(objectName(entry.door));
      const port = typeof target?.port === 'number' ? target.port : undefined;
      const door = gateway && once(gateway, undefined, () => doorControls(gateway, graph));
      const own = workload && once(workload, port, () => workloadControls(workload, port, graph));
      return door === undefined && own === undefined ? undefined : { door, workload: own };
    },
  };
}

const workloadControls = (
  { id, labels }: Workload,
  port: number | undefined,
  { meshPolicies }: Graph,
): MeshControls | undefined =>
  meshControls({ namespace: id.namespace, isNamespaceKnown: true, labels }, port, meshPolicies);

/** Mutual TLS inside of the mesh says nothing of the clients that a gateway takes. */
function doorControls({ gateway, services }: ConnectedGateway, graph: Graph): MeshControls | undefined {
  const [pods] = services.flatMap(({ selected }) => selected?.workloads ?? []);
  const { pods: labels = new Map() } = gateway;
  if (pods === undefined && labels.size === 0) return undefined;
  const known =
    pods === undefined
      ? { namespace: undefined, isNamespaceKnown: false, labels }
      : { namespace: pods.id.namespace, isNamespaceKnown: true, labels: pods.labels };
  const policies = graph.meshPolicies.filter(({ asks }) => asks !== 'mtls');
  return meshControls(known, undefined, policies);
}

/** A loss, and the pods that the mesh kept. */
export type LossAt = MeshLoss & { readonly at: ObjectRef };

/** What the mesh asks no longer of who comes the same way to the same pods. */
export const lossesOn = (before: Exposure, after: Exposure): readonly LossAt[] => [
  ...lossesAt(before.mesh?.door, after.mesh?.door, before.entry.door, after.entry.door),
  ...lossesAt(before.mesh?.workload, after.mesh?.workload, before.target, after.target),
];

function lossesAt(
  was: MeshControls | undefined,
  now: MeshControls | undefined,
  pods: ObjectRef | undefined,
  at: ObjectRef | undefined,
): readonly LossAt[] {
  if (was === now || was === undefined || pods === undefined || at === undefined) return [];
  if (objectName(pods) !== objectName(at)) return [];
  return meshLosses(was, now ?? noMeshControls).map((loss) => ({ ...loss, at }));
}
