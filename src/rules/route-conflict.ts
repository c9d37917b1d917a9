import { controllerOf } from '../exposure/controllers/index.ts';
import { routeKey } from '../exposure/route-key.ts';
import type { ConnectedRoute, Graph } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe, type RouteRule } from '../model/resource.ts';
import { byObject, objectOf } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

export const routeConflict: StateRule = {
  id: 'route-conflict',
  severity: 'warning',
  summary: 'two rules for the same host and path, to different backends',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    [...Map.groupBy(claims(graph), ({ key }) => key).values()].flatMap((same) => conflicts(same, unit.id)),
};

interface Claim {
  readonly key: string;
  readonly connected: ConnectedRoute;
  readonly rule: RouteRule;
}

const claims = ({ routes }: Graph): readonly Claim[] =>
  routes
    .toSorted((a, b) => byObject(a.route, b.route))
    .filter((connected) => !isCanary(connected))
    .flatMap((connected) =>
      connected.route.rules.map((rule) => ({
        key: `${doorOf(connected)}|${routeKey(connected.className, rule)}|${rule.pathType}`,
        connected,
        rule,
      })),
    );

const isCanary = ({ route }: ConnectedRoute): boolean =>
  route.annotations.get('nginx.ingress.kubernetes.io/canary')?.value === 'true';

/** The controllers of AWS and GKE make a load balancer for each Ingress, AWS's one for each group. */
function doorOf(connected: ConnectedRoute): string {
  const { route } = connected;
  const name = controllerOf(connected)?.name;
  if (name === 'GKE Ingress') return objectName(route.id);
  if (name !== 'the AWS Load Balancer Controller') return '';
  return route.annotations.get('alb.ingress.kubernetes.io/group.name')?.value ?? objectName(route.id);
}

/** Each rule that leads elsewhere than the first one of its address. */
function conflicts([first, ...others]: readonly Claim[], unit: string): readonly Observation[] {
  if (first === undefined) return [];
  return others
    .filter((claim) => backendOf(claim) !== backendOf(first))
    .map(({ connected: { route }, rule }) => ({
      about: `${objectName(route.id)}|${rule.host ?? '*'}${rule.path ?? '/'}`,
      object: objectOf(route.id),
      at: rule.at,
      because: [rule.backend.at, first.rule.at],
      message: say`${describe(route.id)} sends ${`${rule.host ?? '*'}${rule.path ?? '/'}`} to ${rule.backend.name}, and ${describe(first.connected.route.id)} sends it to ${first.rule.backend.name}; only one of them is asked, most often the older one`,
      help: say`keep one rule for each host and path`,
      units: [unit],
    }));
}

const backendOf = ({ connected, rule: { backend } }: Claim): string =>
  `${connected.route.id.namespace ?? ''}/${backend.name}:${backend.port?.value ?? ''}`;
