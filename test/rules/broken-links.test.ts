import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import { connect } from '../../src/graph/connect.ts';
import type { ClusterConfig } from '../../src/model/config.ts';
import { plain } from '../../src/model/message.ts';
import type { LabelSelector, Role, Workload } from '../../src/model/resource.ts';
import { ingressBackendPortMissing } from '../../src/rules/ingress-backend-port-missing.ts';
import { ingressBackendServiceMissing } from '../../src/rules/ingress-backend-service-missing.ts';
import { nodePortCollision } from '../../src/rules/node-port-collision.ts';
import { nodePortOutOfRange } from '../../src/rules/node-port-out-of-range.ts';
import type { Observation, StateRule } from '../../src/rules/rule.ts';
import { serviceNamedPortMissing } from '../../src/rules/service-named-port-missing.ts';
import { serviceSelectorMatchesNothing } from '../../src/rules/service-selector-matches-nothing.ts';
import { serviceTargetPortNotDeclared } from '../../src/rules/service-target-port-not-declared.ts';
import { workloadSelectorMismatch } from '../../src/rules/workload-selector-mismatch.ts';
import { unit } from '../support/build.ts';
import {
  backendTo,
  cluster,
  container,
  containerPort,
  here,
  placed,
  route,
  service,
  servicePort,
  workload,
} from '../support/roles.ts';

const seenBy = (rule: StateRule, roles: readonly Role[], over: Partial<ClusterConfig> = {}): readonly Observation[] =>
  rule.find(
    {
      unit: unit(),
      isThere: true,
      problems: [],
      refusal: undefined,
      tooLarge: false,
      graph: connect(roles),
      exposures: [],
      facts: [],
    },
    { ...defaultConfig, cluster: cluster(over) },
  );
const told = (...of: Parameters<typeof seenBy>): readonly string[] =>
  seenBy(...of).map(({ message }) => plain(message));
const labels = (values: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(values));
const line = (number: number) => ({ ...here, line: number });
const linesOf = (found: readonly Observation[]): readonly (readonly number[])[] =>
  found.map(({ at, because }) => [at, ...because].map((one) => one.line));

describe('the selector of a workload', () => {
  const selecting = (selector: Partial<LabelSelector>, over: Partial<Workload> = {}): Workload =>
    workload({
      ...over,
      id: { name: 'web' },
      labels: labels({ app: 'web', tier: 'front' }),
      labelsAt: line(7),
      selector: { value: { matchLabels: new Map(), matchExpressions: [], ...selector }, at: line(3) },
    });
  const expression = (key: string, operator: string, ...values: readonly string[]): Workload =>
    selecting({ matchExpressions: [{ key, operator, values }] });

  test.each<[string, Workload, string | undefined]>([
    ['that names some of the labels matches', selecting({ matchLabels: labels({ app: 'web' }) }), undefined],
    ['with another value does not', selecting({ matchLabels: labels({ app: 'api' }) }), 'app=api'],
    ['with a label that is not there does not', selecting({ matchLabels: labels({ app: 'web', a: 'b' }) }), 'a=b'],
    ['tells all that differ', selecting({ matchLabels: labels({ app: 'api', a: 'b' }) }), 'app=api and a=b'],
    ['may be one of several values', expression('app', 'In', 'api', 'web'), undefined],
    ['must be one of them', expression('app', 'In', 'api', 'job'), 'app in (api,job)'],
    ['must have a label that is to be one of several', expression('a', 'In', 'b'), 'a in (b)'],
    ['may be none of others', expression('app', 'NotIn', 'api', 'job'), undefined],
    ['must be none of them', expression('app', 'NotIn', 'api', 'web'), 'app notin (api,web)'],
    ['need not have a label that is not to be one of some', expression('a', 'NotIn', 'b'), undefined],
    ['has a label', expression('app', 'Exists'), undefined],
    ['must have it', expression('a', 'Exists'), 'a'],
    ['lacks a label', expression('a', 'DoesNotExist'), undefined],
    ['must lack it', expression('app', 'DoesNotExist'), '!app'],
    ['with a placeholder may match', selecting({ matchLabels: labels({ app: '{{ .app }}' }) }), undefined],
    [
      'asks for a label that its controller adds',
      selecting(
        { matchLabels: labels({ app: 'web', hash: 'x' }) },
        {
          injectedLabels: [
            { key: 'other', prefix: '' },
            { key: 'hash', prefix: '' },
          ],
        },
      ),
      undefined,
    ],
    [
      'of something that only looks like a workload is not judged',
      selecting({ matchLabels: labels({ app: 'api' }) }, { certainty: 'likely' }),
      undefined,
    ],
    ['that is not written is not judged', workload(), undefined],
  ])('%s', (_sentence, role, wrong) => {
    const expected = `Deployment web selects ${wrong}, but its pods are labeled app=web, tier=front; the API server refuses the Deployment`;
    expect(told(workloadSelectorMismatch, [role])).toEqual(wrong === undefined ? [] : [expected]);
  });

  test('is told with the labels that it does not match', () => {
    expect(linesOf(seenBy(workloadSelectorMismatch, [expression('a', 'Exists')]))).toEqual([[3, 7]]);
    expect(told(workloadSelectorMismatch, [{ ...expression('a', 'Exists'), labels: new Map() }])[0]).toContain(
      'its pods are labeled with nothing',
    );
  });
});

