import type { Placed } from '../../model/source.ts';
import type { Transport } from '../exposure.ts';
import {
  type Annotations,
  type Controller,
  firstOf,
  isTrue,
  listOf,
  type RouteControls,
  unlisted,
  withoutRedirect,
} from './controller.ts';

const prefix = 'traefik.ingress.kubernetes.io/';

/**
 * A router's middlewares are objects of their own; what they do is told by their names only.
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 */
export const traefik: Controller = {
  name: 'Traefik',
  answersFor: (className, controller) =>
    controller === undefined ? /traefik/.test(className) : controller.startsWith('traefik.io/'),
  pods: { namespace: 'traefik', labels: { 'app.kubernetes.io/name': 'traefik' } },
  prefixes: [prefix],
  read,
  transport: withoutRedirect,
  dangerous: new Map(),
};

const isAuth = /auth|oidc|oauth|login|jwt|ldap|authelia|sso/i;
const isAllowlist = /allow-?list|white-?list|ip-?allow/i;
const isRedirect = /redirect/i;

function read(annotations: Annotations, hasCertificate: boolean): RouteControls {
  const middlewares = listOf(annotations.get(`${prefix}router.middlewares`));
  return {
    // Nobody can list its addresses without reading the middleware, so it stands for itself.
    sources: middlewares
      .filter(({ value }) => isAllowlist.test(value))
      .map((one) => unlisted(`middleware ${one.value}`, one)),
    auth: middlewares.filter(({ value }) => isAuth.test(value) && !isAllowlist.test(value)).map(called),
    aliases: [],
    transport: transportOf(annotations, hasCertificate, middlewares),
  };
}

const called = ({ value, at }: Placed<string>): Placed<string> => ({ value: `middleware ${value}`, at });

/** A router with TLS takes encrypted requests only; one without answers on all of its entry points. */
function transportOf(
  annotations: Annotations,
  hasCertificate: boolean,
  middlewares: readonly Placed<string>[],
): Placed<Transport> | undefined {
  const tls = annotations.get(`${prefix}router.tls`);
  if (isTrue(tls)) return { value: 'tls-only', at: tls.at };
  const redirect = middlewares.find(({ value }) => isRedirect.test(value));
  if (redirect !== undefined && hasCertificate) return { value: 'tls+redirect', at: redirect.at };
  const written = firstOf(annotations, `${prefix}router.entrypoints`);
  if (written === undefined) return undefined;
  // The names of the chart: `web` is port 80, `websecure` port 443 with TLS.
  const names = listOf(written).map(({ value }) => value);
  return names.every((name) => /secure|https|tls/i.test(name)) ? { value: 'tls-only', at: written.at } : undefined;
}
