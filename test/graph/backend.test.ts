import { describe, expect, test } from 'vitest';
import { connect } from '../../src/graph/connect.ts';
import type { Service } from '../../src/model/resource.ts';
import { backendTo, here, placed, route, service, servicePort } from '../support/roles.ts';

const web = service({
  ports: [
    servicePort(80, { name: 'http', targetPort: placed(8080), targetPortIsExplicit: true }),
    servicePort(443, { name: 'https', targetPort: placed('tls'), targetPortIsExplicit: true }),
  ],
});
const external = service({
  id: { name: 'external' },
  type: placed('ExternalName' as const),
  selector: undefined,
  ports: [servicePort(80, { name: 'http' })],
});

function backendOf(backend: ReturnType<typeof backendTo>, services: readonly Service[], namespace?: string) {
  const rule = { host: undefined, path: '/', pathType: 'Prefix', backend, at: here } as const;
  const { routes } = connect([...services, route({ id: { namespace }, rules: [rule] })]);
  return routes[0]?.rules[0]?.backend;
}

describe('a backend', () => {
  test.each<[string, number | string | undefined, string, number | undefined, string]>([
    ['web', 80, 'found', 80, 'a number is a port of the Service'],
    ['web', 'https', 'found', 443, 'a name is the name of one'],
    ['web', 8080, 'port-missing', 80, 'the number of a target port is none, but leads to it'],
    ['web', 'tls', 'port-missing', 443, 'nor is its name'],
    ['web', 81, 'port-missing', undefined, 'a number that nobody has'],
    ['web', 'grpc', 'port-missing', undefined, 'a name that nobody has'],
    ['web', undefined, 'found', undefined, 'a placeholder in the place of the port'],
    ['external', 80, 'found', 80, 'a declared number of an external name'],
    ['external', 8443, 'found', undefined, 'an external name need not declare a number'],
    ['external', 'grpc', 'port-missing', undefined, 'but a name'],
    ['nobody', 80, 'service-missing', undefined, 'a Service that is not there'],
  ])('%s:%s is %s, port %s: %s', (name, port, state, number) => {
    const found = backendOf(backendTo(name, port), [web, external]);
    expect(found?.state).toBe(state);
    const leadsTo = found?.state === 'found' ? found.port : found?.state === 'port-missing' ? found.behind : undefined;
    expect(leadsTo?.port.port).toBe(number);
  });

  test('with a placeholder in the place of the port is not the port without a name', () => {
    const found = backendOf(backendTo('web', undefined), [service({ ports: [servicePort(80)] })]);
    expect(found?.state === 'found' && found.port).toBeUndefined();
  });

  test('that is no Service by design is none', () => {
    expect(backendOf({ at: here, target: 'opaque', name: 'web', port: undefined }, [web])).toEqual({ state: 'opaque' });
  });

  test.each<[string | undefined, string | undefined, string, string | undefined]>([
    ['shop', 'shop', 'found', 'certain'],
    ['shop', undefined, 'found', 'likely'],
    [undefined, 'shop', 'found', 'likely'],
    ['shop', 'admin', 'service-missing', undefined],
  ])('of an Ingress in %s and a Service in %s is %s, %s', (namespace, other, state, certainty) => {
    const found = backendOf(backendTo('web', 80), [{ ...web, id: { ...web.id, namespace: other } }], namespace);
    expect(found?.state).toBe(state);
    expect(found?.state === 'found' ? found.certainty : undefined).toBe(certainty);
  });

  test('takes the Service of its own namespace before one without', () => {
    const own = { ...web, id: { ...web.id, namespace: 'shop' } };
    const found = backendOf(backendTo('web', 80), [web, own], 'shop');
    expect(found?.state === 'found' && found.service.service.id.namespace).toBe('shop');
  });
});

describe('the class of a route', () => {
  const withDefault = (...names: readonly string[]) =>
    connect([
      ...names.map((name) => ({
        role: 'ingress-class' as const,
        id: { group: 'networking.k8s.io', kind: 'IngressClass', namespace: undefined, name },
        at: here,
        controller: 'example.com/controller',
        isDefault: true,
        parameters: undefined,
      })),
      route(),
      route({ className: 'own' }),
    ]).routes.map(({ className }) => className);

  test.each<[readonly string[], readonly (string | undefined)[], string]>([
    [[], [undefined, 'own'], 'without a default class it stays open'],
    [['nginx'], ['nginx', 'own'], 'its own, else the default one'],
    [['nginx', 'traefik'], [undefined, 'own'], 'two defaults are none'],
  ])('with the default classes %o is %o: %s', (names, classes) => {
    expect(withDefault(...names)).toEqual(classes);
  });
});
