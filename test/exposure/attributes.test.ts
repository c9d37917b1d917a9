import { describe, expect, test } from 'vitest';
import { compareAttributes, coversHost, coversPath } from '../../src/exposure/attributes.ts';
import { type Exposure, reaches } from '../../src/exposure/exposure.ts';
import { routeKey } from '../../src/exposure/route-key.ts';
import type { PathType } from '../../src/model/resource.ts';
import { transports } from '../../src/model/transport.ts';
import { exposure } from '../support/build.ts';
import { backendTo, here } from '../support/roles.ts';

const words = (before: Exposure, after: Exposure): string => {
  const { up, down, sideways } = compareAttributes(before, after);
  return [
    ...up.map((attribute) => `${attribute} up`),
    ...down.map((attribute) => `${attribute} down`),
    ...sideways.map((attribute) => `${attribute} sideways`),
  ].join(', ');
};

const opposite = (text: string): string => text.replaceAll(/\b(up|down)\b/g, (word) => (word === 'up' ? 'down' : 'up'));

const route = (host: string | undefined, path: string, pathType: PathType = 'Prefix'): Exposure =>
  exposure({
    key: routeKey('http-route', 'nginx', { host, path, pathType, backend: backendTo('web', 80), at: here }),
    entry: { kind: 'http-route', host, path },
  });

const listening = (address: string): Exposure => exposure({ entry: { kind: 'host-port', address } });

