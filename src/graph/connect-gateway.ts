import type { Gateway, GatewayClass } from '../model/resource.ts';
import type { ConnectedGateway, ConnectedService } from './graph.ts';
import { rivalsIn } from './listener-conflicts.ts';
import { sameItems } from './same-items.ts';
import { sameObject } from './same-object.ts';

/** The front doors of one unit: who answers for their class, and the Services that lead to their pods. */
export function connectGateways(
  gateways: readonly Gateway[],
  classes: readonly GatewayClass[],
  services: readonly ConnectedService[],
): readonly ConnectedGateway[] {
  const byName = Map.groupBy(gateways, ({ id }) => id.name);
  return gateways.map((gateway) => {
    const joins = joinedBy(gateway, byName);
    const { className } = joins ?? gateway;
    const fresh = {
      gateway,
      joins,
      controller: classes.find(({ id }) => id.name === className)?.controller,
      services: services.filter((one) => leadsTo(one, gateway)),
      rivals: rivalsIn(gateway, joins),
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
  known.controller === fresh.controller && known.joins === fresh.joins && sameItems(known.services, fresh.services);

const joinedBy = ({ id, parent }: Gateway, byName: ReadonlyMap<string, readonly Gateway[]>): Gateway | undefined =>
  parent === undefined ? undefined : byName.get(parent.name)?.find((one) => sameObject(parent, id, one.id));

/** Does the Service select the pods that the gateway names? Those of every namespace, as Istio does it. */
function leadsTo({ selected }: ConnectedService, { pods }: Gateway): boolean {
  if (pods === undefined || pods.size === 0) return false;
  const wanted = [...pods];
  return (selected?.workloads ?? []).some(({ labels }) => wanted.every(([key, value]) => labels.get(key) === value));
}
