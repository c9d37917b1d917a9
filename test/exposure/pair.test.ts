import { describe, expect, test } from 'vitest';
import { diffExposures, everythingSeen } from '../../src/exposure/diff.ts';
import type { EntryKind, Exposure, ExposureDiff, Target } from '../../src/exposure/exposure.ts';
import { pairExposures, type Standing } from '../../src/exposure/pair.ts';
import type { ObjectRef } from '../../src/model/resource.ts';
import { exposure } from '../support/build.ts';

const words = ({ added, removed, ...changes }: ExposureDiff): readonly string[] => [
  ...added.map(({ key }) => `added ${key}`),
  ...removed.map(({ key }) => `removed ${key}`),
  ...Object.entries(changes).flatMap(([name, list]) =>
    list.map(({ after, attributes }) => `${name} ${after.key} ${attributes.join(' ')}`),
  ),
];
const told = (base: readonly Exposure[], head: readonly Exposure[], standing?: Partial<Standing>): readonly string[] =>
  words(diffExposures(base, head, { ...everythingSeen, standing: { ...everythingSeen.standing, ...standing } }));

const object = (kind: string, name: string, namespace: string | undefined = 'shop'): ObjectRef => ({
  kind,
  namespace,
  name,
});
const target = (name: string, port: number | undefined = 8080, over: Partial<Target> = {}): Target => ({
  ...object('Deployment', name),
  port,
  protocol: 'TCP',
  container: undefined,
  ...over,
});
const nowhere = (targetPort: number | string = 8080, name = 'web') =>
  ({ target: undefined, hops: [{ ...object('Service', name), port: 80, targetPort }] }) as const;

const nodePort = (key: string, over: Parameters<typeof exposure>[0] = {}): Exposure =>
  exposure({
    key: `node-port|shop/${key}`,
    reach: 'node-network',
    target: target('web'),
    ...over,
    entry: { kind: 'node-port', object: object('Service', 'web'), ...over.entry },
  });
const route = (address: string, over: Parameters<typeof exposure>[0] = {}, name = 'site'): Exposure => {
  const [host = '*', path = ''] = address.split(' ');
  return exposure({
    key: `http-route|nginx|${host}|${path}`,
    target: target('web'),
    ...over,
    entry: {
      kind: 'http-route',
      object: object('Ingress', name),
      host: host === '*' ? undefined : host,
      path: path.slice(path.indexOf(':') + 1),
    },
  });
};
const mapping = (address: string, over: Parameters<typeof exposure>[0] = {}): Exposure =>
  exposure({
    key: `dev-mapping|${address}:8080/TCP`,
    reach: 'private',
    target: target('web'),
    ...over,
    entry: { kind: 'dev-mapping', object: object('Cluster', 'kind'), port: 8080, address, ...over.entry },
  });

describe('a Service port', () => {
  test.each<EntryKind>(['lb', 'node-port', 'external-ip'])(
    'of a %s keeps its identity by its number, whatever it is called now and wherever it leads',
    (kind) => {
      const one = (name: string, to: string) =>
        nodePort(`web|${name}`, { entry: { kind, address: '192.0.2.1' }, target: target(to) });
      expect(told([one('http', 'web')], [one('web', 'admin')])).toEqual(['rerouted node-port|shop/web|web target']);
    },
  );

  test('with another name and another number is the same one where it leads to the same place', () => {
    const [http, web] = [nodePort('web|http'), nodePort('web|web', { entry: { port: 81 } })];
    expect(told([http], [web])).toEqual(['changed node-port|shop/web|web port']);
    expect(told([http], [{ ...web, target: target('admin') }])).toEqual([
      'added node-port|shop/web|web',
      'removed node-port|shop/web|http',
    ]);
  });

  test('of an external IP is another one at another address', () => {
    const at = (address: string): Exposure =>
      nodePort(`${address}|web`, { entry: { kind: 'external-ip', address }, reach: 'public' });
    expect(told([at('192.0.2.1')], [at('192.0.2.2')])).toEqual([
      'added node-port|shop/192.0.2.2|web',
      'removed node-port|shop/192.0.2.1|web',
    ]);
  });

  test('that leads nowhere is led elsewhere by another target port, and by nothing else', () => {
    const one = (port: number | string, number: number) =>
      nodePort('web', { ...nowhere(port), entry: { nodePort: number } });
    expect(told([one('http', 30_080)], [one('grpc', 30_080)])).toEqual(['rerouted node-port|shop/web target']);
    expect(told([one('http', 30_080)], [one('http', 30_081)])).toEqual(['changed node-port|shop/web nodePort']);
  });

  test('with several backends that all become others is rerouted once for each, in their order', () => {
    const to = (...ports: readonly number[]) => ports.map((port) => nodePort('web', { target: target('web', port) }));
    const { pairs, added, removed } = pairExposures(to(1, 2, 3), to(4, 5, 6));
    expect(pairs.map(({ before, after }) => [before.target?.port, after.target?.port])).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect([...added, ...removed]).toEqual([]);
  });
});

