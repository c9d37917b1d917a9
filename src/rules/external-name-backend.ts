import { type Exposure, routeKinds } from '../exposure/exposure.ts';
import { isLoopback } from '../model/cidr.ts';
import { listed } from '../model/listed.ts';
import { type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { opening } from './openings.ts';
import type { Transition, TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

/** @see https://github.com/kubernetes/kubernetes/issues/103675 (CVE-2021-25740) */
export const externalNameBackend: TransitionRule = {
  id: 'external-name-backend',
  severity: 'warning',
  summary: 'a route to a place that no selector keeps inside',
  looksAt: 'transition',
  find: (transition) =>
    arriving(transition).flatMap((exposure) => {
      const places = placesOf(exposure);
      if (places.length === 0) return [];
      const danger = places.map((place) => dangerOf(place, exposure)).find((words) => words !== undefined);
      const where = danger === undefined ? say`` : say`: ${danger}`;
      return opening(exposure, {
        message: say`${doorOf(exposure)} goes to ${listed(places)} through ${describe(exposure.hops.at(-1) ?? exposure.entry.object)}, which selects no pods${where}`,
        adds: say`it goes to ${listed(places)}${where}`,
        help: say`route to a Service that selects pods`,
        ...(danger === undefined ? {} : { severity: 'error' }),
      });
    }),
};

/** Routes that are new, or lead elsewhere than they did. */
function arriving({ diff }: Transition): readonly Exposure[] {
  const rerouted = diff.rerouted.filter(({ backends }) => backends !== 'lost').map(({ after }) => after);
  return [...diff.added, ...rerouted].filter(({ entry }) => routeKinds.includes(entry.kind));
}

const placesOf = ({ target }: Exposure): readonly string[] => {
  if (target?.kind === 'ExternalName') return [target.name];
  return target?.addresses ?? [];
};

/** Where the machines of the clouds ask who they are. */
const metadata =
  /^(169\.254\..*|fd00:ec2::254|100\.100\.100\.200|metadata\.google\.internal|instance-data(\.ec2\.internal)?)$/;

/** Places from which a proxy brings back what no client outside should have. */
function dangerOf(place: string, { entry }: Exposure): Message | undefined {
  const name = place.toLowerCase().replace(/\.$/, '');
  if (metadata.test(name)) return say`the cloud's instance metadata`;
  if (isLoopback(name) || name.endsWith('.localhost')) return say`the proxy's own machine`;
  if (/^kubernetes\.default(\.svc(\.cluster\.local)?)?$/.test(name)) return say`the cluster's own API`;
  const namespace = /(?:^|\.)[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.cluster\.local)?$/.exec(name)?.[1];
  // An unset namespace is the one that the deploy action fills in, so it may be the same.
  const own = entry.object.namespace ?? namespace;
  if (namespace === undefined || namespace === own) return undefined;
  return say`a Service in namespace ${namespace}, without that namespace's consent`;
}
