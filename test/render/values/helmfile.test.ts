import { describe, expect, test } from 'vitest';
import { field, positionOf, toValue } from '../../../src/manifest/node.ts';
import { looksLikeHelmfile } from '../../../src/model/helmfile.ts';
import { plain } from '../../../src/model/message.ts';
import { type Helmfiles, helmfile } from '../../../src/render/values/helmfile.ts';
import { mergedValues } from '../../../src/render/values/merged-values.ts';
import { treeOf } from '../kustomize/tree.ts';

/** The releases of every helmfile of a tree. */
function helmfileReleases(tree: ReturnType<typeof treeOf>): Helmfiles {
  const read = tree.paths.flatMap((path) => {
    const bytes = tree.bytes(path);
    return bytes !== undefined && looksLikeHelmfile(bytes) ? (helmfile(path, bytes, tree) ?? []) : [];
  });
  return {
    releases: read.flatMap(({ releases }) => releases),
    problems: read.flatMap(({ problems }) => problems),
    files: read.flatMap((one) => one.files),
  };
}

function read(files: Readonly<Record<string, string>>) {
  const { releases, problems, files: helmfiles } = helmfileReleases(treeOf(files));
  return {
    releases: releases.map(({ values, place, at, by, unseen, files: own, ...release }) => ({
      ...release,
      by: `${by.kind} ${by.name}`,
      at: `${at.path}:${at.line}`,
      values: toValue(mergedValues(values, place)),
      files: own,
      unseen: unseen.map(({ name }) => name),
    })),
    problems: problems.map(({ at, reason, message }) => `${at.path}:${at.line}: ${reason}: ${plain(message)}`),
    helmfiles,
  };
}

const repositories = 'repositories: [{name: acme, url: https://charts.example}]\n';

describe('the releases of a helmfile', () => {
  test('have charts of repositories, and values of files and maps in their order', () => {
    const releases =
      'releases:\n  - name: web\n    namespace: shop\n    chart: acme/podinfo\n    version: 1.0.0\n    values:\n      - ../config/web.yaml\n      - b: 2\n    set: [{name: c.d, value: 3}]\n    secrets: [../secrets/web.yaml]\n';
    expect(read({ 'clusters/prod.yaml': repositories + releases, 'config/web.yaml': 'a: 1\nb: 1\n' })).toEqual({
      releases: [
        {
          by: 'Release web',
          at: 'clusters/prod.yaml:3',
          name: 'web',
          namespace: 'shop',
          chart: 'podinfo',
          source: { url: 'https://charts.example' },
          local: undefined,
          values: { a: 1, b: 2, c: { d: 3 } },
          files: ['config/web.yaml'],
          unseen: ['../secrets/web.yaml'],
        },
      ],
      problems: [],
      helmfiles: ['clusters/prod.yaml'],
    });
  });

  test.each([
    [
      'a chart of a registry',
      'chart: oci://registry.example/charts/web',
      { chart: 'web', source: { url: 'oci://registry.example/charts' }, local: undefined },
    ],
    ['a chart of this repository', 'chart: ./charts/web', { chart: 'web', local: 'charts/web' }],
    ['a folder that is no chart', 'chart: ./charts/gone', { chart: 'gone', local: undefined }],
  ])('%s', (_, chart, some) => {
    expect(
      read({ 'helmfile.yaml': `releases:\n  - {name: web, ${chart}}\n`, 'charts/web/Chart.yaml': 'name: web\n' })
        .releases,
    ).toMatchObject([some]);
  });

  test('a file of values may be named after its release', () => {
    const { releases } = read({
      'helmfile.yaml':
        'releases:\n  - name: web\n    chart: acme/web\n    values: ["values/{{`{{ .Release.Name }}`}}.yaml"]\n',
      'values/web.yaml': 'a: 1\n',
    });
    expect(releases).toMatchObject([{ values: { a: 1 }, files: ['values/web.yaml'] }]);
  });

  test('what they share lies below them', () => {
    const shared =
      'templates:\n  common: &common\n    namespace: shop\n    chart: acme/web\nreleases:\n  - {name: one, inherit: [{template: common}]}\n  - {name: two, <<: *common}\n';
    expect(read({ 'helmfile.yaml': repositories + shared }).releases).toMatchObject([
      { name: 'one', namespace: 'shop', chart: 'web' },
      { name: 'two', namespace: 'shop', chart: 'web' },
    ]);
  });

  test('a base tells where its repositories are', () => {
    const { releases } = read({
      'helmfile.d/web.yaml': 'bases: [../common.yaml]\nreleases: [{name: web, chart: acme/web}]\n',
      'common.yaml': repositories,
    });
    expect(releases).toMatchObject([{ source: { url: 'https://charts.example' } }]);
  });

  test('one that is not installed is left out, one that may be is not', () => {
    const { releases } = read({
      'helmfile.yaml':
        'releases:\n  - {name: a, chart: acme/a, installed: false}\n  - {name: b, chart: acme/b, condition: b.enabled}\n',
    });
    expect(releases.map(({ name }) => name)).toEqual(['b']);
  });

  test('each value stands where a person would edit it', () => {
    const tree = treeOf({
      'helmfile.yaml': 'releases:\n  - name: web\n    chart: acme/web\n    values: [web.yaml]\n',
      'web.yaml': 'service:\n  type: NodePort\n',
    });
    const [release] = helmfileReleases(tree).releases;
    const type = field(release?.values[0], 'service', 'type');
    expect(type && positionOf(type)).toMatchObject({ path: 'web.yaml', line: 2 });
  });
});

