import { describe, expect, test } from 'vitest';
import { collapseDiffs, type Travel } from '../../src/exposure/collapse.ts';
import { diffExposures, everythingSeen } from '../../src/exposure/diff.ts';
import type { Change, Exposure, ExposureDiff } from '../../src/exposure/exposure.ts';
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

describe('where not everything is seen', () => {
  const [base, head] = [
    { ...everythingSeen, isComplete: { base: false, head: true } },
    { ...everythingSeen, isComplete: { base: true, head: false } },
  ];
  const selecting = (selector: string | undefined): Exposure => ({
    ...nodePort('a'),
    target: undefined,
    hops: [{ ...object('a'), port: 80, targetPort: 8080, selector }],
  });

  test('a target that both sides show is another one all the same', () => {
    const [before, after] = [nodePort('a'), to('admin', 8080, nodePort('a'))];
    for (const seen of [base, head])
      expect(words(diffExposures([before], [after], seen))).toEqual(['rerouted a→a target']);
  });

  test('a target that the whole side lacks is missing', () => {
    const nowhere = { ...nodePort('a'), target: undefined, hops: [] };
    expect(words(diffExposures([nodePort('a')], [nowhere], base))).toEqual(['rerouted a→a target']);
    expect(words(diffExposures([nowhere], [nodePort('a')], head))).toEqual(['rerouted a→a target']);
    expect(words(diffExposures([nowhere], [nodePort('a')], base))).toEqual([]);
  });

  test('a Service that selects other pods leads elsewhere, wherever they are', () => {
    const [web, admin] = [selecting('app=web'), selecting('app=admin')];
    expect(words(diffExposures([web], [admin], head))).toEqual(['rerouted a→a target']);
    expect(words(diffExposures([web], [{ ...web }], head))).toEqual([]);
    // Where everything is seen it led nowhere and still does.
    expect(words(diffExposures([web], [admin]))).toEqual([]);
  });

  test('a backend that went may only be hidden', () => {
    const [first, second] = [nodePort('a'), to('b', 8080, nodePort('a'))];
    const nowhere = { ...nodePort('a'), target: undefined };
    expect(words(diffExposures([first, second], [nowhere], head))).toEqual([]);
    expect(words(diffExposures([first, second], [nowhere]))).toEqual([
      'rerouted a→a target',
      'rerouted a→a target lost',
    ]);
  });

  test('a way in that a hidden file has a part in is not called closed', () => {
    const hidden = { ...everythingSeen, isOpaqueAtHead: (path: string) => path === 'k8s/pods.yaml' };
    expect(words(diffExposures([{ ...nodePort('a'), because: [at('k8s/pods.yaml')] }], [], hidden))).toEqual([]);
  });
});

test('backends that come and go are told in the order of their doors', () => {
  const [a, b] = [nodePort('a'), nodePort('b')];
  const head = [to('admin', 8080, b), a, to('admin', 8080, a)];
  expect(words(diffExposures([a, b], head))).toEqual(['rerouted a→a target gained', 'rerouted b→b target']);
});

test('a way in that leaves one of its units stays where it was', () => {
  const both = { ...nodePort('a'), units: ['dev', 'prod'] };
  expect(words(diffExposures([both], [{ ...nodePort('a'), units: ['prod'] }]))).toEqual([]);
});

