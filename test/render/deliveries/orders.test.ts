// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a path may be a placeholder
import { describe, expect, test } from 'vitest';
import { plain } from '../../../src/model/message.ts';
import { application, flux, ordered, service, type Texts } from './ordered.ts';

const files: Texts = {
  'apps/web/kustomization.yaml': 'resources: [web.yaml]\n',
  'apps/web/web.yaml': service('web'),
  'apps/api/api.yaml': service('api'),
  'charts/shop/Chart.yaml': 'name: shop\n',
};

/** `here` or `elsewhere` and what is known of it, for each order. */
const told = (orders: string, more: Texts = {}): readonly string[] => {
  const { deliveries, elsewhere } = ordered(orders, { ...files, ...more });
  return [
    ...deliveries.map(({ id, folder, how }) => `here: ${id} ${folder} ${how.how}`),
    ...elsewhere.map(({ id, source }) => `elsewhere: ${id} ${source}`),
  ];
};

const source = (kind: string, name: string, url: string): string =>
  `---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { url: "${url}" }\n`;

const named = (name: string, order: string): string =>
  `---\n${order.replace('metadata: { name: web }', `metadata: { name: ${name} }`)}`;

describe('a source counts as this repository', () => {
  test('where a folder that it is asked for is here', () => {
    expect(told(application('path: apps/web'))).toEqual(['here: web@clusters apps/web kustomize']);
    expect(told(application('path: ./apps/api/'))).toEqual(['here: web@clusters apps/api directory']);
    expect(told(flux('path: ./apps/api'))).toEqual(['here: web@clusters apps/api kustomize']);
  });

  test('not where there is no such folder', () => {
    expect(told(application('path: apps/none'))).toEqual(['elsewhere: web@clusters github.com/acme/shop']);
    expect(told(application('path: apps/web/web.yaml'))).toEqual(['elsewhere: web@clusters github.com/acme/shop']);
  });

  test.each(['apps/../../../etc', '../apps/web', 'apps/{{name}}', 'apps/${name}'])('not for %s', (path) => {
    expect(told(application(`path: "${path}"`))).toEqual(['elsewhere: web@clusters github.com/acme/shop']);
  });

  test.each(['/apps/web', 'apps//web', 'apps/./web', 'apps/x/../web'])('and %s is a way to write a folder', (path) => {
    expect(told(application(`path: "${path}"`))).toEqual(['here: web@clusters apps/web kustomize']);
  });

  test('the top folder, which every repository has, where there is but one repository', () => {
    expect(told(application('path: .'))).toEqual(['here: web@clusters . directory']);
    expect(told(flux('path: ./'))).toEqual(['here: web@clusters . kustomize']);
  });

  test('or where something else of the same repository is here', () => {
    const other = application('path: .').replace('acme/shop', 'acme/tools');
    const both = `${application('path: apps/web')}${named('top', application('path: .'))}${named('tools', other)}`;
    expect(told(both)).toEqual([
      'here: web@clusters apps/web kustomize',
      'here: top@clusters . directory',
      'elsewhere: tools@clusters github.com/acme/tools',
    ]);
  });

  test('but not where it may be another one as well', () => {
    const one = application('path: .');
    const two = named('tools', one.replace('acme/shop', 'acme/tools'));
    expect(told(`${one}${two}`)).toEqual([
      'elsewhere: web@clusters github.com/acme/shop',
      'elsewhere: tools@clusters github.com/acme/tools',
    ]);
  });

  test('however its address is written', () => {
    const ssh = named('top', application('path: .')).replace(
      'https://github.com/acme/shop.git',
      'git@github.com:Acme/shop',
    );
    const other = named('tools', application('path: .').replace('acme/shop', 'acme/tools'));
    expect(told(`${application('path: apps/web')}${ssh}${other}`)).toEqual([
      'here: web@clusters apps/web kustomize',
      'here: top@clusters . directory',
      'elsewhere: tools@clusters github.com/acme/tools',
    ]);
  });
});

