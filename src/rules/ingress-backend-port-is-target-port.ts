import { controllerOf } from '../exposure/controllers/index.ts';
import type { ConnectedPort } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** @see https://github.com/kubernetes/ingress-nginx/blob/main/internal/ingress/controller/controller.go (serviceEndpoints) */
export const ingressBackendPortIsTargetPort: StateRule = {
  id: 'ingress-backend-port-is-target-port',
  severity: 'warning',
  summary: 'an Ingress backend that names a targetPort instead of a port',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.routes.flatMap((connected) =>
      connected.rules.flatMap(({ rule, backend }) => {
        if (backend.state !== 'port-missing' || backend.behind === undefined) return [];
        const { route } = connected;
        const wanted = rule.backend.port?.value ?? '';
        const service = describe(backend.service.service.id);
        const right = portOf(backend.behind);
        return {
          about: `${objectName(route.id)}|${rule.backend.name}:${wanted}`,
          object: objectOf(route.id),
          at: rule.backend.port?.at ?? rule.backend.at,
          because: [rule.backend.at, backend.service.service.at],
          message: say`${describe(route.id)} sends to port ${wanted} of ${service}, which is the targetPort of its port ${right}; ingress-nginx goes there, other controllers do not`,
          help: say`name port ${right}`,
          ...(typeof wanted === 'number' && backend.behind.port.port !== undefined
            ? { fix: String(backend.behind.port.port) }
            : {}),
          ...(controllerOf(connected)?.name === 'ingress-nginx' ? { severity: 'notice' as const } : {}),
          units: [unit.id],
        };
      }),
    ),
};

const portOf = ({ port }: ConnectedPort): string => String(port.port ?? port.name ?? '?');
