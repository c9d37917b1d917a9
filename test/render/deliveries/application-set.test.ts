import { describe, expect, test } from 'vitest';
import { field, scalarText } from '../../../src/manifest/node.ts';
import { plain } from '../../../src/model/message.ts';
import { applicationsOf } from '../../../src/render/deliveries/application-set.ts';
import { createGeneration } from '../../../src/render/deliveries/generators.ts';
import { treeOf } from '../kustomize/tree.ts';
import { objectsIn, type Texts } from './ordered.ts';

interface Told {
  readonly made: readonly (string | undefined)[];
  readonly problems: readonly string[];
}

/** What the template's `path` becomes in each Application. */
function made(generators: unknown, path: string, files: Texts = {}, spec: object = {}): Told {
  const template = { metadata: { name: 'x' }, spec: { source: { path } } };
  const text = JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'all' },
    spec: { generators, template, ...spec },
  });
  const [set] = objectsIn('set.json', text);
  if (set === undefined) throw new Error('the set is read');
  const { applications, problems } = applicationsOf(set, createGeneration(treeOf(files)));
  return {
    made: applications.map(({ root }) => scalarText(field(root, 'spec', 'source', 'path'))),
    problems: problems.map(({ at, message }) => `${at.path}: ${plain(message)}`),
  };
}

const list = (...elements: readonly unknown[]): unknown => ({ list: { elements } });
const directories = (...all: readonly unknown[]): unknown => ({ git: { directories: all } });
const files = (...all: readonly string[]): unknown => ({ git: { files: all.map((path) => ({ path })) } });

const tree: Texts = {
  'apps/web/kustomization.yaml': '',
  'apps/api/base/a.yaml': '',
  'apps/Old_App./a.yaml': '',
  'apps/.hidden/a.yaml': '',
  'config/eu/prod.json': '{"cluster": {"name": "eu-1", "size": 3}}',
  'config/us/dev.yaml': '- { cluster: { name: us-1 } }\n- { cluster: { name: us-2 } }\n',
  'config/us/empty.yaml': '',
  'config/us/deep/x.yaml': 'cluster: { name: deep }\n---\ncluster: { name: second }\n',
  'top.json': '{"a": "b"}',
};

describe('a list', () => {
  const elements = [{ env: 'prod', cluster: { name: 'eu' } }, { env: 'dev' }];
  test.each([
    { path: 'apps/{{env}}', gives: ['apps/prod', 'apps/dev'], why: 'fills in its elements' },
    { path: 'apps/{{ .env }}', gives: ['apps/prod', 'apps/dev'], why: "in Go's syntax as well" },
    { path: 'apps/{{- .env -}}', gives: ['apps/prod', 'apps/dev'], why: 'with blanks trimmed' },
    { path: '{{cluster.name}}', gives: ['eu', '{{cluster.name}}'], why: 'and leaves what is not known' },
    { path: '{{ .env | upper }}', gives: ['{{ .env | upper }}', '{{ .env | upper }}'], why: 'or not read' },
  ])('$path: $why', ({ path, gives }) => {
    expect(made([list(...elements)], path)).toEqual({ made: gives, problems: [] });
  });

  test('has values of its own, which may use its elements', () => {
    const generator = { list: { elements: [{ env: 'prod' }], values: { folder: 'apps-{{env}}' } } };
    expect(made([generator], '{{values.folder}}').made).toEqual(['apps-prod']);
  });

  test('that is empty makes nothing', () => {
    expect(made([list()], 'x').made).toEqual([]);
  });
});

describe('folders of this repository', () => {
  test.each([
    {
      paths: [{ path: 'apps/*' }],
      gives: ['apps/Old_App.', 'apps/api', 'apps/web'],
      why: 'one level, hidden ones not',
    },
    { paths: [{ path: 'apps/**' }], gives: ['apps/Old_App.', 'apps/api', 'apps/web'], why: 'two stars are one' },
    {
      paths: [{ path: 'apps/*' }, { path: 'apps/a*', exclude: true }],
      gives: ['apps/Old_App.', 'apps/web'],
      why: 'an exclusion wins',
    },
    {
      paths: [{ path: 'apps/api', exclude: true }, { path: 'apps/api' }],
      gives: [],
      why: 'wherever it stands',
    },
    { paths: [{ path: 'apps/*/base' }], gives: ['apps/api/base'], why: 'deeper ones where they are asked for' },
    { paths: [{ path: 'apps/web/' }], gives: [], why: 'no folder ends with a slash' },
  ])('$paths: $why', ({ paths, gives }) => {
    expect(made([directories(...paths)], '{{path}}', tree).made).toEqual(gives);
  });

  test('give their path in all its forms', () => {
    const path =
      '{{path.basename}} {{path.basenameNormalized}} {{path[0]}} {{ index .path.segments 1 }} {{ .path.path }}';
    expect(made([directories({ path: 'apps/Old*' })], path, tree).made).toEqual([
      'Old_App. old-app apps Old_App. apps/Old_App.',
    ]);
  });

  test('under a prefix where one is set', () => {
    const generator = { git: { directories: [{ path: 'apps/web' }], pathParamPrefix: 'my' } };
    expect(made([generator], '{{my.path.basename}} {{path.basename}}', tree).made).toEqual(['web {{path.basename}}']);
  });
});

