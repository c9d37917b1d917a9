import { describe, expect, test } from 'vitest';
import { readFile } from '../../src/kinds/read-file.ts';
import { plain } from '../../src/model/message.ts';
import type { Flaw } from '../../src/model/resource.ts';

const flawsIn = (text: string): readonly Flaw[] =>
  readFile('k8s/web.yaml', new TextEncoder().encode(text), 'whole').objects.flatMap(({ roles }) =>
    roles.filter((role) => role.role === 'flaw'),
  );

/** `field: what is wrong → what to write instead`, and the rule that says so where it is not the usual one. */
const told = (text: string, usual: string): readonly string[] =>
  flawsIn(text).map(({ rule, field, message, fix }) => {
    const said = plain(message).replace(
      /; the API server refuses the \w+(, except in the update that changes the type)?$/,
      '',
    );
    return `${field}: ${said}${fix === undefined ? '' : ` → ${fix}`}${rule === usual ? '' : ` [${rule}]`}`;
  });

const service = (spec: string, annotations = ''): readonly string[] =>
  told(
    `apiVersion: v1\nkind: Service\nmetadata: { name: web, annotations: { ${annotations} } }\nspec: ${spec}\n`,
    'invalid-port-field',
  );

const servicePort = (port: string): readonly string[] => service(`{ ports: [{ ${port} }] }`);

describe('of a port of a Service the API server refuses', () => {
  test.each([
    ['port: "80"', 'port', '"80", but must be an integer → 80', 'JSON holds an int32 as a number'],
    ['port: http', 'port', '"http", but must be an integer', 'only targetPort may be a name'],
    ['port: ""', 'port', '"", but must be an integer', 'an empty text is no number either'],
    ['port: 0', 'port', '0, but must be between 1 and 65535', 'a Service port has no default'],
    ['port: 65536', 'port', '65536, but must be between 1 and 65535', 'one too many'],
    ['port: -1', 'port', '-1, but must be between 1 and 65535', 'below'],
    ['port: 4294967376', 'port', '4294967376, but must be between 1 and 65535', 'past int32'],
    ['port: 80.5', 'port', '80.5, but must be an integer', 'no int32'],
    ['port: true', 'port', 'true, but must be an integer', 'no number at all'],
    ['port: [80]', 'port', 'a list, but must be an integer', 'one port an item'],
    ['port: { number: 80 }', 'port', 'an object, but must be an integer', 'the form of an Ingress'],
    [
      'port: 80, targetPort: "8080"',
      'targetPort',
      '"8080", but a port name must contain a letter → 8080',
      'a number in quotes is a name',
    ],
    [
      'port: 80, targetPort: "99999"',
      'targetPort',
      '"99999", but a port name must contain a letter',
      'without quotes it would be no port either',
    ],
    ['port: 80, targetPort: Http', 'targetPort', '"Http", but must be a port name', 'lower case only'],
    ['port: 80, targetPort: a--b', 'targetPort', '"a--b", but must be a port name', 'two hyphens in a row'],
    ['port: 80, targetPort: -a', 'targetPort', '"-a", but must be a port name', 'a hyphen at an end'],
    [
      'port: 80, targetPort: a-name-of-16-chr',
      'targetPort',
      '"a-name-of-16-chr", but a port name has at most 15 characters',
      'IANA service names',
    ],
    ['port: 80, targetPort: 70000', 'targetPort', '70000, but must be between 1 and 65535', 'a number must be one'],
    ['port: 80, protocol: tcp', 'protocol', '"tcp", but must be TCP, UDP or SCTP → TCP', 'case'],
    ['port: 80, protocol: HTTP', 'protocol', '"HTTP", but must be TCP, UDP or SCTP', 'no such'],
    ['port: 80, name: HTTP', 'name', '"HTTP", but must be in lower case → http', 'a DNS label'],
    ['port: 80, name: http_api', 'name', '"http_api", but must be a DNS label', 'no underscore in a DNS label'],
  ])('%s: %s is %s (%s)', (port, field, what) => {
    expect(servicePort(port)).toEqual([`spec.ports[0].${field}: spec.ports[0].${field} of Service web is ${what}`]);
  });

  test('a port that is not written', () => {
    expect(servicePort('targetPort: 80')).toEqual(['spec.ports[0]: spec.ports[0].port of Service web is missing']);
    expect(servicePort('port: null')).toEqual(['spec.ports[0]: spec.ports[0].port of Service web is missing']);
  });

  test('the second of two that nothing tells apart', () => {
    expect(service('{ ports: [{ name: a, port: 80 }, { name: b, port: 80, protocol: TCP }] }')).toEqual([
      'spec.ports[1].port: spec.ports[1].port of Service web is 80, but the Service has TCP port 80 already',
    ]);
    expect(service('{ ports: [{ name: a, port: 80 }, { name: a, port: 81 }] }')).toEqual([
      'spec.ports[1].name: spec.ports[1].name of Service web is "a", but another port of the Service has that name',
    ]);
    expect(service('{ ports: [{ name: a, port: 80 }, { port: 81 }] }')).toEqual([
      'spec.ports[1]: spec.ports[1].name of Service web is missing, but each of several ports must have one',
    ]);
  });
});

