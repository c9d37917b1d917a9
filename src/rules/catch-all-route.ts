import { controllerOf } from '../exposure/controllers/index.ts';
import type { Exposure } from '../exposure/exposure.ts';
import { classOf } from '../exposure/route-key.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { loosened } from './changes.ts';
import { destination, opening, openings } from './openings.ts';
import type { Transition, TransitionRule, UnitSide } from './rule.ts';

export const catchAllRoute: TransitionRule = {
  id: 'catch-all-route',
  severity: 'warning',
  summary: 'a route that answers for every host',
  looksAt: 'transition',
  find: (transition) => {
    const widened = loosened(transition, 'match').map(({ after }) => after);
    return [...openings(transition, 'http-route'), ...widened].filter(isCatchAll).map((exposure) => {
      const { host, path, object } = exposure.entry;
      const hosts = host === undefined ? say`every host` : say`every host under ${host.slice(1)}`;
      return opening(exposure, {
        message: say`${describe(object)} answers ${path ?? '/'} for ${hosts}${destination(exposure)}`,
        adds: say`answers for ${hosts}`,
        help: say`name the hosts that it is for`,
        ...(isDedicated(exposure, transition) ? { severity: 'notice' } : {}),
      });
    });
  },
};

/** No host at all, or a wildcard for a whole top-level domain. */
const isCatchAll = ({ entry: { kind, host } }: Exposure): boolean =>
  kind === 'http-route' && (host === undefined || host === '*' || /^\*\.[^.]+$/.test(host));

const sharedClasses = /^(nginx|traefik|haproxy|contour|kong|istio|cilium|public|external|default)$/;

/**
 * A front door that nobody else uses catches nothing of theirs: an ALB or a GKE load balancer is made for each Ingress,
 * and a class of its own name stands for a controller of its own.
 */
function isDedicated(exposure: Exposure, { units }: Transition): boolean {
  const side = units.find(({ head }) => exposure.units.includes(head.unit.id))?.head;
  const own = side?.graph.routes.find(({ route }) => isSameObject(route.id, exposure.entry.object));
  if (side === undefined || own === undefined) return false;
  const controller = controllerOf(own)?.name;
  if (controller === 'GKE Ingress') return true;
  if (controller === 'the AWS Load Balancer Controller')
    return !own.route.annotations.has('alb.ingress.kubernetes.io/group.name');
  const className = classOf(exposure.key);
  return className !== '' && !sharedClasses.test(className) && usersOf(className, side) === 1;
}

const usersOf = (className: string, { graph }: UnitSide): number =>
  graph.routes.filter((one) => one.className === className).length;

const isSameObject = (
  a: { readonly namespace: string | undefined; readonly name: string },
  b: { readonly namespace: string | undefined; readonly name: string },
): boolean => a.namespace === b.namespace && a.name === b.name;