describe('files of this repository', () => {
  test('give what they hold, and where they lie; a list is one Application for each of its items', () => {
    const path = '{{path}} {{path.filename}} {{cluster.name}}';
    expect(made([files('config/*/prod.json', 'config/us/dev.yaml')], path, tree).made).toEqual([
      'config/eu prod.json eu-1',
      'config/us dev.yaml us-1',
      'config/us dev.yaml us-2',
    ]);
  });

  test('are found as git finds them, where a star passes slashes', () => {
    expect(made([files('config/*.yaml')], '{{path}}/{{path.filenameNormalized}} {{cluster.name}}', tree).made).toEqual([
      'config/us/deep/x.yaml deep',
      'config/us/dev.yaml us-1',
      'config/us/dev.yaml us-2',
      'config/us/empty.yaml {{cluster.name}}',
    ]);
    expect(made([files('config/eu')], '{{cluster.size}}', tree).made).toEqual(['3']);
  });

  test('of the top lie in the folder «.»', () => {
    expect(made([files('top.json')], '{{path}}/{{a}}', tree).made).toEqual(['./b']);
  });

  test('that cannot be read are told, and leave their parameters unknown', () => {
    expect(made([files('bad.json')], '{{path.filename}} {{a}}', { 'bad.json': '{"a": ' })).toMatchObject({
      made: ['bad.json {{a}}'],
      problems: [expect.stringContaining('bad.json: ')],
    });
  });
});

describe('a matrix', () => {
  const matrix = (...generators: readonly unknown[]): unknown => ({ matrix: { generators } });

  test('has each of the first with each of the second', () => {
    const both = matrix(list({ a: '1' }, { a: '2' }), list({ b: 'x' }, { b: 'y' }));
    expect(made([both], '{{a}}{{b}}').made).toEqual(['1x', '1y', '2x', '2y']);
  });

  test('fills the parameters of the first into the second', () => {
    const both = matrix(list({ app: 'web' }, { app: 'api' }), directories({ path: 'apps/{{app}}/*' }));
    expect(made([both], '{{path}}', tree).made).toEqual(['apps/api/base']);
  });

  test('with a cluster knows the rest', () => {
    expect(made([matrix({ clusters: {} }, list({ a: '1' }))], '{{a}} {{name}}').made).toEqual(['1 {{name}}']);
  });
});

test.each(['clusters', 'pullRequest', 'scmProvider', 'merge', 'plugin'])(
  'a generator that asks elsewhere (%s) makes one Application, with its parameters unknown',
  (kind) => {
    expect(made([{ [kind]: {} }], 'apps/{{name}}')).toEqual({ made: ['apps/{{name}}'], problems: [] });
  },
);

describe('a selector', () => {
  const env = (operator: string, ...values: readonly string[]): unknown => ({
    matchExpressions: [{ key: 'env', operator, values }],
  });
  test.each([
    { selector: { matchLabels: { env: 'prod' } }, gives: ['a'] },
    { selector: { matchLabels: { other: 'x' } }, gives: [] },
    { selector: env('In', 'prod', 'dev'), gives: ['a', 'b'] },
    { selector: env('NotIn', 'prod'), gives: ['b', 'c'] },
    { selector: env('Exists'), gives: ['a', 'b'] },
    { selector: env('DoesNotExist'), gives: ['c'] },
  ])('$selector keeps $gives', ({ selector, gives }) => {
    const generator = { list: { elements: [{ n: 'a', env: 'prod' }, { n: 'b', env: 'dev' }, { n: 'c' }] }, selector };
    expect(made([generator], '{{n}}').made).toEqual(gives);
  });

  test('keeps what nobody can know', () => {
    expect(made([{ clusters: {}, selector: { matchLabels: { env: 'prod' } } }], 'x').made).toEqual(['x']);
  });
});

test('what changes the template is told', () => {
  const own = { list: { elements: [{ a: 'b' }], template: { spec: {} } } };
  const problem = 'set.json: this changes what is deployed, and is not followed';
  expect(made([own], 'x').problems).toEqual([problem]);
  expect(made([list({})], 'x', {}, { templatePatch: 'spec: {}' }).problems).toEqual([problem]);
});

describe('what is made to take long is cut short, and told', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ n: String(index) }));
  const limit = 'set.json: it makes more than the 1000 Applications that are read';

  test('10,000 elements', () => {
    const told = made([list(...many)], '{{n}}');
    expect(told.made).toHaveLength(1_000);
    expect(told.problems).toEqual([limit]);
  });

  test('a matrix of them, in a matrix of them', () => {
    const started = performance.now();
    const inner = { matrix: { generators: [list(...many), list(...many)] } };
    const told = made([{ matrix: { generators: [list(...many), inner, list({ a: '{{n}}' })] } }], '{{n}}');
    expect(told.problems).toEqual([limit]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('the folders of each of them', () => {
    const started = performance.now();
    const paths = Object.fromEntries(many.map(({ n }) => [`apps/app-${n}/a.yaml`, '']));
    const each = directories({ path: `${'*'.repeat(20)}{{n}}${'*a'.repeat(20)}` });
    const told = made([{ matrix: { generators: [list(...many), each] } }], '{{n}}{{path}}', paths);
    expect(told.made.length).toBeLessThanOrEqual(1_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
