import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { unlisted } from '../../model/unlisted.ts';
import { type Annotations, type Controller, listOf, type RouteControls, undecided } from './controller.ts';

const isAuth = /auth(?!or)|oidc|jwt|hmac|ldap|acl|login/i;
const isAllowlist = /ip-?restrict|allow-?list|white-?list/i;

/**
 * What a plugin does is an object of its own; an Ingress tells its name.
 * @see https://docs.konghq.com/kubernetes-ingress-controller/latest/reference/annotations/
 */
export const kong: Controller = {
  name: 'Kong',
  answersFor: (className, controller) =>
    controller === undefined ? /kong/.test(className) : controller.startsWith('ingress-controllers.konghq.com/'),
  pods: { namespace: 'kong', labels: { 'app.kubernetes.io/name': 'gateway' } },
  prefixes: ['konghq.com/'],
  read,
  transport: () => 'tls+plaintext',
  dangerous: new Map(),
};

function read(annotations: Annotations): RouteControls {
  const plugins = listOf(annotations.get('konghq.com/plugins'));
  return {
    sources: plugins.filter(({ value }) => isAllowlist.test(value)).map((one) => unlisted(`plugin ${one.value}`, one)),
    ranges: [],
    auth: plugins
      .filter(({ value }) => isAuth.test(value) && !isAllowlist.test(value))
      .map(({ value, at }) => ({ value: `plugin ${value}`, at })),
    aliases: listOf(annotations.get('konghq.com/host-aliases')),
    transport: transportOf(annotations),
  };
}

/** Kong serves a route over the protocols that are listed, both where none is; a status redirects HTTP only where HTTPS alone is left. */
function transportOf(annotations: Annotations): Placed<Transport> | undefined {
  const protocols = annotations.get('konghq.com/protocols');
  if (protocols === undefined) return undefined;
  const open = undecided(protocols);
  if (open !== undefined) return open;
  const listed = protocols.value.split(',').map((one) => one.trim().toLowerCase());
  const [encrypted, plain] = [
    listed.some((one) => /https|grpcs|tls/.test(one)),
    listed.some((one) => /^(http|grpc)$/.test(one)),
  ];
  if (encrypted && plain) return { value: 'tls+plaintext', at: protocols.at };
  if (!encrypted) return { value: 'plaintext', at: protocols.at };
  const redirect = annotations.get('konghq.com/https-redirect-status-code');
  return redirect === undefined || redirect.value === '426'
    ? { value: 'tls-only', at: protocols.at }
    : { value: 'tls+redirect', at: redirect.at };
}
