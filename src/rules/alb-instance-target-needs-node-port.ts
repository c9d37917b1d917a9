import { controllerOf } from '../exposure/controllers/index.ts';
import type { ConnectedRoute } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { describe, type RouteRule, type Service } from '../model/resource.ts';
import type { Placed } from '../model/source.ts';
import { objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

const targetType = 'alb.ingress.kubernetes.io/target-type';

/** With target type `instance` an ALB sends to the nodes, and a ClusterIP Service has no port there. */
export const albInstanceTargetNeedsNodePort: StateRule = {
  id: 'alb-instance-target-needs-node-port',
  severity: 'error',
  summary: 'an ALB that needs node ports its Service lacks',
  looksAt: 'state',
  find: ({ graph, unit }) => graph.routes.flatMap((one) => find(one, unit.id)),
};

const find = once((connected: ConnectedRoute, unit: string): readonly Observation[] => {
  const { route, rules } = connected;
  if (controllerOf(connected)?.name !== 'the AWS Load Balancer Controller') return [];
  const seen = new Set<Service>();
  return rules.flatMap(({ rule, backend }) => {
    if (backend.state !== 'found' || seen.has(backend.service.service)) return [];
    const { service } = backend.service;
    seen.add(service);
    const written = service.annotations.get(targetType) ?? route.annotations.get(targetType);
    const isInstance = written === undefined || written.value.trim() === 'instance';
    if (!isInstance || service.type.value !== 'ClusterIP' || isPlaceholder(rule.backend.name)) return [];
    return observed(connected, rule, service, written, unit);
  });
});

function observed(
  { route }: ConnectedRoute,
  rule: RouteRule,
  service: Service,
  written: Placed<string> | undefined,
  unit: string,
): readonly Observation[] {
  const why = written === undefined ? say`, which is its default` : say``;
  return [
    {
      about: `${objectName(route.id)}|${service.id.name}`,
      object: objectOf(route.id),
      at: rule.backend.at,
      because: [...(written === undefined ? [] : [written.at]), service.type.at, service.at],
      message: say`the load balancer of ${describe(route.id)} sends to node ports (target type instance${why}), and ${describe(service.id)} of type ClusterIP has none`,
      help: say`set ${targetType}: ip, or give the Service type NodePort`,
      // The controller can be told to have another default.
      ...(written === undefined ? { severity: 'warning' as const } : {}),
      units: [unit],
    },
  ];
}
