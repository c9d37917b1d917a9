import { controllerOf } from '../exposure/controllers/index.ts';
import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { isIngress, objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/**
 * A number or a name that no port of the Service has and a targetPort has. ingress-nginx takes it all the same, which
 * makes it a notice where that is the controller.
 * @see https://github.com/kubernetes/ingress-nginx/blob/main/internal/ingress/controller/controller.go (serviceEndpoints)
 */
export const ingressBackendPortIsTargetPort: StateRule = {
  id: 'ingress-backend-port-is-target-port',
  severity: 'warning',
  summary: 'an Ingress backend that names a targetPort, not a port',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.routes.filter(isIngress).flatMap((connected) =>
      connected.rules.flatMap(({ rule, backend }) => {
        if (backend.state !== 'port-missing' || backend.behind === undefined) return [];
        const { route } = connected;
        const wanted = rule.backend.port?.value ?? '';
        const service = describe(backend.service.service.id);
        const { port, name } = backend.behind.port;
        const right = typeof wanted === 'number' ? port : name;
        return {
          about: `${objectName(route.id)}|${rule.backend.name}:${wanted}`,
          object: objectOf(route.id),
          at: rule.backend.port?.at ?? rule.backend.at,
          because: [rule.backend.at, backend.behind.port.at],
          message: say`${describe(route.id)} sends traffic to port ${wanted} of ${service}, which is the targetPort of its port ${port ?? name ?? '?'}; ingress-nginx goes there, other controllers do not`,
          help: say`write port ${right ?? port ?? '?'}`,
          ...(right === undefined ? {} : { fix: String(right) }),
          ...(controllerOf(connected)?.name === 'ingress-nginx' ? { severity: 'notice' as const } : {}),
          units: [unit.id],
        };
      }),
    ),
};
