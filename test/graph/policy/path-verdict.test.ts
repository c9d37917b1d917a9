import { describe, expect, test } from 'vitest';
import { namespaceLabels } from '../../../src/graph/policy/namespaces.ts';
import { type Path, type Source, verdictOn } from '../../../src/graph/policy/path-verdict.ts';
import { describe as describeObject } from '../../../src/model/resource.ts';
import { graphOf } from '../../support/policy-world.ts';

const web = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: main, ports: [{ name: http, containerPort: 80 }] }] }`;

const network = (
  name: string,
  spec: string,
  namespace = ', namespace: shop',
): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}${namespace} }
spec: ${spec}`;

const admin = (
  name: string,
  priority: number,
  rules: string,
  subject = '{ namespaces: {} }',
): string => `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: ${name} }
spec: { priority: ${priority}, subject: ${subject}, ingress: [${rules}] }`;

const baseline = (rules: string): string => `apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: { name: default }
spec: { subject: { namespaces: {} }, ingress: [${rules}] }`;

const rule = (action: string, namespaces = '{}'): string =>
  `{ action: ${action}, from: [{ namespaces: ${namespaces} }] }`;

const proxy: Source = {
  source: 'pod',
  namespace: 'edge',
  labels: { labels: new Map([['app', 'proxy']]), complete: true },
  isGuess: false,
};
const clients: Source = { source: 'clients', cidrs: ['0.0.0.0/0', '::/0'] };
const node: Source = { source: 'address', of: 'a node' };
const somebody: Source = { source: 'unknown', why: 'nobody knows' };

function verdict(objects: readonly string[], source: Source, over: Partial<Path> = {}) {
  const { workloads, policies, unclearPolicies: unclear, namespaces } = graphOf([web, ...objects]);
  const [workload] = workloads;
  if (workload === undefined) throw new Error('no pod');
  const set = { policies, unclear, namespaceLabels: namespaceLabels(namespaces) };
  const { by, ...rest } = verdictOn({ workload, port: 80, protocol: 'TCP', source, ...over }, set);
  return { ...rest, by: by.map(describeObject) };
}

const shut = network('shut', '{}');

describe('policies of administrators', () => {
  test.each<[string, readonly string[], Source, object]>([
    [
      'allow before a NetworkPolicy is asked',
      [admin('a', 1, rule('Allow')), shut],
      proxy,
      { state: 'allowed', by: ['AdminNetworkPolicy a'] },
    ],
    ['deny', [admin('a', 1, rule('Deny'))], proxy, { state: 'blocked', by: ['AdminNetworkPolicy a'] }],
    [
      'pass to the NetworkPolicy',
      [admin('a', 1, rule('Pass')), admin('b', 2, rule('Allow')), shut],
      proxy,
      { state: 'blocked', by: ['NetworkPolicy shop/shut'] },
    ],
    [
      'go by their priority',
      [admin('a', 2, rule('Deny')), admin('b', 1, rule('Allow'))],
      proxy,
      { state: 'allowed', by: ['AdminNetworkPolicy b'] },
    ],
    [
      'go rule by rule',
      [admin('a', 1, `${rule('Deny')}, ${rule('Allow')}`)],
      proxy,
      { state: 'blocked', by: ['AdminNetworkPolicy a'] },
    ],
    ['say nothing of clients outside', [admin('a', 1, rule('Deny'))], clients, { state: 'allowed', by: [] }],
    ['say nothing of nodes', [admin('a', 1, rule('Deny'))], node, { state: 'allowed', by: [] }],
    [
      'may speak of somebody who is not known',
      [admin('a', 1, rule('Deny'))],
      somebody,
      { state: 'unknown', by: ['AdminNetworkPolicy a'] },
    ],
    [
      'may speak of a namespace whose labels are not known',
      [admin('a', 1, rule('Deny', '{ matchLabels: { team: red } }')), network('open', '{ ingress: [{}] }')],
      proxy,
      {
        state: 'unknown',
        by: ['AdminNetworkPolicy a', 'NetworkPolicy shop/open'],
        reason: 'an earlier policy may decide otherwise',
      },
    ],
    [
      'of one priority that do not agree leave it open',
      [admin('a', 1, rule('Allow')), admin('b', 1, rule('Deny'))],
      proxy,
      {
        state: 'unknown',
        by: ['AdminNetworkPolicy a', 'AdminNetworkPolicy b'],
        reason: 'an earlier policy may decide otherwise',
      },
    ],
    [
      'of one priority that agree',
      [admin('a', 1, rule('Deny')), admin('b', 1, rule('Deny'))],
      proxy,
      { state: 'blocked' },
    ],
    [
      'do not speak of pods that they do not select',
      [admin('a', 1, rule('Deny'), '{ namespaces: { matchLabels: { kubernetes.io/metadata.name: other } } }')],
      proxy,
      { state: 'allowed', by: [] },
    ],
  ])('%s', (_name, policies, source, expected) => {
    expect(verdict(policies, source)).toMatchObject(expected);
  });
});

