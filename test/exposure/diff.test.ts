import { describe, expect, test } from 'vitest';
import { collapseDiffs } from '../../src/exposure/collapse.ts';
import { diffExposures, everythingSeen } from '../../src/exposure/diff.ts';
import type { Exposure, ExposureDiff } from '../../src/exposure/exposure.ts';
import { nothingElse } from '../../src/exposure/pair.ts';
import { at, exposure } from '../support/build.ts';

const words = ({ added, removed, ...changes }: ExposureDiff): readonly string[] => [
  ...added.map(({ entry, units }) => `added ${entry.object.name} ${units.join('+')}`),
  ...removed.map(({ entry, units }) => `removed ${entry.object.name} ${units.join('+')}`),
  ...Object.entries(changes).flatMap(([name, list]) =>
    list.map(
      ({ before, after, attributes, backends }) =>
        `${name} ${before.entry.object.name}→${after.entry.object.name} ${[...attributes, ...(backends ? [backends] : [])].join(' ')}`,
    ),
  ),
];

const object = (name: string, namespace = 'shop') => ({ kind: 'Service', namespace, name });
const nodePort = (name: string, over: { port?: number; nodePort?: number; namespace?: string } = {}): Exposure => {
  const { port = 80, nodePort: number, namespace = 'shop' } = over;
  return exposure({
    key: `node-port|${namespace}/${name}|${port}/TCP`,
    entry: { kind: 'node-port', object: object(name, namespace), port, nodePort: number },
    reach: 'node-network',
    target: { ...object('web', namespace), kind: 'Deployment', port: 8080, protocol: 'TCP', container: undefined },
  });
};
const to = (name: string, port: number | string, of: Exposure): Exposure => ({
  ...of,
  target: { ...object(name), kind: 'Deployment', port, protocol: 'TCP', container: undefined },
});

describe('two sides of a unit', () => {
  test.each<[string, readonly Exposure[], readonly Exposure[], readonly string[]]>([
    ['a way in that comes', [], [nodePort('a')], ['added a k8s']],
    ['a way in that goes', [nodePort('a')], [], ['removed a k8s']],
    ['a Service with another name', [nodePort('a')], [nodePort('b')], ['moved a→b object']],
    ['another Service port', [nodePort('a')], [nodePort('a', { port: 81 })], ['changed a→a port']],
    ['another node port', [nodePort('a', { nodePort: 1 })], [nodePort('a', { nodePort: 2 })], ['changed a→a nodePort']],
    [
      'another namespace, with all that is behind it',
      [nodePort('a')],
      [nodePort('a', { namespace: 'new' })],
      ['moved a→a object'],
    ],
    ['another workload', [nodePort('a')], [to('admin', 8080, nodePort('a'))], ['rerouted a→a target']],
    ['another port of the workload', [nodePort('a')], [to('web', 9090, nodePort('a'))], ['rerouted a→a target']],
    [
      'a second workload',
      [nodePort('a')],
      [nodePort('a'), to('b', 8080, nodePort('a'))],
      ['rerouted a→a target gained'],
    ],
    [
      'a second workload that goes',
      [nodePort('a'), to('b', 8080, nodePort('a'))],
      [nodePort('a')],
      ['rerouted a→a target lost'],
    ],
    [
      'another Service and another workload',
      [nodePort('a')],
      [to('admin', 9, nodePort('b'))],
      ['added b k8s', 'removed a k8s'],
    ],
    [
      'wider and narrower at once',
      [exposure({ reach: 'private' })],
      [exposure({ sources: ['10.0.0.0/8'] })],
      ['changed web→web reach sources'],
    ],
    [
      'wider and different at once',
      [nodePort('a', { nodePort: 1 })],
      [{ ...nodePort('a', { nodePort: 2 }), reach: 'public' }],
      ['widened a→a reach nodePort'],
    ],
    [
      'wider and led elsewhere',
      [nodePort('a')],
      [{ ...to('b', 1, nodePort('a')), reach: 'public' }],
      ['widened a→a reach target', 'rerouted a→a reach target'],
    ],
  ])('%s', (_what, base, head, expected) => {
    expect(words(diffExposures(base, head))).toEqual(expected);
  });

  test('a route of another host, or of a path that none covers, is another route', () => {
    const route = (host: string, path: string): Exposure =>
      exposure({
        key: `http-route|nginx|${host}|Prefix:${path}`,
        entry: { kind: 'http-route', object: object('web'), host, path },
      });
    const from = route('a.example.com', '/shop');
    expect(words(diffExposures([from], [route('b.example.com', '/shop')]))).toEqual([
      'added web k8s',
      'removed web k8s',
    ]);
    expect(words(diffExposures([from], [route('a.example.com', '/cart')]))).toEqual([
      'added web k8s',
      'removed web k8s',
    ]);
    expect(words(diffExposures([from], [route('b.example.com', '/')]))).toEqual(['added web k8s', 'removed web k8s']);
    expect(words(diffExposures([from], [route('a.example.com', '/')]))).toEqual(['widened web→web match']);
    expect(words(diffExposures([from], [route('*.example.com', '/shop')]))).toEqual(['widened web→web match']);
  });

  test('a node port that becomes a load balancer is closed and opened, not changed', () => {
    const balanced = {
      ...nodePort('a'),
      key: 'lb|shop/a|80/TCP',
      entry: { ...nodePort('a').entry, kind: 'lb' as const },
    };
    expect(words(diffExposures([nodePort('a')], [balanced]))).toEqual(['added a k8s', 'removed a k8s']);
  });

  test('a way in of a file that head hides is not called closed', () => {
    const hidden = { ...everythingSeen, isOpaqueAtHead: (path: string) => path === 'k8s/web.yaml' };
    expect(words(diffExposures([nodePort('a')], [], hidden))).toEqual([]);
    expect(words(diffExposures([{ ...nodePort('a'), at: at('k8s/other.yaml') }], [], hidden))).toEqual([
      'removed a k8s',
    ]);
  });

  test('a target that may only be hidden is no other target', () => {
    const nowhere = { ...nodePort('a'), target: undefined };
    const incomplete = { ...everythingSeen, isComplete: { base: true, head: false } };
    expect(words(diffExposures([nodePort('a')], [nowhere]))).toEqual(['rerouted a→a target']);
    expect(words(diffExposures([nodePort('a')], [nowhere], incomplete))).toEqual([]);
  });
});

