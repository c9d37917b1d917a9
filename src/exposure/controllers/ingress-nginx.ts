import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import {
  type Annotations,
  allBut,
  type Controller,
  called,
  type Danger,
  either,
  firstOf,
  inject,
  isFalse,
  isTrue,
  listOf,
  type RouteControls,
  undecided,
  withRedirect,
} from './controller.ts';

const prefix = 'nginx.ingress.kubernetes.io/';
const named = (annotations: Annotations, ...names: readonly string[]): Placed<string> | undefined =>
  firstOf(annotations, ...names.map((name) => prefix + name));

const copy = 'sends a copy of every request to another server';

/**
 * What ingress-nginx itself ranks as critical or high. `server-alias` is not among it: each host that it adds is told.
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/
 */
const dangers: Readonly<Record<string, Danger>> = {
  'configuration-snippet': { risk: 'critical', does: inject },
  'server-snippet': { risk: 'critical', does: inject },
  'stream-snippet': { risk: 'critical', does: inject },
  'auth-snippet': { risk: 'critical', does: inject },
  'modsecurity-snippet': { risk: 'critical', does: inject },
  'modsecurity-transaction-id': { risk: 'high', does: inject },
  'upstream-hash-by': { risk: 'high', does: inject },
  'proxy-ssl-name': { risk: 'high', does: inject },
  'mirror-target': { risk: 'high', does: copy },
  'mirror-host': { risk: 'high', does: copy },
  'auth-tls-error-page': { risk: 'high', does: 'sends clients without a certificate to another address' },
  'auth-url': { risk: 'guard', does: 'lets another server decide who gets in' },
  'auth-signin': { risk: 'guard', does: 'sends people to another address to sign in' },
  'auth-tls-match-cn': { risk: 'guard', does: 'decides which client certificates are good enough' },
  'enable-global-auth': {
    risk: 'high',
    does: 'turns off the authentication that the controller asks of everybody, if it has one',
    only: isFalse,
  },
};

/** @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ */
export const ingressNginx: Controller = {
  name: 'ingress-nginx',
  // Whoever runs two of them gives the second a name of its own: `k8s.io/internal-ingress-nginx`.
  answersFor: (className, controller) =>
    controller === undefined ? /(^|[-_.])nginx($|[-_.])/.test(className) : /^k8s\.io\/.*nginx/.test(controller),
  pods: {
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  },
  prefixes: [prefix],
  read,
  transport: withRedirect,
  dangerous: new Map(Object.entries(dangers).map(([name, danger]) => [prefix + name, danger])),
};

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const passthrough = named(annotations, 'ssl-passthrough');
  const aliases = listOf(named(annotations, 'server-alias'));
  const { sources, ranges, auth } = guardsOf(annotations);
  // The bytes go through untouched, so nothing that needs to see a request can hold.
  if (isTrue(passthrough))
    return { sources: [], ranges, auth: [], aliases, transport: { value: 'passthrough', at: passthrough.at } };
  return { sources, ranges, auth, aliases, transport: transportOf(annotations, hasCertificate) };
}

/** `allowlist-source-range` is the new name of `whitelist-source-range`. */
function guardsOf(annotations: Annotations): Pick<RouteControls, 'sources' | 'ranges' | 'auth'> {
  const allowed = listOf(named(annotations, 'allowlist-source-range', 'whitelist-source-range'));
  const denied = listOf(named(annotations, 'denylist-source-range'));
  const [logins, certificates] = [loginsOf(annotations), certificatesOf(annotations)];
  const [sources, ranges] = [allBut(allowed, denied), [...allowed, ...denied]];
  const satisfy = named(annotations, 'satisfy');
  // One of the two is enough then, even for a client that is denied by address.
  // https://nginx.org/en/docs/http/ngx_http_core_module.html#satisfy
  if (satisfy?.value.trim() === 'any' && logins.length > 0 && ranges.length > 0) {
    const ways = allowed.length > 0 ? either(logins, sources, satisfy) : logins;
    return { sources: [], ranges, auth: [...ways, ...certificates] };
  }
  return { sources, ranges, auth: [...logins, ...certificates] };
}

/** A type that ingress-nginx does not know closes the location. */
function loginsOf(annotations: Annotations): readonly Placed<string>[] {
  const type = named(annotations, 'auth-type');
  return [
    ...called(`${type?.value.trim()} authentication`, type),
    ...called('external authentication', named(annotations, 'auth-url')),
  ];
}

/** What is not one of the values that let others in is read as `on`. */
function certificatesOf(annotations: Annotations): readonly Placed<string>[] {
  const verify = named(annotations, 'auth-tls-verify-client')?.value.trim();
  const isOptional = ['off', 'optional', 'optional_no_ca'].includes(verify ?? 'on');
  return isOptional ? [] : called('client certificates', named(annotations, 'auth-tls-secret'));
}

function transportOf(annotations: Annotations, hasCertificate: boolean): Placed<Transport> | undefined {
  const forced = named(annotations, 'force-ssl-redirect');
  if (isTrue(forced)) return { value: 'tls+redirect', at: forced.at };
  const redirect = hasCertificate ? named(annotations, 'ssl-redirect') : undefined;
  const open = undecided(forced) ?? undecided(redirect);
  if (open !== undefined || redirect === undefined) return open;
  return { value: isFalse(redirect) ? 'tls+plaintext' : 'tls+redirect', at: redirect.at };
}
