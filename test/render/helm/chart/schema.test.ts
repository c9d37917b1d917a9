import { expect, test } from 'vitest';
import { chartYaml, gaps, objects, rendered } from './chart.ts';

// Every verdict is that of Helm 4.1.4, and so are its words as far as they are quoted.

const failed = "values don't meet the specifications of the schema(s) in the following chart(s)";

function verdict(schema: unknown, values: string): readonly string[] {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  const files = { 'chart/Chart.yaml': chartYaml('t'), 'chart/values.yaml': values, 'chart/values.schema.json': text };
  return gaps(rendered(files)).map((gap) => gap.replace(` not-rendered: ${failed}`, ''));
}

test.each([
  { schema: { type: 'object' }, values: 'a: 1', faults: [] },
  {
    schema: { properties: { a: { type: 'integer' } }, required: ['b'], additionalProperties: false },
    values: 'a: x\nc: 1',
    faults: [
      "chart/values.schema.json:1: t: at '': missing property 'b', at '/a': got string, want integer, at '': additional properties 'c' not allowed",
    ],
  },
  {
    schema: { properties: { s: { properties: { p: { type: ['integer', 'null'], maximum: 9 } } } } },
    values: 's:\n  p: 10',
    faults: ["chart/values.yaml:2: t: at '/s/p': maximum: got 10, want 9"],
  },
  { schema: { properties: { a: { type: 'integer' } } }, values: 'a: 1.0', faults: [] },
  {
    schema: { properties: { a: { enum: ['x', 1] } } },
    values: 'a: w',
    faults: [`chart/values.yaml:1: t: at '/a': value must be one of "x", 1`],
  },
  {
    schema: { properties: { a: { pattern: '^[a-z]+$', maxLength: 3 } } },
    values: 'a: abcD',
    faults: [
      "chart/values.yaml:1: t: at '/a': maxLength: got 4, want 3, at '/a': '…' does not match pattern '^[a-z]+$'",
    ],
  },
  {
    schema: { $defs: { port: { minimum: 1 } }, properties: { a: { $ref: '#/$defs/port' } } },
    values: 'a: 0',
    faults: ["chart/values.yaml:1: t: at '/a': minimum: got 0, want 1"],
  },
  {
    schema: { $ref: '#/definitions/x' },
    values: 'a: 0',
    faults: [`chart/values.schema.json:1: t: at '': json-pointer in "#/definitions/x" not found`],
  },
  { schema: { properties: { a: { anyOf: [{ type: 'string' }, { const: 5 }] } } }, values: 'a: 5', faults: [] },
  {
    schema: { properties: { a: { oneOf: [{ type: 'integer' }, { minimum: 2 }] } } },
    values: 'a: 3',
    faults: ["chart/values.yaml:1: t: at '/a': 'oneOf' failed, 2 subschemas matched"],
  },
  {
    schema: { if: { properties: { a: { const: 1 } } }, else: { required: ['b'] } },
    values: 'a: 2',
    faults: ["chart/values.schema.json:1: t: at '': missing property 'b'"],
  },
  {
    schema: { properties: { l: { items: { type: 'string' }, uniqueItems: true, minItems: 1 } } },
    values: 'l:\n- x\n- 2',
    faults: ["chart/values.yaml:3: t: at '/l/1': got number, want string"],
  },
  {
    schema: { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
    values: 'a: 1\nb: 2',
    faults: ["chart/values.yaml:2: t: at '/b': false schema"],
  },
  {
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: { a: { $ref: '#/definitions/x', type: 'string' } },
      definitions: { x: { type: 'integer' } },
    },
    values: 'a: 1',
    faults: [],
  },
  {
    schema: { type: 'foo' },
    values: 'a: 1',
    faults: [
      'chart/values.schema.json:1: t: it is not valid against its metaschema: \'/type\' must be one of array, boolean, integer, null, number, object, string, not "foo"',
    ],
  },
  { schema: '{', values: 'a: 1', faults: ['chart/values.schema.json:1: t: it is not JSON'] },
])('$schema holds $values to it', ({ schema, values, faults }) => {
  expect(verdict(schema, values)).toEqual(faults);
});

test("a subchart's own section is held against its schema", () => {
  const files = {
    'chart/Chart.yaml': chartYaml('t'),
    'chart/values.yaml': 'sub: {port: http}\n',
    'chart/charts/sub/Chart.yaml': chartYaml('sub'),
    'chart/charts/sub/values.schema.json': '{"properties":{"port":{"type":"integer"}}}',
  };
  expect(gaps(rendered(files))).toEqual([
    `chart/values.yaml:1 not-rendered: ${failed}: sub: at '/port': got string, want integer`,
  ]);
});

test('what a schema refers to elsewhere is not fetched, and the rest of it holds', () => {
  const files = {
    'chart/Chart.yaml': chartYaml('t'),
    'chart/values.yaml': 'a: 1\nb: 2\n',
    'chart/templates/x.yaml': 'kind: X\n',
    'chart/values.schema.json':
      '{"properties":{\n"a":{"$ref":"https://example.com/defs.json#/a"},\n"b":{"maximum":2}}}',
  };
  const chart = rendered(files);
  expect(objects(chart)).toEqual([{ kind: 'X' }]);
  expect(gaps(chart)).toEqual([
    'chart/values.schema.json:2 not-read: the schema refers to https://example.com/defs.json#/a, which is not fetched: values are not held against it',
  ]);
  expect(gaps(rendered({ ...files, 'chart/values.yaml': 'a: 1\nb: 3\n' }))[1]).toContain('maximum: got 3, want 2');
});
