import { everywhere, without } from '../../model/cidr.ts';
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
} from './controller.ts';

const prefix = 'nginx.ingress.kubernetes.io/';
const named = (annotations: Annotations, ...names: readonly string[]): Placed<string> | undefined =>
  firstOf(annotations, ...names.map((name) => prefix + name));

/** @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ */
export const ingressNginx: Controller = {
  name: 'ingress-nginx',
  answersFor: (className, controller) =>
    controller === undefined
      ? /(^|[-_.])nginx($|[-_.])/.test(className)
      : controller.startsWith('k8s.io/ingress-nginx'),
  pods: {
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  },
  prefixes: [prefix],
  read,
  // With a certificate for the host it answers plain HTTP with a redirect, unless told not to.
  transport: (hasCertificate) => (hasCertificate ? 'tls+redirect' : 'plaintext'),
  // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
  dangerous: new Map(
    [
      ...(
        ['configuration-snippet', 'server-snippet', 'stream-snippet', 'auth-snippet', 'modsecurity-snippet'] as const
      ).map((name) => [name, 'critical'] as const),
      ...(
        [
          'server-alias',
          'auth-url',
          'auth-signin',
          'auth-tls-match-cn',
          'mirror-target',
          'mirror-host',
          'upstream-hash-by',
          'proxy-ssl-name',
        ] as const
      ).map((name) => [name, 'high'] as const),
    ].map(([name, risk]) => [prefix + name, risk]),
  ),
};

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const passthrough = named(annotations, 'ssl-passthrough');
  const aliases = listOf(named(annotations, 'server-alias'));
  // The bytes go through untouched, so nothing that needs to see a request can hold.
  if (isTrue(passthrough))
    return { sources: [], auth: [], aliases, transport: { value: 'passthrough', at: passthrough.at } };
  const [sources, auth] = [sourcesOf(annotations), authOf(annotations)];
  const transport = transportOf(annotations, hasCertificate);
  const satisfy = named(annotations, 'satisfy');
  // Either of the two is enough then: who knows no password comes from the right address, and the other way round.
  if (satisfy?.value.trim() === 'any' && sources.length > 0 && auth.length > 0)
    return { sources: [], auth: auth.map(({ value }) => either(value, satisfy)), aliases, transport };
  return { sources, auth, aliases, transport };
}

const either = (auth: string, { at }: Placed<string>): Placed<string> => ({ value: `${auth}, or a source range`, at });

/** `allowlist-source-range` is the new name of `whitelist-source-range`. */
function sourcesOf(annotations: Annotations): readonly Placed<string>[] {
  const allowed = listOf(named(annotations, 'allowlist-source-range', 'whitelist-source-range'));
  const denied = named(annotations, 'denylist-source-range');
  if (denied === undefined) return allowed;
  const from = allowed.length > 0 ? allowed.map(({ value }) => value) : everywhere;
  const { at } = allowed[0] ?? denied;
  return without(
    from,
    listOf(denied).map(({ value }) => value),
  ).map((value) => ({ value, at }));
}

function authOf(annotations: Annotations): readonly Placed<string>[] {
  const type = named(annotations, 'auth-type');
  const url = named(annotations, 'auth-url');
  const tls = named(annotations, 'auth-tls-secret');
  const verify = named(annotations, 'auth-tls-verify-client')?.value.trim();
  const isVerified = verify === undefined || verify === 'on';
  return [
    ...called(`${type?.value.trim()} authentication`, type),
    ...called('external authentication', url),
    ...(isVerified ? called('client certificates', tls) : []),
  ];
}

function transportOf(annotations: Annotations, hasCertificate: boolean): Placed<Transport> | undefined {
  const forced = named(annotations, 'force-ssl-redirect');
  if (isTrue(forced)) return { value: 'tls+redirect', at: forced.at };
  const redirect = named(annotations, 'ssl-redirect');
  if (!hasCertificate || redirect === undefined) return undefined;
  return { value: isFalse(redirect) ? 'tls+plaintext' : 'tls+redirect', at: redirect.at };
}
