import { describe, expect, test } from 'vitest';
import { connect } from '../../src/graph/connect.ts';
import { TooManyPaths } from '../../src/graph/path-budget.ts';
import type { Endpoints, IngressClass, Role, RouteRule } from '../../src/model/resource.ts';
import {
  backendTo,
  container,
  containerPort,
  here,
  placed,
  route,
  service,
  servicePort,
  workload,
} from '../support/roles.ts';

const endpoints = (
  over: { name?: string; service?: string; namespace?: string; address?: string } = {},
): Endpoints => ({
  role: 'endpoints',
  id: { group: '', kind: 'Endpoints', namespace: over.namespace, name: over.name ?? 'db' },
  at: here,
  service: over.service ?? 'db',
  addresses: [over.address ?? '192.0.2.1'],
  ports: [],
});
const ingressClass = (name: string, isDefault = true): IngressClass => ({
  role: 'ingress-class',
  id: { group: 'networking.k8s.io', kind: 'IngressClass', namespace: undefined, name },
  at: here,
  controller: 'example.com/controller',
  isDefault,
  parameters: undefined,
});
const rule = (over: Partial<RouteRule> = {}): RouteRule => ({
  host: undefined,
  path: '/',
  pathType: 'Prefix',
  backend: backendTo('web', 80),
  at: here,
  ...over,
});

describe('a Service', () => {
  const db = service({ id: { name: 'db', namespace: 'shop' }, selector: undefined });

  test.each<[string, readonly Endpoints[], readonly string[]]>([
    ['of its name in its namespace', [endpoints({ namespace: 'shop' })], ['shop/db']],
    ['not of another Service', [endpoints({ namespace: 'shop', service: 'other' })], []],
    ['not of another namespace', [endpoints({ namespace: 'admin' })], []],
    ['of an unset namespace, which may be its own', [endpoints()], ['/db']],
    ['of its own namespace alone where there are some', [endpoints(), endpoints({ namespace: 'shop' })], ['shop/db']],
  ])('without selector has the endpoints %s', (_which, all, expected) => {
    const [found] = connect([db, ...all]).services;
    expect(found?.selected).toBeUndefined();
    expect(found?.endpoints.map(({ id }) => `${id.namespace ?? ''}/${id.name}`)).toEqual(expected);
  });

  test('of an unset namespace may have the endpoints of any', () => {
    const unset = service({ id: { name: 'db' }, selector: undefined });
    expect(connect([unset, endpoints({ namespace: 'shop' })]).services[0]?.endpoints).toHaveLength(1);
  });

  test('with a selector that is an external name selects nothing', () => {
    const external = service({ type: placed('ExternalName' as const) });
    expect(connect([external, workload()]).services[0]?.selected).toBeUndefined();
    expect(connect([service(), workload()]).services[0]?.selected?.workloads).toHaveLength(1);
  });

  test('says in which of its pods a named target port is missing', () => {
    const named = service({ ports: [servicePort(80, { targetPort: placed('http') })] });
    const has = workload({
      id: { name: 'has' },
      containers: [container('web', [containerPort(8080, { name: 'http' })])],
    });
    const lacks = workload({ id: { name: 'lacks' } });
    const [port] = connect([named, has, lacks]).services[0]?.ports ?? [];
    expect(port?.arrivals.map(({ workload: { id }, number }) => `${id.name}:${number}`)).toEqual(['has:8080']);
    expect(port?.missing.map(({ id }) => id.name)).toEqual(['lacks']);
  });
});

