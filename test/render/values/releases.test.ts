import { describe, expect, test } from 'vitest';
import { field, positionOf, scalarText, toValue } from '../../../src/manifest/node.ts';
import { manifestOf } from '../../../src/render/deliveries/render-delivery.ts';
import { readText } from '../../../src/render/kustomize/documents.ts';
import { createKustomizeMemo, renderKustomization } from '../../../src/render/kustomize/index.ts';
import { mergedValues } from '../../../src/render/values/merged-values.ts';
import type { Lookup } from '../../../src/render/values/release.ts';
import { releasesOf } from '../../../src/render/values/releases.ts';
import { treeOf } from '../kustomize/tree.ts';
import { valuesOf } from './made.ts';

/** The releases of the first document; the others are what it may refer to, and so are files of other names. */
function releases(yaml: string, files: Readonly<Record<string, string>> = {}) {
  const objects = readText({ path: 'release.yaml', text: yaml }, yaml, 'object').flatMap((one) =>
    one.kind === 'map' ? manifestOf(one) : [],
  );
  const [first, ...others] = objects;
  const lookup: Lookup = {
    object: (kind, _, name) =>
      others.find(({ root, kind: own }) => own === kind && scalarText(field(root, 'metadata', 'name')) === name)?.root,
    file: (url, path) =>
      url === 'https://git.example/here' && files[path] !== undefined ? [valuesOf(files[path])] : undefined,
    bytes: () => undefined,
  };
  return (first === undefined ? [] : releasesOf(first, lookup)).map(
    ({ values, place, unseen, at, by, ...release }) => ({
      ...release,
      by: `${by.kind} ${by.name}`,
      line: at.line,
      values: toValue(mergedValues(values, place)),
      unseen: unseen.map(({ kind, name }) => `${kind} ${name}`),
    }),
  );
}

