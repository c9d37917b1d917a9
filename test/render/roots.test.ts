import { describe, expect, test } from 'vitest';
import { findRenderRoots, rootLookup } from '../../src/render/roots.ts';

const owner = (paths: readonly string[], path: string): string | undefined =>
  rootLookup(findRenderRoots(paths))(path)?.file;

describe('a file', () => {
  const paths = [
    'Kustomization',
    'apps/web/Chart.yaml',
    'apps/web/charts/db/Chart.yaml',
    'apps/web/templates/service.yaml',
    'overlays/prod/kustomization.yml',
    'overlays/dev/kustomization.yaml',
    'plain/web.yaml',
  ];

  test.each([
    ['apps/web/templates/service.yaml', 'apps/web/Chart.yaml', 'below a chart is its'],
    ['apps/web/values.yaml', 'apps/web/Chart.yaml', 'beside Chart.yaml too'],
    ['apps/web/charts/db/templates/x.yaml', 'apps/web/charts/db/Chart.yaml', 'belongs to the nearest root'],
    ['overlays/prod/deep/patch.yaml', 'overlays/prod/kustomization.yml', 'below a kustomization is its'],
    ['overlays/dev/web.yaml', 'overlays/dev/kustomization.yaml', 'whatever the file of it is called'],
    ['plain/web.yaml', 'Kustomization', 'of a kustomization at the top is everything else'],
  ])('%s belongs to %s: %s', (path, root) => {
    expect(owner(paths, path)).toBe(root);
  });

  test.each([
    ['templates/service.yaml', true],
    ['crds/x.yaml', true],
    ['values-prod.yaml', true],
    ['k8s/web.yaml', false],
    ['web.yaml', false],
    ['mytemplates/web.yaml', false],
  ])('%s belongs to a chart at the top: %s', (path, belongs) => {
    expect(owner(['Chart.yaml'], path) !== undefined).toBe(belongs);
  });

  test.each(['kustomization.yaml.bak', 'my-kustomization.yaml', 'chart.yaml', 'MyChart.yaml'])(
    'called %s makes no root',
    (name) => {
      expect(findRenderRoots([`k8s/${name}`])).toEqual([]);
    },
  );
});
