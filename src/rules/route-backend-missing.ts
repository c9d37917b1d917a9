import type { Backend, ConnectedRoute, ConnectedRule } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { listed } from '../model/listed.ts';
import { literal, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { describe } from '../model/resource.ts';
import { isCompleteIn } from '../model/unit.ts';
import { holdsNamespace, isDeclared, isIngress, isName, objectOf, within } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/** What the rules about an Ingress backend say, of every other kind of route. */
export const routeBackendMissing: StateRule = {
  id: 'route-backend-missing',
  severity: 'error',
  summary: 'a route to a missing Service or Service port',
  looksAt: 'state',
  find: (side, config) => {
    const routes = side.graph.routes.filter((one) => !isIngress(one) && isServed(one));
    const seen = routes.flatMap((connected) =>
      connected.rules.flatMap((one): readonly Observation[] => {
        const { namespace = connected.route.id.namespace, name } = one.rule.backend;
        if (one.backend.state === 'port-missing' && one.backend.service.ports.length > 0)
          return [portMissing(connected, one, one.backend, side.unit.id)];
        if (one.backend.state !== 'service-missing' || !isName(name)) return [];
        if (isDeclared(name, namespace, config.cluster.externalServices)) return [];
        const isOwn = holdsNamespace(side.graph, namespace);
        return [serviceMissing(connected, one, { ...side, isOwn })];
      }),
    );
    return [...new Map(seen.map((one) => [one.about, one])).values()];
  },
};

/** A route that nobody takes leads nowhere anyway, and another rule says so. */
const isServed = ({ route, attachments }: ConnectedRoute): boolean =>
  route.parents === undefined || attachments.some(({ state }) => state !== 'refused');

function serviceMissing(
  { route }: ConnectedRoute,
  { rule }: ConnectedRule,
  { graph, unit, isOwn }: Parameters<StateRule['find']>[0] & { readonly isOwn: boolean },
): Observation {
  const { name, namespace = route.id.namespace } = rule.backend;
  const service = { kind: 'Service', namespace, name };
  const own = graph.services.flatMap(({ service: { id } }) => (id.namespace === namespace ? id.name : []));
  const meant = nearest(name, own);
  return {
    about: `${objectName(route.id)}|${namespace ?? ''}/${name}`,
    object: objectOf(route.id),
    at: rule.backend.at,
    because: [rule.at],
    message: say`${describe(route.id)} sends traffic to ${describe(service)}, which is not ${within(unit)}`,
    ...(meant === undefined
      ? { help: say`name a Service that is there, or list it under cluster.external_services` }
      : { help: say`write ${meant}, if that is meant`, fix: meant }),
    // What the repository deploys besides these manifests, or another repository, may bring the Service along.
    ...(isCompleteIn(unit, namespace) && isOwn
      ? ({ severity: 'warning', ifRegression: 'error' } as const)
      : ({ severity: 'notice' } as const)),
    units: [unit.id],
  };
}

function portMissing(
  { route }: ConnectedRoute,
  { rule }: ConnectedRule,
  { service: { service, ports } }: Extract<Backend, { state: 'port-missing' }>,
  unit: string,
): Observation {
  const wanted = rule.backend.port?.value;
  const numbers = ports.flatMap(({ port }) => port.port ?? []);
  const [only] = numbers;
  const has = listed(ports.map(({ port }) => `${port.port ?? port.name}`));
  const isClear = numbers.length === 1 && only !== undefined && typeof wanted === 'number';
  return {
    about: `${objectName(route.id)}|${objectName(service.id)}:${wanted ?? ''}`,
    object: objectOf(route.id),
    at: rule.backend.port?.at ?? rule.backend.at,
    because: [rule.backend.at, service.at],
    message: say`${describe(route.id)} ${wanted === undefined ? literal('names no port') : say`sends traffic to port ${wanted}`} of ${describe(service.id)}, which has ${has}`,
    help: isClear ? say`write port ${only}` : say`write one of its ports (${has})`,
    ...(isClear ? { fix: `${only}` } : {}),
    units: [unit],
  };
}
