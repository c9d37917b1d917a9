import type { Placed } from '../../model/source.ts';
import type { Transport } from '../exposure.ts';
import {
  type Annotations,
  type Controller,
  called,
  firstOf,
  isFalse,
  isTrue,
  listOf,
  type RouteControls,
  withoutRedirect,
} from './controller.ts';

// Two controllers of one name: haproxytech's reads the first prefix, jcmoraisjr's the others.
const prefixes = ['haproxy.org/', 'haproxy-ingress.github.io/', 'ingress.kubernetes.io/'];
const named = (annotations: Annotations, ...names: readonly string[]): Placed<string> | undefined =>
  firstOf(annotations, ...names.flatMap((name) => prefixes.map((prefix) => prefix + name)));

/**
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 * @see https://haproxy-ingress.github.io/docs/configuration/keys/
 */
export const haproxy: Controller = {
  name: 'HAProxy',
  answersFor: (className, controller) =>
    controller === undefined ? /haproxy/.test(className) : /^haproxy(\.org|-ingress\.github\.io)\//.test(controller),
  pods: { namespace: 'haproxy-controller', labels: { 'app.kubernetes.io/name': 'kubernetes-ingress' } },
  prefixes,
  read,
  transport: withoutRedirect,
  dangerous: new Map([
    ['haproxy.org/backend-config-snippet', 'critical'],
    ['haproxy-ingress.github.io/config-backend', 'critical'],
  ]),
};

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const passthrough = named(annotations, 'ssl-passthrough');
  const aliases = listOf(named(annotations, 'server-alias'));
  if (isTrue(passthrough))
    return { sources: [], auth: [], aliases, transport: { value: 'passthrough', at: passthrough.at } };
  return {
    sources: listOf(named(annotations, 'allow-list', 'whitelist', 'allowlist-source-range', 'whitelist-source-range')),
    auth: [
      ...called('basic authentication', named(annotations, 'auth-type', 'auth-secret')),
      ...called('external authentication', named(annotations, 'auth-url')),
      ...called('client certificates', named(annotations, 'auth-tls-secret', 'client-ca')),
    ],
    aliases,
    transport: transportOf(annotations, hasCertificate),
  };
}

function transportOf(annotations: Annotations, hasCertificate: boolean): Placed<Transport> | undefined {
  const redirect = named(annotations, 'ssl-redirect');
  if (!hasCertificate || redirect === undefined) return undefined;
  return { value: isFalse(redirect) ? 'tls+plaintext' : 'tls+redirect', at: redirect.at };
}