describe('what is never this repository', () => {
  test.each(['OCIRepository', 'Bucket'])('%s', (kind) => {
    const order = `${flux('path: ./apps/web').replace('kind: GitRepository', `kind: ${kind}`)}`;
    expect(told(`${order}${source(kind, 'flux-system', 'oci://ghcr.io/acme/shop')}`)).toEqual([
      'elsewhere: web@clusters ghcr.io/acme/shop',
    ]);
  });

  test('a chart of a chart repository, in a folder of whatever name', () => {
    expect(told(application('chart: shop\npath: apps/web'))).toEqual(['elsewhere: web@clusters github.com/acme/shop']);
    expect(
      told(application('path: apps/web').replace('https://github.com/acme/shop.git', 'oci://ghcr.io/acme')),
    ).toEqual(['elsewhere: web@clusters ghcr.io/acme']);
  });

  test('nor is a chart of this repository a folder of manifests: it is rendered with its order', () => {
    expect(told(application('path: charts/shop'))).toEqual([]);
  });

  test('a HelmRelease', () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec: { chart: { spec: { chart: web, sourceRef: { kind: HelmRepository, name: acme } } } }
`;
    expect(told(`${release}${source('HelmRepository', 'acme', 'https://charts.acme.example')}`)).toEqual([
      'elsewhere: web@clusters charts.acme.example',
    ]);
    expect(ordered(release, files).elsewhere).toMatchObject([{ by: 'HelmRelease web', namespace: 'shop' }]);
  });
});

test('several sources of one Application are deliveries of their own, those that only lend files are none', () => {
  const several = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web }
spec:
  destination: { namespace: shop }
  sources:
    - { repoURL: https://github.com/acme/shop.git, path: apps/web }
    - { repoURL: https://github.com/acme/shop.git, path: apps/api }
    - { repoURL: https://github.com/acme/values.git, ref: values }
`;
  expect(told(several)).toEqual(['here: web@clusters apps/web kustomize', 'here: web@clusters#2 apps/api directory']);
});

test('two orders of one name in one folder are told apart by a number', () => {
  expect(told(`${application('path: apps/web')}---\n${flux('path: apps/api')}`)).toEqual([
    'here: web@clusters apps/web kustomize',
    'here: web@clusters#2 apps/api kustomize',
  ]);
});

test('where it goes is known as far as the order says', () => {
  const targets = (orders: string) => ordered(orders, files).deliveries.map(({ target }) => target);
  expect(targets(application('path: apps/web', '{ namespace: shop }'))).toEqual(['shop']);
  expect(targets(application('path: apps/web', '{ namespace: "{{name}}" }'))).toEqual([undefined]);
  expect(targets(flux('path: apps/web'))).toEqual([undefined]);
  expect(targets(flux('path: apps/web\ntargetNamespace: shop'))).toEqual(['shop']);
});

test('a Kustomization of Kustomize is no order', () => {
  expect(
    told(
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: { name: a }\nspec: { path: apps/web }\n',
    ),
  ).toEqual([]);
});

test('what changes what is deployed and is not followed is told', () => {
  const problems = (orders: string) =>
    ordered(orders, files).problems.map(({ at, message }) => `${at.line}: ${plain(message)}`);
  const notFollowed = 'this changes what is deployed, and is not followed';
  expect(problems(application('path: apps/web\nplugin: { name: mine }'))).toEqual([`9: ${notFollowed}`]);
  expect(problems(flux('path: apps/web\npatchesJson6902: [{}]'))).toEqual([`7: ${notFollowed}`]);
});

test('10,000 orders are read at once', () => {
  const started = performance.now();
  const many = Array.from({ length: 10_000 }, () => application('path: apps/web')).join('---\n');
  expect(ordered(many, files).deliveries.at(-1)?.id).toBe('web@clusters#10000');
  expect(performance.now() - started).toBeLessThan(20_000);
});