describe('the baseline', () => {
  test.each<[string, readonly string[], Source, object]>([
    [
      'denies where no NetworkPolicy selects the pod',
      [baseline(rule('Deny'))],
      proxy,
      { state: 'blocked', by: ['BaselineAdminNetworkPolicy default'] },
    ],
    [
      'is not asked where one does',
      [baseline(rule('Deny')), network('open', '{ ingress: [{}] }')],
      proxy,
      { state: 'allowed', by: ['NetworkPolicy shop/open'] },
    ],
    ['says nothing of clients outside', [baseline(rule('Deny'))], clients, { state: 'allowed', by: [] }],
    [
      'is asked where a NetworkPolicy speaks of what leaves alone',
      [baseline(rule('Deny')), network('out', '{ policyTypes: [Egress] }')],
      proxy,
      { state: 'blocked' },
    ],
    [
      'may hold back somebody who is not known',
      [baseline(rule('Deny'))],
      somebody,
      { state: 'unknown', reason: 'a baseline policy may hold it back' },
    ],
  ])('%s', (_name, policies, source, expected) => {
    expect(verdict(policies, source)).toMatchObject(expected);
  });
});

describe('what manifests do not tell', () => {
  test('a policy without a namespace may be of the namespace of the pod', () => {
    expect(verdict([network('shut', '{}', '')], clients)).toEqual({
      state: 'unknown',
      by: ['NetworkPolicy shut'],
      reason: 'it is not known whether the policies select the pod',
    });
    expect(verdict([network('open', '{ ingress: [{}] }', ''), shut], clients)).toMatchObject({ state: 'unknown' });
    expect(verdict([network('other', '{}', ', namespace: other')], clients)).toEqual({ state: 'allowed', by: [] });
  });

  test('a port that is not known is every port, in one piece or in several', () => {
    const of = (ports: string) =>
      verdict([network('some', `{ ingress: [{ ports: [${ports}] }] }`)], clients, { port: undefined });
    expect(of('{}').state).toBe('allowed');
    expect(of('{ port: 1, endPort: 79 }, { port: 80, endPort: 65535 }').state).toBe('allowed');
    expect(of('{ port: 1, endPort: 79 }, { port: 81, endPort: 65535 }').state).toBe('unknown');
    expect(of('{ port: http }').state).toBe('unknown');
    expect(of('{ protocol: UDP }').state).toBe('blocked');
  });

  test('a rule that may match adds no doubt where another one lets the same through', () => {
    const rules = '{ ports: [{ port: http }], from: [{ ipBlock: { cidr: 10.0.0.0/9 } }] }';
    const of = (cidr: string) =>
      verdict([network('some', `{ ingress: [${rules}, { from: [{ ipBlock: { cidr: ${cidr} } }] }] }`)], clients, {
        port: undefined,
      });
    expect(of('10.0.0.0/8')).toMatchObject({ state: 'filtered', sources: ['10.0.0.0/8'] });
    expect(of('192.0.2.0/24')).toMatchObject({ state: 'unknown' });
  });

  test('a range that is a placeholder, or an exception that is one, is not taken for nobody', () => {
    const of = (block: string) =>
      verdict([network('some', `{ ingress: [{ from: [{ ipBlock: ${block} }] }] }`)], clients).state;
    expect(of('{ cidr: "@OFFICE@" }')).toBe('unknown');
    expect(of('{ cidr: 0.0.0.0/0, except: ["@OFFICE@"] }')).toBe('unknown');
    expect(of('{ cidr: 10.0.0.0/8, except: [10.0.0.0/9] }')).toBe('filtered');
  });

  test('sources of the way in that are placeholders are let in by a policy for everybody alone', () => {
    const hidden: Source = { source: 'clients', cidrs: ['@OFFICE@'] };
    const of = (...cidrs: readonly string[]) =>
      verdict(
        [
          network(
            'some',
            `{ ingress: [{ from: [${cidrs.map((cidr) => `{ ipBlock: { cidr: "${cidr}" } }`).join(', ')}] }] }`,
          ),
        ],
        hidden,
      ).state;
    expect(of('0.0.0.0/0', '::/0')).toBe('allowed');
    expect(of('10.0.0.0/8')).toBe('unknown');
    expect(verdict([shut], hidden).state).toBe('blocked');
  });

  test('labels of a pod beyond the usual ones are not known', () => {
    const usual: Source = { ...proxy, labels: { labels: new Map([['app', 'proxy']]), complete: false }, isGuess: true };
    const of = (selector: string) =>
      verdict(
        [network('some', `{ ingress: [{ from: [{ namespaceSelector: {}, podSelector: ${selector} }] }] }`)],
        usual,
      );
    expect(of('{ matchLabels: { app: proxy } }').state).toBe('allowed');
    expect(of('{ matchLabels: { role: proxy } }')).toMatchObject({
      state: 'unknown',
      reason: 'not every label that a rule asks for is known',
    });
    expect(of('{ matchLabels: { app: other } }').state).toBe('unknown');
  });
});

test('thousands of ranges are asked in no time, and more than are asked are not known', () => {
  const cidr = (index: number): string => `10.${index >> 8}.${index & 255}.0/25`;
  const peers = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `{ ipBlock: { cidr: ${cidr(index)} } }`);
  const wide = network('wide', `{ ingress: [{ from: [${peers(3_000).join(', ')}] }] }`);
  const start = performance.now();
  const found = verdict([wide], clients);
  expect(found.state).toBe('filtered');
  expect(found.sources).toHaveLength(3_000);
  expect(performance.now() - start).toBeLessThan(5_000);
  const rules = peers(1_000).map((one) => `{ from: [${one}] }`);
  expect(verdict([network('many', `{ ingress: [${rules.join(', ')}] }`)], clients)).toEqual({
    state: 'unknown',
    by: ['NetworkPolicy shop/many'],
    reason: 'there are too many ranges',
  });
});