describe('the selector of a Service that matches nothing', () => {
  const selecting = (values: Readonly<Record<string, string>>) =>
    service({ selector: { value: labels(values), at: line(2) } });
  const pods = (name: string, values: Readonly<Record<string, string>>, namespace?: string) =>
    workload({ id: { name, namespace }, labels: labels(values), labelsAt: line(8) });

  test.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['is told', { app: 'web' }, true],
    ['is told for a label without value', { app: '' }, true],
    ['is told for a value of one letter', { app: 'x' }, true],
    ['is told for a value with dots and dashes', { app: 'a.b-c_d' }, true],
    ['is not told for a placeholder', { app: '{{ .app }}' }, false],
    ['is not told for a placeholder beside a label', { tier: 'front', app: '$(APP)' }, false],
    ['is not told for the pods of an operator', { app: 'db', 'cnpg.io/cluster': 'db' }, false],
    [
      'is not told for pods that an operator manages',
      { 'app.kubernetes.io/managed-by': 'strimzi-cluster-operator' },
      false,
    ],
    ['is told for pods that another tool manages', { 'app.kubernetes.io/managed-by': 'Helm' }, true],
    ['is told for pods that are only called so', { app: 'prometheus-operator' }, true],
    ['is not told for pods of the control plane', { component: 'kube-scheduler' }, false],
    ['is not told for pods of the cluster', { 'k8s-app': 'kube-dns' }, false],
    ['is told for other components', { component: 'server', 'k8s-app': 'shop' }, true],
    ['is told for a value that only sounds like it', { app: 'kube-web' }, true],
    ['is not told for one revision of a Deployment', { 'pod-template-hash': '5d4f' }, false],
    ['is not told for one revision of a Rollout', { 'rollouts-pod-template-hash': '5d4f' }, false],
  ])('%s', (_sentence, selector, isTold) => {
    expect(told(serviceSelectorMatchesNothing, [selecting(selector)])).toHaveLength(isTold ? 1 : 0);
  });

  test.each<[string, readonly Workload[], string]>([
    ['those whose values begin in the same way', [pods('api', { app: 'api' }), pods('v2', { app: 'web-v2' })], 'v2'],
    ['those that are called shorter', [pods('api', { app: 'api' }), pods('short', { app: 'we' })], 'short'],
    [
      'those with a label in common before those that are only alike',
      [pods('alike', { app: 'web-v2', tier: 'none' }), pods('same', { app: 'api', tier: 'front' })],
      'same',
    ],
    [
      'the first by name of those that are equally near',
      [pods('b', { app: 'web-b' }), pods('a', { app: 'web-a' })],
      'a',
    ],
    ['none of another namespace', [pods('far', { app: 'web-v2' }, 'admin'), pods('api', { app: 'api' })], ''],
    ['none without a value', [pods('empty', { app: '' }), pods('api', { app: 'api' })], ''],
    ['none that lack the label', [pods('other', { tier: 'web' })], ''],
  ])('names the pods that come nearest: %s', (_sentence, workloads, nearest) => {
    const dead = selecting({ app: 'web', tier: 'front' });
    const [found] = told(serviceSelectorMatchesNothing, [dead, ...workloads]);
    expect(/; the pods of Deployment (\S+) have/.exec(found ?? '')?.[1] ?? '').toBe(nearest);
  });

  test('is told with the labels that come nearest', () => {
    expect(linesOf(seenBy(serviceSelectorMatchesNothing, [selecting({ app: 'web' })]))).toEqual([[2]]);
    const near = pods('v2', { app: 'web-v2' });
    expect(linesOf(seenBy(serviceSelectorMatchesNothing, [selecting({ app: 'web' }), near]))).toEqual([[2, 8]]);
  });
});

