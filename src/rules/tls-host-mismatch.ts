import { controllerOf } from '../exposure/controllers/index.ts';
import type { ConnectedRoute } from '../graph/graph.ts';
import { objectName } from '../graph/objects.ts';
import { type Message, say } from '../model/message.ts';
import { nearest } from '../model/nearest.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { describe } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { Observation, StateRule } from './rule.ts';

/** @see https://kubernetes.io/docs/concepts/services-networking/ingress/#tls */
export const tlsHostMismatch: StateRule = {
  id: 'tls-host-mismatch',
  severity: 'warning',
  summary: 'a certificate for another host than the rules serve',
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.routes
      .filter(isChecked)
      .flatMap((connected) => [...unserved(connected, unit.id), ...uncovered(connected, unit.id)]),
};

/** The AWS and GKE controllers find certificates by other means; a `tls:` without hosts covers every host. */
const isChecked = (connected: ConnectedRoute): boolean => {
  const { tlsHosts, rules } = connected.route;
  const name = controllerOf(connected)?.name;
  const isElsewhere = name === 'the AWS Load Balancer Controller' || name === 'GKE Ingress';
  return !isElsewhere && tlsHosts.length > 0 && rules.length > 0 && tlsHosts.every(({ value }) => value !== '*');
};

const covers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith('*.') && host.slice(host.indexOf('.') + 1) === pattern.slice(2));

const hostsOf = ({ route }: ConnectedRoute): readonly string[] => [
  ...new Set(route.rules.flatMap(({ host }) => host ?? [])),
];

/** A host under `tls` that no rule serves; a rule without host serves them all. */
function unserved(connected: ConnectedRoute, unit: string): readonly Observation[] {
  const { route } = connected;
  const hosts = hostsOf(connected);
  if (route.rules.some(({ host }) => host === undefined) || hosts.some(isPlaceholder)) return [];
  return route.tlsHosts
    .filter(({ value }) => !isPlaceholder(value) && !hosts.some((host) => covers(value, host) || covers(host, value)))
    .map(({ value, at }) => ({
      about: `${objectName(route.id)}|tls ${value}`,
      object: objectOf(route.id),
      at,
      because: [route.at],
      message: say`spec.tls of ${describe(route.id)} names ${value}, which none of its rules serves${meant(value, hosts)}`,
      help: say`let the hosts of spec.tls and of the rules agree`,
      units: [unit],
    }));
}

/** A host without a certificate where others of the same Ingress have one. */
function uncovered({ route }: ConnectedRoute, unit: string): readonly Observation[] {
  const patterns = route.tlsHosts.map(({ value }) => value);
  if (patterns.some(isPlaceholder)) return [];
  const plain = route.rules.filter(
    ({ host }) => host !== undefined && !isPlaceholder(host) && !patterns.some((pattern) => covers(pattern, host)),
  );
  return [...new Map(plain.map((rule) => [rule.host, rule])).values()].map(({ host = '', at }) => ({
    about: `${objectName(route.id)}|host ${host}`,
    object: objectOf(route.id),
    at,
    because: [route.tlsHosts[0]?.at ?? route.at],
    message: say`${describe(route.id)} serves ${host} without a certificate, while spec.tls covers others${meant(host, patterns)}`,
    help: say`add ${host} to the hosts of spec.tls`,
    units: [unit],
  }));
}

function meant(host: string, others: readonly string[]): Message {
  const near = nearest(host, others);
  return near === undefined ? say`` : say`; did you mean ${near}?`;
}
