import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nameOf, productionTree, readLockfile } from '../../scripts/support/lockfile.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { dependencies, devDependencies, allowScripts } = JSON.parse(read('package.json'));
const lock = readLockfile();
const locked = [...lock].filter(([folder]) => folder !== '');

describe('what package.json names', () => {
  const exact = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

  test.each(Object.entries({ ...dependencies, ...devDependencies }))('%s is one version: %s', (_, version) => {
    expect(version).toMatch(exact);
  });

  test('is what the lockfile was made for', () => {
    expect(lock.get('')).toMatchObject({ dependencies, devDependencies });
  });
});

describe('the lockfile', () => {
  test('has a checksum of every package, so that no registry can give another one out', () => {
    const without = locked.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'));
    expect(without.map(([folder]) => folder)).toEqual([]);
  });

  test('takes every package from the registry: none from git, a folder or an address of its own', () => {
    const elsewhere = locked.filter(
      ([, { link, resolved, version }]) =>
        link === true ||
        !/^\d+\.\d+\.\d+/.test(version) ||
        // Whoever installs has a registry; its address stands in nobody's lockfile but his own.
        resolved !== undefined,
    );
    expect(elsewhere.map(([folder]) => folder)).toEqual([]);
  });

  test('has no package with a script that package.json does not allow, and none of them is shipped', () => {
    const scripted = locked.filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(scripted.map(([folder, one]) => nameOf(folder, one)).sort()).toEqual(Object.keys(allowScripts).sort());
    expect(scripted.filter(([, { dev }]) => !dev)).toEqual([]);
  });
});

test('npm is told to be strict, and how', () => {
  const lines = read('.npmrc').split('\n');
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'save-exact=true',
    'fund=false',
    'loglevel=error',
    'audit=false',
    'allow-git=none',
    'strict-allow-scripts=true',
    'foreground-scripts=false',
  ]);
});

// Each package more is one more that may turn against us: whoever adds some says so in production-tree.txt.
test('what is shipped is counted, and known by name', () => {
  const recorded = read('test/supply-chain/production-tree.txt').trim().split('\n');
  const tree = [...productionTree(lock).keys()].map((folder) => folder.replaceAll('node_modules/', '')).sort();
  expect({
    count: tree.length,
    new: tree.filter((name) => !recorded.includes(name)),
    gone: recorded.filter((name) => !tree.includes(name)),
  }).toEqual({ count: recorded.length, new: [], gone: [] });
});
