import type { Certainty } from '../model/certainty.ts';
import type { Gateway, GatewayClass, ObjectName } from '../model/resource.ts';
import type { IsGranted } from './grants.ts';
import type { ConnectedGateway, ConnectedService } from './graph.ts';
import { rivalsIn } from './listener-conflicts.ts';
import type { Admits } from './namespace-rule.ts';
import type { PathBudget } from './path-budget.ts';
import { sameItems } from './same-items.ts';
import { sameObject } from './same-object.ts';

/** What the front doors of a unit are connected with. */
export interface GatewayLinks {
  readonly classes: readonly GatewayClass[];
  readonly services: readonly ConnectedService[];
  readonly admits: Admits;
  readonly isGranted: IsGranted;
  readonly questions: PathBudget;
}

/** The front doors of one unit: who answers for their class, and the Services that lead to their pods. */
export function connectGateways(gateways: readonly Gateway[], links: GatewayLinks): readonly ConnectedGateway[] {
  const byName = Map.groupBy(gateways, ({ id }) => id.name);
  const controllers = new Map(links.classes.map(({ id, controller }) => [id.name, controller]));
  return gateways.map((gateway) => {
    const joins = joinedBy(gateway, byName, links.questions);
    const { className = '' } = joins ?? gateway;
    const controller = controllers.get(className);
    const fresh = {
      gateway,
      joins,
      controller,
      servesMesh: servesMesh(className, controller),
      services: servicesOf(gateway, links),
      rivals: rivalsIn(gateway, joins),
      admission: admissionOf(gateway, joins, links.admits),
      notGranted: notGranted(gateway, links.isGranted),
    };
    const known = connected.get(gateway);
    if (known !== undefined && isSame(known, fresh)) return known;
    connected.set(gateway, fresh);
    return fresh;
  });
}

// As with Services: what is the same as before is the same object as before.
const connected = new WeakMap<Gateway, ConnectedGateway>();

const isSame = (known: ConnectedGateway, fresh: ConnectedGateway): boolean =>
  known.controller === fresh.controller &&
  known.joins === fresh.joins &&
  known.admission === fresh.admission &&
  sameItems(known.notGranted, fresh.notGranted) &&
  sameItems(known.services, fresh.services);

/** The certificates of other namespaces that nobody there lets it refer to. */
const notGranted = ({ id, listeners }: Gateway, isGranted: IsGranted): readonly ObjectName[] =>
  listeners.flatMap(({ certificates = [] }) =>
    certificates.filter((one) => one.namespace !== undefined && !isGranted(id, { ...one, namespace: one.namespace })),
  );

function joinedBy(
  { id, parent }: Gateway,
  byName: ReadonlyMap<string, readonly Gateway[]>,
  questions: PathBudget,
): Gateway | undefined {
  if (parent === undefined) return undefined;
  const named = byName.get(parent.name) ?? [];
  questions.take(named.length);
  return named.find((one) => sameObject(parent, id, one.id));
}

/**
 * A waypoint serves the pods of its mesh, and no client outside of the cluster.
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 */
const servesMesh = (className: string, controller: string | undefined): boolean =>
  className === 'istio-waypoint' && (controller === undefined || controller === 'istio.io/mesh-controller');

/** Does the gateway let a set of listeners join it? One that is not among the manifests may. */
function admissionOf(gateway: Gateway, joins: Gateway | undefined, admits: Admits): Certainty | 'no' {
  if (gateway.parent === undefined) return 'certain';
  return joins === undefined ? 'possible' : admits(joins.admitsSets, joins.id.namespace, gateway.id.namespace);
}

function servicesOf(gateway: Gateway, { services, questions }: GatewayLinks): readonly ConnectedService[] {
  if (gateway.pods === undefined || gateway.pods.size === 0) return [];
  questions.take(services.reduce((sum, { selected }) => sum + 1 + (selected?.workloads.length ?? 0), 0));
  return services.filter((one) => leadsTo(one, gateway));
}

/** Does the Service select the pods that the gateway names? Those of every namespace, as Istio does it. */
function leadsTo({ selected }: ConnectedService, { pods }: Gateway): boolean {
  if (pods === undefined || pods.size === 0) return false;
  const wanted = [...pods];
  return (selected?.workloads ?? []).some(({ labels }) => wanted.every(([key, value]) => labels.get(key) === value));
}
