// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the parameters of OpenShift's templates are what is tested
import { describe, expect, test } from 'vitest';
import { readManifests } from '../../src/manifest/documents.ts';
import { toValue } from '../../src/manifest/node.ts';

function objectsIn(parameters: string, object: string): readonly unknown[] {
  const text = `apiVersion: template.openshift.io/v1\nkind: Template\nparameters: ${parameters}\nobjects:\n  - { apiVersion: v1, kind: Service, spec: ${object} }\n`;
  const bytes = new TextEncoder().encode(text);
  return readManifests({ path: 'k8s/template.yaml', bytes }, { wanted: 'everything' }).documents.map(({ root }) =>
    toValue(root),
  );
}
const specOf = (parameters: string, object: string): unknown => {
  const [first] = objectsIn(parameters, object);
  return first !== null && typeof first === 'object' && 'spec' in first ? first.spec : undefined;
};

describe('a parameter of a template', () => {
  test.each([
    ['[{ name: A, value: web }]', '{ x: "${A}-${A}" }', { x: 'web-web' }, 'is filled in wherever it stands'],
    ['[{ name: A, value: "80" }]', '{ x: "${A}" }', { x: '80' }, 'is a text inside one pair of braces'],
    ['[{ name: A, value: "80" }]', '{ x: "${{A}}" }', { x: 80 }, 'is a number inside two'],
    ['[{ name: A, value: "true" }]', '{ x: "${{A}}" }', { x: true }, 'is a boolean inside two'],
    ['[{ name: A, value: web }]', '{ x: "${{A}}" }', { x: 'web' }, 'is a text where it is no JSON'],
    ['[{ name: A, value: "" }]', '{ x: "${A}" }', { x: '' }, 'may be empty'],
    ['[{ name: A, value: 80 }]', '{ x: "${A}" }', { x: '80' }, 'may be written without quotes'],
    ['[{ name: A, required: true }]', '{ x: "${A}" }', { x: '${A}' }, 'stays where nobody gives it a value'],
    ['[{ name: A, value: a }]', '{ x: "${B}" }', { x: '${B}' }, 'has no say in another one'],
    ['[{ name: A, value: "${A}${A}" }]', '{ x: "${A}" }', { x: '${A}${A}' }, 'is not looked for in values'],
    ['[{ name: A, value: x }]', '{ "${A}": 1, x: 2 }', { x: 1 }, 'is not hidden by a key that is written out'],
    ['web', '{ x: "${A}" }', { x: '${A}' }, 'is none where the list is something else'],
  ])('%s in %s gives %o: it %s', (parameters, object, expected, _why) => {
    expect(specOf(parameters, object)).toEqual(expected);
  });

  test('does not let a small file grow without bounds', () => {
    const value = 'x'.repeat(100_000);
    const filled = JSON.stringify(specOf(`[{ name: A, value: ${value} }]`, `{ x: "${'${A}'.repeat(10_000)}" }`));
    expect(filled.length).toBeLessThan(1_100_000);
    expect(filled).toContain('${A}');
  });
});

test('what is no template of OpenShift has no parameters', () => {
  const text =
    'apiVersion: v1\nkind: List\nparameters: [{ name: A, value: web }]\nitems:\n  - { apiVersion: v1, kind: Service, spec: { x: "${A}" } }\n';
  const { documents } = readManifests(
    { path: 'k8s/list.yaml', bytes: new TextEncoder().encode(text) },
    { wanted: 'everything' },
  );
  expect(documents.map(({ root }) => toValue(root))).toMatchObject([{ spec: { x: '${A}' } }]);
});
