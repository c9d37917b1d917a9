import { describe, expect, test } from 'vitest';
import { type Controls, controllerOf, controlsOf, readersOf } from '../../src/exposure/controllers/index.ts';
import type { ConnectedRoute } from '../../src/graph/graph.ts';
import type { Transport } from '../../src/model/transport.ts';
import { annotated, placed, route } from '../support/roles.ts';

const connected = (
  className: string | undefined,
  annotations: Readonly<Record<string, string>>,
  controller?: string,
): ConnectedRoute => ({
  route: route({ className, annotations: annotated(annotations) }),
  className,
  controller,
  attachments: [],
  hosts: [],
  rules: [],
  joined: new Map(),
});

interface Row {
  /** Without their prefix. */
  readonly annotations: Readonly<Record<string, string>>;
  /** False where `spec.tls` does not name the host. */
  readonly certificate?: false;
  readonly sources?: readonly string[];
  readonly auth?: readonly string[];
  readonly aliases?: readonly string[];
  /** Undefined is what the controller does where nothing is said. */
  readonly transport?: Transport;
  readonly why: string;
}

const told = ({ sources, auth, aliases, transport }: Controls) => ({
  sources: sources.map(({ value }) => value),
  auth: auth.map(({ value }) => value),
  aliases: aliases.map(({ value }) => value),
  transport: transport.value,
});

function holds(className: string, prefix: string, habit: Transport, rows: readonly Row[]): void {
  test.each(rows)('$annotations: $why', (row) => {
    const { annotations, certificate = true, sources = [], auth = [], aliases = [], transport = habit } = row;
    const full = Object.entries(annotations).map(([name, value]) => [name.includes('/') ? name : prefix + name, value]);
    const controls = controlsOf(connected(className, Object.fromEntries(full)), certificate);
    expect(told(controls)).toEqual({ sources, auth, aliases, transport });
  });
}

