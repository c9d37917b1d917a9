import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discoverUnits } from '../../src/render/units.ts';

type Files = Readonly<Record<string, string>>;

/** Units of files that define the objects written as letters: `{ 'k8s/a.yaml': 'xy' }`. */
function units(head: Files, base: Files = head): readonly string[] {
  const sideOf = (files: Files) => new Map(Object.entries(files).map(([path, objects]) => [path, objects.split('')]));
  return discoverUnits({ base: sideOf(base), head: sideOf(head) }, [], () => undefined).map(
    ({ unit, paths, own }) => `${unit.id}: ${paths.map((path) => (own.includes(path) ? path : `(${path})`)).join(' ')}`,
  );
}

describe('plain files', () => {
  test.each<[string, Files, readonly string[]]>([
    ['of one folder are a unit', { 'k8s/a.yaml': 'a', 'k8s/b.yaml': 'b' }, ['k8s: k8s/a.yaml k8s/b.yaml']],
    ['of two top folders are two', { 'a/x.yaml': 'a', 'b/x.yaml': 'b' }, ['a: a/x.yaml', 'b: b/x.yaml']],
    [
      'of two top folders are two, the same objects or not',
      { 'a/x.yaml': 'a', 'b/x.yaml': 'a' },
      ['a: a/x.yaml', 'b: b/x.yaml'],
    ],
    ['at the top are a unit', { 'a.yaml': 'a', 'b.yaml': 'b' }, ['.: a.yaml b.yaml']],
    [
      'below the top are one with what lies between',
      { 'k8s/a.yaml': 'a', 'k8s/deep/b.yaml': 'b' },
      ['k8s: k8s/a.yaml k8s/deep/b.yaml'],
    ],
    [
      'that define one object are variants',
      { 'k8s/a.yaml': 'x', 'k8s/b.yaml': 'x' },
      ['k8s/a.yaml: k8s/a.yaml', 'k8s/b.yaml: k8s/b.yaml'],
    ],
    [
      'of folders that define one object are variants',
      { 'k8s/dev/x.yaml': 'x', 'k8s/dev/y.yaml': 'y', 'k8s/prod/x.yaml': 'x' },
      ['k8s/dev: k8s/dev/x.yaml k8s/dev/y.yaml', 'k8s/prod: k8s/prod/x.yaml'],
    ],
    [
      'that no variant redefines belong to each of them',
      { 'k8s/c.yaml': 'c', 'k8s/dev/x.yaml': 'x', 'k8s/prod/x.yaml': 'x' },
      ['k8s/dev: k8s/dev/x.yaml (k8s/c.yaml)', 'k8s/prod: k8s/prod/x.yaml (k8s/c.yaml)'],
    ],
    [
      'that a bundle was made of stay together',
      { 'k8s/a.yaml': 'a', 'k8s/b.yaml': 'b', 'k8s/bundle.yaml': 'ab' },
      ['k8s/a.yaml and 1 more: k8s/a.yaml k8s/b.yaml', 'k8s/bundle.yaml: k8s/bundle.yaml'],
    ],
    [
      'of variants inside of a variant are units of their own',
      { 'k8s/a/x.yaml': 'x', 'k8s/a/y.yaml': 'x', 'k8s/b/x.yaml': 'x' },
      ['k8s/a/x.yaml: k8s/a/x.yaml', 'k8s/a/y.yaml: k8s/a/y.yaml', 'k8s/b: k8s/b/x.yaml'],
    ],
    [
      'that define an object twice by themselves are no variants of themselves',
      { 'k8s/a.yaml': 'xx' },
      ['k8s: k8s/a.yaml'],
    ],
    [
      'with names of JavaScript are files',
      { '__proto__/x.yaml': 'x', 'constructor/x.yaml': 'x' },
      ['__proto__: __proto__/x.yaml', 'constructor: constructor/x.yaml'],
    ],
    [
      'whose folder is called like a file are found',
      { 'k8s/a.yaml/x.yaml': 'x', 'k8s/b.yaml': 'x' },
      ['k8s/a.yaml: k8s/a.yaml/x.yaml', 'k8s/b.yaml: k8s/b.yaml'],
    ],
    [
      'that define nothing stay with their neighbours',
      { 'k8s/a.yaml': 'a', 'k8s/broken.yaml': '' },
      ['k8s: k8s/a.yaml k8s/broken.yaml'],
    ],
    ['are none where there are none', {}, []],
  ])('%s', (_sentence, files, expected) => {
    expect(units(files)).toEqual(expected);
  });

  test('of both sides are divided together', () => {
    expect(units({ 'k8s/a.yaml': 'x', 'k8s/b.yaml': 'x' }, { 'k8s/a.yaml': 'x' })).toEqual([
      'k8s/a.yaml: k8s/a.yaml',
      'k8s/b.yaml: k8s/b.yaml',
    ]);
  });

  test('are not given to a configured unit that another renderer makes', () => {
    const side = new Map([['k8s/a.yaml', ['a']]]);
    const named = (type: 'plain' | 'helm') =>
      discoverUnits(
        { base: side, head: side },
        [{ name: 'web', path: 'k8s', type, environment: 'prod', values: [], release: undefined, namespace: undefined }],
        () => undefined,
      );
    expect(named('plain').map(({ unit, paths }) => [unit.id, unit.environment, paths])).toEqual([
      ['web', 'prod', ['k8s/a.yaml']],
    ]);
    expect(named('helm').map(({ unit }) => unit.id)).toEqual(['k8s']);
  });

  test('do not conflict where one side has one of them and the other side the other', () => {
    expect(units({ 'k8s/b.yaml': 'x' }, { 'k8s/a.yaml': 'x' })).toEqual(['k8s: k8s/a.yaml k8s/b.yaml']);
  });
});

const path = fc
  .tuple(
    fc.constantFrom('k8s', 'deploy'),
    fc.array(fc.constantFrom('a', 'b', 'dev'), { maxLength: 2 }),
    fc.constantFrom('x', 'y', 'z'),
  )
  .map(([top, folders, file]) => [top, ...folders, `${file}.yaml`].join('/'));
const tree = fc.dictionary(path, fc.string({ unit: fc.constantFrom('p', 'q', 'r'), maxLength: 3 }), { maxKeys: 8 });

describe('units', () => {
  const found = (files: Files) => {
    const side = new Map(Object.entries(files).map(([name, objects]) => [name, objects.split('')]));
    return discoverUnits({ base: side, head: side }, [], () => undefined);
  };

  test('hold every file, and each file is the own one of exactly one of them or of none', () => {
    fc.assert(
      fc.property(tree, (files) => {
        const all = found(files);
        for (const name of Object.keys(files)) {
          expect(
            all.some(({ paths }) => paths.includes(name)),
            name,
          ).toBe(true);
          expect(all.filter(({ own }) => own.includes(name)).length, name).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('never define one object in two files', () => {
    fc.assert(
      fc.property(tree, (files) => {
        for (const { unit, paths } of found(files)) {
          const objects = paths.flatMap((name) => [...new Set(files[name])]);
          expect(new Set(objects).size, unit.id).toBe(objects.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('have ids that tell them apart', () => {
    fc.assert(
      fc.property(tree, (files) => {
        const ids = found(files).map(({ unit }) => unit.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  test('are the same whatever the order of the files', () => {
    fc.assert(
      fc.property(tree, (files) => {
        const turned = Object.fromEntries(Object.entries(files).reverse());
        expect(found(turned)).toEqual(found(files));
      }),
    );
  });
});