describe('of two sides that share an object', () => {
  const web = service({ ports: [servicePort(80)] });
  const [first, second] = [workload({ id: { name: 'first' } }), workload({ id: { name: 'second' } })];
  const other = workload({ id: { name: 'other' }, labels: new Map([['app', 'other']]) });
  const serviceOf = (...roles: readonly Role[]) => connect(roles).services[0];
  const namesOf = (found: ReturnType<typeof serviceOf>): readonly string[] | undefined =>
    found?.selected?.workloads.map(({ id }) => id.name);

  test('a Service with the same links is one', () => {
    expect(serviceOf(web, first)).toBe(serviceOf(web, first, other));
  });

  test('a Service has the links of its own side', () => {
    expect(namesOf(serviceOf(web, first))).toEqual(['first']);
    expect(namesOf(serviceOf(web, second))).toEqual(['second']);
    expect(namesOf(serviceOf(web, second, first))).toEqual(['second', 'first']);
    expect(namesOf(serviceOf(web, second))).toEqual(['second']);
    expect(namesOf(serviceOf(web))).toEqual([]);
  });

  test('a Service without selector has the endpoints of its own side', () => {
    const db = service({ id: { name: 'db' }, selector: undefined });
    const addressesOf = (...roles: readonly Role[]) =>
      serviceOf(db, ...roles)?.endpoints.map(({ addresses }) => addresses);
    expect(addressesOf(endpoints())).toEqual([['192.0.2.1']]);
    expect(addressesOf(endpoints({ address: '192.0.2.2' }))).toEqual([['192.0.2.2']]);
    expect(addressesOf()).toEqual([]);
  });

  const site = route({ rules: [rule(), rule({ host: 'a.example.com', backend: backendTo('api', 80) })] });
  const api = service({ id: { name: 'api' }, ports: [servicePort(80)] });
  const routeOf = (...roles: readonly Role[]) => connect([site, ...roles]).routes[0];
  const statesOf = (...roles: readonly Role[]): readonly string[] | undefined =>
    routeOf(...roles)?.rules.map(({ backend }) => backend.state);

  test('a route with the same backends and the same class is one', () => {
    expect(routeOf(web, api)).toBe(routeOf(web, api, other));
    expect(routeOf()).toBe(routeOf());
    expect(routeOf(service({ ports: [] }))).not.toBe(routeOf());
  });

  test('a route has the backends of its own side', () => {
    expect(statesOf(web, api)).toEqual(['found', 'found']);
    expect(statesOf(web)).toEqual(['found', 'service-missing']);
    expect(statesOf(api)).toEqual(['service-missing', 'found']);
    expect(statesOf(web, service({ id: { name: 'api' } }))).toEqual(['found', 'port-missing']);
    expect(statesOf(web, api)).toEqual(['found', 'found']);
  });

  test('a route leads to the Services of its own side', () => {
    const backendOf = (...roles: readonly Role[]) => routeOf(...roles)?.rules[0]?.backend;
    const serviceBehind = (...roles: readonly Role[]) => {
      const backend = backendOf(...roles);
      return backend !== undefined && 'service' in backend ? backend.service : undefined;
    };
    const moved = service({ id: { namespace: 'shop' }, ports: [servicePort(80)] });
    expect(serviceBehind(web, first)).toBe(serviceOf(web, first));
    expect(serviceBehind(web, second)).toBe(serviceOf(web, second));
    expect(backendOf(web)).toMatchObject({ certainty: 'certain' });
    expect(backendOf(moved)).toMatchObject({ certainty: 'likely' });
    const [closed, shut] = [service({ ports: [servicePort(81)] }), service({ ports: [servicePort(82)] })];
    expect(serviceBehind(closed)).toBe(serviceOf(closed));
    expect(serviceBehind(shut)).toBe(serviceOf(shut));
  });

  test('a route leads to the external name of its own side', () => {
    const named = (name: string) =>
      service({ type: placed('ExternalName' as const), selector: undefined, externalName: placed(name) });
    const nameBehind = (role: Role) => {
      const backend = connect([site, role]).routes[0]?.rules[0]?.backend;
      return backend?.state === 'found' ? backend.service.service.externalName?.value : undefined;
    };
    expect(nameBehind(named('a.example.com'))).toBe('a.example.com');
    expect(nameBehind(named('b.example.com'))).toBe('b.example.com');
  });

  test('a route has the class that is the default one of its own side', () => {
    expect(routeOf(web, api)?.className).toBeUndefined();
    expect(routeOf(web, api, ingressClass('nginx'))?.className).toBe('nginx');
    expect(routeOf(web, api, ingressClass('traefik'), ingressClass('nginx', false))?.className).toBe('traefik');
    expect(routeOf(web, api)?.className).toBeUndefined();
  });
});

describe('a unit with more links than any deployment has is not followed', () => {
  const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => make(index));

  test('links from Services to pods, one for each port', () => {
    const pods = many(201, (index) => workload({ id: { name: `w${index}` } }));
    const ports = many(1000, (index) => servicePort(index + 1));
    expect(() => connect([...pods, service({ ports })])).toThrow(TooManyPaths);
  });

  test('links to written addresses, of all Services together', () => {
    const addresses = many(401, () => endpoints());
    const named = (count: number) => many(count, () => service({ id: { name: 'db' }, selector: undefined }));
    expect(connect([...named(498), ...addresses]).services).toHaveLength(498);
    expect(() => connect([...named(499), ...addresses])).toThrow(TooManyPaths);
  });
});
