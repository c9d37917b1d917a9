import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objects, problems, read } from './reading.ts';

const key = fc.stringMatching(/^[a-z][a-zA-Z-]{0,9}$/).filter((text) => !['kind', 'items'].includes(text));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const object = fc
  .dictionary(key, value, { maxKeys: 5, noNullPrototype: true })
  .map((fields) => ({ kind: 'Thing', ...fields }));

/** Block style, one key a line; texts as JSON writes them, which is YAML where they hold nothing that YAML forbids. */
function yaml(thing: unknown, indent = ''): string {
  if (Array.isArray(thing) && thing.length > 0)
    return thing.map((item) => `\n${indent}-${yaml(item, `${indent}  `)}`).join('');
  if (typeof thing === 'object' && thing !== null && !Array.isArray(thing) && Object.keys(thing).length > 0)
    return Object.entries(thing)
      .map(([name, item]) => `\n${indent}"${name}":${yaml(item, `${indent}  `)}`)
      .join('');
  return ` ${written(thing)}`;
}

const written = (scalar: unknown): string =>
  JSON.stringify(scalar).replace(
    /[^ -~]/gu,
    (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );

const document = fc.constantFrom(
  'kind: Pod\nspec:\n  a: 1\n',
  '# c\nkind: Job\nx: |\n  text\n\n',
  'kind: Service\nspec: {ports: [\n  80]}\n',
  'a: &a 1\nkind: Pod\nb: *a\n',
  'replicas: 1\n',
  'kind: Pod\nx: [\n',
  'kind: Pod\nx: *gone\n',
  'kind: List\nitems: [{kind: Pod}, {kind: Job}]\n',
);

describe('reading obeys laws', () => {
  test('JSON and block YAML of the same value are the same object', () => {
    fc.assert(
      fc.property(object, (thing) => {
        const json = objects(JSON.stringify(thing));
        expect(json).toEqual([thing]);
        expect(objects(`${yaml(thing).trimStart()}\n`)).toEqual(json);
      }),
      { numRuns: 300 },
    );
  });

  test('a stream is its documents, each where it stands', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 6 }), (documents) => {
        const together = read(documents.join('---\n'));
        const apart = documents.map((text) => read(text));
        expect(objects(documents.join('---\n'))).toEqual(documents.flatMap(objects));
        expect(together.problems.map(({ reason }) => reason)).toEqual(
          apart.flatMap((reading) => reading.problems.map(({ reason }) => reason)),
        );
        expect(together.documentCount).toBe(apart.reduce((sum, reading) => sum + reading.documentCount, 0));
      }),
    );
  });

  test('line ends of Windows change neither values nor places', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 4 }), (documents) => {
        const unix = documents.join('---\n');
        const windows = unix.replaceAll('\n', '\r\n');
        expect(objects(windows)).toEqual(objects(unix));
        expect(problems(windows).map((text) => text.split(' ')[0])).toEqual(
          problems(unix).map((text) => text.split(' ')[0]),
        );
        expect(read(windows).documents.map(({ at }) => at)).toEqual(read(unix).documents.map(({ at }) => at));
      }),
    );
  });

  test('no text makes it throw, and a file with a problem has its place', () => {
    const scrap = fc.constantFrom(
      '\n',
      '\r',
      '\t',
      ' ',
      '- ',
      '? ',
      ': ',
      '#',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ',',
      '&a ',
      '*a',
      '!!int ',
      '|',
      '>',
      '<<: ',

      '---\n',
      '...\n',
      '%',
      '@',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\0',
      '\\',
      '{{',
      '}}',
      '{%',
      'kind: Pod\n',
      'a',
      '0x',
      '$patch',
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 40 }), (scraps) => {
        const content = scraps.join('');
        const lines = content.replace(/^\ufeff/, '').split('\n').length;
        for (const { at } of read(content).problems) {
          expect(at.line).toBeGreaterThan(0);
          expect(at.line).toBeLessThanOrEqual(lines);
          expect(at.column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => read(bytes)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