const flux = (spec: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec: ${spec}\n`;

describe('a HelmRelease of Flux', () => {
  test('has the name and the namespace of its object, and the chart that it names', () => {
    expect(
      releases(
        flux('{chart: {spec: {chart: podinfo, sourceRef: {kind: HelmRepository, name: podinfo}}}, values: {a: 1}}'),
      ),
    ).toEqual([
      {
        by: 'HelmRelease web',
        line: 3,
        name: 'web',
        namespace: 'shop',
        chart: 'podinfo',
        source: { kind: 'HelmRepository', name: 'podinfo' },
        values: { a: 1 },
        unseen: [],
      },
    ]);
  });

  test.each([
    ['{targetNamespace: front, chart: {spec: {chart: web}}}', { name: 'front-web', namespace: 'front' }],
    ['{targetNamespace: front, releaseName: www, chart: {spec: {chart: web}}}', { name: 'www', namespace: 'front' }],
    ['{chart: {spec: {chart: ./charts/web}}}', { chart: 'web' }],
    ['{chartRef: {kind: OCIRepository, name: web-chart}}', { chart: 'web-chart' }],
  ])('%s', (spec, some) => {
    expect(releases(flux(spec))).toMatchObject([some]);
  });

  test('the address of its chart tells what the chart is called', () => {
    const source =
      '---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web}\nspec: {url: oci://charts.example/apps/app-template}\n';
    expect(releases(flux('{chartRef: {kind: OCIRepository, name: web}}') + source)).toMatchObject([
      { chart: 'app-template' },
    ]);
  });

  test('values of ConfigMaps lie below its own, in their order', () => {
    const maps =
      '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata:\n  values.yaml: |\n    a: 1\n    b: {c: 1, d: 1}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\ndata: {port: "8080"}\n';
    const spec =
      '{valuesFrom: [{kind: ConfigMap, name: one}, {kind: ConfigMap, name: two, valuesKey: port, targetPath: service.port}], values: {b: {c: 2}}}';
    expect(releases(flux(spec) + maps)).toMatchObject([
      { values: { a: 1, b: { c: 2, d: 1 }, service: { port: 8080 } }, unseen: [] },
    ]);
  });

  test('what cannot be seen of its values is named', () => {
    expect(releases(flux('{valuesFrom: [{kind: Secret, name: keys}, {kind: ConfigMap, name: gone}]}'))).toMatchObject([
      { values: {}, unseen: ['Secret keys', 'ConfigMap gone'] },
    ]);
  });

  test('values of a file that a kustomization puts into a ConfigMap stand in that file', () => {
    const tree = treeOf({
      'app/kustomization.yaml':
        'configMapGenerator: [{name: web, files: [values.yaml=prod.yaml], options: {disableNameSuffixHash: true}}]\nresources: [release.yaml]\n',
      'app/prod.yaml': 'service:\n  type: LoadBalancer\n',
      'app/release.yaml': flux('{valuesFrom: [{kind: ConfigMap, name: web}]}'),
    });
    const { documents } = renderKustomization(tree, 'app', createKustomizeMemo());
    const objects = documents.map(manifestOf);
    const lookup: Lookup = {
      object: (kind) => objects.find((one) => one.kind === kind)?.root,
      file: () => undefined,
      bytes: (path) => tree.bytes(path),
    };
    const [release] = objects.flatMap((one) => releasesOf(one, lookup));
    const [values] = release?.values ?? [];
    const type = field(values, 'service', 'type');
    expect(type && positionOf(type)).toEqual({ path: 'app/prod.yaml', line: 2, column: 9 });
  });
});

describe('a HelmRelease of the Helm Operator', () => {
  test('has its chart by name, and names its Secrets', () => {
    const yaml =
      'apiVersion: helm.fluxcd.io/v1\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec: {chart: {repository: https://charts.example, name: radarr}, valueFileSecrets: [{name: keys}], values: {a: 1}}\n';
    expect(releases(yaml)).toMatchObject([
      {
        name: 'shop-web',
        chart: 'radarr',
        source: { url: 'https://charts.example' },
        values: { a: 1 },
        unseen: ['Secret keys'],
      },
    ]);
  });
});

describe('a HelmChart of k3s', () => {
  const chart =
    'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: web, namespace: kube-system}\nspec:\n  chart: web\n  repo: https://charts.example\n  targetNamespace: shop\n  set: {replicas: "2"}\n  valuesContent: |-\n    service:\n      type: LoadBalancer\n';
  const config =
    'apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: {name: web, namespace: kube-system}\nspec:\n  valuesContent: |-\n    service:\n      port: 80\n';

  test('has its values in a text', () => {
    expect(releases(chart)).toMatchObject([
      { name: 'web', namespace: 'shop', chart: 'web', values: { service: { type: 'LoadBalancer' }, replicas: 2 } },
    ]);
  });

  test('its configuration lies on top, and makes no release of its own', () => {
    expect(releases(`${chart}---\n${config}`)).toMatchObject([
      { values: { service: { type: 'LoadBalancer', port: 80 } } },
    ]);
    expect(releases(`${config}---\n${chart}`)).toEqual([]);
  });

  test('a configuration alone is one of a chart that k3s brings', () => {
    expect(releases(config.replaceAll('name: web', 'name: traefik'))).toMatchObject([
      { name: 'traefik', namespace: 'kube-system', chart: 'traefik' },
    ]);
  });

  test('what is no YAML is named', () => {
    expect(releases(chart.replace('service:\n', '{{ if .x }}\n'))).toMatchObject([
      { values: { replicas: 2 }, unseen: ['HelmChart web'] },
    ]);
  });
});

describe('an Application of Argo CD', () => {
  const application = (spec: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec: {destination: {namespace: shop}, ${spec}}\n`;

  test('installs charts of chart repositories, and nothing else', () => {
    expect(
      releases(application('source: {repoURL: https://charts.example, chart: podinfo, helm: {valuesObject: {a: 1}}}')),
    ).toMatchObject([
      {
        by: 'Application web',
        name: 'web',
        namespace: 'shop',
        chart: 'podinfo',
        source: { url: 'https://charts.example' },
        values: { a: 1 },
      },
    ]);
    expect(releases(application('source: {repoURL: https://git.example/here, path: apps/web}'))).toEqual([]);
  });

  test('parameters lie above values, values above files', () => {
    const helm =
      '{releaseName: www, valueFiles: [$mine/web.yaml, $other/x.yaml, values-prod.yaml], values: "b: 2\\nc: 2", parameters: [{name: c, value: "3"}, {name: "d\\\\.e", value: "4", forceString: true}]}';
    const sources = `sources: [{repoURL: https://charts.example, chart: podinfo, helm: ${helm}}, {repoURL: https://git.example/here, ref: mine}, {repoURL: https://git.example/there, ref: other}]`;
    expect(releases(application(sources), { 'web.yaml': 'a: 1\nb: 1\nc: 1\n' })).toMatchObject([
      {
        name: 'www',
        values: { a: 1, b: 2, c: 3, 'd.e': '4' },
        unseen: ['file $other/x.yaml', 'file values-prod.yaml'],
      },
    ]);
  });
});

test('another object installs nothing', () => {
  expect(releases('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n')).toEqual([]);
  expect(
    releases('apiVersion: example.com/v1\nkind: Application\nmetadata: {name: web}\nspec: {source: {chart: web}}\n'),
  ).toEqual([]);
});

test.each([
  { all: ['a: {b: 1, c: 1}', 'a: {b: 2}'], is: { a: { b: 2, c: 1 } }, why: 'maps are merged' },
  { all: ['a: [1, 2]', 'a: [3]'], is: { a: [3] }, why: 'lists are replaced' },
  { all: ['a: {b: 1}', 'a: 2'], is: { a: 2 }, why: 'so is a map by something else' },
  { all: ['a: 1\nb: 1', 'a: null'], is: { b: 1 }, why: 'null takes a key away' },
  { all: [], is: {}, why: 'there may be none' },
])('values are laid over one another: $why', ({ all, is }) => {
  expect(toValue(mergedValues(all.map(valuesOf), valuesOf('x: 1')))).toEqual(is);
});

test('aliases that stand for very much are merged once', () => {
  const levels = Array.from(
    { length: 40 },
    (_, index) => `l${index + 1}: &l${index + 1} {a: *l${index}, b: *l${index}}`,
  );
  const yaml = ['l0: &l0 {x: 1}', ...levels].join('\n');
  const merged = mergedValues([valuesOf(yaml), valuesOf(`${yaml}\n`)], valuesOf('x: 1'));
  expect(field(merged, 'l2', 'a', 'b', 'x')).toMatchObject({ value: 1 });
});
