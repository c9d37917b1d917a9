import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { unlisted } from '../../model/unlisted.ts';
import {
  type Annotations,
  type Controller,
  isFalse,
  listOf,
  type RouteControls,
  undecided,
  withoutRedirect,
} from './controller.ts';

const prefix = 'traefik.ingress.kubernetes.io/router.';

/**
 * A router's middlewares are objects of their own; what they do is told by their names only.
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 */
export const traefik: Controller = {
  name: 'Traefik',
  answersFor: (className, controller) =>
    controller === undefined ? /traefik/.test(className) : controller.startsWith('traefik.io/'),
  pods: { namespace: 'traefik', labels: { 'app.kubernetes.io/name': 'traefik' } },
  prefixes: ['traefik.ingress.kubernetes.io/'],
  read,
  ignoresTlsHosts: true,
  transport: withoutRedirect,
  dangerous: new Map(),
};

const isAuth = /auth(?!or)|oidc|(^|[-_])(login|jwt|ldap|sso)([-_@]|$)/i;
const isAllowlist = /allow-?list|white-?list|ip-?allow/i;

/** Of a host that has a certificate, any redirect is taken for the one to HTTPS. */
const isRedirect = (name: string, hasCertificate: boolean): boolean =>
  /redirect/i.test(name) && (hasCertificate || /https|ssl|tls|scheme/i.test(name));

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const middlewares = listOf(ofRouter(annotations, 'middlewares')[0]);
  return {
    // Nobody can list its addresses without reading the middleware, so it stands for itself.
    sources: middlewares
      .filter(({ value }) => isAllowlist.test(value))
      .map((one) => unlisted(`middleware ${one.value}`, one)),
    ranges: [],
    auth: middlewares.filter(({ value }) => isAuth.test(value) && !isAllowlist.test(value)).map(called),
    aliases: [],
    transport: transportOf(
      annotations,
      middlewares.find(({ value }) => isRedirect(value, hasCertificate)),
    ),
  };
}

/** The annotations of these names and of what is below them: Traefik reads `router.entryPoints` as well. */
const ofRouter = (annotations: Annotations, name: string): readonly Placed<string>[] =>
  [...annotations].flatMap(([key, written]) => {
    const known = key.toLowerCase();
    return known === prefix + name || known.startsWith(`${prefix}${name}.`) ? written : [];
  });

const called = ({ value, at }: Placed<string>): Placed<string> => ({ value: `middleware ${value}`, at });

/** A router with TLS, however it is set, takes encrypted requests only. */
function transportOf(annotations: Annotations, redirect: Placed<string> | undefined): Placed<Transport> | undefined {
  const tls = ofRouter(annotations, 'tls').find((one): boolean => !isFalse(one));
  if (tls !== undefined) return undecided(tls) ?? { value: 'tls-only', at: tls.at };
  const [written] = ofRouter(annotations, 'entrypoints');
  const doors = written && ofDoors(written);
  if (doors?.value === 'tls-only' || redirect === undefined) return doors;
  return { value: 'tls+redirect', at: redirect.at };
}

// The names of the chart: `web` is port 80, `websecure` port 443 with TLS.
const isSecure = (name: string): boolean => /secure|https|tls/i.test(name);
const isPlain = (name: string): boolean => /^(web|http)$/i.test(name);

/** An entry point of another name may be either. */
function ofDoors(written: Placed<string>): Placed<Transport> | undefined {
  const names = listOf(written).map(({ value }) => value);
  if (names.length === 0) return undefined;
  if (names.every(isSecure)) return { value: 'tls-only', at: written.at };
  if (names.some(isSecure)) return { value: 'tls+plaintext', at: written.at };
  return names.every(isPlain) ? { value: 'plaintext', at: written.at } : undecided(written);
}
