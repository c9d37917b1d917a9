import type { ConnectedRoute } from '../../graph/graph.ts';
import { entryPointTransport } from '../../model/entry-points.ts';
import type { RuleControls } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { passingBoth, unlisted } from '../../model/unlisted.ts';
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
 * A router's middlewares are objects of their own; one that is not among the manifests is told by its name.
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

/** What one middleware does: as its object says, or as far as its name tells. */
interface Middleware {
  readonly sources: readonly Placed<string>[];
  readonly auth: readonly Placed<string>[];
  readonly redirect: Placed<string> | undefined;
}

function read(annotations: Annotations, hasCertificate: boolean, joined: ConnectedRoute['joined']): RouteControls {
  const middlewares = listOf(ofRouter(annotations, 'middlewares')[0]).map((one): Middleware => {
    const known = joined.get(one.value);
    return known === undefined ? soundsLike(one, hasCertificate) : does(known, one);
  });
  return {
    sources: middlewares.map(({ sources }) => sources).reduce(within, []),
    ranges: [],
    auth: middlewares.flatMap(({ auth }) => auth),
    aliases: [],
    transport: transportOf(annotations, middlewares.find(({ redirect }) => redirect !== undefined)?.redirect),
  };
}

function soundsLike(one: Placed<string>, hasCertificate: boolean): Middleware {
  const { value } = one;
  const isList = isAllowlist.test(value);
  return {
    // Nobody can list its addresses without reading the middleware, so it stands for itself.
    sources: isList ? [unlisted(`middleware ${value}`, one)] : [],
    auth: isAuth.test(value) && !isList ? [called(one)] : [],
    redirect: isRedirect(value, hasCertificate) ? one : undefined,
  };
}

const does = (known: readonly RuleControls[], written: Placed<string>): Middleware => ({
  sources: known.map(({ sources }) => sources).reduce(within, []),
  auth: known.flatMap(({ auth }) => auth),
  redirect: known.some(({ transport }) => transport?.value === 'tls+redirect') ? written : undefined,
});

/** Each list must let a client in. */
function within(one: readonly Placed<string>[], other: readonly Placed<string>[]): readonly Placed<string>[] {
  const [first] = other;
  if (one.length === 0 || first === undefined) return one.length === 0 ? other : one;
  const both = passingBoth(
    one.map(({ value }) => value),
    other.map(({ value }) => value),
  );
  return both.map((value) => ({ value, at: first.at }));
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

/** An entry point of another name may be either. */
function ofDoors(written: Placed<string>): Placed<Transport> | undefined {
  const value = entryPointTransport(listOf(written).map((one) => one.value));
  return value === undefined ? undecided(written) : { value, at: written.at };
}