describe('ingress-nginx', () => {
  const allow = 'allowlist-source-range';
  holds('nginx', 'nginx.ingress.kubernetes.io/', 'tls+redirect', [
    { annotations: {}, why: 'with a certificate it redirects' },
    { annotations: {}, certificate: false, transport: 'plaintext', why: 'without one there is nothing to redirect to' },
    { annotations: { 'ssl-redirect': 'false' }, transport: 'tls+plaintext', why: 'it was told not to' },
    { annotations: { 'ssl-redirect': 'False' }, transport: 'tls+plaintext', why: 'Go reads False' },
    { annotations: { 'ssl-redirect': 'no' }, why: 'Go reads no «no», so the default holds' },
    { annotations: { 'ssl-redirect': ' false' }, why: 'nor one with a blank' },
    { annotations: { 'ssl-redirect': '{{ .redirect }}' }, transport: 'unknown', why: 'a placeholder is neither' },
    {
      annotations: { 'ssl-redirect': 'true' },
      certificate: false,
      transport: 'plaintext',
      why: 'it redirects only where there is a certificate',
    },
    {
      annotations: { 'force-ssl-redirect': 'true' },
      certificate: false,
      transport: 'tls+redirect',
      why: 'unless it is forced to, for what ends TLS in front',
    },
    {
      annotations: { 'force-ssl-redirect': 'true', 'ssl-redirect': 'false' },
      transport: 'tls+redirect',
      why: 'which is asked first',
    },
    { annotations: { [allow]: '10.0.0.0/8, 192.0.2.1' }, sources: ['10.0.0.0/8', '192.0.2.1'], why: 'blanks are cut' },
    {
      annotations: { 'whitelist-source-range': '10.0.0.0/8' },
      sources: ['10.0.0.0/8'],
      why: 'the old name is read',
    },
    {
      annotations: { [allow]: '10.0.0.0/8', 'whitelist-source-range': '0.0.0.0/0' },
      sources: ['10.0.0.0/8'],
      why: 'but the new one is asked first',
    },
    { annotations: { [allow]: '' }, why: 'an empty list restricts nobody, as far as old versions go' },
    {
      annotations: { 'denylist-source-range': '128.0.0.0/1' },
      sources: ['0.0.0.0/1', '::/0'],
      why: 'all but those who are denied',
    },
    {
      annotations: { [allow]: '10.0.0.0/8', 'denylist-source-range': '10.0.0.0/9' },
      sources: ['10.128.0.0/9'],
      why: 'denied beats allowed',
    },
    {
      annotations: { [allow]: '10.0.0.0/8', 'denylist-source-range': '10.0.0.0/8' },
      sources: ['those of nobody'],
      why: 'nobody is left, which is not everybody',
    },
    { annotations: { 'auth-type': 'basic', 'auth-secret': 'users' }, auth: ['basic authentication'], why: 'a login' },
    {
      annotations: { 'auth-type': 'none' },
      auth: ['none authentication'],
      why: 'a type that it does not know closes the location',
    },
    { annotations: { 'auth-secret': 'users' }, why: 'without a type nobody is asked' },
    {
      annotations: { 'auth-url': 'https://sso.example.com/check' },
      auth: ['external authentication'],
      why: 'another place is asked',
    },
    {
      annotations: { 'auth-tls-secret': 'shop/ca' },
      auth: ['client certificates'],
      why: 'verified unless told not to',
    },
    {
      annotations: { 'auth-tls-secret': 'shop/ca', 'auth-tls-verify-client': 'optional' },
      why: 'who has none is let in',
    },
    {
      annotations: { 'auth-tls-secret': 'shop/ca', 'auth-tls-verify-client': 'offf' },
      auth: ['client certificates'],
      why: 'what is no value is read as on',
    },
    {
      annotations: { 'auth-type': 'basic', [allow]: '10.0.0.0/8', satisfy: 'any' },
      auth: ['basic authentication, or a source range: 10.0.0.0/8'],
      why: 'one of the two is enough',
    },
    {
      annotations: { 'auth-type': 'basic', [allow]: '0.0.0.0/0', satisfy: 'any' },
      why: 'and everybody has the right address',
    },
    {
      annotations: { 'auth-type': 'basic', 'denylist-source-range': '192.0.2.0/24', satisfy: 'any' },
      auth: ['basic authentication'],
      why: 'who is denied by address may sign in, and so must everybody',
    },
    {
      annotations: { 'auth-type': 'basic', 'auth-tls-secret': 'shop/ca', [allow]: '10.0.0.0/8', satisfy: 'any' },
      auth: ['basic authentication, or a source range: 10.0.0.0/8', 'client certificates'],
      why: 'the certificate is asked for before',
    },
    {
      annotations: { [allow]: '10.0.0.0/8', satisfy: 'any' },
      sources: ['10.0.0.0/8'],
      why: 'without a login the address is all there is',
    },
    {
      annotations: { 'ssl-passthrough': 'true', 'auth-type': 'basic', [allow]: '10.0.0.0/8' },
      transport: 'passthrough',
      why: 'it sees no request, so nothing else holds',
    },
    {
      annotations: { 'server-alias': 'a.example.com, b.example.com' },
      aliases: ['a.example.com', 'b.example.com'],
      why: 'more hosts of the same server',
    },
  ]);
});

describe('Traefik', () => {
  holds('traefik', 'traefik.ingress.kubernetes.io/', 'tls+plaintext', [
    { annotations: {}, why: 'a router without TLS answers on every entry point' },
    { annotations: {}, certificate: false, transport: 'plaintext', why: 'and without a certificate only plainly' },
    { annotations: { 'router.tls': 'true' }, transport: 'tls-only', why: 'a router with TLS takes nothing else' },
    { annotations: { 'router.tls': 'false' }, why: 'one that is told to have none takes both' },
    {
      annotations: { 'router.tls.certresolver': 'letsencrypt' },
      certificate: false,
      transport: 'tls-only',
      why: 'any setting of TLS is TLS',
    },
    { annotations: { 'router.entrypoints': 'websecure' }, transport: 'tls-only', why: 'port 443 alone' },
    { annotations: { 'router.entryPoints': 'websecure' }, transport: 'tls-only', why: 'case does not matter to it' },
    {
      annotations: { 'router.entrypoints': 'web' },
      transport: 'plaintext',
      why: 'port 80 alone, whatever certificate there is',
    },
    {
      annotations: { 'router.entrypoints': 'web,websecure' },
      certificate: false,
      transport: 'tls+plaintext',
      why: 'both, the one with TLS by its own setting',
    },
    { annotations: { 'router.entrypoints': 'public' }, why: 'a name that tells nothing' },
    { annotations: { 'router.entrypoints': '' }, why: 'no name at all' },
    {
      annotations: { 'router.entrypoints': 'web', 'router.middlewares': 'shop-redirect-https@kubernetescrd' },
      certificate: false,
      transport: 'tls+redirect',
      why: 'the name of the middleware says where to',
    },
    {
      annotations: { 'router.middlewares': 'shop-redirect-www@kubernetescrd' },
      certificate: false,
      transport: 'plaintext',
      why: 'this one redirects to another host',
    },
    {
      annotations: { 'router.middlewares': 'shop-auth@kubernetescrd, shop-compress@kubernetescrd' },
      auth: ['middleware shop-auth@kubernetescrd'],
      why: 'by its name',
    },
    {
      annotations: { 'router.middlewares': 'shop-authors@kubernetescrd,shop-processor@kubernetescrd' },
      why: 'neither asks who somebody is',
    },
    {
      annotations: { 'router.middlewares': 'shop-ipallowlist@kubernetescrd' },
      sources: ['those of middleware shop-ipallowlist@kubernetescrd'],
      why: 'its addresses stand in another object',
    },
  ]);
});

