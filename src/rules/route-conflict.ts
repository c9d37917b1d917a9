import { isTrue } from '../exposure/controllers/controller.ts';
import { controllerOf } from '../exposure/controllers/index.ts';
import { listenerName } from '../exposure/doors.ts';
import { address } from '../exposure/entry-words.ts';
import { routeKey } from '../exposure/route-key.ts';
import type { Backend, ConnectedRoute } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { literal, type Message, say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { describe, type RouteRule } from '../model/resource.ts';
import { byPosition } from '../model/source.ts';
import { byObject, objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

export const routeConflict: StateRule = {
  id: 'route-conflict',
  severity: 'warning',
  summary: 'one host and path that two rules send elsewhere',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    [
      ...Map.groupBy(
        graph.routes.flatMap((one) => claimsOf(one, unit.id)),
        ({ key }) => key,
      ).values(),
    ]
      .filter(({ length }) => length > 1)
      .flatMap((same) =>
        conflicts(
          same.toSorted((a, b) => byObject(a.connected.route, b.connected.route)),
          unit.id,
        ),
      ),
};

interface Claim {
  readonly key: string;
  readonly connected: ConnectedRoute;
  readonly rule: RouteRule;
  readonly backend: Backend;
}

const claimsOf = once((connected: ConnectedRoute): readonly Claim[] => {
  if (isTrue(connected.route.annotations.get('nginx.ingress.kubernetes.io/canary'))) return [];
  return connected.rules
    .filter(({ rule }) => isPlain(connected, rule))
    .flatMap((one) =>
      placesOf(connected, one.rule).map(({ door, host }) => ({
        ...one,
        rule: { ...one.rule, host },
        key: `${doorOf(connected)}|${routeKey(connected.route.opens, door, { ...one.rule, host })}|${one.rule.pathType}`,
        connected,
      })),
    );
});

/** The front doors and hosts at which a rule is served. */
function placesOf(
  { route, className, attachments }: ConnectedRoute,
  { host }: RouteRule,
): readonly { readonly door: string | undefined; readonly host: string | undefined }[] {
  if (route.parents === undefined) return [{ door: className, host }];
  return attachments.flatMap((one) =>
    one.state === 'attached'
      ? one.hosts.map((own) => ({ door: listenerName(one.gateway, one.listener), host: host ?? own }))
      : [],
  );
}

/** An action that the controller makes up, or one that more than host and path decides, may stand beside another. */
function isPlain({ route: { annotations } }: ConnectedRoute, { host = '', path = '', backend }: RouteRule): boolean {
  if ([host, path, backend.name].some(isPlaceholder)) return false;
  const isAction = backend.target !== 'service' || backend.isAction === true;
  return !isAction && !annotations.has(`alb.ingress.kubernetes.io/conditions.${backend.name}`);
}

/** The controllers of AWS and GKE make a load balancer for each Ingress, AWS's one for each group. */
function doorOf(connected: ConnectedRoute): string {
  const { route } = connected;
  const name = controllerOf(connected)?.name;
  if (name === 'GKE Ingress') return objectName(route.id);
  if (name !== 'the AWS Load Balancer Controller') return '';
  return route.annotations.get('alb.ingress.kubernetes.io/group.name')?.value ?? objectName(route.id);
}

/** Each rule that leads elsewhere than the first one of its address. The backends of one rule share its requests. */
function conflicts(claims: readonly Claim[], unit: string): readonly Observation[] {
  const [first] = claims;
  if (first === undefined) return [];
  const shared = new Set(claims.filter((claim) => isSameRule(claim, first)).map(backendOf));
  return claims
    .filter((claim) => !isSameRule(claim, first) && !shared.has(backendOf(claim)))
    .map((claim) => {
      const { route } = claim.connected;
      const { path = '/', at, backend } = claim.rule;
      const place = address({ ...claim.rule, path });
      const isSame = claim.connected === first.connected;
      const other = isSame ? literal('another rule of it') : say`${describe(first.connected.route.id)}`;
      return {
        about: `${objectName(route.id)}|${place}`,
        object: objectOf(route.id),
        at,
        because: [backend.at, first.rule.at],
        message: say`${describe(route.id)} sends ${place} to ${nameOf(claim)}, and ${other} sends it to ${nameOf(first)}; only one of them takes effect${literal(isSame ? '' : ', usually the older one')}`,
        help: say`keep one rule for each host and path`,
        units: [unit],
      };
    });
}

const isSameRule = (one: Claim, other: Claim): boolean =>
  one.connected === other.connected && byPosition(one.rule.at, other.rule.at) === 0;

/** The Service and its port, whether a rule says its number or its name. */
function backendOf({ connected: { route }, rule, backend }: Claim): string {
  // One rule that leads to all ports of a Service does not contradict itself.
  const found = backend.state === 'found' && rule.backend.portOf !== 'every' ? backend.port?.port : undefined;
  return `${rule.backend.namespace ?? route.id.namespace ?? ''}/${rule.backend.name}:${found?.port ?? rule.backend.port?.value ?? ''}`;
}

const nameOf = ({ connected: { route }, rule: { backend } }: Claim): Message => {
  const { name, namespace = route.id.namespace, port } = backend;
  const service = describe({ kind: 'Service', namespace, name });
  return port === undefined ? say`${service}` : say`port ${port.value} of ${service}`;
};