describe('a named target port that is missing', () => {
  const named = service({
    ports: [servicePort(80, { name: 'front', at: line(2), targetPort: { value: 'http', at: line(3) } })],
  });
  const pods = (over: Parameters<typeof workload>[0] = {}, ...ports: ReturnType<typeof containerPort>[]) =>
    workload({ at: line(9), containers: [container('main', ports)], ...over });
  const severitiesOf = (...roles: readonly Role[]) =>
    seenBy(serviceNamedPortMissing, [named, ...roles]).map(
      ({ severity }) => severity ?? serviceNamedPortMissing.severity,
    );

  test.each<[string, readonly Role[], readonly string[]]>([
    ['is an error', [pods()], ['error']],
    [
      'is a warning where other pods have it',
      [pods(), pods({ id: { name: 'b' } }, containerPort(80, { name: 'http' }))],
      ['warning'],
    ],
    ['is a warning where the pods may be others', [pods({ certainty: 'likely' })], ['warning']],
    [
      'is a warning where one of them may be another',
      [pods(), pods({ id: { name: 'b' }, certainty: 'likely' })],
      ['warning'],
    ],
    ['is none in a workload that is scaled to nothing', [pods({ active: 'no' })], []],
    ['is none in a Job', [pods({ id: { kind: 'Job' } })], []],
    ['is none in a CronJob', [pods({ id: { kind: 'CronJob' } })], []],
    ['is one in a Pod', [pods({ id: { kind: 'Pod' } })], ['error']],
  ])('%s', (_sentence, roles, expected) => {
    expect(severitiesOf(...roles)).toEqual(expected);
  });

  test('is a warning where the namespace of the pods is not written', () => {
    const shop = { ...named, id: { ...named.id, namespace: 'shop' } };
    expect(seenBy(serviceNamedPortMissing, [shop, pods()])[0]?.severity).toBe('warning');
  });

  test('is told of the pods that lack it alone, with the ports that they have', () => {
    const roles = [
      pods({}, containerPort(8080, { name: 'web' }), containerPort(53, { protocol: 'UDP' })),
      pods({ id: { name: 'none' } }),
      pods({ id: { name: 'off' }, active: 'no' }),
    ];
    expect(told(serviceNamedPortMissing, [named, ...roles])).toEqual([
      'targetPort "http" (TCP) of Service web names no container port of Deployment web, which has "web" (8080/TCP) and 53/UDP and Deployment none, which declares no port; the Service has no endpoint there',
    ]);
    expect(linesOf(seenBy(serviceNamedPortMissing, [named, ...roles]))).toEqual([[3, 2, 9, 9]]);
  });

  test.each(['{{ .port }}', 'http-{{ .x }}', '$(PORT)'])('is no placeholder like %s', (value) => {
    const template = service({ ports: [servicePort(80, { targetPort: placed(value) })] });
    expect(told(serviceNamedPortMissing, [template, pods()])).toEqual([]);
  });

  test('of two ports is two things', () => {
    const both = service({
      ports: [
        servicePort(80, { name: 'a', targetPort: placed('x') }),
        servicePort(81, { targetPort: placed('x') }),
        servicePort(82, { targetPort: placed('x') }),
      ],
    });
    expect(seenBy(serviceNamedPortMissing, [both, pods()]).map(({ about }) => about.split('|')[1])).toEqual([
      'a',
      '81',
      '82',
    ]);
  });
});

