import { describe, expect, test } from 'vitest';
import { addressOf, classOf, matchOf, routeKey } from '../../src/exposure/route-key.ts';
import type { RouteRule } from '../../src/model/resource.ts';
import { backendTo, here } from '../support/roles.ts';

const rule = (over: Partial<RouteRule> = {}): RouteRule => ({
  host: 'web.example.com',
  path: '/shop',
  pathType: 'Prefix',
  backend: backendTo('web', 80),
  at: here,
  ...over,
});

describe('the key of a route', () => {
  test.each<[string | undefined, Partial<RouteRule>, string, string]>([
    ['nginx', {}, 'http-route|nginx|web.example.com|Prefix:/shop', 'front door, host and path'],
    ['nginx', { backend: backendTo('api', 81) }, 'http-route|nginx|web.example.com|Prefix:/shop', 'never the backend'],
    [undefined, {}, 'http-route||web.example.com|Prefix:/shop', 'no class is the default one of the cluster'],
    ['nginx', { host: undefined }, 'http-route|nginx|*|Prefix:/shop', 'no host is every host'],
    ['nginx', { path: undefined }, 'http-route|nginx|web.example.com|Prefix:/', 'no path is every path'],
    ['nginx', { path: '/' }, 'http-route|nginx|web.example.com|Prefix:/', 'as the shortest one is'],
    ['nginx', { path: '/shop/' }, 'http-route|nginx|web.example.com|Prefix:/shop', 'a slash at the end says nothing'],
    ['nginx', { path: '/a/b' }, 'http-route|nginx|web.example.com|Prefix:/a/b', 'a slash inside does'],
    [
      'nginx',
      { path: '/shop/', pathType: 'Exact' },
      'http-route|nginx|web.example.com|Exact:/shop/',
      'an exact path is meant to the letter',
    ],
    [
      'nginx',
      { pathType: 'ImplementationSpecific' },
      'http-route|nginx|web.example.com|Prefix:/shop',
      'what the controller decides is judged as a prefix',
    ],
  ])('of the class %s with %o is %s: %s', (className, over, key) => {
    expect(routeKey('http-route', className, rule(over))).toBe(key);
  });
});

test.each<[string | undefined, Partial<RouteRule>, string, string, string]>([
  ['nginx', {}, 'nginx', 'web.example.com|Prefix:/shop', 'Prefix:/shop'],
  [undefined, { host: undefined }, '', '*|Prefix:/shop', 'Prefix:/shop'],
  ['nginx', { path: '/(a|b|c)' }, 'nginx', 'web.example.com|Prefix:/(a|b|c)', 'Prefix:/(a|b|c)'],
  ['{{ a | b | c }}', {}, '{{ a %7C b %7C c }}', 'web.example.com|Prefix:/shop', 'Prefix:/shop'],
  ['nginx', { host: '{{ .host | quote }}' }, 'nginx', '{{ .host %7C quote }}|Prefix:/shop', 'Prefix:/shop'],
])('a key of the class %s and %o falls apart into what it was made of', (className, over, door, address, match) => {
  const key = routeKey('http-route', className, rule(over));
  expect([classOf(key), addressOf(key), matchOf(key)]).toEqual([door, address, match]);
});