describe('nothing is wrong with a port of a Service', () => {
  test.each([
    ['port: 80', 'all else has a default'],
    ['port: 1', 'the first'],
    ['port: 65535', 'the last'],
    ['port: 0x50', 'a number, written otherwise'],
    ['port: 80.0', 'JSON writes it as 80'],
    ['port: 80, targetPort: 0', 'not set'],
    ['port: 80, targetPort: ""', 'not set'],
    ['port: 80, targetPort: null', 'not set'],
    ['port: 80, targetPort: 8080', 'a number'],
    ['port: 80, targetPort: a-name-of-15-ch', 'a name of 15 characters'],
    ['port: 80, targetPort: 8o8o', 'a name that begins with a digit'],
    ['port: 80, nodePort: 0', 'not set'],
    ['port: 80, nodePort: null', 'not set'],
    ['port: 80, protocol: ""', 'not set'],
    ['port: 80, protocol: SCTP', 'one of three'],
    ['port: 80, name: ""', 'not set'],
    ['port: 80, name: a-name-that-is-longer-than-those-of-containers-may-be', 'a DNS label has up to 63'],
    ['port: 80, name: "80"', 'a DNS label needs no letter'],
    ['port: "{{ .Values.port }}"', 'a template'],
    [`port: "\${PORT}"`, 'a placeholder'],
    ['port: $PORT', 'envsubst'],
    ['port: WEB_PORT', 'a word that a script replaces'],
    ['port: <PORT>', 'a word that a person replaces'],
    ['port: 80, targetPort: $TARGET', 'envsubst'],
    ['port: 80, protocol: "((PROTOCOL))"', 'a placeholder'],
    ['port: 80, name: "{{ name }}"', 'a template'],
  ])('%s (%s)', (port) => {
    expect(servicePort(port)).toEqual([]);
  });

  test.each([
    ['[{ name: a, port: 53 }, { name: b, port: 53, protocol: UDP }]', 'the same number with two protocols'],
    ['[{ name: "((A))", port: 80 }, { name: "((A))", port: 81 }]', 'placeholders may come to differ'],
    ['["{{ a }}", "{{ b }}"]', 'items that a template makes'],
    ['"{{ ports }}"', 'a list that a template makes'],
  ])('ports: %s (%s)', (ports) => {
    expect(service(`{ ports: ${ports} }`)).toEqual([]);
  });
});

