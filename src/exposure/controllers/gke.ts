import { frontendAnnotation, frontendRedirect } from '../../graph/gke-settings.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import {
  type Annotations,
  type Controller,
  firstOf,
  isFalse,
  isTrue,
  noControls,
  type RouteControls,
  undecided,
  withoutRedirect,
} from './controller.ts';

const certificates = [
  'ingress.gcp.kubernetes.io/pre-shared-cert',
  'networking.gke.io/managed-certificates',
  'networking.gke.io/certmap',
];

/**
 * Who has to sign in (IAP) and which addresses may come (Cloud Armor) stands in a BackendConfig, which is not read; its
 * FrontendConfig is (graph/gke-settings.ts).
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-configuration
 */
export const gke: Controller = {
  name: 'GKE Ingress',
  answersFor: (className, controller) => controller === undefined && /^gce(-internal)?$/.test(className),
  // Container-native load balancing is the default of VPC-native clusters.
  arrivesAs: () => 'load-balancer',
  prefixes: ['ingress.gcp.kubernetes.io/', 'networking.gke.io/', 'kubernetes.io/ingress.allow-http'],
  read,
  transport: withoutRedirect,
  dangerous: new Map(),
};

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const plain = annotations.get('kubernetes.io/ingress.allow-http');
  const certificate = firstOf(annotations, ...certificates);
  if (!hasCertificate && certificate === undefined) return noControls;
  if (isFalse(plain)) return { ...noControls, transport: { value: 'tls-only', at: plain.at } };
  const said = undecided(plain) ?? ofFrontend(annotations);
  if (said !== undefined) return { ...noControls, transport: said };
  return certificate === undefined || hasCertificate
    ? noControls
    : { ...noControls, transport: { value: 'tls+plaintext', at: certificate.at } };
}

/** What a FrontendConfig redirects that is not in the unit nobody can tell. */
function ofFrontend(annotations: Annotations): Placed<Transport> | undefined {
  const redirect = annotations.get(frontendRedirect);
  const at = (redirect ?? annotations.get(frontendAnnotation))?.at;
  if (at === undefined) return undefined;
  return { value: isTrue(redirect) ? 'tls+redirect' : isFalse(redirect) ? 'tls+plaintext' : 'unknown', at };
}