describe('the diffs of several units', () => {
  const inUnit = (unit: string, one: Exposure): Exposure => ({
    ...one,
    unit,
    units: [unit],
    at: at(`${unit}/web.yaml`),
  });
  const environments: Readonly<Record<string, string>> = { dev: 'dev', local: 'dev', prod: 'prod' };
  const collapsed = (sides: Readonly<Record<string, readonly [readonly Exposure[], readonly Exposure[]]>>) =>
    words(
      collapseDiffs(
        Object.entries(sides).map(([unit, [base, head]]) =>
          diffExposures(
            base.map((one) => inUnit(unit, one)),
            head.map((one) => inUnit(unit, one)),
          ),
        ),
        {
          environmentOf: (unit) => environments[unit],
          isSuccessor: () => true,
          mayHandOver: () => true,
          standing: nothingElse,
        },
      ),
    );

  test.each<[string, Parameters<typeof collapsed>[0], readonly string[]]>([
    [
      'that open the same way are told once',
      { dev: [[], [nodePort('a')]], prod: [[], [nodePort('a')]] },
      ['added a dev+prod'],
    ],
    [
      'that open it in another form are told each',
      { dev: [[], [nodePort('a', { nodePort: 1 })]], prod: [[], [nodePort('a', { nodePort: 2 })]] },
      ['added a dev', 'added a prod'],
    ],
    [
      'of one environment may hand a way in over',
      { dev: [[nodePort('a')], []], local: [[], [nodePort('a')]] },
      ['moved a→a unit'],
    ],
    [
      'of two environments may not',
      { dev: [[nodePort('a')], []], prod: [[], [nodePort('a')]] },
      ['added a prod', 'removed a dev'],
    ],
    ['without environments may', { one: [[nodePort('a')], []], two: [[], [nodePort('b')]] }, ['moved a→b unit object']],
    [
      'hand it over and change it',
      { one: [[nodePort('a', { nodePort: 1 })], []], two: [[], [nodePort('a', { nodePort: 2 })]] },
      ['changed a→a nodePort unit'],
    ],
  ])('%s', (_sentence, sides, expected) => {
    expect(collapsed(sides)).toEqual(expected);
  });

  test('give the same whatever the order of the units', () => {
    const sides = { dev: [[], [nodePort('a')]], prod: [[], [nodePort('a')]] } as const;
    expect(collapsed({ prod: sides.prod, dev: sides.dev })).toEqual(collapsed(sides));
  });
});
