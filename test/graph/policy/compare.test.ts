import { expect, test } from 'vitest';
import { type AdmissionChange, compareAdmissions } from '../../../src/graph/policy/compare.ts';
import { graphOf } from '../../support/policy-world.ts';
import { policyYaml, webPod } from '../../support/shop-policy.ts';

test.each<[string, string, string]>([
  ['one more value of In', '{ key: app, operator: In, values: [x] }', '{ key: app, operator: In, values: [x, z] }'],
  [
    'one value less of NotIn',
    '{ key: app, operator: NotIn, values: [x, z] }',
    '{ key: app, operator: NotIn, values: [x] }',
  ],
  ['Exists instead of In', '{ key: app, operator: In, values: [x, z] }', '{ key: app, operator: Exists }'],
  [
    'NotIn instead of DoesNotExist',
    '{ key: app, operator: DoesNotExist }',
    '{ key: app, operator: NotIn, values: [x] }',
  ],
])('%s lets somebody in, whether or not such a pod is among the manifests', (_name, before, after) => {
  for (const selector of ['podSelector', 'namespaceSelector']) {
    const side = (requirement: string) =>
      graphOf([webPod, policyYaml(`[{ from: [{ ${selector}: { matchExpressions: [${requirement}] } }] }]`)]);
    expect(compareAdmissions(side(before), side(after)).map(sides)).toEqual([[true, false]]);
    expect(compareAdmissions(side(after), side(before)).map(sides)).toEqual([[false, true]]);
  }
});

test.each([
  ['one more alternative', "app == 'x'", "app == 'x' || team contains 'red'"],
  ['a shorter beginning', "app starts with 'shop-'", "app starts with 'shop'"],
  [
    'a part that no longer keeps anybody out',
    "has(app) && !(app ends with '-old') && app contains 'a'",
    "has(app) && app contains 'a'",
  ],
])('%s in a selector of Calico lets somebody in', (_name, before, after) => {
  const side = (selector: string) =>
    graphOf([
      webPod,
      `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { selector: app == 'web', types: [Ingress], ingress: [{ action: Allow, source: { selector: "${selector}" } }] }`,
    ]);
  expect(compareAdmissions(side(before), side(after)).map(sides)).toEqual([[true, false]]);
  expect(compareAdmissions(side(after), side(before)).map(sides)).toEqual([[false, true]]);
  expect(compareAdmissions(side(after), side(`(${after})`))).toEqual([]);
});

test('one more peer is seen behind a crowd of others', () => {
  const crowd = Array.from({ length: 300 }, (_, index) => `{ podSelector: { matchLabels: { app: a${index} } } }`);
  const side = (...peers: readonly string[]) => graphOf([webPod, policyYaml(`[{ from: [${peers.join(', ')}] }]`)]);
  const stranger = '{ namespaceSelector: { matchLabels: { team: red } } }';
  expect(compareAdmissions(side(...crowd), side(...crowd, stranger)).map(sides)).toEqual([[true, false]]);
});

test('whoever is let in is seen among thousands of workloads and peers', () => {
  const crowd = Array.from(
    { length: 400 },
    (_, index) => `{ podSelector: { matchLabels: { app: a${index}, tier: t${index % 7} } } }`,
  );
  const pods = Array.from({ length: 400 }, (_, index) =>
    webPod.replace(', labels: { app: web }', `, labels: { app: a${index} }`).replace('web', `w${index}`),
  );
  const others = Array.from({ length: 20 }, (_, index) =>
    policyYaml(`[{ from: [{ podSelector: { matchLabels: { k${index}: v } } }] }]`).replace('web', `other-${index}`),
  );
  const side = (...peers: readonly string[]) =>
    graphOf([webPod, ...pods, ...others, policyYaml(`[{ from: [${peers.join(', ')}] }]`)]);
  // None of the crowd has app=a399 with another tier, and none of the others its labels.
  const last = '{ podSelector: { matchLabels: { app: a399 } } }';
  const [change] = compareAdmissions(side(...crowd), side(...crowd, last));
  expect(change?.gained.map(({ who }) => who)).toEqual(['Pod shop/w399', 'pods with app=a399 in namespace shop']);
  expect(change?.isComplete).toBe(true);
  expect(
    compareAdmissions(
      side(...crowd, '{ podSelector: { matchLabels: { app: a399, tier: t0 } } }', last),
      side(...crowd, last),
    ),
  ).toEqual([]);
});

const sides = ({ gained, lost }: AdmissionChange) => [gained.length > 0, lost.length > 0];
