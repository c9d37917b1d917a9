import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attachment } from '../../src/graph/attach.ts';
import { connect } from '../../src/graph/connect.ts';
import { commonHost, covers } from '../../src/graph/hostnames.ts';
import { readFile } from '../../src/kinds/read-file.ts';

const site = 'https://gateway-api.sigs.k8s.io';
const spec = (anchor: string): string => `${site}/reference/spec/#${anchor}`;
const tls = `${site}/guides/tls/#clientserver-and-tls`;
const attaching = `${site}/concepts/api-overview/#attaching-routes-to-gateways`;
const sets = `${site}/geps/gep-1713/`;
const mesh = `${site}/mesh/#how-the-gateway-api-works-for-service-mesh`;
const grpc = `${site}/api-types/grpcroute/`;

/** One statement of the documentation: `says` in our words, `from` where it stands, the rest as YAML in flow style. */
interface Row {
  readonly says: string;
  readonly from: string;
  /** Of Gateway infra/public. */
  readonly listeners: string;
  readonly gateway?: string;
  /** The listeners of ListenerSet shop/extra, which joins that gateway. */
  readonly set?: string;
  /** Namespaces with their labels. */
  readonly namespaces?: string;
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly parent?: string;
  readonly hostnames?: string;
  /** `listener: hosts` for each that takes the route, else the test that all of them fail. */
  readonly gives: string;
}

const all = 'allowedRoutes: { namespaces: { from: All } }';
const http = `{ name: http, port: 80, protocol: HTTP, ${all} }`;
const https = `{ name: https, port: 443, protocol: HTTPS, ${all}, tls: { certificateRefs: [{ name: web }] } }`;
const of = (protocol: string, more = ''): string => `{ name: one, port: 443, protocol: ${protocol}, ${all}${more} }`;
const named = (host: string): string => of('HTTP', `, hostname: "${host}"`);
const from = (rule: string): string =>
  `{ name: one, port: 80, protocol: HTTP, allowedRoutes: { namespaces: ${rule} } }`;
const kinds = (protocol: string, list: string, more = ''): string =>
  `{ name: one, port: 443, protocol: ${protocol}, allowedRoutes: { kinds: [${list}], namespaces: { from: All } }${more} }`;
const passthrough = ', tls: { mode: Passthrough }';
const terminate = ', tls: { mode: Terminate }';

const hostRow = (listener: string | undefined, hostnames: string, gives: string, says: string): Row => ({
  says,
  from: listener === undefined ? spec('listener') : spec('httproutespec'),
  listeners: listener === undefined ? of('HTTP') : named(listener),
  hostnames,
  gives,
});

