import type { Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { literal, say } from '../model/message.ts';
import { describe, type ObjectName, type ResourceId } from '../model/resource.ts';
import type { Position } from '../model/source.ts';
import { isCompleteIn } from '../model/unit.ts';
import { holdsNamespace, objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/ */
export const referenceNotGranted: StateRule = {
  id: 'reference-not-granted',
  severity: 'error',
  summary: 'an object of another namespace that nobody there has granted',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    [...backends(graph), ...certificates(graph)].map(({ from, to, at, because, does, means }) => ({
      about: `${objectName(from)}|${objectName(to)}`,
      object: objectOf(from),
      at,
      because,
      message: say`${describe(from)} ${literal(does)} ${describe(to)}, but no ReferenceGrant in namespace ${to.namespace ?? ''} lets ${from.kind}s of namespace ${from.namespace ?? ''} refer to it; ${literal(means)}`,
      help: say`add a ReferenceGrant in namespace ${to.namespace ?? ''}, from ${from.kind} in namespace ${from.namespace ?? ''} to ${to.kind} ${to.name}`,
      // The grant may stand where the rest of the namespace comes from.
      ...(isCompleteIn(unit, to.namespace) ? {} : { severity: 'notice' as const }),
      units: [unit.id],
    })),
};

interface Reference {
  readonly from: ResourceId;
  readonly to: Pick<ObjectName, 'kind' | 'namespace' | 'name'>;
  readonly at: Position;
  readonly because: readonly Position[];
  readonly does: string;
  readonly means: string;
}

const backends = ({ routes }: Graph): readonly Reference[] =>
  routes.flatMap(({ route, rules }) =>
    rules.flatMap(({ rule, backend }) =>
      backend.state === 'not-granted'
        ? {
            from: route.id,
            to: backend.service.service.id,
            at: rule.backend.at,
            because: [backend.service.service.at],
            does: 'sends traffic to',
            means: 'requests get an error',
          }
        : [],
    ),
  );

/** Hardly anybody keeps Secrets among manifests: what else there is of their namespace tells whether its grants would be here. */
const certificates = (graph: Graph): readonly Reference[] =>
  graph.gateways.flatMap(({ gateway, notGranted }) =>
    notGranted
      .filter(({ namespace }) => holdsNamespace(graph, namespace))
      .map((to) => ({
        from: gateway.id,
        to,
        at: to.at,
        because: [gateway.at],
        does: 'takes a certificate from',
        means: 'the listener is not served',
      })),
  );