describe('the AWS Load Balancer Controller', () => {
  holds('alb', 'alb.ingress.kubernetes.io/', 'plaintext', [
    { annotations: {}, why: 'port 80 alone: spec.tls only helps it to find a certificate' },
    { annotations: { 'certificate-arn': 'arn:1' }, transport: 'tls-only', why: 'port 443 alone' },
    {
      annotations: { 'certificate-arn': 'arn:1', 'ssl-redirect': '443' },
      transport: 'tls-only',
      why: 'no listener is there that could redirect',
    },
    {
      annotations: { 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]' },
      transport: 'tls+plaintext',
      why: 'two listeners',
    },
    {
      annotations: { 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'ssl-redirect': '443' },
      transport: 'tls+redirect',
      why: 'of which the plain one redirects',
    },
    {
      annotations: { 'listen-ports': '[{"HTTP":80},{"HTTPS":443}]', 'actions.ssl-redirect': '{"Type":"redirect"}' },
      transport: 'tls+redirect',
      why: 'as it was written before there was an annotation',
    },
    { annotations: { 'listen-ports': '[{"HTTPS": 8443}]' }, transport: 'tls-only', why: 'whatever the number' },
    { annotations: { 'listen-ports': '{{ .ports }}' }, transport: 'unknown', why: 'a placeholder is no list' },
    { annotations: { 'listen-ports': '[]' }, transport: 'unknown', why: 'the controller refuses it' },
    { annotations: { 'inbound-cidrs': '10.0.0.0/8' }, sources: ['10.0.0.0/8'], why: 'its own security group' },
    {
      annotations: { 'inbound-cidrs': '10.0.0.0/8', 'security-groups': 'sg-1' },
      sources: ['those of security groups sg-1'],
      why: 'groups of somebody else take its place',
    },
    {
      annotations: { 'inbound-cidrs': '10.0.0.0/8', 'security-group-prefix-lists': 'pl-1' },
      sources: ['10.0.0.0/8', 'those of prefix list pl-1'],
      why: 'lists come on top',
    },
    { annotations: { 'auth-type': 'oidc' }, auth: ['oidc authentication'], why: 'a login' },
    { annotations: { 'auth-type': 'none' }, why: 'its word for no login' },
    {
      annotations: { 'auth-type': 'oidc', 'auth-on-unauthenticated-request': 'allow' },
      why: 'who does not sign in is let through',
    },
    {
      annotations: { 'mutual-authentication': '[{"port": 443, "mode": "verify", "trustStore": "arn:2"}]' },
      auth: ['client certificates'],
      why: 'verified',
    },
    {
      annotations: { 'mutual-authentication': '[{"port": 443, "mode": "passthrough"}]' },
      why: 'only handed on to the pods',
    },
    { annotations: { 'wafv2-acl-arn': 'arn:3' }, auth: ['a web application firewall'], why: 'a filter' },
    { annotations: { 'wafv2-acl-arn': 'none' }, why: 'its word for no filter' },
  ]);
});

