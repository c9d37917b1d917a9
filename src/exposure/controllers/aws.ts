import { isAlb } from '../../graph/reach.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { unlisted } from '../../model/unlisted.ts';
import {
  type Annotations,
  type Controller,
  called,
  firewall,
  firstOf,
  listOf,
  type RouteControls,
  undecided,
} from './controller.ts';

const prefix = 'alb.ingress.kubernetes.io/';
const named = (annotations: Annotations, name: string): Placed<string> | undefined =>
  firstOf(annotations, prefix + name);

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/ */
export const awsLoadBalancerController: Controller = {
  name: 'the AWS Load Balancer Controller',
  answersFor: isAlb,
  // By default it sends to node ports; with target type ip to the pods themselves.
  arrivesAs: (annotations) => (named(annotations, 'target-type')?.value.trim() === 'ip' ? 'load-balancer' : 'node'),
  prefixes: [prefix],
  read,
  // `spec.tls` only helps it to find a certificate; it listens on port 80 alone unless an annotation says otherwise.
  transport: () => 'plaintext',
  dangerous: new Map(),
};

function read(annotations: Annotations): RouteControls {
  const groups = named(annotations, 'security-groups');
  const ranges = listOf(named(annotations, 'inbound-cidrs'));
  return {
    // Own security groups take the place of inbound-cidrs, and what they admit stands in no manifest.
    sources:
      groups === undefined
        ? [...ranges, ...prefixLists(annotations)]
        : [unlisted(`security groups ${groups.value.trim()}`, groups)],
    ranges,
    auth: authOf(annotations),
    aliases: [],
    transport: transportOf(annotations),
  };
}

const prefixLists = (annotations: Annotations): readonly Placed<string>[] =>
  listOf(named(annotations, 'security-group-prefix-lists')).map((one) => unlisted(`prefix list ${one.value}`, one));

function authOf(annotations: Annotations): readonly Placed<string>[] {
  const type = named(annotations, 'auth-type');
  const isAsked = type?.value !== 'none' && named(annotations, 'auth-on-unauthenticated-request')?.value !== 'allow';
  const mutual = named(annotations, 'mutual-authentication');
  const isVerified = /"mode"\s*:\s*"verify"/.test(mutual?.value ?? '');
  return [
    ...(isAsked ? called(`${type?.value.trim()} authentication`, type) : []),
    ...(isVerified ? called('client certificates', mutual) : []),
    ...called('a valid token', named(annotations, 'jwt-validation')),
    ...called(
      firewall,
      ['wafv2-acl-arn', 'wafv2-acl-name', 'waf-acl-id', 'web-acl-id']
        .map((name) => named(annotations, name))
        .find((one) => one !== undefined && one.value !== 'none'),
    ),
  ];
}

/** A redirect does something only where plain HTTP is listened for; `actions.ssl-redirect` is how it was written once. */
function transportOf(annotations: Annotations): Placed<Transport> | undefined {
  const listening = listeningOf(annotations);
  const redirect = named(annotations, 'ssl-redirect') ?? named(annotations, 'actions.ssl-redirect');
  if (redirect === undefined || listening?.value === 'tls-only' || listening?.value === 'unknown') return listening;
  return { value: 'tls+redirect', at: redirect.at };
}

/** The ports of `listen-ports`; 443 alone where a certificate is named and nothing else is said. */
function listeningOf(annotations: Annotations): Placed<Transport> | undefined {
  const ports = named(annotations, 'listen-ports');
  if (ports !== undefined) return undecided(ports) ?? { value: ofPorts(ports.value), at: ports.at };
  const certificate = named(annotations, 'certificate-arn');
  return certificate && { value: 'tls-only', at: certificate.at };
}

/** `[{"HTTP": 80}, {"HTTPS": 443}]`; anything else is not understood. */
function ofPorts(json: string): Transport {
  const [plain, encrypted] = [/"HTTP"\s*:/.test(json), /"HTTPS"\s*:/.test(json)];
  if (plain && encrypted) return 'tls+plaintext';
  if (encrypted) return 'tls-only';
  return plain ? 'plaintext' : 'unknown';
}
