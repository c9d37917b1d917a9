import { address } from '../exposure/entry-words.ts';
import type { Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { describe } from '../model/resource.ts';
import { isCompleteIn } from '../model/unit.ts';
import { isDeclared, isIngress, isName, objectOf, within } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

export const ingressBackendServiceMissing: StateRule = {
  id: 'ingress-backend-service-missing',
  severity: 'warning',
  summary: 'an Ingress backend whose Service is not in the unit',
  looksAt: 'state',
  find: ({ graph, unit }, config) =>
    graph.routes.filter(isIngress).flatMap(({ route, rules }) =>
      rules
        .filter(({ backend, rule }) => backend.state === 'service-missing' && isName(rule.backend.name))
        .filter(({ rule }) => !isDeclared(rule.backend.name, route.id.namespace, config.cluster.externalServices))
        .map(({ rule }) => ({
          about: `${objectName(route.id)}|${rule.backend.name}`,
          object: objectOf(route.id),
          at: rule.backend.at,
          because: [rule.at],
          message: say`${describe(route.id)} sends ${address({ ...rule, path: rule.path ?? '/' })} to ${describe({ kind: 'Service', namespace: route.id.namespace, name: rule.backend.name })}, which is not ${within(unit)}`,
          ...wayOut(rule.backend.name, graph, route.id.namespace),
          // What the repository deploys besides these manifests may bring the Service along.
          ...(isCompleteIn(unit, route.id.namespace)
            ? { ifRegression: 'error' as const }
            : { severity: 'notice' as const }),
          units: [unit.id],
        })),
    ),
};

/** The Service of the Ingress's own namespace that was probably meant. */
function wayOut(wanted: string, { services }: Graph, namespace: string | undefined): Pick<Observation, 'help' | 'fix'> {
  const own = services.flatMap(({ service: { id } }) => (id.namespace === namespace ? id.name : []));
  const meant = nearest(wanted, own);
  return meant === undefined
    ? { help: say`name a Service in the Ingress's namespace, or list it under cluster.external_services` }
    : { help: say`write ${meant}, if that is meant`, fix: meant };
}