describe('of a Service as a whole', () => {
  const conflicts = (spec: string, annotations = ''): readonly string[] =>
    service(spec.replace('…', 'ports: [{ port: 80 }]'), annotations).map((text) =>
      text.replace(' [service-field-conflict]', '').replace(/^[^:]*: /, ''),
    );
  const ranges = 'service.beta.kubernetes.io/load-balancer-source-ranges';

  test.each([
    [
      '{ ports: [{ port: 80, nodePort: 30080 }] }',
      'spec.ports[0].nodePort of Service web is 30080, but needs type NodePort or LoadBalancer (the type is ClusterIP)',
    ],
    [
      '{ …, loadBalancerSourceRanges: [10.0.0.0/8] }',
      'spec.loadBalancerSourceRanges of Service web is set, but needs type LoadBalancer (the type is ClusterIP)',
    ],
    [
      '{ …, type: NodePort, loadBalancerClass: a/b }',
      'spec.loadBalancerClass of Service web is set, but needs type LoadBalancer (the type is NodePort)',
    ],
    [
      '{ …, type: NodePort, allocateLoadBalancerNodePorts: false }',
      'spec.allocateLoadBalancerNodePorts of Service web is set, but needs type LoadBalancer (the type is NodePort)',
    ],
    [
      '{ …, externalTrafficPolicy: Local }',
      'spec.externalTrafficPolicy of Service web is set, but needs type NodePort or LoadBalancer, or externalIPs (the type is ClusterIP)',
    ],
    [
      '{ …, externalIPs: [], externalTrafficPolicy: Local }',
      'spec.externalTrafficPolicy of Service web is set, but needs type NodePort or LoadBalancer, or externalIPs (the type is ClusterIP)',
    ],
    [
      '{ …, type: ExternalName, externalName: a.b, externalTrafficPolicy: Local }',
      'spec.externalTrafficPolicy of Service web is set, but needs type NodePort or LoadBalancer, or externalIPs (the type is ExternalName)',
    ],
    [
      '{ …, type: LoadBalancer, healthCheckNodePort: 30000 }',
      'spec.healthCheckNodePort of Service web is set, but needs type LoadBalancer with externalTrafficPolicy Local (the type is LoadBalancer)',
    ],
    [
      '{ …, type: NodePort, externalTrafficPolicy: Local, healthCheckNodePort: 30000 }',
      'spec.healthCheckNodePort of Service web is set, but needs type LoadBalancer with externalTrafficPolicy Local (the type is NodePort)',
    ],
    [
      '{ …, type: NodePort, clusterIP: None }',
      'spec.clusterIP of Service web is "None", but needs type ClusterIP (the type is NodePort)',
    ],
    [
      '{ …, type: LoadBalancer, clusterIP: None }',
      'spec.clusterIP of Service web is "None", but needs type ClusterIP (the type is LoadBalancer)',
    ],
    [
      '{ …, type: Loadbalancer, loadBalancerClass: a/b }',
      'spec.type of Service web is "Loadbalancer", but must be ClusterIP, NodePort, LoadBalancer or ExternalName → LoadBalancer',
    ],
    [
      '{ …, type: Public }',
      'spec.type of Service web is "Public", but must be ClusterIP, NodePort, LoadBalancer or ExternalName',
    ],
    ['{ …, type: 1 }', 'spec.type of Service web is 1, but must be ClusterIP, NodePort, LoadBalancer or ExternalName'],
    ['{ type: ExternalName }', 'spec.externalName of Service web is missing, but type ExternalName needs it'],
    [
      '{ type: ExternalName, externalName: "" }',
      'spec.externalName of Service web is missing, but type ExternalName needs it',
    ],
    ['{ selector: { app: web } }', 'spec.ports of Service web is missing'],
    ['{ ports: [] }', 'spec.ports of Service web is empty'],
    ['{ type: NodePort, ports: null, selector: { app: web } }', 'spec.ports of Service web is missing'],
  ])('the API server refuses %s', (spec, what) => {
    expect(conflicts(spec)).toEqual([what]);
  });

  test('the API server refuses the older annotation where it refuses the field', () => {
    expect(conflicts('{ … }', `${ranges}: 10.0.0.0/8`)).toEqual([
      `metadata.annotations.${ranges} of Service web is set, but needs type LoadBalancer (the type is ClusterIP)`,
    ]);
    expect(conflicts('{ …, type: LoadBalancer }', `${ranges}: 10.0.0.0/8`)).toEqual([]);
  });

  test.each([
    ['{ … }', 'the least there can be'],
    ['{ type: "", ports: [{ port: 80 }] }', 'the empty type is ClusterIP'],
    ['{ type: null, ports: [{ port: 80 }] }', 'no type is ClusterIP'],
    ['{ ports: [{ port: 80, nodePort: 0 }] }', '0 is not set'],
    ['{ ports: [{ port: 80, nodePort: null }] }', 'null is not set'],
    ['{ ports: [{ port: 80, nodePort: "((NODE_PORT))" }] }', 'somebody may fill in 0'],
    ['{ …, loadBalancerSourceRanges: [] }', 'an empty list is not set'],
    ['{ …, loadBalancerSourceRanges: null }', 'null is not set'],
    ['{ …, externalTrafficPolicy: "" }', 'the empty text is not set'],
    ['{ …, externalTrafficPolicy: "{{ policy }}" }', 'a placeholder'],
    ['{ …, healthCheckNodePort: 0 }', '0 is not set'],
    ['{ …, externalIPs: [192.0.2.1], externalTrafficPolicy: Local }', 'external IPs make it reachable'],
    ['{ …, externalIPs: "{{ ips }}", externalTrafficPolicy: Local }', 'somebody fills in the addresses'],
    ['{ …, type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30000 }', 'what the field is for'],
    ['{ …, type: LoadBalancer, externalTrafficPolicy: "((P))", healthCheckNodePort: 30000 }', 'it may become Local'],
    ['{ …, type: LoadBalancer, allocateLoadBalancerNodePorts: false }', 'what the field is for'],
    ['{ …, type: ClusterIP, allocateLoadBalancerNodePorts: null }', 'null is not set'],
    ['{ …, type: "((TYPE))", loadBalancerClass: a/b, externalTrafficPolicy: Local }', 'the type is a placeholder'],
    ['{ …, type: $TYPE, externalTrafficPolicy: Local }', 'envsubst'],
    ['{ clusterIP: None }', 'a headless Service needs no port'],
    ['{ clusterIP: None, clusterIPs: [None] }', 'as a cluster prints it'],
    ['{ clusterIPs: [None] }', 'headless in other words'],
    ['{ clusterIP: "((IP))" }', 'it may become headless'],
    ['{ type: ExternalName, externalName: web.example.com }', 'an external name needs no port'],
    ['{ type: ExternalName, externalName: "((NAME))" }', 'somebody fills in the name'],
    ['{ ports: "{{ ports }}" }', 'somebody fills in the list'],
  ])('nothing is wrong with %s (%s)', (spec) => {
    expect(conflicts(spec)).toEqual([]);
  });

  test('nothing is said of a Service without a spec, which is a piece of something', () => {
    expect(told('apiVersion: v1\nkind: Service\nmetadata: { name: web }\n', '')).toEqual([]);
  });
});

