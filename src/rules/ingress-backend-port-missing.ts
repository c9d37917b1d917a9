import { address } from '../exposure/entry-words.ts';
import type { ConnectedService } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { listed } from '../model/listed.ts';
import { literal, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { describe } from '../model/resource.ts';
import { isIngress, objectOf } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/**
 * A number that is a targetPort and no port is left to a rule of its own: ingress-nginx accepts it, other controllers
 * do not.
 */
export const ingressBackendPortMissing: StateRule = {
  id: 'ingress-backend-port-missing',
  severity: 'error',
  summary: 'an Ingress backend port that its Service does not have',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.routes.filter(isIngress).flatMap(({ route, rules }) =>
      rules.flatMap(({ rule, backend }) => {
        if (backend.state !== 'port-missing' || backend.behind !== undefined) return [];
        const wanted = rule.backend.port?.value ?? '';
        return {
          about: `${objectName(route.id)}|${rule.backend.name}:${wanted}`,
          object: objectOf(route.id),
          at: rule.backend.port?.at ?? rule.backend.at,
          because: [rule.backend.at, backend.service.service.at],
          message: say`${describe(route.id)} sends ${address({ ...rule, path: rule.path ?? '/' })} to port ${wanted} of ${describe(backend.service.service.id)}, which ${portsOf(backend.service)}`,
          ...wayOut(backend.service, wanted),
          units: [unit.id],
        };
      }),
    ),
};

/** The only port that there is, or the name that comes nearest. */
function wayOut({ ports }: ConnectedService, wanted: number | string): Pick<Observation, 'help' | 'fix'> {
  const [only, ...others] = ports.map(({ port }) => port);
  const number = others.length === 0 && typeof wanted === 'number' ? only?.port : undefined;
  const names = ports.flatMap(({ port }) => port.name ?? []);
  const meant = typeof wanted === 'string' ? nearest(wanted, names) : number;
  return meant === undefined
    ? { help: say`write the number or the name of one of its ports` }
    : { help: say`write port ${meant}`, fix: `${meant}` };
}

function portsOf({ ports }: ConnectedService) {
  const known = ports.map(({ port }) => (port.name === undefined ? `${port.port}` : `"${port.name}" (${port.port})`));
  return known.length === 0
    ? literal('has no port')
    : say`has ${literal(known.length === 1 ? 'port' : 'ports')} ${listed(known)}`;
}