describe('HAProxy', () => {
  holds('haproxy', 'haproxy.org/', 'tls+redirect', [
    { annotations: {}, why: 'with a certificate both controllers redirect' },
    { annotations: {}, certificate: false, transport: 'plaintext', why: 'without one neither does' },
    { annotations: { 'ssl-redirect': 'false' }, transport: 'tls+plaintext', why: 'they were told not to' },
    {
      annotations: { 'ssl-redirect': 'true' },
      certificate: false,
      transport: 'tls+redirect',
      why: 'this one may have a certificate of its own',
    },
    {
      annotations: { 'haproxy-ingress.github.io/ssl-redirect': 'true' },
      certificate: false,
      transport: 'plaintext',
      why: 'the other one needs one for the host',
    },
    { annotations: { 'ssl-redirect': '{{ .x }}' }, transport: 'unknown', why: 'a placeholder is neither' },
    { annotations: { 'allow-list': '10.0.0.0/8' }, sources: ['10.0.0.0/8'], why: 'of haproxytech' },
    { annotations: { 'haproxy.com/whitelist': '10.0.0.0/8' }, sources: ['10.0.0.0/8'], why: 'its other prefix' },
    {
      annotations: { 'allow-list': 'patterns/office' },
      sources: ['those of the file patterns/office'],
      why: 'a file of the controller',
    },
    { annotations: { 'deny-list': '128.0.0.0/1' }, sources: ['0.0.0.0/1', '::/0'], why: 'all but those' },
    {
      annotations: { 'haproxy-ingress.github.io/allowlist-source-range': '10.0.0.0/8,!10.0.0.0/9' },
      sources: ['10.128.0.0/9'],
      why: 'of haproxy-ingress, with an exception',
    },
    { annotations: { 'auth-type': 'basic-auth', 'auth-secret': 'users' }, auth: ['basic authentication'], why: 'both' },
    { annotations: { 'auth-secret': 'users' }, why: 'haproxytech asks where a type is set' },
    {
      annotations: { 'haproxy-ingress.github.io/auth-secret': 'users' },
      auth: ['basic authentication'],
      why: 'haproxy-ingress where there are users',
    },
    {
      annotations: { 'haproxy-ingress.github.io/oauth': 'oauth2_proxy' },
      auth: ['external authentication'],
      why: 'a proxy is asked',
    },
    {
      annotations: { 'haproxy-ingress.github.io/auth-tls-secret': 'ca' },
      auth: ['client certificates'],
      why: 'verified',
    },
    {
      annotations: {
        'haproxy-ingress.github.io/auth-tls-secret': 'ca',
        'haproxy-ingress.github.io/auth-tls-verify-client': 'optional',
      },
      why: 'who has none is let in',
    },
    {
      annotations: { 'ssl-passthrough': 'true', 'allow-list': '10.0.0.0/8', 'auth-type': 'basic-auth' },
      transport: 'passthrough',
      why: 'nothing is documented to hold',
    },
    {
      annotations: {
        'haproxy-ingress.github.io/ssl-passthrough': 'true',
        'haproxy-ingress.github.io/allowlist-source-range': '10.0.0.0/8',
        'haproxy-ingress.github.io/auth-secret': 'users',
      },
      sources: ['10.0.0.0/8'],
      transport: 'passthrough',
      why: 'here the addresses are still looked at',
    },
    {
      annotations: {
        'haproxy-ingress.github.io/server-alias': 'a.example.com',
        'haproxy-ingress.github.io/server-alias-regex': '^b[0-9]+$',
      },
      aliases: ['a.example.com', '~^b[0-9]+$'],
      why: 'more hosts of the same server',
    },
  ]);
});

describe('GKE Ingress', () => {
  const plain = 'kubernetes.io/ingress.allow-http';
  holds('gce', 'networking.gke.io/', 'tls+plaintext', [
    { annotations: {}, why: 'both ports' },
    { annotations: {}, certificate: false, transport: 'plaintext', why: 'port 80' },
    { annotations: { [plain]: 'false' }, transport: 'tls-only', why: 'port 80 is closed' },
    { annotations: { [plain]: 'false' }, certificate: false, transport: 'plaintext', why: 'nothing else is open' },
    { annotations: { [plain]: '{{ .allow }}' }, transport: 'unknown', why: 'a placeholder is neither' },
    {
      annotations: { 'managed-certificates': 'shop' },
      certificate: false,
      transport: 'tls+plaintext',
      why: 'a certificate that Google keeps',
    },
    {
      annotations: { 'ingress.gcp.kubernetes.io/pre-shared-cert': 'shop', [plain]: 'false' },
      certificate: false,
      transport: 'tls-only',
      why: 'one that was uploaded',
    },
    {
      annotations: { 'v1beta1.FrontendConfig': 'shop' },
      transport: 'unknown',
      why: 'whether it redirects stands in another object',
    },
  ]);
});