describe('of a pod', () => {
  const pod = (ports: string, more = '', list = 'containers'): readonly string[] =>
    told(
      `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { ${more} ${list}: [{ name: web, ports: [${ports}] }] }\n`,
      'invalid-port-field',
    );
  const first = 'spec.containers[0].ports[0]';

  test.each([
    ['{ containerPort: "80" }', 'containerPort', '"80", but must be an integer → 80'],
    ['{ containerPort: 0 }', 'containerPort', '0, but must be between 1 and 65535'],
    ['{ containerPort: 80, hostPort: "80" }', 'hostPort', '"80", but must be an integer → 80'],
    ['{ containerPort: 80, hostPort: 70000 }', 'hostPort', '70000, but must be between 1 and 65535'],
    ['{ containerPort: 80, name: HTTP }', 'name', '"HTTP", but must be a port name'],
    ['{ containerPort: 80, name: "80" }', 'name', '"80", but a port name must contain a letter'],
    ['{ containerPort: 80, protocol: udp }', 'protocol', '"udp", but must be TCP, UDP or SCTP → UDP'],
  ])('the API server refuses %s', (port, field, what) => {
    expect(pod(port)).toEqual([`${first}.${field}: ${first}.${field} of Pod web is ${what}`]);
  });

  test('the API server refuses a port without a number, and a name twice in a container', () => {
    expect(pod('{ name: http }')).toEqual([`${first}: ${first}.containerPort of Pod web is missing`]);
    expect(pod('{ containerPort: 80, name: a }, { containerPort: 81, name: a }')).toEqual([
      'spec.containers[0].ports[1].name: spec.containers[0].ports[1].name of Pod web is "a", but another port of the container has that name',
    ]);
  });

  test.each([
    ['{ containerPort: 80 }', 'all else has a default'],
    ['{ containerPort: 80, hostPort: 0 }', '0 is not set'],
    ['{ containerPort: 80, hostPort: null, name: null, protocol: null }', 'null is not set'],
    ['{ containerPort: 80, name: "", protocol: "" }', 'the empty text is not set'],
    ['{ containerPort: 80 }, { containerPort: 80 }', 'the same number twice is taken'],
    ['{ containerPort: 80, name: "((A))" }, { containerPort: 81, name: "((A))" }', 'placeholders may come to differ'],
    ['{ containerPort: "((PORT))", hostPort: $HOST_PORT, protocol: "{{ p }}" }', 'placeholders'],
  ])('nothing is wrong with %s (%s)', (ports) => {
    expect(pod(ports)).toEqual([]);
  });

  test("in the node's network the API server refuses another hostPort, and only of containers", () => {
    const ports = '{ containerPort: 80, hostPort: 8080 }';
    expect(pod(ports, 'hostNetwork: true,')).toEqual([
      `${first}.hostPort: ${first}.hostPort of Pod web is 8080, but must equal containerPort 80 because of hostNetwork → 80 [host-network-port-mismatch]`,
    ]);
    expect(pod(ports)).toEqual([]);
    expect(pod(ports, 'hostNetwork: false,')).toEqual([]);
    expect(pod(ports, 'hostNetwork: true,', 'initContainers')).toEqual([]);
    expect(pod('{ containerPort: 80, hostPort: 80 }', 'hostNetwork: true,')).toEqual([]);
    expect(pod('{ containerPort: 80, hostPort: 0 }', 'hostNetwork: true,')).toEqual([]);
    expect(pod('{ containerPort: 80, hostPort: "((P))" }', 'hostNetwork: true,')).toEqual([]);
  });

  test('a path names the template in which the port stands', () => {
    const template = '{ spec: { containers: [{ name: web, ports: [{ containerPort: 0 }] }] } }';
    const job = `apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: web }\nspec: { jobTemplate: { spec: { template: ${template} } } }\n`;
    expect(flawsIn(job).map(({ field }) => field)).toEqual([
      'spec.jobTemplate.spec.template.spec.containers[0].ports[0].containerPort',
    ]);
  });
});

