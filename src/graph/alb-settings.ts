import { type IngressClass, type IngressClassParams, idKey, type Route } from '../model/resource.ts';
import { byText } from '../model/source.ts';
import { isAlb } from './reach.ts';
import { type Setting, withSettings } from './route-settings.ts';

const prefix = 'alb.ingress.kubernetes.io/';
const group = `${prefix}group.name`;
const listenPorts = `${prefix}listen-ports`;

/**
 * The routes with the annotations that the AWS controller goes by: what the parameters of their class say comes first,
 * then their own, then what another Ingress of the same group says of the load balancer that they share.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#ingressgroup
 */
export function withAlbSettings(
  routes: readonly Route[],
  classOf: (route: Route) => IngressClass | undefined,
  params: readonly IngressClassParams[],
  fallback: string | undefined,
): readonly Route[] {
  const byAlb = (route: Route): boolean => isAlb(route.className ?? fallback, classOf(route)?.controller);
  if (!routes.some(byAlb)) return routes;
  const ofClass = routes.map((route) =>
    byAlb(route) ? withSettings(route, settingsOf(classOf(route), params)) : route,
  );
  const groups = Map.groupBy(ofClass.filter(byAlb), groupOf);
  const taken = new Map([...groups].map(([name, members]) => [name, sharedSettings(members)]));
  return ofClass.map((route) =>
    byAlb(route) && route.annotations.has(group)
      ? withSettings(route, taken.get(groupOf(route))?.(route) ?? [])
      : route,
  );
}

const groupOf = ({ annotations }: Route): string => annotations.get(group)?.value.trim() ?? '';

function settingsOf(known: IngressClass | undefined, params: readonly IngressClassParams[]): readonly Setting[] {
  if (known?.parameters === undefined) return [];
  const { value: name, at } = known.parameters;
  const found = params.find(({ id }) => id.name === name);
  if (found !== undefined) return [...found.annotations];
  // They may say anything of these; nobody can read what.
  return ['scheme', 'target-type'].map((one) => [prefix + one, { value: '<IngressClassParams>', at }]);
}

// Set for one Ingress of a group they hold for its load balancer.
const shared = [
  'scheme',
  'security-groups',
  'security-group-prefix-lists',
  'ssl-redirect',
  'wafv2-acl-arn',
  'wafv2-acl-name',
];

/** What each member of a group takes over from the others: all that it does not say itself. */
function sharedSettings(members: readonly Route[]): (route: Route) => readonly Setting[] {
  const ordered = members.toSorted((a, b) => byText(idKey(a.id), idKey(b.id)));
  const ofAll = shared.flatMap((name) => firstIn(ordered, prefix + name));
  // Those of a port hold for every rule that listens there.
  const ofPorts = new Map(
    [...Map.groupBy(ordered, portsOf)].map(([ports, some]) => [ports, firstIn(some, `${prefix}inbound-cidrs`)]),
  );
  return (route) => [...ofAll, ...(ofPorts.get(portsOf(route)) ?? [])].filter(([name]) => !route.annotations.has(name));
}

const portsOf = ({ annotations }: Route): string => annotations.get(listenPorts)?.value.replaceAll(/\s/g, '') ?? '';

function firstIn(routes: readonly Route[], name: string): readonly Setting[] {
  const found = routes.find(({ annotations }) => annotations.has(name))?.annotations.get(name);
  return found === undefined ? [] : [[name, found]];
}
