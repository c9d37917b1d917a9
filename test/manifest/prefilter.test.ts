import { describe, expect, test } from 'vitest';
import { read } from './reading.ts';

const wanted = /Service|hostNetwork/;
const kinds = (content: string): readonly string[] => read(content, wanted).documents.map(({ kind }) => kind);

describe('a document without a wanted word is passed over', () => {
  test('it is counted, and its errors are not told', () => {
    expect(read('kind: Pod\n---\nx: [\n---\nkind: Service\n', wanted)).toMatchObject({
      documents: [{ kind: 'Service' }],
      problems: [],
      documentCount: 3,
    });
  });

  test('so is a whole file', () => {
    expect(read('kind: Pod\n---\nx: [\n----\n', wanted)).toMatchObject({
      documents: [],
      problems: [],
      documentCount: 2,
    });
    expect(read('{"kind": "Pod"', wanted)).toMatchObject({ documents: [], problems: [] });
  });

  test('so is a CustomResourceDefinition that has the word in its schema', () => {
    const crd =
      '# c\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\nspec:\n  kind: Service\n';
    expect(kinds(crd)).toEqual([]);
    expect(read(crd).documents).toHaveLength(1);
  });
});

describe('words in other letters are found', () => {
  test.each([
    ['hexadecimal escapes', 'kind: "\\x53ervice"'],
    ['Unicode escapes', 'kind: "\\u0053ervice"'],
    ['long Unicode escapes', 'kind: "\\U00000053ervice"'],
    ['a line continuation', 'kind: "Ser\\\n  vice"'],
    ['base64', 'kind: !!binary U2VydmljZQ=='],
    ['base64 under an escaped tag', 'kind: !!bin%61ry U2VydmljZQ=='],
    ['base64 under a whole tag', 'kind: !<tag:yaml.org,2002:binary> U2VydmljZQ=='],
    ['JSON escapes', '{"kind": "\\u0053ervice"}'],
    ['another encoding', '\ufeffkind: Service'],
  ])('%s', (_, content) => {
    expect(kinds(content)).toEqual(['Service']);
  });

  test.each([
    ['a second kind', 'kind: CustomResourceDefinition\nkind: Service\n'],
    ['a quoted kind', 'kind: CustomResourceDefinition\n"kind": Service\n'],
    ['a merged kind', 'kind: CustomResourceDefinition\n<<: {kind: Service}\n'],
    ['an explicit kind', 'kind: CustomResourceDefinition\n? kind\n: Service\n'],
    ['a kind behind a carriage return', 'kind: CustomResourceDefinition\rkind: Service\n'],
    ['a kind behind a hidden line break', 'kind: CustomResourceDefinition\u2028kind: Service\n'],
    ['a text at the margin', ' x: "\nkind: CustomResourceDefinition\n"\n kind: Service\n'],
    ['a list', 'kind: CustomResourceDefinition\nitems: [{kind: Service}]\n'],
  ])('%s beside that of a CustomResourceDefinition', (_, content) => {
    expect(kinds(content)).toEqual(['Service']);
  });
});

describe('a file seems to be a manifest', () => {
  test.each([
    ['apiVersion: v1\nkind: Pod\n', true],
    ['{"apiVersion":"v1","kind":"Pod"}', true],
    ['{{ if }}\napiVersion: v1\nkind: {{ x }}', true],
    ['"\\x61piVersion": v1\n"\\x6bind": Pod', true],
    ['{"compilerOptions":{}}', false],
    ['services:\n  web: {ports: ["80:80"]}', false],
  ])('%j: %s', (content, answer) => {
    expect(read(content).looksLikeManifest).toBe(answer);
  });

  test('also where it is too large to be read', () => {
    const large = `${'#'.repeat(10 * 1024 * 1024)}\napiVersion: v1\nkind: Pod\n`;
    expect(read(large)).toMatchObject({ looksLikeManifest: true, problems: [{ reason: 'limit' }] });
    expect(read('#'.repeat(11 * 1024 * 1024))).toMatchObject({
      looksLikeManifest: false,
      problems: [{ reason: 'limit' }],
    });
  });
});