const hosts: readonly Row[] = [
  hostRow('test.example.com', '[test.example.com]', 'one: test.example.com', 'equal hosts match'),
  hostRow(
    'test.example.com',
    '["*.example.com"]',
    'one: test.example.com',
    'a wildcard route matches a precise listener',
  ),
  hostRow(
    '*.example.com',
    '[test.example.com]',
    'one: test.example.com',
    'a wildcard listener matches a precise route',
  ),
  hostRow('*.example.com', '["*.example.com"]', 'one: *.example.com', 'equal wildcards match'),
  hostRow(
    '*.example.com',
    '[foo.test.example.com]',
    'one: foo.test.example.com',
    'a wildcard stands for several labels',
  ),
  hostRow(
    '*.example.com',
    '["*.test.example.com"]',
    'one: *.test.example.com',
    'of two wildcards the narrower one is served',
  ),
  hostRow('*.test.example.com', '["*.example.com"]', 'one: *.test.example.com', 'whoever of the two says it'),
  hostRow('*.example.com', '[example.com]', 'refused: hostname', 'a wildcard is not the bare domain'),
  hostRow('test.example.com', '[test.example.net]', 'refused: hostname', 'other hosts do not match'),
  hostRow('test.example.com', '["*.example.net"]', 'refused: hostname', 'a wildcard of another domain does not match'),
  hostRow('*.example.com', '["*.example.net"]', 'refused: hostname', 'nor do two of them'),
  hostRow('*.example.com', '[testexample.com]', 'refused: hostname', 'a wildcard ends at a dot'),
  hostRow('*.example.com', '["*.com"]', 'one: *.example.com', 'a wildcard may cover the other one'),
  hostRow(
    'test.example.com',
    '[test.example.net, test.example.com]',
    'one: test.example.com',
    'hosts without a match are ignored',
  ),
  hostRow(
    '*.example.com',
    '[a.example.com, b.example.com, example.com]',
    'one: a.example.com b.example.com',
    'each host that matches is served',
  ),
  hostRow('*.example.com', '[]', 'one: *.example.com', 'a route without hosts is served at those of the listener'),
  hostRow(undefined, '[test.example.com]', 'one: test.example.com', 'a listener without a host matches every host'),
  hostRow(undefined, '[]', 'one: *', 'without hosts on both sides every host is served'),
  hostRow(undefined, '["*.example.com"]', 'one: *.example.com', 'a wildcard is served at a listener for every host'),
  hostRow('', '[test.example.com]', 'one: test.example.com', 'an empty host is none'),
  {
    says: 'each listener serves the hosts that it has in common with the route',
    from: spec('gatewayspec'),
    listeners: `{ name: a, port: 80, protocol: HTTP, hostname: "*.example.com", ${all} }, { name: b, port: 80, protocol: HTTP, hostname: web.example.com, ${all} }`,
    hostnames: '[web.example.com]',
    gives: 'a: web.example.com; b: web.example.com',
  },
  {
    says: 'the host of a TLS listener is asked of the name in the handshake',
    from: spec('tlsroutespec'),
    listeners: of('TLS', `${passthrough}, hostname: "*.example.com"`),
    kind: 'TLSRoute',
    hostnames: '[db.example.com]',
    gives: 'one: db.example.com',
  },
  {
    says: 'a TLSRoute whose names do not match is not accepted',
    from: spec('tlsroutespec'),
    listeners: of('TLS', `${passthrough}, hostname: "*.example.com"`),
    kind: 'TLSRoute',
    hostnames: '[db.example.org]',
    gives: 'refused: hostname',
  },
  {
    says: 'a GRPCRoute is asked for its hosts as an HTTPRoute is',
    from: grpc,
    listeners: named('*.example.com'),
    kind: 'GRPCRoute',
    hostnames: '[api.example.org]',
    gives: 'refused: hostname',
  },
  {
    says: 'TCP knows no hosts',
    from: spec('listener'),
    listeners: of('TCP'),
    kind: 'TCPRoute',
    gives: 'one: *',
  },
];

