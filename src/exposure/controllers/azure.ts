import { isAgic } from '../../graph/reach.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import {
  type Annotations,
  type Controller,
  called,
  firewall,
  firstOf,
  isTrue,
  noControls,
  type RouteControls,
  undecided,
} from './controller.ts';

const prefix = 'appgw.ingress.kubernetes.io/';

/** @see https://azure.github.io/application-gateway-kubernetes-ingress/annotations/ */
export const azureApplicationGateway: Controller = {
  name: 'the Application Gateway Ingress Controller',
  answersFor: isAgic,
  // The gateway stands outside the cluster and knows the pods.
  arrivesAs: () => 'load-balancer',
  prefixes: [prefix],
  read,
  // A host with a certificate is served on port 443 alone, unless a redirect is asked for.
  transport: (hasCertificate) => (hasCertificate ? 'tls-only' : 'plaintext'),
  dangerous: new Map(),
};

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  return {
    ...noControls,
    auth: called(firewall, firstOf(annotations, `${prefix}waf-policy-for-path`)),
    transport: transportOf(annotations, hasCertificate),
  };
}

function transportOf(annotations: Annotations, hasCertificate: boolean): Placed<Transport> | undefined {
  const certificate = firstOf(annotations, `${prefix}appgw-ssl-certificate`);
  const redirect = annotations.get(`${prefix}ssl-redirect`);
  if (!hasCertificate && certificate === undefined) return undefined;
  if (isTrue(redirect)) return { value: 'tls+redirect', at: redirect.at };
  return undecided(redirect) ?? (certificate && { value: 'tls-only', at: certificate.at });
}