describe('a helmfile that is a template', () => {
  test('is read with the lines that steer it left out, and the others as placeholders', () => {
    const yaml =
      'environments:\n  prod: {}\n---\n{{ if eq .Environment.Name "prod" }}\nreleases:\n  - name: web\n    namespace: {{ .Environment.Name }}\n    chart: acme/web\n{{- if .Values.more }}\n    values: [more.yaml]\n{{- end }}\n{{ end }}\n';
    const { releases, problems } = read({ 'helmfile.yaml.gotmpl': yaml, 'more.yaml': 'a: 1\n' });
    expect(releases).toMatchObject([
      { name: 'web', namespace: '{{ .Environment.Name }}', values: { a: 1 }, at: 'helmfile.yaml.gotmpl:6' },
    ]);
    expect(problems).toEqual([]);
  });

  test('what it prints on a line of its own is named', () => {
    const yaml = 'releases:\n  - name: web\n    chart: acme/web\n{{ toYaml .Values.more | indent 2 }}\n';
    expect(read({ 'helmfile.yaml': yaml }).problems).toEqual([
      'helmfile.yaml:4: template: what a template puts here is not read',
    ]);
  });

  test('a text in a block is no line of it', () => {
    const yaml =
      'releases:\n  - name: web\n    chart: acme/web\n    values:\n      - note: |\n          {{ .Values.note }}\n';
    expect(read({ 'helmfile.yaml': yaml }).problems).toEqual([]);
  });

  test('one that is no YAML without its template is named', () => {
    const { releases, problems } = read({
      'helmfile.yaml': 'releases:\n  - name: web\n    chart: acme/web\n   {{ if .x }}bad: [{{ end }}\n',
    });
    expect(releases).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(/^helmfile\.yaml:\d+: template: /)]);
  });

  test('values are a template by their name alone', () => {
    const helmfile = 'releases:\n  - {name: web, chart: acme/web, values: [a.yaml, b.yaml.gotmpl]}\n';
    const files = {
      'helmfile.yaml': helmfile,
      'a.yaml': 'text: |\n  {{ .x }}\n',
      'b.yaml.gotmpl': 'host: {{ .Environment.Name }}.example\n',
    };
    expect(read(files).releases).toMatchObject([
      { values: { text: '{{ .x }}\n', host: '{{ .Environment.Name }}.example' } },
    ]);
    expect(read({ ...files, 'a.yaml': 'a: [' }).problems).toEqual([
      expect.stringMatching(/^a\.yaml:1: yaml-invalid: /),
    ]);
  });
});

test.each([
  ['releases of something else', 'releases:\n  - {name: v1, tag: 1.0.0, chart: null}\n'],
  ['a file without releases', 'chart: web\n'],
])('%s are none', (_, yaml) => {
  expect(read({ 'data/releases.yaml': yaml })).toEqual({ releases: [], problems: [], helmfiles: [] });
});
