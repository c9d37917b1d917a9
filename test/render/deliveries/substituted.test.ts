// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of Flux are what is tested
import { describe, expect, test } from 'vitest';
import { field, positionOf, toValue } from '../../../src/manifest/node.ts';
import { renderDelivery } from '../../../src/render/deliveries/render-delivery.ts';
import { createKustomizeMemo } from '../../../src/render/kustomize/index.ts';
import { treeOf } from '../kustomize/tree.ts';
import { deployed, flux, ordered, service } from './ordered.ts';

const orders = (postBuild: string): string => flux(`path: ./web\npostBuild:\n${postBuild.replaceAll(/^/gm, '  ')}`);
const specOf = (spec: string, postBuild: string): unknown => {
  const { objects, gaps } = deployed(orders(postBuild), { 'web/web.yaml': service('web', `spec:\n  ${spec}\n`) });
  expect(gaps).toEqual([]);
  return (objects as readonly { readonly spec: unknown }[])[0]?.spec;
};

describe('Flux fills in the text of an object, so that types come out as YAML has them', () => {
  test.each([
    { set: 'X: "8080"', spec: 'a: ${X}', gives: { a: 8080 }, why: 'a number is a number' },
    { set: 'X: "8080"', spec: 'a: "${X}"', gives: { a: 8080 }, why: 'quotes are gone before anything is filled in' },
    { set: 'X: "true"', spec: 'a: ${X}', gives: { a: true }, why: 'a truth is one' },
    { set: 'X: "80"', spec: 'a: ${X}80', gives: { a: 8080 }, why: 'a text may become a number' },
    { set: 'X: "80"', spec: 'a: p${X}', gives: { a: 'p80' }, why: 'or stay a text' },
    { set: 'X: "80"', spec: 'a: "x: ${X}"', gives: { a: 'x: 80' }, why: 'which needs quotes keeps them' },
    { set: 'X: "80"', spec: 'a: "${X}\\n"', gives: { a: '80\n' }, why: 'lines are a block' },
    { set: 'Y: z', spec: 'a: ${X}', gives: { a: null }, why: 'nothing is null' },
    { set: 'X: "[{port: 80}]"', spec: 'a: ${X}', gives: { a: [{ port: 80 }] }, why: 'a list is a list' },
    { set: 'X: "{b: c}"', spec: 'a: ${X}', gives: { a: { b: 'c' } }, why: 'a map is a map' },
    { set: 'X: "[80"', spec: 'a: ${X}', gives: { a: '[80' }, why: 'what is no YAML stays a text' },
    { set: 'X: "80 # b"', spec: 'a: ${X}', gives: { a: 80 }, why: 'a comment is none of the value' },
    { set: 'X: "8\\n0"', spec: 'a: ${X}', gives: { a: 80 }, why: 'line breaks go' },
    { set: 'X: b', spec: '${X}: c', gives: { b: 'c' }, why: 'keys are filled in as well' },
  ])('$set in $spec: $why', ({ set, spec, gives }) => {
    expect(specOf(spec, `substitute:\n  ${set}`)).toEqual(gives);
  });
});

test('without a single variable nothing is filled in, defaults neither', () => {
  expect(specOf('a: ${X:-80}', 'substitute: {}')).toEqual({ a: '${X:-80}' });
  expect(specOf('a: $${X}', 'substitute: { Y: z }')).toEqual({ a: '${X}' });
});

test('what a ConfigMap or Secret of the cluster may set is not known; what the order sets is', () => {
  const from = 'substituteFrom: [{ kind: ConfigMap, name: settings }]\nsubstitute: { X: "80" }';
  expect(specOf('{ a: "${X}", b: "${Y}", c: "${Y:-81}" }', from)).toEqual({ a: 80, b: '${Y}', c: 81 });
});

test.each(['labels', 'annotations'])('an object whose %s switch it off is left alone', (where) => {
  const text = `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  ${where}: { kustomize.toolkit.fluxcd.io/substitute: disabled }\nspec: { a: "\${X}" }\n`;
  const { objects } = deployed(orders('substitute: { X: "80" }'), { 'web/web.yaml': text });
  expect(objects).toMatchObject([{ spec: { a: '${X}' } }]);
});

test('a value that is a variable and nothing else stands where the variable is set', () => {
  const files = { 'web/web.yaml': service('web', 'spec:\n  type: ${TYPE}\n  a: p${TYPE}\n  ports: ${PORTS}\n') };
  const text = orders('substitute:\n  TYPE: NodePort\n  PORTS: "[{port: 80}]"');
  const [delivery] = ordered(text, files).deliveries;
  if (delivery === undefined) throw new Error('the order counts');
  const [object] = renderDelivery(treeOf(files), delivery, createKustomizeMemo()).manifests;
  const lineOf = (key: string): string => {
    const node = field(object?.root, 'spec', key);
    if (node === undefined) throw new Error(`${key} is there`);
    const { path, line } = positionOf(node);
    return `${path}:${line}: ${JSON.stringify(toValue(node))}`;
  };
  expect(['type', 'a', 'ports'].map(lineOf)).toEqual([
    'clusters/orders.yaml:9: "NodePort"',
    'web/web.yaml:7: "pNodePort"',
    'clusters/orders.yaml:10: [{"port":80}]',
  ]);
});