describe('of an Ingress', () => {
  const ingress = (spec: string, apiVersion = 'networking.k8s.io/v1'): readonly string[] =>
    told(
      `apiVersion: ${apiVersion}\nkind: Ingress\nmetadata: { name: web }\nspec: ${spec}\n`,
      'invalid-route-field',
    ).filter((text) => !text.endsWith('[removed-api-version]'));
  const backend = 'backend: { service: { name: web, port: { number: 80 } } }';
  const host = (value: string): readonly string[] =>
    ingress(`{ rules: [{ host: ${value}, http: { paths: [{ path: /, pathType: Prefix, ${backend} }] } }] }`);
  const path = (value: string): readonly string[] =>
    ingress(`{ rules: [{ http: { paths: [{ ${value}, ${backend} }] } }] }`);
  const target = (value: string): readonly string[] => ingress(`{ defaultBackend: ${value} }`);
  const tls = (value: string): readonly string[] =>
    ingress(`{ defaultBackend: { service: { name: web, port: { number: 80 } } }, tls: [{ hosts: [${value}] }] }`);

  test.each([
    ['192.0.2.1', 'be a DNS name, not an address'],
    ['192.0.2.010', 'be a DNS name, not an address'],
    ['192.0.2.1:80', 'be a DNS name, not an address'],
    ['"::1"', 'be a DNS name, not an address'],
    ['"[2001:db8::1]"', 'be a DNS name, not an address'],
    ['web.example.com:8080', 'not have a port → web.example.com'],
    ['Web.Example.com', 'be in lower case → web.example.com'],
    ['"*"', 'be a DNS name'],
    ['"*.*.example.com"', 'be a DNS name'],
    ['"web.*.com"', 'be a DNS name'],
    ['"*example.com"', 'be a DNS name'],
    ['https://web.example.com', 'be a DNS name'],
    ['web_1.example.com', 'be a DNS name'],
    ['web.example.com/', 'be a DNS name'],
    ['web.example.com.', 'be a DNS name'],
    [`${'a.'.repeat(126)}aa`, 'be a DNS name'],
  ])('the API server refuses the host %s', (value, what) => {
    const bare = value.replaceAll('"', '');
    expect(host(value)).toEqual([
      `spec.rules[0].host: spec.rules[0].host of Ingress web is "${bare}", but must ${what}`,
    ]);
  });

  test.each([
    ['web.example.com', 'a DNS name'],
    ['"*.example.com"', 'a wildcard for one label'],
    ['localhost', 'one label'],
    ['999.0.2.1', 'digits that are no address'],
    ['""', 'every host'],
    ['null', 'every host'],
    [`${'a.'.repeat(126)}a`, '253 characters'],
    ['"{{ host }}"', 'a template'],
    ['"web.((DOMAIN))"', 'a placeholder'],
    ['$HOST', 'envsubst'],
    ['wеb.example.com', 'what is not ASCII is told by suspicious-name'],
  ])('nothing is wrong with the host %s (%s)', (value) => {
    expect(host(value)).toEqual([]);
  });

  test('a certificate may be for an IPv4 address, and for no other thing that a host may not be', () => {
    expect(tls('192.0.2.1, web.example.com, "*.example.com", "{{ host }}", null')).toEqual([]);
    expect(tls('"web.example.com:443"')).toEqual([
      'spec.tls[0].hosts[0]: spec.tls[0].hosts[0] of Ingress web is "web.example.com:443", but must not have a port → web.example.com',
    ]);
    expect(tls('"::1"')).toEqual([
      'spec.tls[0].hosts[0]: spec.tls[0].hosts[0] of Ingress web is "::1", but must be a DNS name, not an address',
    ]);
  });

  const at = 'spec.rules[0].http.paths[0]';

  test.each([
    ['path: /', '', `${at}.pathType of Ingress web is missing`],
    ['path: /, pathType: null', '', `${at}.pathType of Ingress web is missing`],
    [
      'path: /, pathType: prefix',
      '.pathType',
      `${at}.pathType of Ingress web is "prefix", but must be Exact, Prefix or ImplementationSpecific → Prefix`,
    ],
    [
      'path: /, pathType: Regex',
      '.pathType',
      `${at}.pathType of Ingress web is "Regex", but must be Exact, Prefix or ImplementationSpecific`,
    ],
    ['path: api, pathType: Prefix', '.path', `${at}.path of Ingress web is "api", but must begin with a slash → /api`],
    [
      'path: api, pathType: ImplementationSpecific',
      '.path',
      `${at}.path of Ingress web is "api", but must begin with a slash → /api`,
    ],
    ['path: "", pathType: Exact', '.path', `${at}.path of Ingress web is "", but must begin with a slash → /`],
    ['pathType: Prefix', '.path', `${at}.path of Ingress web is missing`],
    [
      'path: //api, pathType: Prefix',
      '.path',
      `${at}.path of Ingress web is "//api", but must not contain // with pathType Prefix`,
    ],
    [
      'path: /a/../b, pathType: Exact',
      '.path',
      `${at}.path of Ingress web is "/a/../b", but must not contain /../ with pathType Exact`,
    ],
    [
      'path: /a/.., pathType: Exact',
      '.path',
      `${at}.path of Ingress web is "/a/..", but must not contain /.. with pathType Exact`,
    ],
    [
      'path: /a%2Fb, pathType: Prefix',
      '.path',
      `${at}.path of Ingress web is "/a%2Fb", but must not contain %2F with pathType Prefix`,
    ],
  ])('the API server refuses %s', (value, field, what) => {
    expect(path(value)).toEqual([`${at}${field}: ${what}`]);
  });

  test.each([
    ['path: /, pathType: Prefix', 'everything'],
    ['pathType: ImplementationSpecific', "no path is the controller's choice"],
    ['path: "", pathType: ImplementationSpecific', "no path is the controller's choice"],
    ['path: //api/../x%2f, pathType: ImplementationSpecific', 'only the slash is asked for'],
    ['path: /api(/|$)(.*), pathType: ImplementationSpecific', 'a pattern'],
    ['path: /a..b/.well-known, pathType: Prefix', 'dots that are no step'],
    ['path: "{{ path }}", pathType: Prefix', 'a template'],
    ['path: $WEB_PATH, pathType: Prefix', 'envsubst'],
    ['path: api, pathType: "((TYPE))"', 'where one is a placeholder the other is not judged'],
  ])('nothing is wrong with %s (%s)', (value) => {
    expect(path(value)).toEqual([]);
  });

  const where = 'spec.defaultBackend';

  test.each([
    ['{}', '', 'spec.defaultBackend of Ingress web has neither service nor resource, but must have one'],
    [
      '{ serviceName: web, servicePort: 80 }',
      '.serviceName',
      'spec.defaultBackend.serviceName of Ingress web is a field of v1beta1, but must be service in v1',
    ],
    [
      '{ service: { name: web }, resource: { kind: Bucket, name: b } }',
      '',
      'spec.defaultBackend of Ingress web has both service and resource, but may have one',
    ],
    ['{ service: { name: web } }', '.service', 'spec.defaultBackend.service.port of Ingress web is missing'],
    [
      '{ service: { name: web, port: {} } }',
      '.service.port',
      'spec.defaultBackend.service.port of Ingress web has neither number nor name, but must have one',
    ],
    [
      '{ service: { name: web, port: { number: 0 } } }',
      '.service.port',
      'spec.defaultBackend.service.port of Ingress web has neither number nor name, but must have one',
    ],
    [
      '{ service: { name: web, port: 80 } }',
      '.service.port',
      'spec.defaultBackend.service.port of Ingress web is 80, but must be an object with a number or a name → { number: 80 }',
    ],
    [
      '{ service: { name: web, port: http } }',
      '.service.port',
      'spec.defaultBackend.service.port of Ingress web is "http", but must be an object with a number or a name → { name: http }',
    ],
    [
      '{ service: { name: web, port: { number: 80, name: http } } }',
      '.service.port',
      'spec.defaultBackend.service.port of Ingress web has both number and name, but may have one',
    ],
    [
      '{ service: { name: web, port: { number: "80" } } }',
      '.service.port.number',
      'spec.defaultBackend.service.port.number of Ingress web is "80", but must be an integer → 80 [invalid-port-field]',
    ],
    [
      '{ service: { name: web, port: { name: a-name-of-16-chr } } }',
      '.service.port.name',
      'spec.defaultBackend.service.port.name of Ingress web is "a-name-of-16-chr", but a port name has at most 15 characters [invalid-port-field]',
    ],
  ])('the API server refuses the backend %s', (value, field, what) => {
    expect(target(value)).toEqual([`${where}${field}: ${what}`]);
  });

  test.each([
    ['{ service: { name: web, port: { number: 80 } } }', 'by number'],
    ['{ service: { name: web, port: { name: http } } }', 'by name'],
    ['{ service: { name: web, port: { name: http, number: 0 } } }', '0 is not set'],
    ['{ service: { name: web, port: { name: "", number: 80 } } }', 'the empty text is not set'],
    ['{ service: { name: web, port: { name: null, number: 80 } } }', 'null is not set'],
    [
      '{ service: { name: redirect, port: { name: use-annotation } } }',
      'an action of the AWS load balancer controller',
    ],
    ['{ resource: { kind: Bucket, name: b } }', 'a resource has no port'],
    ['{ service: { name: web, port: { number: "((PORT))" } } }', 'a placeholder'],
    ['{ service: { name: web, port: "{{ port }}" } }', 'a template'],
    ['{ service: "{{ service }}" }', 'a template'],
    ['"{{ backend }}"', 'a template'],
  ])('nothing is wrong with the backend %s (%s)', (value) => {
    expect(target(value)).toEqual([]);
  });

  test('the API server refuses a path without a backend, and an Ingress with nothing at all', () => {
    expect(ingress('{ rules: [{ http: { paths: [{ path: /, pathType: Prefix }] } }] }')).toEqual([
      `${at}: ${at}.backend of Ingress web is missing`,
    ]);
    expect(ingress('{ ingressClassName: nginx }')).toEqual([
      'spec: Ingress web has neither rules nor a defaultBackend',
    ]);
    expect(ingress('{ rules: [] }')).toEqual(['spec: Ingress web has neither rules nor a defaultBackend']);
  });

  test.each([
    ['{ rules: [{ host: web.example.com }] }', 'a rule without http is for the default backend'],
    ['{ rules: "{{ rules }}" }', 'somebody fills in the list'],
    ['{ rules: [{ http: { paths: ["{{ path }}"] } }] }', 'somebody fills in the path'],
    ['{ rules: ["{{ rule }}"] }', 'somebody fills in the rule'],
  ])('nothing is wrong with %s (%s)', (spec) => {
    expect(ingress(spec)).toEqual([]);
  });

  test.each(['networking.k8s.io/v1beta1', 'extensions/v1beta1'])('%s has its own form', (apiVersion) => {
    const legacy = (value: string): readonly string[] =>
      ingress(
        `{ rules: [{ http: { paths: [{ backend: { serviceName: web, servicePort: ${value} } }] } }] }`,
        apiVersion,
      );
    expect(legacy('80')).toEqual([]);
    expect(legacy('http')).toEqual([]);
    expect(legacy('"80"')).toEqual([
      `${at}.backend.servicePort: ${at}.backend.servicePort of Ingress web is "80", but a port name must contain a letter → 80 [invalid-port-field]`,
    ]);
  });
});

