import {
  type Annotations,
  type Controller,
  firstOf,
  isFalse,
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
 * Who has to sign in (IAP) and which addresses may come (Cloud Armor) stands in a BackendConfig, which is not read.
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
  // What a FrontendConfig redirects stands in another object.
  const frontend = annotations.get('networking.gke.io/v1beta1.FrontendConfig');
  if (frontend !== undefined) return { ...noControls, transport: { value: 'unknown', at: frontend.at } };
  if (undecided(plain) !== undefined) return { ...noControls, transport: undecided(plain) };
  return certificate === undefined || hasCertificate
    ? noControls
    : { ...noControls, transport: { value: 'tls+plaintext', at: certificate.at } };
}
