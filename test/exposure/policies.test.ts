import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import type { Exposure, PolicyVerdict } from '../../src/exposure/exposure.ts';
import type { ClusterConfig } from '../../src/model/config.ts';
import { reviewed } from '../support/judged.ts';

const deployment = (name: string, pod: string, namespace = 'shop'): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template: ${pod}`;

const web = deployment(
  'web',
  '{ metadata: { labels: { app: web } }, spec: { containers: [{ name: web, ports: [{ name: http, containerPort: 8080 }] }] } }',
);

const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { ${spec} selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }`;

const ingress = (className: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: site, namespace: shop }
spec:
  ingressClassName: ${className}
  rules:
    - host: web.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }`;

const policy = (ingressRules: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress], ingress: ${ingressRules} }`;

const from = (peer: string, ports = ''): string => policy(`[{ from: [${peer}]${ports} }]`);
const by = [{ kind: 'NetworkPolicy', namespace: 'shop', name: 'web' }];

/** The verdicts on the ways of one kind. */
function verdictsOf(kind: Exposure['entry']['kind'], objects: readonly string[], cluster: Partial<ClusterConfig> = {}) {
  const config = { ...defaultConfig, cluster: { ...defaultConfig.cluster, ...cluster } };
  const { diff } = reviewed({}, { 'k8s/all.yaml': objects.join('\n---\n') }, config);
  return diff.added.filter(({ entry }) => entry.kind === kind).map((one) => one.policy);
}

const blocked: PolicyVerdict = { state: 'blocked', by };
const allowed: PolicyVerdict = { state: 'allowed', by };
const unknown = (reason: string): PolicyVerdict => ({ state: 'unknown', by, reason });