const sections: readonly Row[] = [
  {
    says: 'without a section every listener is asked',
    from: spec('parentreference'),
    listeners: `${http}, ${https}`,
    gives: 'http: web.example.com; https: web.example.com',
  },
  {
    says: 'a section is the name of a listener',
    from: spec('parentreference'),
    listeners: `${http}, ${https}`,
    parent: 'sectionName: https',
    gives: 'https: web.example.com',
  },
  {
    says: 'a section that is no listener attaches to nothing',
    from: spec('parentreference'),
    listeners: `${http}, ${https}`,
    parent: 'sectionName: admin',
    gives: 'refused: section',
  },
  {
    says: 'a port asks for all listeners of that port',
    from: spec('parentreference'),
    listeners: `${http}, ${https}`,
    parent: 'port: 80',
    gives: 'http: web.example.com',
  },
  {
    says: 'a port without a listener attaches to nothing',
    from: spec('parentreference'),
    listeners: `${http}, ${https}`,
    parent: 'port: 8080',
    gives: 'refused: port',
  },
  {
    says: 'section and port must both match',
    from: spec('parentreference'),
    listeners: `${http}, ${https}`,
    parent: 'sectionName: https, port: 443',
    gives: 'https: web.example.com',
  },
  {
    says: 'one of them is not enough',
    from: spec('parentreference'),
    listeners: `${http}, ${https}`,
    parent: 'sectionName: https, port: 80',
    gives: 'refused: port',
  },
  {
    says: 'one of two listeners that takes the route is enough',
    from: spec('parentreference'),
    listeners: `${from('{ from: Same }')}, ${https}`,
    gives: 'https: web.example.com',
  },
  {
    says: 'a gateway of another name is another one',
    from: spec('parentreference'),
    listeners: http,
    parent: 'name: other',
    gives: 'outside',
  },
  {
    says: 'the namespace of a parent is by default that of the route',
    from: spec('parentreference'),
    listeners: http,
    parent: 'namespace: null',
    gives: 'outside',
  },
  {
    says: 'the group of a parent is by default that of Gateway API',
    from: spec('parentreference'),
    listeners: http,
    parent: 'group: gateway.networking.k8s.io, kind: Gateway',
    gives: 'http: web.example.com',
  },
  {
    says: 'a Gateway of another group is another kind',
    from: spec('parentreference'),
    listeners: http,
    parent: 'group: networking.istio.io',
    gives: 'outside',
  },
  {
    says: 'a Service as a parent is for traffic inside of a mesh',
    from: mesh,
    listeners: http,
    parent: 'group: "", kind: Service',
    gives: 'mesh',
  },
  {
    says: 'a section of a gateway is not asked of the listeners of a set',
    from: sets,
    listeners: http,
    gateway: 'allowedListeners: { namespaces: { from: All } },',
    set: https,
    parent: 'sectionName: https',
    gives: 'refused: section',
  },
];

const byProtocol: readonly Row[] = [
  { says: 'HTTP is for HTTPRoute', from: spec('protocoltype'), listeners: of('HTTP'), gives: 'one: web.example.com' },
  { says: 'HTTPS is for HTTPRoute', from: tls, listeners: of('HTTPS', terminate), gives: 'one: web.example.com' },
  {
    says: 'HTTP is for GRPCRoute',
    from: grpc,
    listeners: of('HTTP'),
    kind: 'GRPCRoute',
    gives: 'one: web.example.com',
  },
  {
    says: 'HTTPS is for GRPCRoute',
    from: grpc,
    listeners: of('HTTPS', terminate),
    kind: 'GRPCRoute',
    gives: 'one: web.example.com',
  },
  {
    says: 'HTTPS is not for TLSRoute',
    from: tls,
    listeners: of('HTTPS', terminate),
    kind: 'TLSRoute',
    gives: 'refused: kind',
  },
  {
    says: 'TLS that is passed on is for TLSRoute',
    from: tls,
    listeners: of('TLS', passthrough),
    kind: 'TLSRoute',
    gives: 'one: web.example.com',
  },
  {
    says: 'TLS that ends at the gateway is for TLSRoute',
    from: tls,
    listeners: of('TLS', terminate),
    kind: 'TLSRoute',
    gives: 'one: web.example.com',
  },
  {
    says: 'TLS that is passed on is not for TCPRoute',
    from: tls,
    listeners: of('TLS', passthrough),
    kind: 'TCPRoute',
    gives: 'refused: kind',
  },
  { says: 'TLS is not for HTTPRoute', from: tls, listeners: of('TLS', passthrough), gives: 'refused: kind' },
  { says: 'TCP is for TCPRoute', from: `${site}/guides/tcp/`, listeners: of('TCP'), kind: 'TCPRoute', gives: 'one: *' },
  { says: 'TCP is not for HTTPRoute', from: spec('protocoltype'), listeners: of('TCP'), gives: 'refused: kind' },
  {
    says: 'TCP is not for UDPRoute',
    from: spec('protocoltype'),
    listeners: of('TCP'),
    kind: 'UDPRoute',
    gives: 'refused: kind',
  },
  { says: 'UDP is for UDPRoute', from: spec('udproute'), listeners: of('UDP'), kind: 'UDPRoute', gives: 'one: *' },
  {
    says: 'UDP is not for TCPRoute',
    from: spec('protocoltype'),
    listeners: of('UDP'),
    kind: 'TCPRoute',
    gives: 'refused: kind',
  },
  {
    says: 'HTTP is not for TCPRoute',
    from: spec('protocoltype'),
    listeners: of('HTTP'),
    kind: 'TCPRoute',
    gives: 'refused: kind',
  },
  {
    says: 'protocols are the same in lower case',
    from: spec('protocoltype'),
    listeners: of('hTtP'),
    gives: 'one: web.example.com',
  },
  { says: 'also where they refuse', from: spec('protocoltype'), listeners: of('tcp'), gives: 'refused: kind' },
  {
    says: 'what a protocol of an implementation takes is its own',
    from: spec('protocoltype'),
    listeners: of('example.com/bar'),
    gives: 'one: web.example.com',
  },
];