describe('an API version', () => {
  const version = (apiVersion: string, kind: string): readonly string[] =>
    told(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web }\n`, 'removed-api-version').filter(
      (text) => !text.includes('['),
    );

  test.each([
    ['extensions/v1beta1', 'Ingress', '1.22'],
    ['networking.k8s.io/v1beta1', 'Ingress', '1.22'],
    ['networking.k8s.io/v1beta1', 'IngressClass', '1.22'],
    ['extensions/v1beta1', 'Deployment', '1.16'],
    ['extensions/v1beta1', 'DaemonSet', '1.16'],
    ['apps/v1beta1', 'StatefulSet', '1.16'],
    ['apps/v1beta2', 'ReplicaSet', '1.16'],
    ['batch/v1beta1', 'CronJob', '1.25'],
    ['discovery.k8s.io/v1beta1', 'EndpointSlice', '1.25'],
  ])('%s of %s was removed in %s', (apiVersion, kind, since) => {
    expect(version(apiVersion, kind).map((text) => text.replace(/ → .*/, ''))).toEqual([
      `apiVersion: apiVersion of ${kind} web is "${apiVersion}", but Kubernetes ${since} removed it`,
    ]);
  });

  test('is all there is to write anew where the newer one has the same fields', () => {
    expect(version('batch/v1beta1', 'CronJob')[0]).toMatch(/ → batch\/v1$/);
    expect(version('apps/v1beta2', 'Deployment')[0]).toMatch(/ → apps\/v1$/);
    expect(version('apps/v1beta1', 'Deployment')[0]).not.toContain('→');
    expect(version('extensions/v1beta1', 'Ingress')[0]).not.toContain('→');
  });

  test.each([
    ['networking.k8s.io/v1', 'Ingress', 'is served'],
    ['networking.k8s.io/v1beta1', 'IPAddress', 'came back with other kinds in 1.31'],
    ['apps/v1', 'Deployment', 'is served'],
    ['apps.kruise.io/v1beta1', 'StatefulSet', 'belongs to another group'],
    ['example.com/v1beta1', 'Ingress', 'belongs to another group'],
    ['"{{ version }}"', 'Ingress', 'is a template'],
  ])('%s of %s %s', (apiVersion, kind) => {
    expect(version(apiVersion, kind)).toEqual([]);
  });
});