describe('one attribute', () => {
  test.each<[string, Exposure, Exposure]>([
    ['', exposure(), exposure()],
    ['reach up', exposure({ reach: 'private' }), exposure({ reach: 'public' })],
    ['reach up', exposure({ reach: 'node-network' }), exposure({ reach: 'private' })],
    ['reach up', exposure({ reach: 'private' }), exposure({ reach: 'unknown' })],
    ['', exposure({ reach: 'unknown' }), exposure({ reach: 'public' })],
    ['', exposure({ reachBasis: 'assumed' }), exposure({ reachBasis: 'stated' })],
    ['sources up', exposure({ sources: ['10.0.0.0/8'] }), exposure()],
    ['sources up', exposure({ sources: ['10.0.0.0/9'] }), exposure({ sources: ['10.0.0.0/8'] })],
    ['sources up', exposure({ sources: ['10.0.0.0/8'] }), exposure({ sources: ['10.0.0.0/8', '192.0.2.0/24'] })],
    ['sources up', exposure({ sources: ['{{ .office }}'] }), exposure()],
    ['', exposure({ sources: ['10.0.0.0/8'] }), exposure({ sources: ['10.0.0.0/8', '10.1.0.0/16'] })],
    ['sources sideways', exposure({ sources: ['10.0.0.0/8'] }), exposure({ sources: ['192.0.2.0/24'] })],
    ['sources sideways', exposure({ sources: ['{{ a }}'] }), exposure({ sources: ['{{ b }}'] })],
    ['transport up', exposure({ transport: 'tls+plaintext' }), exposure({ transport: 'plaintext' })],
    ['transport up', exposure({ transport: 'tls+redirect' }), exposure({ transport: 'tls+plaintext' })],
    ['transport up', exposure({ transport: 'tls-only' }), exposure({ transport: 'tls+redirect' })],
    ['transport sideways', exposure({ transport: 'passthrough' }), exposure({ transport: 'tls-only' })],
    ['transport sideways', exposure({ transport: 'unknown' }), exposure({ transport: 'plaintext' })],
    ['auth up', exposure({ auth: ['basic'] }), exposure({ auth: [] })],
    ['auth sideways', exposure({ auth: ['basic'] }), exposure({ auth: ['oauth'] })],
    [
      'policy up',
      exposure({ policy: { state: 'blocked', by: [] } }),
      exposure({ policy: { state: 'unknown', by: [] } }),
    ],
    [
      'policy up',
      exposure({ policy: { state: 'filtered', by: [] } }),
      exposure({ policy: { state: 'allowed', by: [] } }),
    ],
    ['port sideways', exposure({ entry: { port: 80 } }), exposure({ entry: { port: 81 } })],
    [
      'nodePort sideways',
      exposure({ entry: { kind: 'node-port', nodePort: 1 } }),
      exposure({ entry: { kind: 'node-port', nodePort: 2 } }),
    ],
    ['', exposure({ entry: { kind: 'lb', nodePort: 1 } }), exposure({ entry: { kind: 'lb', nodePort: 2 } })],
    [
      '',
      exposure({ entry: { kind: 'external-ip', nodePort: 1 } }),
      exposure({ entry: { kind: 'external-ip', nodePort: 2 } }),
    ],
    ['match up', listening('192.0.2.1'), listening('0.0.0.0')],
    ['match up', listening('127.0.0.1'), listening('::')],
    ['match sideways', listening('192.0.2.1'), listening('192.0.2.2')],
    ['match sideways', listening('0.0.0.0'), listening('::')],
    ['', exposure({ active: 'yes' }), exposure({ active: 'no' })],
    ['', exposure({ certainty: 'certain' }), exposure({ certainty: 'likely' })],
    ['match up', route('web.example.com', '/'), route(undefined, '/')],
    ['match up', route('web.example.com', '/'), route('*.example.com', '/')],
    ['match sideways', route('a.example.com', '/'), route('b.example.com', '/')],
    ['match up', route('a.example.com', '/shop'), route('a.example.com', '/')],
    ['match up', route('a.example.com', '/shop', 'Exact'), route('a.example.com', '/shop')],
    ['match sideways', route('a.example.com', '/shop'), route('a.example.com', '/shopping')],
    ['match sideways', route('a.example.com', '/'), route(undefined, '/shop')],
    ['', route('a.example.com', '/shop'), route('a.example.com', '/shop/')],
  ])('%s', (expected, before, after) => {
    expect(words(before, after)).toBe(expected);
    expect(words(after, before)).toBe(opposite(expected));
  });

  test.each([
    ['reaches', reaches.filter((reach) => reach !== 'unknown')],
    ['transports', transports.filter((transport) => transport !== 'unknown' && transport !== 'passthrough')],
  ])('%s are ordered from narrow to wide', (kind, values) => {
    const form = (value: string): Exposure =>
      kind === 'reaches'
        ? exposure({ reach: reaches.find((one) => one === value) ?? 'unknown' })
        : exposure({ transport: transports.find((one) => one === value) ?? 'unknown' });
    for (const [index, value] of values.slice(1).entries())
      expect(words(form(values[index] ?? ''), form(value))).toMatch(/ up$/);
  });
});

test.each<[string | undefined, string | undefined, boolean]>([
  [undefined, 'a.example.com', true],
  [undefined, undefined, true],
  ['a.example.com', undefined, false],
  ['*.example.com', undefined, false],
  ['*.example.com', 'a.example.com', true],
  ['*.example.com', 'a.b.example.com', false],
  ['*.example.com', 'example.com', false],
  ['*.example.com', '*.a.example.com', false],
])('an Ingress for %s covers %s: %s', (wide, narrow, covers) => {
  expect(coversHost(wide, narrow, 'one')).toBe(covers);
});

test.each([
  ['Prefix:/', 'Prefix:/shop', true],
  ['Prefix:/shop', 'Prefix:/shop/cart', true],
  ['Prefix:/shop', 'Prefix:/shopping', false],
  ['Prefix:/shop', 'Exact:/shop', true],
  ['Exact:/shop', 'Exact:/shop/cart', false],
  ['Exact://shop', 'Exact:/shop/cart', false],
  ['Exact:/shop', 'Prefix:/shop', false],
])('%s covers %s: %s', (wide, narrow, covers) => {
  expect(coversPath(wide, narrow)).toBe(covers);
});
