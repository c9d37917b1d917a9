import { entries, field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { ObjectName, ResourceId, RuleControls } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';
import { objectPosition, placedText } from '../fields.ts';
import type { KindReader } from '../kind-reader.ts';

/** The group of today, and the one before. */
export const traefikGroups = ['traefik.io', 'traefik.containo.us'] as const;

const controlOf = (
  group: string,
  kinds: readonly string[],
  read: (spec: Node | undefined, name: string) => Partial<RuleControls>,
): KindReader => ({
  group,
  kinds,
  apiVersions: ['v1alpha1'],
  summary: 'whom it lets in, what they must show, whether it redirects',
  notRead: [],
  read: (root, id) => {
    const spec = field(root, 'spec');
    const uses = items(field(spec, 'chain', 'middlewares')).map((node) => middlewareName(node, id));
    return [
      {
        role: 'control',
        id,
        at: objectPosition(root),
        controls: { sources: [], auth: [], transport: undefined, ...read(spec, id.name) },
        ...(uses.length === 0 ? {} : { uses }),
      },
    ];
  },
});

/** What routers put before their services. @see https://doc.traefik.io/traefik/middlewares/overview/ */
export const middlewares: readonly KindReader[] = traefikGroups.flatMap((group) => [
  { ...controlOf(group, ['Middleware'], (spec, name) => middleware(spec, name)), notRead: ['spec.errors.service'] },
  controlOf(group, ['MiddlewareTCP'], (spec) => ({ sources: allowed(spec) })),
  controlOf(group, ['TLSOption'], (spec) => ({ auth: clientCertificates(spec) })),
]);

const middleware = (spec: Node | undefined, name: string): Partial<RuleControls> => ({
  sources: allowed(spec),
  auth: [
    ...called('basic authentication', field(spec, 'basicAuth')),
    ...called('digest authentication', field(spec, 'digestAuth')),
    ...called('external authentication', field(spec, 'forwardAuth')),
    ...plugins(spec, name),
  ],
  transport: redirect(spec),
});

const called = (value: string, node: Node | undefined): readonly Placed<string>[] =>
  node === undefined ? [] : [{ value, at: positionOf(node) }];

/** The list has two names; the older one is gone since version 3. */
const allowed = (spec: Node | undefined): readonly Placed<string>[] =>
  ['ipAllowList', 'ipWhiteList'].flatMap((name) =>
    items(field(spec, name, 'sourceRange')).flatMap((range) => placedText(range) ?? []),
  );

/** What a plugin does stands in no manifest: one that is named for a login is taken for one. */
const plugins = (spec: Node | undefined, name: string): readonly Placed<string>[] =>
  entries(field(spec, 'plugin')).flatMap(({ key, value }) =>
    [key, name].some((one) => /auth(?!or)|oidc|jwt|keycloak|ldap|saml|sso/i.test(one))
      ? [{ value: `plugin ${key}`, at: positionOf(value) }]
      : [],
  );

function redirect(spec: Node | undefined): RuleControls['transport'] {
  const scheme = placedText(spec, 'redirectScheme', 'scheme');
  if (scheme?.value.toLowerCase() === 'https') return { value: 'tls+redirect', at: scheme.at };
  const [from, to] = [placedText(spec, 'redirectRegex', 'regex'), placedText(spec, 'redirectRegex', 'replacement')];
  const isUpgrade = /^\^?http:/.test(from?.value ?? '') && to?.value.startsWith('https:') === true;
  return isUpgrade && to !== undefined ? { value: 'tls+redirect', at: to.at } : undefined;
}

/** All other types let somebody in who has no certificate, or one that nobody has signed. */
function clientCertificates(spec: Node | undefined): readonly Placed<string>[] {
  const type = placedText(spec, 'clientAuth', 'clientAuthType');
  return type?.value === 'RequireAndVerifyClientCert' ? [{ value: 'client certificates', at: type.at }] : [];
}

/** A reference to a middleware; one of another provider, `auth@file`, is no object of the cluster. */
export const middlewareName = (node: Node, { group }: ResourceId, kind = 'Middleware'): ObjectName => ({
  group,
  kind,
  namespace: scalarText(field(node, 'namespace')) || undefined,
  name: scalarText(field(node, 'name')) ?? '',
  at: positionOf(field(node, 'name') ?? node),
});

/** The class that a configured `ingressClass` looks for; without one Traefik takes every object. */
export const classOf = (root: MapNode): Placed<string> =>
  placedText(root, 'metadata', 'annotations', 'kubernetes.io/ingress.class') ?? {
    value: 'traefik',
    at: objectPosition(root),
  };