describe('a target port that no container declares', () => {
  const to = (number: number, over: Parameters<typeof servicePort>[1] = {}) =>
    service({ ports: [servicePort(80, { targetPort: { value: number, at: line(3) }, at: line(2), ...over })] });
  const pods = (over: Parameters<typeof workload>[0], ...ports: ReturnType<typeof containerPort>[]) =>
    workload({ at: line(9), containers: [container('main', ports)], ...over });
  const [tcp, udp] = [containerPort(8080), containerPort(53, { protocol: 'UDP' })];
  const adviceOf = (...roles: readonly Role[]) =>
    seenBy(serviceTargetPortNotDeclared, roles).map(({ help }) => plain(help));

  test.each<[string, readonly Role[], readonly string[]]>([
    [
      'may be meant',
      [to(9090, { targetPortIsExplicit: true }), pods({}, tcp)],
      ['declare containerPort 9090, or point targetPort at a declared port'],
    ],
    ['is a slip where it was left out', [to(80), pods({}, tcp)], ['write targetPort: 8080, if that is meant']],
    [
      'is a slip beside a port of another protocol',
      [to(80), pods({}, udp, tcp)],
      ['write targetPort: 8080, if that is meant'],
    ],
    [
      'is no slip where there are two',
      [to(80), pods({}, tcp, containerPort(8081))],
      ['declare containerPort 80, or point targetPort at a declared port'],
    ],
    [
      'is no slip of another protocol',
      [to(80, { protocol: 'UDP' }), pods({}, tcp)],
      ['declare containerPort 80, or point targetPort at a declared port'],
    ],
    [
      'is no slip where there is none of its protocol',
      [to(80), pods({}, udp)],
      ['declare containerPort 80, or point targetPort at a declared port'],
    ],
    ['says nothing where the pods declare nothing', [to(80), pods({})], []],
    ['says nothing of pods in the nodes’ network', [to(80), pods({ hostNetwork: placed('yes') }, tcp)], []],
    ['says nothing of pods that may be in it', [to(80), pods({ hostNetwork: placed('unknown') }, tcp)], []],
    [
      'is told where the nodes’ network is refused',
      [to(80), pods({ hostNetwork: placed('no') }, tcp)],
      ['write targetPort: 8080, if that is meant'],
    ],
    ['says nothing of a headless Service', [{ ...to(80), headless: true }, pods({}, tcp)], []],
  ])('%s', (_sentence, roles, expected) => {
    expect(adviceOf(...roles)).toEqual(expected);
  });

  test('is told with the port and the pods', () => {
    expect(linesOf(seenBy(serviceTargetPortNotDeclared, [to(80), pods({}, tcp, udp)]))).toEqual([[3, 2, 9]]);
    expect(told(serviceTargetPortNotDeclared, [to(80), pods({}, tcp, udp)])).toEqual([
      'targetPort 80 of Service web is declared by no container of Deployment web, which declares 8080/TCP and 53/UDP',
    ]);
  });
});

