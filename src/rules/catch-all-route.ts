import { controllerOf } from '../exposure/controllers/index.ts';
import type { Exposure } from '../exposure/exposure.ts';
import { classOf } from '../exposure/route-key.ts';
import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { loosened } from './changes.ts';
import { onward, opening, openings } from './openings.ts';
import type { Transition, TransitionRule, UnitSide } from './rule.ts';

export const catchAllRoute: TransitionRule = {
  id: 'catch-all-route',
  severity: 'warning',
  summary: 'a route that answers for every host',
  looksAt: 'transition',
  find: (transition) => {
    const widened = loosened(transition, 'match').flatMap(({ before, after }) => (isCatchAll(before) ? [] : after));
    const opened = openings(transition, 'http-route');
    return [...opened, ...widened].filter(isCatchAll).map((exposure) => {
      const { host = '*', path, object } = exposure.entry;
      const hosts = host === '*' ? say`every host` : say`every host under ${host.slice(1)}`;
      return opening(exposure, {
        message: say`${describe(object)} answers ${hosts} at ${path ?? '/'}${onward(exposure)}`,
        // Of a new route, the address that it is told with says so.
        ...(opened.includes(exposure) ? {} : { adds: say`it now answers ${hosts}` }),
        help: say`name the hosts that it is for`,
        ...(isDedicated(exposure, transition) ? { severity: 'notice' } : {}),
      });
    });
  },
};

/** No host at all, or a wildcard for a whole top-level domain. */
const isCatchAll = ({ entry: { kind, host, door }, certainty }: Exposure): boolean =>
  kind === 'http-route' &&
  (host === undefined || host === '*' || /^\*\.[^.]+$/.test(host)) &&
  // Of a gateway that is not among the manifests nobody knows which hosts it leaves to a route without any.
  (door === undefined || certainty !== 'possible');

/**
 * A front door that nobody else uses catches nothing of theirs: an ALB or a GKE load balancer is made for each Ingress,
 * and a class that base knows and one Ingress alone asks for stands for a controller of its own.
 */
function isDedicated(exposure: Exposure, { units }: Transition): boolean {
  const side = units.find(({ head }) => exposure.units.includes(head.unit.id));
  const own = side?.head.graph.routes.find(({ route }) => objectName(route.id) === objectName(exposure.entry.object));
  if (side === undefined || own === undefined) return false;
  const controller = controllerOf(own)?.name;
  if (controller === 'GKE Ingress') return true;
  if (controller === 'the AWS Load Balancer Controller')
    return !own.route.annotations.has('alb.ingress.kubernetes.io/group.name');
  return isOwnClass(classOf(exposure.key), side.base, units);
}

const sharedClasses = /^(nginx|traefik|haproxy|contour|kong|istio|cilium|public|external|default|)$/;

/** A name that the change itself brings proves nothing. */
function isOwnClass(className: string, { graph }: UnitSide, units: Transition['units']): boolean {
  if (
    sharedClasses.test(className) ||
    !(asks(className, graph) || graph.classes.some(({ id }) => id.name === className))
  )
    return false;
  const users = units.flatMap(({ head }) => head.graph.routes.filter((one) => one.className === className));
  return new Set(users.map(({ route }) => objectName(route.id))).size === 1;
}

const asks = (className: string, { routes }: UnitSide['graph']): boolean =>
  routes.some((one) => one.className === className);
