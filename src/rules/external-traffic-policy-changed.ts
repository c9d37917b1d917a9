import { routeKinds } from '../exposure/exposure.ts';
import { objectName } from '../graph/objects.ts';
import { everywhere } from '../model/cidr.ts';
import { say } from '../model/message.ts';
import { withDefaults } from '../model/placeholder.ts';
import { describe, idKey, type Service } from '../model/resource.ts';
import { changedServices } from './changed-services.ts';
import { objectOf } from './links.ts';
import type { Observation, TransitionRule, UnitChange } from './rule.ts';

/** @see https://kubernetes.io/docs/tutorials/services/source-ip/ */
export const externalTrafficPolicyChanged: TransitionRule = {
  id: 'external-traffic-policy-changed',
  severity: 'notice',
  summary: "whether pods see their clients' addresses has changed",
  looksAt: 'transition',
  find: ({ units }) => units.flatMap(changedIn),
};

function changedIn(unit: UnitChange): readonly Observation[] {
  const { head } = unit;
  return changedServices(unit)
    .filter(({ before, after }) => isOutside(before) && isOutside(after))
    .flatMap(({ before, after }) => {
      const [was, now] = [policyOf(before), policyOf(after)];
      const isChange = was !== undefined && now !== undefined && was !== now;
      return isChange ? observe(before, after, head.unit.id, needsAddresses(head, after)) : [];
    });
}

const isOutside = ({ type, externalIPs }: Service): boolean =>
  type.value === 'NodePort' || type.value === 'LoadBalancer' || (type.value === 'ClusterIP' && externalIPs.length > 0);

/** Undefined where a placeholder stands, or what the API server refuses. */
function policyOf({ externalTrafficPolicy }: Service): 'Local' | 'Cluster' | undefined {
  const value = withDefaults(externalTrafficPolicy?.value ?? 'Cluster');
  return value === 'Local' || value === 'Cluster' ? value : undefined;
}

/** Does something that may stand behind the Service decide by the client's address? Not the other way round. */
const needsAddresses = ({ exposures }: UnitChange['head'], service: Service): boolean =>
  exposures.some(
    ({ entry, sources, hops }) =>
      routeKinds.includes(entry.kind) &&
      sources.join() !== everywhere.join() &&
      !hops.some((hop) => objectName(hop) === objectName(service.id)),
  );

function observe(before: Service, after: Service, unit: string, isNeeded: boolean): Observation {
  const hides = policyOf(after) === 'Cluster';
  return {
    about: `${idKey(after.id)}|${policyOf(after)}`,
    object: objectOf(after.id),
    at: after.externalTrafficPolicy?.at ?? after.at,
    because: [after.at],
    was: [before.externalTrafficPolicy?.at ?? before.at],
    message: hides
      ? say`pods behind ${describe(after.id)} now see a node's address instead of the client's, so allow-lists and network policies by address no longer match`
      : say`${describe(after.id)} now answers only on nodes that run its pods; the pods now see the client's address instead of a node's`,
    help: hides
      ? say`keep externalTrafficPolicy: Local where something behind decides by address`
      : say`check that the load balancer asks the health check port, and that policies admit the clients`,
    ...(hides && isNeeded ? { severity: 'warning' } : {}),
    units: [unit],
  };
}