describe('a policy of which a part is filled in later', () => {
  test.each([
    'podSelector: $PODS, policyTypes: [Ingress]',
    'podSelector: { matchLabels: "{{ labels }}" }',
    'podSelector: {}, ingress: $RULES',
  ])('holds nobody back for sure: %s', (spec) => {
    const late = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: web, namespace: shop }\nspec: { ${spec} }`;
    const lb = service('type: LoadBalancer, externalTrafficPolicy: Local,');
    expect(verdictsOf('lb', [web, lb, late])).toMatchObject([{ state: 'unknown', by }]);
  });
});

describe('a load balancer whose pods see the clients', () => {
  const local = (ranges = ''): string => service(`type: LoadBalancer, externalTrafficPolicy: Local,${ranges}`);
  test.each<[string, string, string, PolicyVerdict]>([
    ['nobody is let in', policy('[]'), '', blocked],
    ['everybody is', policy('[{}]'), '', allowed],
    ['pods are no clients', from('{ namespaceSelector: {} }'), '', blocked],
    [
      'both families are everybody',
      from('{ ipBlock: { cidr: 0.0.0.0/0 } }, { ipBlock: { cidr: "::/0" } }'),
      '',
      allowed,
    ],
    [
      'some ranges',
      from('{ ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/9] } }'),
      '',
      { state: 'filtered', by, sources: ['10.128.0.0/9'] },
    ],
    [
      'ranges within those of the Service',
      from('{ ipBlock: { cidr: 10.0.0.0/8 } }'),
      ' loadBalancerSourceRanges: [10.1.0.0/16],',
      allowed,
    ],
    [
      'ranges that meet those of the Service',
      from('{ ipBlock: { cidr: 10.1.0.0/16 } }'),
      ' loadBalancerSourceRanges: [10.0.0.0/8],',
      { state: 'filtered', by, sources: ['10.1.0.0/16'] },
    ],
    [
      'ranges beside those of the Service',
      from('{ ipBlock: { cidr: 192.0.2.0/24 } }'),
      ' loadBalancerSourceRanges: [10.0.0.0/8],',
      blocked,
    ],
    ['the port of the pod', policy('[{ ports: [{ port: 8080 }] }]'), '', allowed],
    ['its name', policy('[{ ports: [{ port: http }] }]'), '', allowed],
    ['the port of the Service is not what a policy sees', policy('[{ ports: [{ port: 80 }] }]'), '', blocked],
    ['another protocol', policy('[{ ports: [{ port: 8080, protocol: UDP }] }]'), '', blocked],
    [
      'a range that is a placeholder',
      from('{ ipBlock: { cidr: "@OFFICE@" } }'),
      '',
      unknown('a range of addresses is not known'),
    ],
  ])('%s', (_name, rules, ranges, expected) => {
    expect(verdictsOf('lb', [web, local(ranges), rules])).toEqual([expected]);
  });
});

describe('a node that hands traffic on under its own address', () => {
  test.each<[string, string, PolicyVerdict]>([
    ['everybody is let in', policy('[{}]'), allowed],
    ['the addresses of everybody hold whatever its address is', from('{ ipBlock: { cidr: 0.0.0.0/0 } }'), allowed],
    ['in halves as well', from('{ ipBlock: { cidr: 0.0.0.0/1 } }, { ipBlock: { cidr: 128.0.0.0/1 } }'), allowed],
    [
      'but for exceptions',
      from('{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }'),
      unknown('the address of a node stands in no manifest'),
    ],
    ['some ranges', from('{ ipBlock: { cidr: 10.0.0.0/8 } }'), unknown('the address of a node stands in no manifest')],
    [
      'its own pods',
      from('{ podSelector: {} }'),
      unknown('the pod sees a node, and its own node is always let through'),
    ],
    ['nobody', policy('[]'), unknown('the pod sees a node, and its own node is always let through')],
  ])('%s', (_name, rules, expected) => {
    expect(verdictsOf('node-port', [web, service('type: NodePort,'), rules])).toEqual([expected]);
  });
});

test('a load balancer that sends to the pods itself has an address that stands in no manifest', () => {
  const direct = service('type: LoadBalancer,').replace(
    'namespace: shop }',
    'namespace: shop, annotations: { service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip } }',
  );
  const verdicts = (rules: string) => verdictsOf('lb', [web, direct, rules]);
  expect(verdicts(from('{ ipBlock: { cidr: 0.0.0.0/0 } }'))).toEqual([allowed]);
  expect(verdicts(from('{ ipBlock: { cidr: 10.0.0.0/8 } }'))).toEqual([
    unknown('the address of the load balancer stands in no manifest'),
  ]);
});

describe('the load balancer of an Ingress on AWS', () => {
  const route = (annotations: string, rules: string) =>
    verdictsOf('http-route', [
      web,
      service('type: NodePort,'),
      ingress('alb').replace('namespace: shop }', `namespace: shop, annotations: { ${annotations} } }`),
      rules,
    ]);
  const some = from('{ ipBlock: { cidr: 10.0.0.0/8 } }');

  test('comes from an address of its own where it sends to the pods themselves', () => {
    const ip = 'alb.ingress.kubernetes.io/target-type: " ip "';
    expect(route(ip, some)).toEqual([unknown('the address of the load balancer stands in no manifest')]);
    expect(route(ip, policy('[{}]'))).toEqual([allowed]);
  });

  test.each(['', 'alb.ingress.kubernetes.io/target-type: instance'])(
    'comes from a node where it sends to node ports: %s',
    (annotations) => {
      expect(route(annotations, some)).toEqual([unknown('the address of a node stands in no manifest')]);
      expect(route(annotations, policy('[]'))).toEqual([
        unknown('the pod sees a node, and its own node is always let through'),
      ]);
    },
  );
});

describe('an ingress controller', () => {
  const controllerPods = '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }';
  const labelled =
    '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: edge } }, podSelector: { matchLabels: { role: proxy } } }';
  const route = (
    rules: string,
    more: readonly string[] = [],
    cluster: Partial<ClusterConfig> = {},
    className = 'nginx',
  ) => verdictsOf('http-route', [web, service(''), ingress(className), rules, ...more], cluster);
  const configured = (labels: Record<string, string>): Partial<ClusterConfig> => ({
    ingressControllers: [
      { class: 'nginx', namespace: 'edge', podLabels: new Map(Object.entries(labels)), reach: undefined },
    ],
  });
  const own = (spec = ''): string =>
    deployment(
      'controller',
      `{ metadata: { labels: { app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller, role: proxy } }, spec: { ${spec} containers: [{ name: main }] } }`,
      'edge',
    );

  test('is known by its usual namespace where nothing else is said', () => {
    expect(route(from(controllerPods))).toEqual([allowed]);
  });

  test('may be installed elsewhere, so that another namespace is not certainly wrong', () => {
    expect(route(from(labelled))).toEqual([unknown('not every label that a rule asks for is known')]);
  });

  test('is certainly kept out where no rule lets anybody in, or addresses outside alone', () => {
    expect(route(policy('[]'))).toEqual([blocked]);
  });

  test('is what the configuration says', () => {
    expect(route(from(labelled), [], configured({ role: 'proxy' }))).toEqual([allowed]);
    expect(route(from(labelled), [], configured({ role: 'other' }))).toEqual([blocked]);
    expect(route(from(controllerPods), [], configured({ role: 'proxy' }))).toEqual([blocked]);
    expect(route(from(labelled), [], configured({}))).toEqual([
      unknown('not every label that a rule asks for is known'),
    ]);
  });

  test('is the one among the manifests', () => {
    expect(route(from(labelled), [own()])).toEqual([allowed]);
    expect(route(from('{ podSelector: {} }'), [own()])).toEqual([blocked]);
  });

  test('comes from the address of a node where it runs in the network of its node', () => {
    expect(route(from(labelled), [own('hostNetwork: true,')])).toEqual([
      unknown('the pod sees a node, and its own node is always let through'),
    ]);
  });

  test('of a class that nobody knows is not known', () => {
    expect(route(from(controllerPods), [], {}, 'own')).toEqual([unknown('who answers for the class own is not known')]);
    expect(route(policy('[{}]'), [], {}, 'own')).toEqual([allowed]);
    expect(route(policy('[]'), [], {}, 'own')).toEqual([blocked]);
  });

  test('of Cilium is neither a pod nor an address', () => {
    expect(route(policy('[{}]'), [], {}, 'cilium')).toEqual([allowed]);
    expect(route(from('{ namespaceSelector: {} }, { ipBlock: { cidr: 0.0.0.0/0 } }'), [], {}, 'cilium')).toEqual([
      blocked,
    ]);
  });
});

test('policies do not hold for pods in the network of their node', () => {
  const host = deployment(
    'web',
    '{ metadata: { labels: { app: web } }, spec: { hostNetwork: true, containers: [{ name: web, ports: [{ containerPort: 8080 }] }] } }',
  );
  const [verdict] = verdictsOf('node-port', [host, service('type: NodePort,'), policy('[]')]);
  expect(verdict).toEqual({ state: 'allowed', by: [], reason: "policies do not hold for pods in the node's network" });
});

describe('a firewall of the nodes', () => {
  const cilium = `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: nodes }
spec: { nodeSelector: {}, ingress: [{ fromEntities: [cluster] }] }`;
  const calico = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: nodes }
spec: { selector: has(host), preDNAT: true, applyOnForward: true, ingress: [{ action: Deny }] }`;
  const hidden = (kind: string, more: PolicyVerdict['by'] = []): PolicyVerdict => ({
    state: 'unknown',
    by: [{ kind, namespace: undefined, name: 'nodes' }, ...more],
    reason: 'host firewall',
  });

  test.each([
    [cilium, 'CiliumClusterwideNetworkPolicy'],
    [calico, 'GlobalNetworkPolicy'],
  ])('leaves open what comes through a node: %s', (firewall, kind) => {
    expect(verdictsOf('node-port', [web, service('type: NodePort,'), firewall])).toEqual([hidden(kind)]);
    expect(verdictsOf('node-port', [web, service('type: NodePort,'), policy('[{}]'), firewall])).toEqual([
      hidden(kind, by),
    ]);
    const onNode = (port: string): string => deployment('web', `{ metadata: { labels: { app: web } }, spec: ${port} }`);
    const hostPort = onNode('{ containers: [{ name: web, ports: [{ containerPort: 80, hostPort: 80 }] }] }');
    expect(verdictsOf('host-port', [hostPort, firewall])).toEqual([hidden(kind)]);
    const hostNetwork = onNode('{ hostNetwork: true, containers: [{ name: web, ports: [{ containerPort: 80 }] }] }');
    const [verdict] = verdictsOf('host-network', [hostNetwork, firewall]);
    expect(verdict).toEqual(hidden(kind));
  });

  test('leaves shut what policies of the pods shut', () => {
    const local = service('type: NodePort, externalTrafficPolicy: Local,');
    expect(verdictsOf('node-port', [web, local, policy('[]'), cilium])).toEqual([blocked]);
  });

  test('says nothing of what comes through a load balancer or a route', () => {
    const local = service('type: LoadBalancer, externalTrafficPolicy: Local,');
    expect(verdictsOf('lb', [web, local, cilium])).toEqual([{ state: 'allowed', by: [] }]);
    expect(verdictsOf('http-route', [web, service(''), ingress('nginx'), cilium])).toEqual([
      { state: 'allowed', by: [] },
    ]);
  });
});

test('a pod that no policy selects is open, and so is every one where policies are not enforced', () => {
  const elsewhere = policy('[]').replace('app: web', 'app: other');
  expect(verdictsOf('node-port', [web, service('type: NodePort,'), elsewhere])).toEqual([{ state: 'allowed', by: [] }]);
  expect(
    verdictsOf('node-port', [web, service('type: NodePort,'), policy('[]')], { networkPolicies: 'ignored' }),
  ).toEqual([{ state: 'allowed', by: [] }]);
});
