import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
export const referenceNotGranted: StateRule = {
  id: 'reference-not-granted',
  severity: 'error',
  summary: 'a backend of another namespace that nobody there has granted',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.routes.flatMap(({ route, rules }) =>
      rules.flatMap(({ rule, backend }) => {
        if (backend.state !== 'not-granted') return [];
        const { id } = backend.service.service;
        return {
          about: `${objectName(route.id)}|${objectName(id)}`,
          object: objectOf(route.id),
          at: rule.backend.at,
          because: [backend.service.service.at],
          message: say`${describe(route.id)} leads to ${describe(id)}, and no ReferenceGrant of ${id.namespace ?? ''} lets ${route.id.kind} objects of ${route.id.namespace ?? ''} refer to it; requests get an error`,
          help: say`add a ReferenceGrant to ${id.namespace ?? ''}: from group ${route.id.group}, kind ${route.id.kind}, namespace ${route.id.namespace ?? ''}, to kind Service, name ${id.name}`,
          // The grant may stand where the rest of the namespace comes from.
          ...(unit.complete ? {} : { severity: 'notice' as const }),
          units: [unit.id],
        };
      }),
    ),
};
