import type { ConnectedRoute } from '../../graph/graph.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { awsLoadBalancerController } from './aws.ts';
import { azureApplicationGateway } from './azure.ts';
import { contour } from './contour.ts';
import { type Annotations, type Controller, noControls, type RouteControls, withoutRedirect } from './controller.ts';
import { emissary } from './emissary.ts';
import { gke } from './gke.ts';
import { haproxy } from './haproxy.ts';
import { ingressNginx } from './ingress-nginx.ts';
import { knative } from './knative.ts';
import { kong } from './kong.ts';
import { openshiftRouter } from './openshift.ts';
import { traefik } from './traefik.ts';
import { tunnels } from './tunnels.ts';

/** Every controller whose annotations are read. A new one is its file and its line here. */
export const controllers: readonly Controller[] = [
  ingressNginx,
  traefik,
  awsLoadBalancerController,
  haproxy,
  gke,
  azureApplicationGateway,
  contour,
  openshiftRouter,
  kong,
  emissary,
  knative,
  ...tunnels,
];

/** The controls of one host of a route, with the transport that they add up to. */
export type Controls = RouteControls & { readonly transport: Placed<Transport> };

/**
 * What the route's controller makes of its annotations for a host with or without a certificate. The class decides who
 * that is; an unknown class is read as the controllers read it whose annotations the route has.
 */
export function controlsOf(connected: ConnectedRoute, hasCertificate: boolean): Controls {
  const known = hasCertificate ? withCertificate : withoutCertificate;
  const controls = known.get(connected) ?? readControls(connected, hasCertificate);
  known.set(connected, controls);
  return controls;
}

const withCertificate = new WeakMap<ConnectedRoute, Controls>();
const withoutCertificate = new WeakMap<ConnectedRoute, Controls>();

function readControls(connected: ConnectedRoute, hasCertificate: boolean): Controls {
  const { route } = connected;
  const readers = readersOf(connected);
  const [only, ...others] = readers;
  const habit = (others.length === 0 ? only?.transport : undefined) ?? withoutRedirect;
  const isCertain = hasCertificate || (only?.ignoresTlsHosts === true && route.tlsHosts.length > 0);
  const read = readers.map((one) => one.read(route.annotations, isCertain, connected.joined));
  const transport = read.flatMap((one) => one.transport ?? [])[0];
  return {
    sources: read.find(({ sources }) => sources.length > 0)?.sources ?? noControls.sources,
    ranges: read.flatMap(({ ranges }) => ranges),
    auth: read.flatMap(({ auth }) => auth),
    aliases: read.flatMap(({ aliases }) => aliases),
    transport: transport ?? { value: habit(isCertain), at: route.at },
  };
}

/** Who reads the annotations of the route; nobody where neither its class nor an annotation tells. */
export function readersOf(connected: ConnectedRoute): readonly Controller[] {
  const known = controllerOf(connected);
  return known === undefined ? controllers.filter((one) => isMeant(one, connected.route.annotations)) : [known];
}

/** The controller that answers for the route's class; undefined for a class that nobody knows, or none. */
export const controllerOf = ({ className, controller }: ConnectedRoute): Controller | undefined =>
  className === undefined ? undefined : controllers.find((one) => one.answersFor(className, controller));

const isMeant = ({ prefixes }: Controller, annotations: Annotations): boolean =>
  annotations.keys().some((name) => prefixes.some((prefix) => name.startsWith(prefix)));