const byKind: readonly Row[] = [
  {
    says: 'a kind that is listed is allowed',
    from: spec('allowedroutes'),
    listeners: kinds('HTTP', '{ kind: HTTPRoute }'),
    gives: 'one: web.example.com',
  },
  {
    says: 'a kind that is not listed is not',
    from: spec('allowedroutes'),
    listeners: kinds('HTTP', '{ kind: GRPCRoute }'),
    gives: 'refused: kind',
  },
  {
    says: 'one of several kinds is enough',
    from: spec('allowedroutes'),
    listeners: kinds('HTTP', '{ kind: GRPCRoute }, { kind: HTTPRoute }'),
    gives: 'one: web.example.com',
  },
  {
    says: 'the group of a kind is by default that of Gateway API',
    from: spec('routegroupkind'),
    listeners: kinds('HTTP', '{ group: gateway.networking.k8s.io, kind: HTTPRoute }'),
    gives: 'one: web.example.com',
  },
  {
    says: 'the same kind of another group is another kind',
    from: spec('routegroupkind'),
    listeners: kinds('HTTP', '{ group: example.com, kind: HTTPRoute }'),
    gives: 'refused: kind',
  },
  {
    says: 'a kind that does not go with the protocol is no kind of it',
    from: spec('allowedroutes'),
    listeners: kinds('HTTP', '{ kind: TCPRoute }'),
    kind: 'TCPRoute',
    gives: 'refused: kind',
  },
  {
    says: 'no kinds leave it to the protocol',
    from: spec('allowedroutes'),
    listeners: kinds('HTTP', ''),
    gives: 'one: web.example.com',
  },
  {
    says: 'all published versions of a kind are one kind',
    from: `${site}/concepts/versioning/`,
    listeners: of('HTTP'),
    apiVersion: 'v1beta1',
    gives: 'one: web.example.com',
  },
];

