import { describe, expect, test } from 'vitest';
import { isAllowedSource, normalized, versionless } from '../../src/render/source-url.ts';

test.each([
  'https://github.com/Acme/Shop',
  'https://github.com/acme/shop.git',
  'https://github.com/acme/shop/',
  'https://token@github.com/acme/shop.git',
  'http://github.com/acme/shop.git/',
  'ssh://git@github.com/acme/shop.git',
  'git@github.com:acme/shop.git',
  'git::https://github.com/acme/shop',
  ' github.com/acme/shop ',
])('%s is github.com/acme/shop', (url) => {
  expect(normalized(url)).toBe('github.com/acme/shop');
});

test('a port is no folder', () => {
  expect(normalized('https://git.example.com:8443/acme/shop')).toBe('git.example.com:8443/acme/shop');
  expect(normalized('oci://registry.example.com:5000/charts')).toBe('registry.example.com:5000/charts');
});

describe('another version of an address is the same source', () => {
  test.each([
    ['https://github.com/acme/base?ref=v1', 'https://github.com/acme/base?ref=v2'],
    ['https://github.com/acme/base//web?ref=v1', 'https://github.com/acme/base//web?ref=main'],
    ['oci://ghcr.io/acme/web@sha256:aa', 'oci://ghcr.io/acme/web@sha256:bb'],
    ['https://example.com/releases/v1.2.3/all.yaml', 'https://example.com/releases/v1.3.0-rc.1/all.yaml'],
    ['https://example.com/v1/all.yaml', 'https://example.com/v2/all.yaml'],
    [
      'https://raw.githubusercontent.com/acme/web/0123456789abcdef0123456789abcdef01234567/a.yaml',
      'https://raw.githubusercontent.com/acme/web/76543210fedcba9876543210fedcba9876543210/a.yaml',
    ],
  ])('%s and %s', (before, after) => {
    expect(versionless(before)).toBe(versionless(after));
  });

  test.each([
    ['https://github.com/acme/base?ref=v1', 'https://github.com/evil/base?ref=v1'],
    ['https://example.com/releases/v1.2.3/all.yaml', 'https://example.com/releases/v1.2.3/other.yaml'],
    ['https://github.com/acme/base//web?ref=v1', 'https://github.com/acme/base//api?ref=v1'],
  ])('but %s and %s are two', (before, after) => {
    expect(versionless(before)).not.toBe(versionless(after));
  });
});

describe('what the configuration allows', () => {
  test.each([
    { allowed: 'github.com/acme', url: 'https://github.com/acme/base?ref=v1', is: true },
    { allowed: 'https://github.com/acme/', url: 'git@github.com:acme/base.git', is: true },
    { allowed: 'github.com/acme/*', url: 'https://github.com/acme/base', is: true },
    { allowed: 'github.com/acme/base', url: 'https://github.com/acme/base//web?ref=v3', is: true },
    { allowed: '*.acme.example', url: 'https://charts.acme.example/stable', is: true },
    { allowed: 'github.com/acme', url: 'https://github.com/acme-evil/base', is: false },
    { allowed: 'github.com/acme', url: 'https://evil.example/github.com/acme/base', is: false },
    { allowed: 'github.com/acme', url: 'https://github.com/acme@evil.example/base', is: false },
    { allowed: 'github.com/acme', url: 'https://github.com:acme@evil.example/base', is: false },
    { allowed: 'github.com/acme', url: 'evil.example:x@github.com/acme/base', is: false },
    { allowed: 'github.com/acme', url: 'https://github.com/acme/%2e%2e/evil/base', is: false },
    { allowed: 'github.com/acme', url: 'https://user:token@github.com/acme/base', is: true },
    { allowed: 'cdn.example.com/gh/acme/web', url: 'https://cdn.example.com/gh/acme/web@v1.2.0/a.yaml', is: true },
    { allowed: 'github.com/acme', url: 'https://github.com.evil.example/acme', is: false },
    { allowed: 'github.com/acme/base', url: 'https://github.com/acme/base/../../evil/base', is: false },
    { allowed: '*.acme.example', url: 'https://evil.example/x.acme.example', is: false },
  ])('$allowed allows $url: $is', ({ allowed, url, is }) => {
    expect(isAllowedSource(url, [allowed])).toBe(is);
  });
});
