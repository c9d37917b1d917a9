import type { ConnectedGateway, Graph } from '../graph/graph.ts';
import { type MeshControls, meshControls, noMeshControls } from '../graph/mesh/controls.ts';
import { type MeshLoss, meshLosses } from '../graph/mesh/losses.ts';
import { objectName } from '../graph/objects.ts';
import type { PathBudget } from '../graph/path-budget.ts';
import { sameItems } from '../graph/same-items.ts';
import type { MeshPolicy, ObjectRef, Workload } from '../model/resource.ts';
import type { Form } from './form.ts';
import type { UnitlessExposure } from './service-entries.ts';

/** What the mesh asks on a way in: at the gateway that it passes, and at the pods where it ends. */
export interface MeshPath {
  readonly door: MeshControls | undefined;
  readonly workload: MeshControls | undefined;
}

/** Answers for the ways into one unit. The same for two graphs that hold the same policies and gateways. */
export interface MeshJudge {
  /** @param workload the pods that the way ends at; undefined where none is known */
  controlsOn(exposure: UnitlessExposure, workload: Workload | undefined, budget: PathBudget): MeshPath | undefined;
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
  const policies = graph.meshPolicies;
  const gateways = new Map(
    graph.gateways.filter(({ gateway }) => gateway.pods).map((one) => [objectName(one.gateway.id), one]),
  );
  const asked = new WeakMap<object, Map<number | undefined, MeshControls | undefined>>();
  const once = (one: Workload | ConnectedGateway, port: number | undefined, budget: PathBudget) => {
    const known = asked.get(one) ?? new Map<number | undefined, MeshControls | undefined>();
    asked.set(one, known);
    if (known.has(port)) return known.get(port);
    const found = 'role' in one ? workloadControls(one, port, policies) : doorControls(one, policies);
    budget.take(policies.length + sizeOf(found));
    known.set(port, found);
    return found;
  };
  return {
    controlsOn: ({ entry, target }, workload, budget) => {
      const gateway = entry.door && gateways.get(objectName(entry.door));
      const port = typeof target?.port === 'number' ? target.port : undefined;
      const door = gateway && once(gateway, undefined, budget);
      const own = workload && once(workload, port, budget);
      return door === undefined && own === undefined ? undefined : { door, workload: own };
    },
  };
}

/** How many rules there are to be compared. */
const sizeOf = (controls: MeshControls | undefined): number =>
  controls === undefined ? 0 : (controls.allowed?.length ?? 0) + controls.denied.length + controls.asked.length;

const workloadControls = (
  { id, labels }: Workload,
  port: number | undefined,
  policies: readonly MeshPolicy[],
): MeshControls | undefined =>
  meshControls({ namespace: id.namespace, isNamespaceKnown: true, labels }, port, policies);

/** Mutual TLS inside of the mesh says nothing of the clients that a gateway takes. */
function doorControls(
  { gateway, services }: ConnectedGateway,
  policies: readonly MeshPolicy[],
): MeshControls | undefined {
  const [pods] = services.flatMap(({ selected }) => selected?.workloads ?? []);
  const { pods: labels = new Map() } = gateway;
  if (pods === undefined && labels.size === 0) return undefined;
  const known =
    pods === undefined
      ? { namespace: undefined, isNamespaceKnown: false, labels }
      : { namespace: pods.id.namespace, isNamespaceKnown: true, labels: pods.labels };
  return meshControls(
    known,
    undefined,
    policies.filter(({ asks }) => asks !== 'mtls'),
  );
}

/** A loss, and the pods that the mesh kept. */
export type LossAt = MeshLoss & { readonly at: ObjectRef };

/** What the mesh asks no longer of who comes the same way to the same pods. */
export const lossesOn = (before: Form, after: Form): readonly LossAt[] => [
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
  return lossesBetween(was, now ?? noMeshControls).map((loss) => ({ ...loss, at }));
}

/** Asked once for the two sides of all ways that end at the same pods. */
function lossesBetween(was: MeshControls, now: MeshControls): readonly MeshLoss[] {
  const known = compared.get(was) ?? new WeakMap<MeshControls, readonly MeshLoss[]>();
  compared.set(was, known);
  const before = known.get(now);
  if (before !== undefined) return before;
  const found = meshLosses(was, now);
  known.set(now, found);
  return found;
}

const compared = new WeakMap<MeshControls, WeakMap<MeshControls, readonly MeshLoss[]>>();