const shop = 'kind: Namespace, metadata: { name: shop, labels: { team: web } }';
const bySelector = (selector: string): string => from(`{ from: Selector, selector: ${selector} }`);
const byNamespace: readonly Row[] = [
  {
    says: 'by default only routes of the same namespace attach',
    from: spec('routenamespaces'),
    listeners: '{ name: one, port: 80, protocol: HTTP }',
    gives: 'refused: namespace',
  },
  {
    says: 'Same is the namespace of the gateway',
    from: spec('fromnamespaces'),
    listeners: from('{ from: Same }'),
    gives: 'refused: namespace',
  },
  {
    says: 'All is every namespace',
    from: spec('fromnamespaces'),
    listeners: from('{ from: All }'),
    gives: 'one: web.example.com',
  },
  {
    says: 'None is no namespace',
    from: spec('fromnamespaces'),
    listeners: from('{ from: None }'),
    gives: 'refused: namespace',
  },
  {
    says: 'a selector asks for the labels of the namespace',
    from: spec('routenamespaces'),
    listeners: bySelector('{ matchLabels: { team: web } }'),
    namespaces: shop,
    gives: 'one: web.example.com',
  },
  {
    says: 'another value is another label',
    from: spec('routenamespaces'),
    listeners: bySelector('{ matchLabels: { team: data } }'),
    namespaces: shop,
    gives: 'refused: namespace',
  },
  {
    says: 'every namespace has its name as a label',
    from: `${site}/guides/multiple-ns/`,
    listeners: bySelector('{ matchLabels: { kubernetes.io/metadata.name: shop } }'),
    gives: 'one: web.example.com',
  },
  {
    says: 'the name of another namespace is not its own',
    from: `${site}/guides/multiple-ns/`,
    listeners: bySelector('{ matchLabels: { kubernetes.io/metadata.name: blog } }'),
    gives: 'refused: namespace',
  },
  {
    says: 'a selector may list names',
    from: attaching,
    listeners: bySelector(
      '{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [blog, shop] }] }',
    ),
    gives: 'one: web.example.com',
  },
  {
    says: 'a selector may exclude names',
    from: attaching,
    listeners: bySelector(
      '{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [shop] }] }',
    ),
    gives: 'refused: namespace',
  },
  {
    says: 'an empty selector is every namespace',
    from: spec('routenamespaces'),
    listeners: bySelector('{}'),
    gives: 'one: web.example.com',
  },
  {
    says: 'labels that nobody can see may be there',
    from: spec('routenamespaces'),
    listeners: bySelector('{ matchLabels: { team: web } }'),
    gives: 'one: web.example.com',
  },
];

const inSet = { parent: 'kind: ListenerSet, name: extra, namespace: shop', listeners: http } as const;
const bySet: readonly Row[] = [
  {
    ...inSet,
    says: 'by default a gateway lets no set of listeners join',
    from: sets,
    set: https,
    gives: 'refused: set',
  },
  {
    ...inSet,
    says: 'None lets no set join',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: None } },',
    set: https,
    gives: 'refused: set',
  },
  {
    ...inSet,
    says: 'Same lets sets of the gateway’s namespace join',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: Same } },',
    set: https,
    gives: 'refused: set',
  },
  {
    ...inSet,
    says: 'All lets every set join',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: All } },',
    set: https,
    gives: 'https: web.example.com',
  },
  {
    ...inSet,
    says: 'a selector asks for the labels of the set’s namespace',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: Selector, selector: { matchLabels: { team: web } } } },',
    set: https,
    namespaces: shop,
    gives: 'https: web.example.com',
  },
  {
    ...inSet,
    says: 'Same of a listener is the namespace of its set',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: All } },',
    set: '{ name: own, port: 8443, protocol: HTTP }',
    gives: 'own: web.example.com',
  },
  {
    ...inSet,
    says: 'a route that asks for a set does not attach to the gateway’s listeners',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: All } },',
    set: https,
    parent: `${inSet.parent}, sectionName: http`,
    gives: 'refused: section',
  },
  {
    ...inSet,
    says: 'the gateway’s listener goes before one of a set',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: All } },',
    set: http,
    gives: 'refused: conflict',
  },
  {
    ...inSet,
    says: 'and is served',
    from: sets,
    gateway: 'allowedListeners: { namespaces: { from: All } },',
    set: http,
    parent: 'sectionName: http',
    gives: 'http: web.example.com',
  },
];