describe('a node port', () => {
  const wanting = (number: number, name = 'web', over: Parameters<typeof servicePort>[1] = {}) =>
    service({
      id: { name },
      type: placed('NodePort' as const),
      ports: [servicePort(80, { at: line(2), nodePort: { value: number, at: line(4) }, ...over })],
    });

  test.each([
    [29_999, 1],
    [30_000, 0],
    [32_767, 0],
    [32_768, 1],
  ])('%s is out of the range: %s times', (number, times) => {
    const found = seenBy(nodePortOutOfRange, [wanting(number)]);
    expect(found).toHaveLength(times);
    for (const lines of linesOf(found)) expect(lines).toEqual([4, 2]);
  });

  test('out of the range is one thing for each number', () => {
    const abouts = seenBy(nodePortOutOfRange, [wanting(1), wanting(2)]).map(({ about }) => about);
    expect(new Set(abouts).size).toBe(2);
  });

  test('that two ports of one Service want is told of that Service', () => {
    const both = service({
      type: placed('NodePort' as const),
      ports: [80, 81].map((port) => servicePort(port, { nodePort: placed(30_080) })),
    });
    expect(told(nodePortCollision, [both]).join()).toContain('two ports of Service web');
    expect(told(nodePortCollision, [wanting(30_080), wanting(30_080, 'other')]).join()).not.toContain('two ports');
    expect(told(nodePortCollision, [wanting(30_080), wanting(30_081, 'other')])).toEqual([]);
  });
});

describe('the backend of an Ingress', () => {
  const to = (name: string, port: number | string, over: { host?: string; path?: string } = {}) =>
    ({
      host: over.host,
      path: over.path,
      pathType: 'Prefix',
      backend: { ...backendTo(name, port), at: line(6), port: { value: port, at: line(7) } },
      at: line(5),
    }) as const;
  const site = (...rules: readonly ReturnType<typeof to>[]) => route({ rules });
  const shop = (...rules: readonly ReturnType<typeof to>[]) => route({ id: { namespace: 'shop' }, rules });

  test('that is missing is told with its host and its path', () => {
    const roles = [site(to('none', 80), to('other', 80, { host: 'a.example.com', path: '/shop' }))];
    expect(told(ingressBackendServiceMissing, roles)).toEqual([
      'Ingress web sends */ to Service none, which is not under k8s/',
      'Ingress web sends a.example.com/shop to Service other, which is not under k8s/',
    ]);
    const found = seenBy(ingressBackendServiceMissing, roles);
    expect(linesOf(found)).toEqual([
      [6, 5],
      [6, 5],
    ]);
    expect(new Set(found.map(({ about }) => about)).size).toBe(2);
  });

  test.each<[string, boolean]>([
    ['web', true],
    ['a', true],
    ['web-2.shop', true],
    ['{{ .name }}', false],
    ['web-{{ .name }}', false],
    ['$(NAME)', false],
    ['{{ .name }}-web', false],
  ])('%s is a name: %s', (name, isName) => {
    expect(told(ingressBackendServiceMissing, [site(to(name, 80))])).toHaveLength(isName ? 1 : 0);
  });

  test('is there where the configuration knows it, by its name and its namespace', () => {
    const known = { externalServices: [{ name: 'outside', namespace: 'shop', ports: [] }] };
    expect(told(ingressBackendServiceMissing, [shop(to('outside', 80))], known)).toEqual([]);
    expect(told(ingressBackendServiceMissing, [site(to('outside', 80))], known)).toEqual([]);
    expect(told(ingressBackendServiceMissing, [shop(to('other', 80))], known)).toHaveLength(1);
    const elsewhere = route({ id: { namespace: 'admin' }, rules: [to('outside', 80)] });
    expect(told(ingressBackendServiceMissing, [elsewhere], known)).toHaveLength(1);
  });

  test('that has another port is told with the ports that there are', () => {
    const web = service({ at: line(1), ports: [servicePort(80), servicePort(443, { name: 'https' })] });
    const found = seenBy(ingressBackendPortMissing, [site(to('web', 81), to('web', 'grpc')), web]);
    expect(found.map(({ message }) => plain(message)).join('\n')).toContain('80 and "https" (443)');
    expect(linesOf(found)).toEqual([
      [7, 6, 1],
      [7, 6, 1],
    ]);
    expect(new Set(found.map(({ about }) => about)).size).toBe(2);
    expect(told(ingressBackendPortMissing, [site(to('web', 81)), service()])[0]).toContain('has no port');
  });
});
