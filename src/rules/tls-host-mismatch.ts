import { isTrue } from '../exposure/controllers/controller.ts';
import { controllerOf, controlsOf } from '../exposure/controllers/index.ts';
import type { ConnectedRoute } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { type Message, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { describe } from '../model/resource.ts';
import { objectOf } from './links.ts';
import { once } from './once.ts';
import type { Observation, StateRule } from './rule.ts';

/** @see https://kubernetes.io/docs/concepts/services-networking/ingress/#tls */
export const tlsHostMismatch: StateRule = {
  id: 'tls-host-mismatch',
  severity: 'warning',
  summary: 'a certificate for another host than the rules serve',
  looksAt: 'state',
  find: ({ graph, unit }) => graph.routes.flatMap((connected) => mismatches(connected, unit.id)),
};

/** These find certificates by other means than the hosts of `tls:`; one without hosts covers every host. */
const elsewhere = ['the AWS Load Balancer Controller', 'GKE Ingress', 'Traefik'];

const isChecked = (connected: ConnectedRoute): boolean => {
  const { tlsHosts, rules } = connected.route;
  const isElsewhere = elsewhere.includes(controllerOf(connected)?.name ?? '');
  return !isElsewhere && tlsHosts.length > 0 && rules.length > 0 && tlsHosts.every(({ value }) => value !== '*');
};

/** A slip leaves one host without certificate and one certificate without host: it is told once, at the host. */
const mismatches = once((connected: ConnectedRoute, unit): readonly Observation[] => {
  if (!isChecked(connected)) return [];
  const bare = uncovered(connected, unit);
  return bare.length > 0 ? bare : unserved(connected, unit);
});

const covers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2));

/** A host without a certificate where others of the same Ingress have one. */
function uncovered(connected: ConnectedRoute, unit: string): readonly Observation[] {
  const { route } = connected;
  const patterns = route.tlsHosts.map(({ value }) => value);
  if (patterns.some(isPlaceholder)) return [];
  const plain = route.rules.filter(
    ({ host }) => host !== undefined && !isPlaceholder(host) && !patterns.some((pattern) => covers(pattern, host)),
  );
  const hosts = servedHosts(connected);
  const idle = patterns.filter((pattern) => !hosts.some((host) => covers(pattern, host)));
  const first = new Map(plain.toReversed().map((rule) => [rule.host, rule]));
  return [...first.values()].toReversed().map(({ host = '', at }) => ({
    about: `${objectName(route.id)}|host ${host}`,
    object: objectOf(route.id),
    at,
    because: route.tlsHosts.map((tls) => tls.at),
    message: say`${describe(route.id)} serves ${host} without a certificate${instead(nearest(host, idle))}`,
    help: say`add ${host} to the hosts of spec.tls`,
    units: [unit],
  }));
}

/** A host under `tls` that nothing serves, though it looks like one that is; a rule without host serves them all. */
function unserved(connected: ConnectedRoute, unit: string): readonly Observation[] {
  const { route } = connected;
  const hosts = servedHosts(connected);
  if (route.rules.some(({ host }) => host === undefined) || hosts.some(isPlaceholder)) return [];
  return route.tlsHosts
    .filter(({ value }) => !isPlaceholder(value) && !hosts.some((host) => covers(value, host) || covers(host, value)))
    .map(({ value, at }) => ({
      about: `${objectName(route.id)}|tls ${value}`,
      object: objectOf(route.id),
      at,
      because: [route.at],
      message: say`spec.tls of ${describe(route.id)} names ${value}, which none of its rules serves${meant(value, hosts)}`,
      help: say`remove ${value} from spec.tls, or add a rule for it`,
      // Nobody loses anything by a certificate for one host more.
      severity: 'notice',
      units: [unit],
    }));
}

/** The hosts of the rules, their aliases, and where ingress-nginx redirects from. */
function servedHosts(connected: ConnectedRoute): readonly string[] {
  const { rules, annotations } = connected.route;
  const hosts = [...new Set(rules.flatMap(({ host }) => host ?? []))];
  const redirects = isTrue(annotations.get('nginx.ingress.kubernetes.io/from-to-www-redirect'));
  return [
    ...hosts,
    ...controlsOf(connected, false).aliases.map(({ value }) => value),
    ...(redirects ? hosts.map((host) => (host.startsWith('www.') ? host.slice('www.'.length) : `www.${host}`)) : []),
  ];
}

const instead = (idle: string | undefined): Message =>
  idle === undefined ? say`, while spec.tls covers others` : say`; spec.tls has ${idle} instead`;

function meant(host: string, others: readonly string[]): Message {
  const near = nearest(host, others);
  return near === undefined ? say`` : say`; did you mean ${near}?`;
}