describe('the diffs of several units', () => {
  const inUnit = (unit: string, one: Exposure): Exposure => ({
    ...one,
    unit,
    units: [unit],
    at: at(`${unit}/web.yaml`),
  });
  const environments: Readonly<Record<string, string>> = { dev: 'dev', local: 'dev', prod: 'prod' };
  type Sides = Readonly<Record<string, readonly [readonly Exposure[], readonly Exposure[]]>>;
  const collapsed = (sides: Sides): readonly string[] => words(diffOf(sides));
  const changesOf = (sides: Sides): readonly Change[] => diffOf(sides).changed;
  const diffOf = (sides: Sides): ExposureDiff =>
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
    );

  test.each<[string, Sides, readonly string[]]>([
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

  describe('of one environment', () => {
    const between = (
      from: Readonly<Record<string, readonly Exposure[]>>,
      into: Readonly<Record<string, readonly Exposure[]>>,
      travel: Partial<Travel> = {},
    ) => {
      const sides = (all: typeof from) =>
        Object.entries(all).flatMap(([unit, found]) => found.map((one) => inUnit(unit, one)));
      return words(
        collapseDiffs([diffExposures(sides(from), []), diffExposures([], sides(into))], {
          environmentOf: () => 'dev',
          isSuccessor: () => false,
          mayHandOver: () => false,
          standing: nothingElse,
          ...travel,
        }),
      );
    };
    const [a, b] = [nodePort('a'), nodePort('b')];

    test('hand a way in over only where they may, and only as it was', () => {
      const mayHandOver: Travel['mayHandOver'] = (from, into) => from === 'one' && into === 'two';
      expect(between({ one: [a] }, { two: [a] })).toEqual(['added a two', 'removed a one']);
      expect(between({ one: [a] }, { two: [a] }, { mayHandOver })).toEqual(['moved a→a unit']);
      expect(between({ two: [a] }, { one: [a] }, { mayHandOver })).toEqual(['added a one', 'removed a two']);
      expect(between({ one: [a] }, { two: [b] }, { mayHandOver })).toEqual(['added b two', 'removed a one']);
    });

    test('hand all over to the one that takes the place of another', () => {
      const isSuccessor: Travel['isSuccessor'] = (from, into) => from === 'one' && into === 'two';
      expect(between({ one: [a] }, { two: [b] }, { isSuccessor })).toEqual(['moved a→b unit object']);
      expect(between({ two: [a] }, { one: [b] }, { isSuccessor })).toEqual(['added b one', 'removed a two']);
      expect(between({ one: [a], three: [a] }, { two: [b] }, { isSuccessor })).toEqual(['moved a→b unit object']);
      expect(between({ one: [a] }, { two: [b], three: [b] }, { isSuccessor })).toEqual(['moved a→b unit object']);
    });

    test('tell what they did not hand over in the order of the doors', () => {
      expect(between({ one: [nodePort('c'), nodePort('z')] }, { two: [nodePort('c'), b] })).toEqual([
        'added b two',
        'added c two',
        'removed c one',
        'removed z one',
      ]);
      expect(between({ one: [nodePort('c')] }, { two: [a, nodePort('c'), nodePort('d')] })).toEqual([
        'added a two',
        'added c two',
        'added d two',
        'removed c one',
      ]);
    });

    test('keep a door whose object got another name', () => {
      expect(between({ one: [a] }, { one: [b] })).toEqual(['moved a→b object']);
    });
  });

  test('that change it in the same way are told once, with all their names', () => {
    const [before, after, later] = [1, 2, 3].map((number) => nodePort('a', { nodePort: number }));
    if (before === undefined || after === undefined || later === undefined) throw new Error('three node ports');
    const units = (sides: Sides) =>
      changesOf(sides).map(({ before: from, after: into }) => [...from.units, '→', ...into.units].join(' '));
    expect(units({ prod: [[before], [after]], dev: [[before], [after]] })).toEqual(['dev prod → dev prod']);
    expect(units({ prod: [[before], [after]], dev: [[before], [later]] })).toEqual(['dev → dev', 'prod → prod']);
    expect(units({ prod: [[later], [after]], dev: [[before], [after]] })).toEqual(['dev → dev', 'prod → prod']);
  });

  test('that lead it elsewhere are told apart from those that lead it to one more place', () => {
    const [web, admin] = [nodePort('a'), to('admin', 8080, nodePort('a'))];
    expect(collapsed({ dev: [[web], [admin]], prod: [[web], [web, admin]] })).toEqual([
      'rerouted a→a target',
      'rerouted a→a target gained',
    ]);
  });

  test('tell the doors in their order, and one door in the order of its files', () => {
    const [first, second] = [nodePort('a', { nodePort: 1 }), nodePort('a', { nodePort: 2 })];
    expect(collapsed({ prod: [[], [nodePort('b')]], dev: [[], [nodePort('a')]] })).toEqual([
      'added a dev',
      'added b prod',
    ]);
    expect(collapsed({ prod: [[], [first]], dev: [[], [second]] })).toEqual(['added a dev', 'added a prod']);
    expect(
      collapsed({
        prod: [[nodePort('b', { nodePort: 1 })], [nodePort('b', { nodePort: 2 })]],
        dev: [[first], [second]],
      }),
    ).toEqual(['changed a→a nodePort', 'changed b→b nodePort']);
  });

  test('that open it together stand for one another: its lines are those of all, each once', () => {
    const placed = (unit: string, path: string) => ({
      ...nodePort('a'),
      unit,
      units: [unit],
      at: at(path),
      because: [at('shared.yaml', 7), at(path, 2)],
    });
    const [only, ...others] = collapseDiffs([
      diffExposures([], [placed('prod', 'a.yaml')]),
      diffExposures([], [placed('dev', 'b.yaml')]),
    ]).added;
    expect(others).toEqual([]);
    expect([only?.unit, ...(only?.units ?? [])]).toEqual(['dev', 'dev', 'prod']);
    expect([only?.at, ...(only?.because ?? [])].map((line) => `${line?.path}:${line?.line}`)).toEqual([
      'a.yaml:1',
      'shared.yaml:7',
      'a.yaml:2',
      'b.yaml:1',
      'b.yaml:2',
    ]);
  });
});
