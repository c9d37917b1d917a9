import type { Placed } from '../../model/source.ts';
import type { Transport } from '../exposure.ts';
import {
  type Annotations,
  type Controller,
  called,
  firstOf,
  listOf,
  type RouteControls,
  unlisted,
  withoutRedirect,
} from './controller.ts';

const prefix = 'alb.ingress.kubernetes.io/';
const named = (annotations: Annotations, name: string): Placed<string> | undefined =>
  firstOf(annotations, prefix + name);

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
export const awsLoadBalancerController: Controller = {
  name: 'the AWS Load Balancer Controller',
  answersFor: (className, controller) =>
    controller === undefined ? /(^|[-_.])alb($|[-_.])/.test(className) : controller === 'ingress.k8s.aws/alb',
  // By default it sends to node ports; with target type ip to the pods themselves.
  arrivesAs: (annotations) => (named(annotations, 'target-type')?.value.trim() === 'ip' ? 'load-balancer' : 'node'),
  prefixes: [prefix],
  read,
  transport: withoutRedirect,
  dangerous: new Map(),
};

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const groups = named(annotations, 'security-groups');
  const type = named(annotations, 'auth-type');
  const isAuthenticated = type !== undefined && type.value.trim() !== 'none';
  const firewall = firstOf(annotations, `${prefix}wafv2-acl-arn`, `${prefix}waf-acl-id`, `${prefix}web-acl-id`);
  return {
    // Own security groups take the place of inbound-cidrs, and what they admit stands in no manifest.
    sources:
      groups === undefined
        ? listOf(named(annotations, 'inbound-cidrs'))
        : [unlisted('its own security groups', groups)],
    auth: [
      ...(isAuthenticated ? called(`${type.value.trim()} authentication`, type) : []),
      ...called('a web application firewall', firewall),
    ],
    aliases: [],
    transport: transportOf(annotations, hasCertificate),
  };
}

/** The ports of `listen-ports`; 443 alone where a certificate is named and nothing else is said, else 80. */
function transportOf(annotations: Annotations, hasCertificate: boolean): Placed<Transport> | undefined {
  const redirect = named(annotations, 'ssl-redirect');
  if (redirect !== undefined) return { value: 'tls+redirect', at: redirect.at };
  const ports = named(annotations, 'listen-ports');
  const certificate = named(annotations, 'certificate-arn');
  if (ports !== undefined) return { value: ofPorts(ports.value), at: ports.at };
  return certificate === undefined || hasCertificate ? undefined : { value: 'tls-only', at: certificate.at };
}

/** `[{"HTTP": 80}, {"HTTPS": 443}]`; anything else is not understood. */
function ofPorts(json: string): Transport {
  const [plain, encrypted] = [/"HTTP"\s*:/.test(json), /"HTTPS"\s*:/.test(json)];
  if (plain && encrypted) return 'tls+plaintext';
  if (encrypted) return 'tls-only';
  return plain ? 'plaintext' : 'unknown';
}