describe('an object with another name', () => {
  const door = (name: string, over: Parameters<typeof exposure>[0] = {}): Exposure =>
    nodePort(name, { ...over, entry: { object: object('Service', name), ...over.entry } });

  test('is the same one where its door leads to the same place', () => {
    expect(told([door('old')], [door('new')])).toEqual(['moved node-port|shop/new object']);
  });

  test.each<[string, Partial<Standing>]>([
    ['the old one still stands', { atHead: ({ name }) => name === 'old' }],
    ['the new one stood already', { atBase: ({ name }) => name === 'new' }],
  ])('is another one where %s', (_why, standing) => {
    expect(told([door('old')], [door('new')], standing)).toEqual([
      'added node-port|shop/new',
      'removed node-port|shop/old',
    ]);
  });

  test('is the same one as one that is gone, whether or not another one still stands beside it', () => {
    const standing = { atHead: ({ name }: ObjectRef) => name !== 'old' };
    for (const base of [
      [door('old'), door('standing')],
      [door('standing'), door('old')],
    ])
      expect(told(base, [door('new')], standing)).toEqual([
        'removed node-port|shop/standing',
        'moved node-port|shop/new object',
      ]);
  });

  test('is another one where it leads nowhere, since nothing tells that it is the same', () => {
    expect(told([door('old', nowhere())], [door('new', nowhere())])).toEqual([
      'added node-port|shop/new',
      'removed node-port|shop/old',
    ]);
  });

  test.each<[EntryKind, number | undefined]>([
    ['host-port', 80],
    ['host-network', 8080],
    ['host-network', undefined],
  ])('keeps its %s, port %s', (kind, port) => {
    const pod = (name: string): Exposure =>
      nodePort(name, { entry: { kind, port, object: object('Deployment', name) }, target: target(name, port) });
    expect(told([pod('old')], [pod('new')])).toEqual(['moved node-port|shop/new object']);
  });

  test('is no Deployment that a DaemonSet of the same name stands beside', () => {
    const pod = (kind: string): Exposure =>
      nodePort(kind, {
        entry: { kind: 'host-port', object: object(kind, 'web') },
        target: target('web', 80, { kind }),
      });
    const both = { atHead: ({ kind }: ObjectRef) => kind === 'Deployment' };
    expect(told([pod('Deployment')], [pod('DaemonSet')])).toEqual(['moved node-port|shop/DaemonSet object']);
    expect(told([pod('Deployment')], [pod('DaemonSet')], both)).toEqual([
      'added node-port|shop/DaemonSet',
      'removed node-port|shop/Deployment',
    ]);
  });
});

test('a hostPort that leads to another port of its container is rerouted', () => {
  const pod = (port: number): Exposure =>
    nodePort('web', {
      entry: { kind: 'host-port', port: 80, object: object('Deployment', 'web') },
      target: target('web', port),
    });
  expect(told([pod(8080)], [pod(9090)])).toEqual(['rerouted node-port|shop/web target']);
});

describe('a namespace', () => {
  const of = (entry: string | undefined, behind: string | undefined): Exposure =>
    nodePort('web', {
      entry: { object: { ...object('Service', 'web'), namespace: entry } },
      target: { ...target('web'), namespace: behind },
    });

  test.each<[string, Exposure, Exposure, readonly string[]]>([
    ['that becomes another one for both moves them', of('shop', 'shop'), of('new', 'new'), ['moved']],
    ['that is written at last may be the same one', of(undefined, undefined), of('shop', 'shop'), ['moved']],
    [
      'that is written for the Service alone leads to the same pods',
      of(undefined, 'shop'),
      of('shop', 'shop'),
      ['moved'],
    ],
    ['that is written for the pods alone is their own', of('shop', undefined), of('shop', 'shop'), []],
    ['of the pods that becomes another one leads elsewhere', of('shop', 'shop'), of('shop', 'admin'), ['rerouted']],
  ])('%s', (_sentence, before, after, expected) => {
    expect(told([before], [after]).map((line) => line.split(' ')[0])).toEqual(expected);
  });
});

test('a Service whose written addresses become others is rerouted', () => {
  const to = (...addresses: readonly string[]): Exposure =>
    nodePort('web', { target: target('web', 80, { kind: 'Endpoints', addresses }) });
  expect(told([to('192.0.2.1')], [to('192.0.2.1', '192.0.2.2')])).toEqual(['rerouted node-port|shop/web target']);
});

