import { describe, expect, test } from 'vitest';
import { application, deployed, flux, namesOf, service } from './ordered.ts';

const workload = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web } } }
`;

const files = {
  'web/kustomization.yaml':
    'namespace: own\nnamePrefix: own-\ncommonAnnotations: { kept: "yes", a: own }\nresources: [web.yaml]\n',
  'web/web.yaml': `${service('web', 'spec: { selector: { app: web } }\n')}---\n${workload}`,
  'extra/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target: { kind: Service }\n    patch: "- { op: add, path: /spec/type, value: NodePort }"\n',
};

describe('Argo CD lays over a kustomization', () => {
  const argo = (kustomize: string) =>
    deployed(application(`path: web\nkustomize:\n${kustomize.replaceAll(/^/gm, '  ')}`), files);

  test('a prefix, a suffix and a namespace instead of its own', () => {
    const { objects } = argo('namePrefix: p-\nnameSuffix: -s\nnamespace: shop');
    expect(namesOf(objects)).toEqual(['Service shop/p-web-s', 'Deployment shop/p-web-s']);
  });

  test('annotations besides its own', () => {
    expect(argo('commonAnnotations: { a: b }').objects).toMatchObject([
      { metadata: { annotations: { kept: 'yes', a: 'b' } } },
      { metadata: { annotations: { kept: 'yes', a: 'b' } } },
    ]);
  });

  test('labels that select as well', () => {
    expect(argo('commonLabels: { env: prod }').objects).toMatchObject([
      { metadata: { labels: { env: 'prod' } }, spec: { selector: { app: 'web', env: 'prod' } } },
      { spec: { selector: { matchLabels: { env: 'prod' } }, template: { metadata: { labels: { env: 'prod' } } } } },
    ]);
  });

  test('labels that do not, in pod templates where it says so', () => {
    const without = 'commonLabels: { env: prod }\nlabelWithoutSelector: true';
    expect(argo(without).objects).toMatchObject([
      { metadata: { labels: { env: 'prod' } }, spec: { selector: { app: 'web' } } },
      { spec: { template: { metadata: { labels: { app: 'web' } } } } },
    ]);
    expect(JSON.stringify(argo(without).objects)).not.toContain('"app":"web","env"');
    expect(argo(`${without}\nlabelIncludeTemplates: true`).objects).toMatchObject([
      { spec: { selector: { app: 'web' } } },
      { spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { env: 'prod' } } } } },
    ]);
  });

  test('patches and components', () => {
    const patch =
      'patches:\n  - target: { kind: Service }\n    patch: "- { op: add, path: /spec/type, value: LoadBalancer }"';
    expect(argo(patch).objects).toMatchObject([{ spec: { type: 'LoadBalancer' } }, {}]);
    expect(argo('components: [../extra]').objects).toMatchObject([{ spec: { type: 'NodePort' } }, {}]);
  });

  test('no component that is missing, where it says so', () => {
    const both = 'components: [../extra, ../none]';
    expect(argo(both)).toMatchObject({ objects: [], gaps: [expect.stringContaining('none')] });
    expect(argo(`${both}\nignoreMissingComponents: true`)).toMatchObject({
      objects: [{ spec: { type: 'NodePort' } }, {}],
      gaps: [],
    });
  });

  test('nothing where all is empty', () => {
    const { objects, gaps } = argo(
      'namePrefix: ""\ncommonLabels: {}\ncommonAnnotations: {}\npatches: []\ncomponents: []',
    );
    expect(gaps).toEqual([]);
    expect(namesOf(objects)).toEqual(['Service own/own-web', 'Deployment own/own-web']);
  });

  test('and puts what names no namespace where it is told', () => {
    const plain = {
      'web/a.yaml': `${service('a')}---\n${service('b', '  namespace: own\n')}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: c }\n`,
    };
    const { objects } = deployed(application('path: web', '{ namespace: shop }'), plain);
    expect(namesOf(objects)).toEqual(['Service shop/a', 'Service own/b', 'Namespace c']);
  });
});

describe('Flux', () => {
  test('lays its own prefix, suffix, namespace, patches and components over a kustomization', () => {
    const patch =
      'patches:\n  - target: { kind: Service }\n    patch: "- { op: add, path: /spec/clusterIP, value: None }"';
    const { objects } = deployed(
      flux(`path: ./web\ntargetNamespace: shop\nnamePrefix: p-\nnameSuffix: -s\ncomponents: [../extra]\n${patch}`),
      files,
    );
    expect(namesOf(objects)).toEqual(['Service shop/p-web-s', 'Deployment shop/p-web-s']);
    expect(objects).toMatchObject([{ spec: { type: 'NodePort', clusterIP: 'None' } }, {}]);
  });

  test('gives every object its common labels and annotations in the end, and nothing but the object', () => {
    const common = 'path: ./web\ncommonMetadata: { labels: { env: prod }, annotations: { a: b } }';
    const { objects } = deployed(flux(common), files);
    expect(objects).toMatchObject([
      {
        metadata: { labels: { env: 'prod' }, annotations: { kept: 'yes', a: 'b' } },
        spec: { selector: { app: 'web' } },
      },
      { metadata: { labels: { env: 'prod' } }, spec: { template: { metadata: { annotations: { a: 'own' } } } } },
    ]);
    expect(JSON.stringify(objects)).not.toContain('"app":"web","env"');
  });

  test('takes in files from all of the repository, where Argo CD and kubectl refuse', () => {
    const outside = { 'web/kustomization.yaml': 'resources: [../shared/a.yaml]\n', 'shared/a.yaml': service('a') };
    expect(namesOf(deployed(flux('path: ./web'), outside).objects)).toEqual(['Service a']);
    expect(deployed(application('path: web'), outside)).toMatchObject({
      objects: [],
      gaps: [expect.stringContaining("'shared/a.yaml' is not in or below 'web'")],
    });
    const further = { ...outside, 'web/kustomization.yaml': 'resources: [../../etc/passwd]\n' };
    expect(deployed(flux('path: ./web'), further).gaps).toEqual([
      expect.stringContaining('leads out of the repository'),
    ]);
  });

  test('leaves out a missing component where it says so', () => {
    const told = deployed(flux('path: ./web\ncomponents: [../none]\nignoreMissingComponents: true'), files);
    expect(told.gaps).toEqual([]);
    expect(told.objects).toHaveLength(2);
  });
});