const two = (a: string, b: string): string => `{ name: a, ${all}, ${a} }, { name: b, ${all}, ${b} }`;
const distinct = spec('gatewayspec');
const conflicts: readonly Row[] = [
  {
    says: 'port and host must differ for HTTP',
    from: distinct,
    listeners: two('port: 80, protocol: HTTP', 'port: 80, protocol: HTTP'),
    gives: 'refused: conflict',
  },
  {
    says: 'another host is another listener',
    from: distinct,
    listeners: two(
      'port: 80, protocol: HTTP, hostname: web.example.com',
      'port: 80, protocol: HTTP, hostname: api.example.com',
    ),
    gives: 'a: web.example.com',
  },
  {
    says: 'another port is another listener',
    from: distinct,
    listeners: two('port: 80, protocol: HTTP', 'port: 8080, protocol: HTTP'),
    gives: 'a: web.example.com; b: web.example.com',
  },
  {
    says: 'TLS settings do not tell listeners apart',
    from: distinct,
    listeners: two(
      'port: 443, protocol: TLS, tls: { mode: Passthrough }',
      'port: 443, protocol: TLS, tls: { mode: Terminate }',
    ),
    kind: 'TLSRoute',
    gives: 'refused: conflict',
  },
  {
    says: 'for TCP the port must differ',
    from: distinct,
    listeners: two('port: 9000, protocol: TCP', 'port: 9000, protocol: TCP'),
    kind: 'TCPRoute',
    gives: 'refused: conflict',
  },
  {
    says: 'for UDP the port must differ',
    from: distinct,
    listeners: two('port: 53, protocol: UDP', 'port: 53, protocol: UDP'),
    kind: 'UDPRoute',
    gives: 'refused: conflict',
  },
  {
    says: 'TCP and UDP may share a port',
    from: distinct,
    listeners: two('port: 53, protocol: UDP', 'port: 53, protocol: TCP'),
    kind: 'UDPRoute',
    gives: 'a: *',
  },
  {
    says: 'TCP leaves no room for HTTP on its port',
    from: distinct,
    listeners: two('port: 80, protocol: HTTP', 'port: 80, protocol: TCP'),
    gives: 'refused: conflict',
  },
  {
    says: 'nor for HTTPS',
    from: distinct,
    listeners: two('port: 443, protocol: HTTPS', 'port: 443, protocol: TCP'),
    gives: 'refused: conflict',
  },
  {
    says: 'nor for TLS',
    from: distinct,
    listeners: two('port: 443, protocol: TLS, tls: { mode: Passthrough }', 'port: 443, protocol: TCP'),
    kind: 'TLSRoute',
    gives: 'refused: conflict',
  },
  {
    says: 'and is not accepted itself',
    from: distinct,
    listeners: two('port: 443, protocol: HTTPS', 'port: 443, protocol: TCP'),
    kind: 'TCPRoute',
    gives: 'refused: conflict',
  },
  {
    says: 'listeners beside those that conflict are accepted',
    from: distinct,
    listeners: `${two('port: 80, protocol: HTTP', 'port: 80, protocol: HTTP')}, ${https}`,
    gives: 'https: web.example.com',
  },
  {
    says: 'HTTPS and TLS of one port are told apart by their hosts',
    from: distinct,
    listeners: two(
      'port: 443, protocol: HTTPS, hostname: web.example.com',
      'port: 443, protocol: TLS, hostname: db.example.com, tls: { mode: Passthrough }',
    ),
    gives: 'a: web.example.com',
  },
  {
    says: 'a wildcard stands beside a host that it covers',
    from: distinct,
    listeners: two(
      'port: 80, protocol: HTTP, hostname: "*.example.com"',
      'port: 80, protocol: HTTP, hostname: web.example.com',
    ),
    gives: 'a: web.example.com; b: web.example.com',
  },
];