describe('a mapping', () => {
  test('that leads to another port of the node is rerouted, though nothing answers there', () => {
    const to = (number: number): Exposure =>
      mapping('127.0.0.1', { target: undefined, hops: [], entry: { nodePort: number } });
    expect(told([to(30_080)], [to(30_081)])).toEqual([
      'changed dev-mapping|127.0.0.1:8080/TCP nodePort target',
      'rerouted dev-mapping|127.0.0.1:8080/TCP nodePort target',
    ]);
  });

  test('of a cluster with another name is the same one', () => {
    const renamed = mapping('127.0.0.1', { entry: { object: object('Cluster', 'other') } });
    expect(told([mapping('127.0.0.1')], [renamed])).toEqual([]);
  });

  test('keeps its identity by the port of the machine, whatever its address, its cluster and its target', () => {
    const over = { entry: { object: object('Cluster', 'other') }, target: target('admin') };
    expect(told([mapping('127.0.0.1')], [mapping('0.0.0.0', over)])).toEqual([
      'widened dev-mapping|0.0.0.0:8080/TCP match target',
      'rerouted dev-mapping|0.0.0.0:8080/TCP match target',
    ]);
    const elsewhere = {
      ...mapping('0.0.0.0', { ...over, entry: { ...over.entry, port: 9090 } }),
      key: 'dev-mapping|9090',
    };
    expect(told([mapping('127.0.0.1')], [elsewhere])).toEqual([
      'added dev-mapping|9090',
      'removed dev-mapping|127.0.0.1:8080/TCP',
    ]);
  });
});

describe('a route', () => {
  test('keeps its identity by host and path, whatever its class, its object and its target', () => {
    const other = route('web.example.com Prefix:/', { target: target('admin') }, 'other');
    const elsewhere = { ...other, key: 'http-route|traefik|web.example.com|Prefix:/' };
    expect(told([route('web.example.com Prefix:/')], [elsewhere])).toEqual([
      'moved http-route|traefik|web.example.com|Prefix:/ target class',
      'rerouted http-route|traefik|web.example.com|Prefix:/ target class',
    ]);
  });

  test('that leads to another Service is rerouted, though neither is there', () => {
    const to = (name: string) => route('web.example.com Prefix:/', nowhere(80, name));
    expect(told([to('web')], [to('api')])).toEqual(['rerouted http-route|nginx|web.example.com|Prefix:/ target']);
  });

  test.each<[string, string, string, readonly string[]]>([
    ['wider in its host', 'a.example.com Exact:/shop', '*.example.com Exact:/shop', ['widened']],
    ['wider in its path', 'a.example.com Prefix:/shop', 'a.example.com Prefix:/', ['widened']],
    ['narrower in its host', '* Exact:/shop', 'a.example.com Exact:/shop', ['narrowed']],
    ['narrower in its path', '* Prefix:/', '* Exact:/shop', ['narrowed']],
    ['elsewhere', 'a.example.com Exact:/shop', 'a.example.com Exact:/cart', ['added', 'removed']],
  ])('that is %s now: from %s to %s', (_what, before, after, expected) => {
    expect(told([route(before)], [route(after)]).map((line) => line.split(' ')[0])).toEqual(expected);
  });

  test('of another Ingress, or to another backend, is another one though it covers more', () => {
    const [before, after] = ['a.example.com Prefix:/shop', 'a.example.com Prefix:/'];
    const gone = 'removed http-route|nginx|a.example.com|Prefix:/shop';
    const come = 'added http-route|nginx|a.example.com|Prefix:/';
    expect(told([route(before)], [route(after, {}, 'other')])).toEqual([come, gone]);
    expect(told([route(before)], [route(after, { target: target('admin') })])).toEqual([come, gone]);
  });

  test('is no node port of a Service that has the name of its Ingress', () => {
    const site = nodePort('site', { entry: { object: object('Service', 'site') } });
    expect(told([site], [route('* Prefix:/')])).toEqual([
      'added http-route|nginx|*|Prefix:/',
      'removed node-port|shop/site',
    ]);
    expect(told([route('* Prefix:/')], [site])).toEqual([
      'added node-port|shop/site',
      'removed http-route|nginx|*|Prefix:/',
    ]);
  });

  test('is compared with the first hundred that went, so that a long list costs no more', () => {
    const gone = (count: number) =>
      Array.from({ length: count }, (_, index) => route(`h${index}.example.com Prefix:/a`));
    const wider = (host: string) => [route(`${host} Prefix:/`)];
    expect(told(gone(101), wider('h99.example.com'))).toContain(
      'widened http-route|nginx|h99.example.com|Prefix:/ match',
    );
    expect(told(gone(101), wider('h100.example.com'))).toContain('added http-route|nginx|h100.example.com|Prefix:/');
  });
});

test('changes are told in the order of their keys, however they were recognised', () => {
  const byKey = nodePort('z', { entry: { port: 1 } });
  const byTarget = nodePort('b', { entry: { port: 2 }, target: target('b') });
  const base = [byKey, { ...byTarget, key: 'node-port|shop/c' }];
  const head = [
    { ...byKey, reach: 'public' as const },
    { ...byTarget, reach: 'public' as const },
  ];
  expect(told(base, head)).toEqual(['widened node-port|shop/b reach', 'widened node-port|shop/z reach']);
});