describe('Contour', () => {
  const plain = 'kubernetes.io/ingress.allow-http';
  const forced = 'ingress.kubernetes.io/force-ssl-redirect';
  holds('contour', 'projectcontour.io/', 'tls+plaintext', [
    { annotations: {}, why: 'both ports' },
    { annotations: { [forced]: 'true' }, transport: 'tls+redirect', why: 'it was told to redirect' },
    {
      annotations: { [forced]: 'true' },
      certificate: false,
      transport: 'tls+redirect',
      why: 'and does so without a certificate too',
    },
    { annotations: { [forced]: 'True' }, why: 'it knows this one word only' },
    { annotations: { [plain]: 'false' }, transport: 'tls-only', why: 'port 80 is closed' },
    {
      annotations: { [plain]: 'false', [forced]: 'true' },
      transport: 'tls+redirect',
      why: 'the redirect needs port 80',
    },
  ]);
});

describe('who reads them', () => {
  test.each<[string | undefined, string | undefined, string | undefined]>([
    ['nginx', undefined, 'ingress-nginx'],
    ['nginx-internal', undefined, 'ingress-nginx'],
    ['nginxed', undefined, undefined],
    ['public', 'k8s.io/ingress-nginx', 'ingress-nginx'],
    ['internal', 'k8s.io/internal-ingress-nginx', 'ingress-nginx'],
    ['nginx', 'nginx.org/ingress-controller', undefined],
    ['traefik-external', undefined, 'Traefik'],
    ['edge', 'traefik.io/ingress-controller', 'Traefik'],
    ['alb', undefined, 'the AWS Load Balancer Controller'],
    ['auto', 'eks.amazonaws.com/alb', 'the AWS Load Balancer Controller'],
    ['haproxy', 'haproxy.org/ingress-controller', 'HAProxy'],
    ['haproxy', 'haproxy-ingress.github.io/controller', 'HAProxy'],
    ['gce', undefined, 'GKE Ingress'],
    ['gce-internal', undefined, 'GKE Ingress'],
    ['contour', 'projectcontour.io/ingress-controller', 'Contour'],
    ['kong', undefined, 'Kong'],
    ['openshift-default', undefined, 'the OpenShift router'],
    ['emissary', undefined, 'Emissary'],
    ['tailscale', undefined, 'Tailscale'],
    ['edge', 'k8s.ngrok.com/ingress-controller', 'ngrok'],
    ['apisix', undefined, undefined],
    [undefined, undefined, undefined],
  ])('class %s of controller %s is for %s', (className, controller, name) => {
    expect(controllerOf(connected(className, {}, controller))?.name).toBe(name);
  });

  test('an unknown class is read by those whose annotations it has, and served as they serve', () => {
    const one = connected('public', { 'nginx.ingress.kubernetes.io/auth-type': 'basic' });
    expect(readersOf(one).map(({ name }) => name)).toEqual(['ingress-nginx']);
    expect(told(controlsOf(one, true))).toMatchObject({ auth: ['basic authentication'], transport: 'tls+redirect' });
  });

  test('a known class does not hear what is meant for another', () => {
    const one = connected('traefik', { 'nginx.ingress.kubernetes.io/auth-type': 'basic' });
    expect(told(controlsOf(one, true))).toMatchObject({ auth: [], transport: 'tls+plaintext' });
  });

  test('Traefik takes a certificate for every host, whatever hosts stand beside it', () => {
    const one = connected('traefik', {});
    const other = { ...one, route: { ...one.route, tlsHosts: [placed('api.example.com')] } };
    expect(told(controlsOf(one, false)).transport).toBe('plaintext');
    expect(told(controlsOf(other, false)).transport).toBe('tls+plaintext');
  });

  test('where nothing tells, a certificate does not close port 80', () => {
    expect(readersOf(connected('public', {}))).toEqual([]);
    expect(told(controlsOf(connected('public', {}), true)).transport).toBe('tls+plaintext');
  });
});
