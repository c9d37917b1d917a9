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
      /; the API server refuses it(, save in the update that changes the type)?$/,
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
    [
      'port: "80"',
      'port',
      'the text "80", where the API server decodes a number → 80',
      'JSON holds an int32 as a number',
    ],
    ['port: http', 'port', 'the text "http", where the API server decodes a number', 'only targetPort may be a name'],
    ['port: ""', 'port', 'the text "", where the API server decodes a number', 'an empty text is no number either'],
    ['port: 0', 'port', '0, and a port lies between 1 and 65535', 'a Service port has no default'],
    ['port: 65536', 'port', '65536, and a port lies between 1 and 65535', 'one too many'],
    ['port: -1', 'port', '-1, and a port lies between 1 and 65535', 'below'],
    ['port: 4294967376', 'port', '4294967376, and a port lies between 1 and 65535', 'past int32'],
    ['port: 80.5', 'port', '80.5, where the API server decodes a whole number', 'no int32'],
    ['port: true', 'port', 'true, where the API server decodes a whole number', 'no number at all'],
    ['port: [80]', 'port', 'a list, where the API server decodes a whole number', 'one port an item'],
    ['port: { number: 80 }', 'port', 'a map, where the API server decodes a whole number', 'the form of an Ingress'],
    [
      'port: 80, targetPort: "8080"',
      'targetPort',
      'the text "8080", which is taken for a name, and a port\'s name needs a letter → 8080',
      'a number in quotes is a name',
    ],
    [
      'port: 80, targetPort: "99999"',
      'targetPort',
      'the text "99999", which is taken for a name, and a port\'s name needs a letter',
      'without quotes it would be no port either',
    ],
    ['port: 80, targetPort: Http', 'targetPort', 'the text "Http", which is no name for a port', 'lower case only'],
    [
      'port: 80, targetPort: a--b',
      'targetPort',
      'the text "a--b", which is no name for a port',
      'two hyphens in a row',
    ],
    ['port: 80, targetPort: -a', 'targetPort', 'the text "-a", which is no name for a port', 'a hyphen at an end'],
    [
      'port: 80, targetPort: a-name-of-16-chr',
      'targetPort',
      'the text "a-name-of-16-chr", which is longer than the 15 characters of a port\'s name',
      'IANA service names',
    ],
    ['port: 80, targetPort: 70000', 'targetPort', '70000, and a port lies between 1 and 65535', 'a number must be one'],
    [
      'port: 80, protocol: tcp',
      'protocol',
      'tcp, and the API knows TCP, UDP and SCTP only, in upper case → TCP',
      'case',
    ],
    [
      'port: 80, protocol: HTTP',
      'protocol',
      'HTTP, and the API knows TCP, UDP and SCTP only, in upper case',
      'no such',
    ],
    ['port: 80, name: HTTP', 'name', "HTTP, and a port's name is written in lower case → http", 'a DNS label'],
    ['port: 80, name: http_api', 'name', 'http_api, which is no name for a port', 'no underscore in a DNS label'],
  ])('%s: %s is %s (%s)', (port, field, what) => {
    expect(servicePort(port)).toEqual([`spec.ports[0].${field}: spec.ports[0].${field} of Service web is ${what}`]);
  });

  test('a port that is not written', () => {
    expect(servicePort('targetPort: 80')).toEqual(['spec.ports[0]: spec.ports[0].port of Service web is missing']);
    expect(servicePort('port: null')).toEqual(['spec.ports[0]: spec.ports[0].port of Service web is missing']);
  });

  test('the second of two that nothing tells apart', () => {
    expect(service('{ ports: [{ name: a, port: 80 }, { name: b, port: 80, protocol: TCP }] }')).toEqual([
      'spec.ports[1].port: spec.ports[1].port of Service web is 80/TCP for the second time',
    ]);
    expect(service('{ ports: [{ name: a, port: 80 }, { name: a, port: 81 }] }')).toEqual([
      'spec.ports[1].name: spec.ports[1].name of Service web is a, which another port of it is called too',
    ]);
    expect(service('{ ports: [{ name: a, port: 80 }, { port: 81 }] }')).toEqual([
      'spec.ports[1]: spec.ports[1].name of Service web is missing, and a Service with several ports needs one for each',
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
    ['{ ports: [{ port: 80, nodePort: 30080 }] }', 'Service web is of type ClusterIP and asks for nodePort 30080'],
    [
      '{ …, loadBalancerSourceRanges: [10.0.0.0/8] }',
      'Service web is of type ClusterIP and has loadBalancerSourceRanges, which only a Service of type LoadBalancer may have',
    ],
    [
      '{ …, type: NodePort, loadBalancerClass: a/b }',
      'Service web is of type NodePort and has loadBalancerClass, which only a Service of type LoadBalancer may have',
    ],
    [
      '{ …, type: NodePort, allocateLoadBalancerNodePorts: false }',
      'Service web is of type NodePort and has allocateLoadBalancerNodePorts, which only a Service of type LoadBalancer may have',
    ],
    [
      '{ …, externalTrafficPolicy: Local }',
      'Service web is of type ClusterIP and has externalTrafficPolicy, which only a Service that can be reached from outside may have',
    ],
    [
      '{ …, externalIPs: [], externalTrafficPolicy: Local }',
      'Service web is of type ClusterIP and has externalTrafficPolicy, which only a Service that can be reached from outside may have',
    ],
    [
      '{ …, type: ExternalName, externalName: a.b, externalTrafficPolicy: Local }',
      'Service web is of type ExternalName and has externalTrafficPolicy, which only a Service that can be reached from outside may have',
    ],
    [
      '{ …, type: LoadBalancer, healthCheckNodePort: 30000 }',
      'Service web is of type LoadBalancer and has healthCheckNodePort, which only a LoadBalancer with externalTrafficPolicy Local may have',
    ],
    [
      '{ …, type: NodePort, externalTrafficPolicy: Local, healthCheckNodePort: 30000 }',
      'Service web is of type NodePort and has healthCheckNodePort, which only a LoadBalancer with externalTrafficPolicy Local may have',
    ],
    ['{ …, type: NodePort, clusterIP: None }', 'Service web is headless (clusterIP: None) and of type NodePort'],
    [
      '{ …, type: LoadBalancer, clusterIP: None }',
      'Service web is headless (clusterIP: None) and of type LoadBalancer',
    ],
    [
      '{ …, type: Loadbalancer, loadBalancerClass: a/b }',
      '"Loadbalancer" of Service web is no type of a Service → LoadBalancer',
    ],
    ['{ …, type: Public }', '"Public" of Service web is no type of a Service'],
    ['{ …, type: 1 }', '"1" of Service web is no type of a Service'],
    ['{ type: ExternalName }', 'Service web is of type ExternalName and names no externalName'],
    ['{ type: ExternalName, externalName: "" }', 'Service web is of type ExternalName and names no externalName'],
    ['{ selector: { app: web } }', 'Service web has no ports'],
    ['{ ports: [] }', 'Service web has no ports'],
    ['{ type: NodePort, ports: null, selector: { app: web } }', 'Service web has no ports'],
  ])('the API server refuses %s', (spec, what) => {
    expect(conflicts(spec)).toEqual([what]);
  });

  test('the API server refuses the older annotation where it refuses the field', () => {
    expect(conflicts('{ … }', `${ranges}: 10.0.0.0/8`)).toEqual([
      `Service web is of type ClusterIP and has ${ranges}, which only a Service of type LoadBalancer may have`,
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
    ['{ containerPort: "80" }', 'containerPort', 'the text "80", where the API server decodes a number → 80'],
    ['{ containerPort: 0 }', 'containerPort', '0, and a port lies between 1 and 65535'],
    ['{ containerPort: 80, hostPort: "80" }', 'hostPort', 'the text "80", where the API server decodes a number → 80'],
    ['{ containerPort: 80, hostPort: 70000 }', 'hostPort', '70000, and a port lies between 1 and 65535'],
    ['{ containerPort: 80, name: HTTP }', 'name', 'HTTP, which is no name for a port'],
    ['{ containerPort: 80, name: "80" }', 'name', "80, which is taken for a name, and a port's name needs a letter"],
    [
      '{ containerPort: 80, protocol: udp }',
      'protocol',
      'udp, and the API knows TCP, UDP and SCTP only, in upper case → UDP',
    ],
  ])('the API server refuses %s', (port, field, what) => {
    expect(pod(port)).toEqual([`${first}.${field}: ${first}.${field} of Pod web is ${what}`]);
  });

  test('the API server refuses a port without a number, and a name twice in a container', () => {
    expect(pod('{ name: http }')).toEqual([`${first}: ${first}.containerPort of Pod web is missing`]);
    expect(pod('{ containerPort: 80, name: a }, { containerPort: 81, name: a }')).toEqual([
      'spec.containers[0].ports[1].name: spec.containers[0].ports[1].name of Pod web is a, which another port of the container is called too',
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
      `${first}.hostPort: hostPort 8080 of Pod web is another number than containerPort 80, and with hostNetwork they are the same port → 80 [host-network-port-mismatch]`,
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
    ['192.0.2.1', 'is an address, and a host must be a DNS name'],
    ['192.0.2.010', 'is an address, and a host must be a DNS name'],
    ['192.0.2.1:80', 'is an address, and a host must be a DNS name'],
    ['"::1"', 'is an address, and a host must be a DNS name'],
    ['"[2001:db8::1]"', 'is an address, and a host must be a DNS name'],
    ['web.example.com:8080', 'has a port, which a host must not have → web.example.com'],
    ['Web.Example.com', 'has upper-case letters → web.example.com'],
    ['"*"', 'is no DNS name'],
    ['"*.*.example.com"', 'is no DNS name'],
    ['"web.*.com"', 'is no DNS name'],
    ['"*example.com"', 'is no DNS name'],
    ['https://web.example.com', 'is no DNS name'],
    ['web_1.example.com', 'is no DNS name'],
    ['web.example.com/', 'is no DNS name'],
    ['web.example.com.', 'is no DNS name'],
    [`${'a.'.repeat(126)}aa`, 'is no DNS name'],
  ])('the API server refuses the host %s', (value, what) => {
    const bare = value.replaceAll('"', '');
    expect(host(value)).toEqual([`spec.rules[0].host: host ${bare} of Ingress web ${what}`]);
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
      'spec.tls[0].hosts[0]: host web.example.com:443 of Ingress web has a port, which a host must not have → web.example.com',
    ]);
    expect(tls('"::1"')).toEqual([
      'spec.tls[0].hosts[0]: host ::1 of Ingress web is an address, and a host must be a DNS name',
    ]);
  });

  const at = 'spec.rules[0].http.paths[0]';

  test.each([
    ['path: /', '', `${at}.pathType of Ingress web is missing`],
    ['path: /, pathType: null', '', `${at}.pathType of Ingress web is missing`],
    ['path: /, pathType: prefix', '.pathType', '"prefix" of Ingress web is no pathType → Prefix'],
    ['path: /, pathType: Regex', '.pathType', '"Regex" of Ingress web is no pathType'],
    ['path: api, pathType: Prefix', '.path', 'path api of Ingress web does not begin with a slash → /api'],
    [
      'path: api, pathType: ImplementationSpecific',
      '.path',
      'path api of Ingress web does not begin with a slash → /api',
    ],
    ['path: "", pathType: Exact', '.path', 'path (none) of Ingress web does not begin with a slash → /'],
    ['pathType: Prefix', '.path', 'path (none) of Ingress web does not begin with a slash'],
    [
      'path: //api, pathType: Prefix',
      '.path',
      'path //api of Ingress web holds //, which a path of type Prefix must not have',
    ],
    [
      'path: /a/../b, pathType: Exact',
      '.path',
      'path /a/../b of Ingress web holds /../, which a path of type Exact must not have',
    ],
    [
      'path: /a/.., pathType: Exact',
      '.path',
      'path /a/.. of Ingress web holds /.., which a path of type Exact must not have',
    ],
    [
      'path: /a%2Fb, pathType: Prefix',
      '.path',
      'path /a%2Fb of Ingress web holds %2F, which a path of type Prefix must not have',
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
    ['{}', '', 'a backend of Ingress web names no Service'],
    [
      '{ serviceName: web, servicePort: 80 }',
      '.serviceName',
      'a backend of Ingress web has serviceName, a field of v1beta1, and no service',
    ],
    [
      '{ service: { name: web }, resource: { kind: Bucket, name: b } }',
      '',
      'a backend of Ingress web names both a Service and a resource',
    ],
    ['{ service: { name: web } }', '.service', 'a backend of Ingress web names no port'],
    ['{ service: { name: web, port: {} } }', '.service.port', 'a backend of Ingress web names no port'],
    ['{ service: { name: web, port: { number: 0 } } }', '.service.port', 'a backend of Ingress web names no port'],
    [
      '{ service: { name: web, port: 80 } }',
      '.service.port',
      'port 80 of a backend of Ingress web is no map with a number or a name → { number: 80 }',
    ],
    [
      '{ service: { name: web, port: http } }',
      '.service.port',
      'port http of a backend of Ingress web is no map with a number or a name → { name: http }',
    ],
    [
      '{ service: { name: web, port: { number: 80, name: http } } }',
      '.service.port',
      'a backend of Ingress web names its port by number and by name',
    ],
    [
      '{ service: { name: web, port: { number: "80" } } }',
      '.service.port.number',
      'spec.defaultBackend.service.port.number of Ingress web is the text "80", where the API server decodes a number → 80 [invalid-port-field]',
    ],
    [
      '{ service: { name: web, port: { name: a-name-of-16-chr } } }',
      '.service.port.name',
      "spec.defaultBackend.service.port.name of Ingress web is a-name-of-16-chr, which is longer than the 15 characters of a port's name [invalid-port-field]",
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
      `${at}.backend.servicePort: ${at}.backend.servicePort of Ingress web is the text "80", which is taken for a name, and a port's name needs a letter → 80 [invalid-port-field]`,
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
  ])('%s of %s is gone since %s', (apiVersion, kind, since) => {
    expect(version(apiVersion, kind).map((text) => text.replace(/ → .*/, ''))).toEqual([
      `apiVersion: ${apiVersion} of ${kind} web is gone since Kubernetes ${since}, so it cannot be applied`,
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
