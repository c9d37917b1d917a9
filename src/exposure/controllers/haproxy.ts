import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { unlisted } from '../../model/unlisted.ts';
import {
  type Annotations,
  allBut,
  type Controller,
  called,
  type Danger,
  firstOf,
  inject,
  isFalse,
  isTrue,
  listOf,
  type RouteControls,
  undecided,
  withRedirect,
} from './controller.ts';

// Two controllers of one name: haproxytech's reads the first prefixes, jcmoraisjr's the next one, and both the last.
const techPrefixes = ['haproxy.org/', 'haproxy.com/'];
const ingressPrefix = 'haproxy-ingress.github.io/';
const prefixes = [...techPrefixes, ingressPrefix, 'ingress.kubernetes.io/'];
const named = (annotations: Annotations, ...names: readonly string[]): Placed<string> | undefined =>
  firstOf(annotations, ...names.flatMap((name) => prefixes.map((prefix) => prefix + name)));

const dangers: Readonly<Record<string, Danger>> = {
  'backend-config-snippet': { risk: 'critical', does: inject },
  'config-backend': { risk: 'critical', does: inject },
  'auth-url': { risk: 'guard', does: 'lets another server decide who gets in' },
};

/**
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 * @see https://haproxy-ingress.github.io/docs/configuration/keys/
 */
export const haproxy: Controller = {
  name: 'HAProxy',
  answersFor: (className, controller) =>
    controller === undefined
      ? /haproxy/.test(className)
      : /^haproxy(\.org|\.com|-ingress\.github\.io)\//.test(controller),
  pods: { namespace: 'haproxy-controller', labels: { 'app.kubernetes.io/name': 'kubernetes-ingress' } },
  prefixes,
  read,
  // Both redirect by themselves where the host has a certificate.
  transport: withRedirect,
  dangerous: new Map(
    Object.entries(dangers).flatMap(([name, danger]) => prefixes.map((prefix) => [prefix + name, danger] as const)),
  ),
};

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const passthrough = named(annotations, 'ssl-passthrough');
  const aliases = [
    ...listOf(named(annotations, 'server-alias')),
    ...called(`~${named(annotations, 'server-alias-regex')?.value}`, named(annotations, 'server-alias-regex')),
  ];
  const { sources, ranges } = clientsOf(annotations);
  if (!isTrue(passthrough))
    return { sources, ranges, auth: authOf(annotations), aliases, transport: transportOf(annotations, hasCertificate) };
  // jcmoraisjr's looks at addresses even of what it passes through; what haproxytech's does then is not documented.
  const stillHolds = annotations.get(`${ingressPrefix}ssl-passthrough`) === passthrough;
  const transport = { value: 'passthrough', at: passthrough.at } as const;
  return { sources: stillHolds ? sources : [], ranges, auth: [], aliases, transport };
}

/** `!10.0.0.1` is an exception from its list; `patterns/…` is a file of the controller that holds the list. */
function clientsOf(annotations: Annotations): Pick<RouteControls, 'sources' | 'ranges'> {
  const allow = listOf(
    named(annotations, 'allow-list', 'whitelist', 'allowlist-source-range', 'whitelist-source-range'),
  );
  const deny = listOf(named(annotations, 'deny-list', 'blacklist', 'denylist-source-range'));
  const [allowed, denied] = [allow.filter(isPlain), deny.filter(isPlain)];
  const exceptions = allow.filter((one) => !isPlain(one)).map(({ value, at }) => ({ value: value.slice(1), at }));
  const listed = (all: readonly Placed<string>[]): readonly Placed<string>[] => all.filter((one) => !isFile(one));
  return {
    sources: allBut(
      allowed.map((one) => (isFile(one) ? unlisted(`the file ${one.value}`, one) : one)),
      [...listed(denied), ...exceptions],
    ),
    ranges: listed([...allowed, ...exceptions, ...denied]),
  };
}

const isPlain = ({ value }: Placed<string>): boolean => !value.startsWith('!');
const isFile = ({ value }: Placed<string>): boolean => value.startsWith('patterns/');

/** haproxytech's asks for a password where the type says so, jcmoraisjr's where there is a list of users. */
function authOf(annotations: Annotations): readonly Placed<string>[] {
  const ofTech = firstOf(annotations, ...techPrefixes.map((prefix) => `${prefix}auth-type`));
  const users = firstOf(annotations, `${ingressPrefix}auth-secret`, 'ingress.kubernetes.io/auth-secret');
  const verify = named(annotations, 'auth-tls-verify-client')?.value.trim() ?? 'on';
  return [
    ...called('basic authentication', ofTech?.value.startsWith('basic') ? ofTech : users),
    ...called('external authentication', named(annotations, 'auth-url', 'oauth')),
    ...(verify === 'on' ? called('client certificates', named(annotations, 'auth-tls-secret')) : []),
  ];
}

/** haproxytech's redirects where it is told to, whatever the Ingress says of certificates; the other needs one. */
function transportOf(annotations: Annotations, hasCertificate: boolean): Placed<Transport> | undefined {
  const redirect = named(annotations, 'ssl-redirect');
  if (redirect === undefined) return undefined;
  const ofTech = techPrefixes.some((prefix) => annotations.get(`${prefix}ssl-redirect`) === redirect);
  const isEnough = hasCertificate || (ofTech && isTrue(redirect));
  if (!isEnough) return undecided(redirect);
  return undecided(redirect) ?? { value: isFalse(redirect) ? 'tls+plaintext' : 'tls+redirect', at: redirect.at };
}