/** Everything through the readers, so that kinds and graph are tested together. */
function attachmentsOf({
  listeners,
  gateway = '',
  set,
  namespaces,
  kind = 'HTTPRoute',
  apiVersion = 'v1',
  parent,
  hostnames,
}: Row) {
  const group = 'gateway.networking.k8s.io';
  const isNamed = kind === 'TCPRoute' || kind === 'UDPRoute';
  const hostsOf = isNamed ? '' : `hostnames: ${hostnames ?? '[web.example.com]'},`;
  const asked = { name: 'public', namespace: 'infra' };
  const over = Object.entries(asked).filter(([key]) => parent === undefined || !new RegExp(`\\b${key}:`).test(parent));
  const reference = [...over.map(([key, value]) => `${key}: ${value}`), ...(parent === undefined ? [] : [parent])].join(
    ', ',
  );
  const documents = [
    `{ apiVersion: ${group}/v1, kind: Gateway, metadata: { name: public, namespace: infra }, spec: { gatewayClassName: any, ${gateway} listeners: [${listeners}] } }`,
    `{ apiVersion: ${group}/${apiVersion}, kind: ${kind}, metadata: { name: web, namespace: shop }, spec: { parentRefs: [{ ${reference} }], ${hostsOf} rules: [{ backendRefs: [{ name: web, port: 80 }] }] } }`,
    ...(set === undefined
      ? []
      : [
          `{ apiVersion: ${group}/v1, kind: ListenerSet, metadata: { name: extra, namespace: shop }, spec: { parentRef: { name: public, namespace: infra }, listeners: [${set}] } }`,
        ]),
    ...(namespaces === undefined ? [] : [`{ apiVersion: v1, ${namespaces} }`]),
  ];
  const { objects, problems } = readFile('k8s/web.yaml', new TextEncoder().encode(documents.join('\n---\n')), 'whole');
  expect(problems).toEqual([]);
  return connect(objects.flatMap(({ roles }) => roles)).routes.flatMap(({ attachments }) => attachments);
}

const wordsFor = (one: Attachment): string => {
  if (one.state === 'attached') return `${one.listener.name}: ${one.hosts.map((host) => host ?? '*').join(' ')}`;
  return one.state === 'refused' ? `refused: ${one.why}` : one.state;
};

describe.each([
  { subject: 'hosts in common', rows: hosts },
  { subject: 'section and port', rows: sections },
  { subject: 'the protocol of a listener', rows: byProtocol },
  { subject: 'the kinds of a listener', rows: byKind },
  { subject: 'the namespaces of a listener', rows: byNamespace },
  { subject: 'sets of listeners', rows: bySet },
  { subject: 'listeners that conflict', rows: conflicts },
])('$subject', ({ rows }) => {
  test.each(rows)('$says ($from)', (row) => {
    expect(attachmentsOf(row).map(wordsFor).join('; ')).toBe(row.gives);
  });
});

test('a route whose matches and backends would multiply is read as far as the API server takes it', () => {
  const many = (item: (index: number) => string): string =>
    Array.from({ length: 5000 }, (_, index) => item(index)).join();
  const text = `{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: { name: web }, spec: { rules: [{ matches: [${many((index) => `{ path: { value: /${index} } }`)}], backendRefs: [${many((index) => `{ name: s${index}, port: 80 }`)}] }] } }`;
  const roles = readFile('k8s/web.yaml', new TextEncoder().encode(text), 'whole').objects.flatMap((one) => one.roles);
  expect(roles.flatMap((role) => (role.role === 'route' ? role.rules.length : []))).toEqual([64 * 16]);
  expect(roles.flatMap((role) => (role.role === 'flaw' ? role.field : []))).toEqual([
    'spec.rules[0].matches',
    'spec.rules[0].backendRefs',
  ]);
});

describe('what two host patterns have in common', () => {
  const label = fc.constantFrom('a', 'b', 'web', 'example', 'com');
  const domain = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
  const pattern = fc.oneof(
    fc.constant('*'),
    domain,
    domain.map((name) => `*.${name}`),
  );

  test('is the same in either order', () => {
    fc.assert(fc.property(pattern, pattern, (a, b) => commonHost(a, b) === commonHost(b, a)));
  });

  test('is the pattern itself for the same one twice', () => {
    fc.assert(fc.property(pattern, (a) => commonHost(a, a) === a));
  });

  test('is covered by both', () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const common = commonHost(a, b);
        expect(common === undefined || (covers(a, common) && covers(b, common))).toBe(true);
      }),
    );
  });

  test('holds exactly the hosts that each of them holds', () => {
    fc.assert(
      fc.property(pattern, pattern, domain, (a, b, host) => {
        const common = commonHost(a, b);
        expect(common !== undefined && covers(common, host)).toBe(covers(a, host) && covers(b, host));
      }),
    );
  });
});
