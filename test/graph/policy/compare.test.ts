import { describe, expect, test } from 'vitest';
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

const expressions = (...all: readonly string[]): string => `{ matchExpressions: [${all.join(', ')}] }`;
const lacks = (key: string): string => `{ key: ${key}, operator: DoesNotExist }`;
const isNot = (key: string, values: string): string => `{ key: ${key}, operator: NotIn, values: [${values}] }`;
const nameLabel = 'kubernetes.io/metadata.name';

describe('who is let in by one more peer is called by all that it takes', () => {
  test.each<[string, string, readonly string[]]>([
    ['an empty podSelector', '{ podSelector: {} }', ['every pod in its namespace']],
    ['an empty namespaceSelector', '{ namespaceSelector: {} }', ['pods in every namespace']],
    [
      'a label that must not be there',
      `{ podSelector: ${expressions(lacks('guest'))} }`,
      ['pods without guest in its namespace'],
    ],
    [
      'three values that a label must not have',
      `{ podSelector: ${expressions(isNot('app', 'a, b, c'))} }`,
      ['pods without app=a,app=b,app=c in its namespace'],
    ],
    [
      'more values than are listed',
      `{ podSelector: ${expressions(isNot('app', 'a, b, c, d'))} }`,
      ['pods without app in its namespace'],
    ],
    [
      'a label that must be there beside one that must not',
      `{ podSelector: ${expressions('{ key: tier, operator: Exists }', lacks('guest'))} }`,
      ['pods with tier and without guest in namespace shop'],
    ],
    [
      'pods in every namespace that lack a label',
      `{ namespaceSelector: {}, podSelector: ${expressions(lacks('guest'))} }`,
      ['pods without guest in every namespace'],
    ],
    [
      'namespaces that have one label and lack another',
      `{ namespaceSelector: ${expressions('{ key: team, operator: In, values: [red] }', lacks('guest'))} }`,
      ['every pod in namespaces with team=red and without guest'],
    ],
    [
      'namespaces that lack a label',
      `{ namespaceSelector: ${expressions(lacks('guest'))} }`,
      ['every pod in namespaces without guest'],
    ],
    [
      'three namespaces that are left out',
      `{ namespaceSelector: ${expressions(isNot(nameLabel, 'a, b, c'))} }`,
      ['pods in every namespace but a, b, c'],
    ],
    [
      'more namespaces than are listed',
      `{ namespaceSelector: ${expressions(isNot(nameLabel, 'a, b, c, d'))} }`,
      ['pods in every namespace but a and 3 more'],
    ],
    [
      'its own namespace and another one',
      `{ podSelector: {} }, { namespaceSelector: { matchLabels: { ${nameLabel}: till } } }`,
      ['every pod in its namespace', 'every pod in namespace till'],
    ],
  ])('%s', (_name, peer, who) => {
    const side = (...peers: readonly string[]) => graphOf([webPod, policyYaml(`[{ from: [${peers.join(', ')}] }]`)]);
    const base = '{ podSelector: { matchLabels: { app: web } } }';
    const [change] = compareAdmissions(side(base), side(base, peer));
    expect(change?.gained.map((one) => one.who)).toEqual(who);
  });
});

const calicoAfter = (rules: string) =>
  compareAdmissions(
    graphOf([webPod, calicoYaml('')]),
    graphOf([webPod, calicoYaml(`${rules}, { action: Allow, source: { namespaceSelector: all() } }`)]),
  ).flatMap(({ gained }) => gained.map(({ who }) => who));

const calicoYaml = (rules: string): string => `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: web, namespace: shop }
spec: { selector: app == 'web', types: [Ingress], ingress: [${rules}] }`;

test('who is denied is not among those who are let in', () => {
  const deny = (source: string): string => `{ action: Deny, source: { ${source} } }`;
  expect(calicoAfter(deny('namespaceSelector: all(), selector: has(guest)'))).toEqual([
    'pods without guest in every namespace',
  ]);
  expect(calicoAfter(deny("namespaceSelector: team == 'red'"))).toEqual([
    'pods in every namespace without team=red',
    'every pod in its namespace',
  ]);
});

test('a rule that passes on leaves only those whom it is not about', () => {
  expect(calicoAfter('{ action: Pass, source: { namespaceSelector: all(), selector: has(guest) } }')).toContain(
    'pods without guest in every namespace',
  );
});

test('who is kept out by more labels than are listed is not among those who are let in', () => {
  const many = Array.from({ length: 30 }, (_, index) => lacks(`k${index}`));
  const side = (...peers: readonly string[]) => graphOf([webPod, policyYaml(`[{ from: [${peers.join(', ')}] }]`)]);
  const base = '{ podSelector: { matchLabels: { app: web } } }';
  const [change] = compareAdmissions(side(base), side(base, `{ podSelector: ${expressions(...many)} }`));
  expect(change?.gained.map(({ who }) => who)).toEqual(['pods without labels in its namespace']);
});

test('of those who lose it is not said which of them do not', () => {
  const side = (...peers: readonly string[]) => graphOf([webPod, policyYaml(`[{ from: [${peers.join(', ')}] }]`)]);
  const base = '{ podSelector: { matchLabels: { app: web } } }';
  const [change] = compareAdmissions(side(base, `{ podSelector: ${expressions(lacks('guest'))} }`), side(base));
  expect(change?.lost.map(({ who }) => who)).toEqual(['every pod in its namespace']);
});

describe('where policies deny, whoever gains is found:', () => {
  const rule = (action: string, selector: string): string =>
    `{ action: ${action}, source: { selector: "${selector}" } }`;
  const admit = rule('Allow', "app in { 'a', 'b' }");
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['a denial is gone', [rule('Deny', "app == 'a'"), admit], [admit], ['pods with app=a in namespace shop']],
    [
      'a denial is asked later',
      [rule('Deny', "app == 'a'"), admit],
      [admit, rule('Deny', "app == 'a'")],
      ['pods with app=a in namespace shop'],
    ],
    [
      'a denial is for fewer',
      [rule('Deny', "app == 'a' && has(guest)"), admit],
      [rule('Deny', "app == 'a' && guest == 'x'"), admit],
      ['pods with app=a,guest=(other) in namespace shop'],
    ],
    [
      'a rule passes on before a denial',
      [rule('Deny', 'has(app)')],
      [rule('Pass', "app == 'b'"), rule('Deny', 'has(app)')],
      ['pods with app=b in namespace shop'],
    ],
    [
      'a denial is only written twice',
      [rule('Deny', "app == 'a'"), admit],
      [rule('Deny', "app == 'a'"), rule('Deny', "app == 'a'"), admit],
      [],
    ],
    [
      'rules for others change places',
      [rule('Deny', "app == 'a'"), rule('Allow', "app == 'b'")],
      [rule('Allow', "app == 'b'"), rule('Deny', "app == 'a'")],
      [],
    ],
  ])('%s', (_name, before, after, who) => {
    const side = (rules: readonly string[]) => graphOf([webPod, calicoYaml(rules.join(', '))]);
    const changes = compareAdmissions(side(before), side(after));
    expect(changes.flatMap(({ gained }) => gained.map((one) => one.who))).toEqual(who);
    expect(changes.flatMap(({ lost }) => lost)).toEqual([]);
  });
});

test('a workload that is let in is named unless the words for others stand for it', () => {
  const till = webPod.replaceAll('web', 'till');
  const guest = webPod.replace('name: web', 'name: guest').replace('app: web', 'guest: vip');
  const side = (...peers: readonly string[]) =>
    graphOf([webPod, till, guest, policyYaml(`[{ from: [${peers.join(', ')}] }]`)]);
  const base = '{ podSelector: { matchLabels: { app: web } } }';
  const others = `{ podSelector: ${expressions(lacks('guest'))} }`;
  const vips = '{ podSelector: { matchLabels: { guest: vip } } }';
  const [change] = compareAdmissions(side(base), side(base, others, vips));
  expect(change?.gained.map((one) => one.who)).toEqual([
    'pods without guest in its namespace',
    'Pod shop/guest',
    'pods with guest=vip in namespace shop',
  ]);
});

const sides = ({ gained, lost }: AdmissionChange) => [gained.length > 0, lost.length > 0];
