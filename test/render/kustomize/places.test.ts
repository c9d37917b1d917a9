import { expect, test } from 'vitest';
import { entry, field, items, keyPosition, type Node, positionOf } from '../../../src/manifest/node.ts';
import { createKustomizeMemo, renderKustomization } from '../../../src/render/kustomize/index.ts';
import { treeOf } from './tree.ts';

const web = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ClusterIP
  ports:
    - port: 80
`;

const at = (node: Node | undefined): string | undefined => {
  if (node === undefined) return undefined;
  const { path, line, column } = positionOf(node);
  return `${path}:${line}:${column}`;
};

/** The one object that a kustomization over the Service in `base` makes. */
function rendered(kustomization: string, more: Readonly<Record<string, string>> = {}): Node {
  const tree = treeOf({
    'base/web.yaml': web,
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'prod/kustomization.yaml': `resources: [../base]\n${kustomization}`,
    ...more,
  });
  const { documents, gaps } = renderKustomization(tree, 'prod', createKustomizeMemo());
  expect(gaps).toEqual([]);
  const [document] = documents;
  if (document === undefined) throw new Error('nothing was rendered');
  return document;
}

test('what nothing changes keeps the place that it has in the base', () => {
  const service = rendered('commonLabels: {a: b}\n');
  expect(at(field(service, 'spec', 'type'))).toBe('base/web.yaml:6:9');
});

test('a value of a patch file stands in the patch', () => {
  const patch = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n';
  const service = rendered('patches:\n  - path: patch.yaml\n', { 'prod/patch.yaml': patch });
  expect(at(field(service, 'spec', 'type'))).toBe('prod/patch.yaml:6:9');
  expect(at(field(service, 'metadata', 'name'))).toBe('base/web.yaml:4:9');
});

test('a value of a patch inside the kustomization stands there, line for line', () => {
  const service = rendered(`patches:
  - patch: |
      apiVersion: v1
      kind: Service
      metadata:
        name: web
      spec:
        type: NodePort
        ports:
          - port: 80
            nodePort: 30080
`);
  expect(at(field(service, 'spec', 'type'))).toBe('prod/kustomization.yaml:9:15');
  expect(at(field(items(field(service, 'spec', 'ports'))[0], 'nodePort'))).toBe('prod/kustomization.yaml:12:23');
});

test('a patch that is written as a quoted text stands where the text begins', () => {
  const service = rendered(
    'patches:\n  - target: {kind: Service}\n    patch: "[{\\"op\\": \\"replace\\", \\"path\\": \\"/spec/type\\", \\"value\\": \\"NodePort\\"}]"\n',
  );
  expect(at(field(service, 'spec', 'type'))).toBe('prod/kustomization.yaml:4:12');
});

test('what a field of the kustomization sets stands at that field, but a name at its own line', () => {
  const service = rendered('namespace: shop\nnamePrefix: eu-\ncommonLabels:\n  team: shop\n');
  expect(at(field(service, 'metadata', 'namespace'))).toBe('prod/kustomization.yaml:2:12');
  expect(at(field(service, 'metadata', 'name'))).toBe('base/web.yaml:4:9');
  expect(at(field(service, 'spec', 'selector', 'team'))).toBe('prod/kustomization.yaml:5:9');
  const label = entry(field(service, 'metadata', 'labels'), 'team');
  expect(label && keyPosition(label)).toEqual({ path: 'prod/kustomization.yaml', line: 5, column: 3 });
});

test('a replaced value stands at its source', () => {
  const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  type: LoadBalancer\n';
  const tree = treeOf({
    'web.yaml': web,
    'settings.yaml': settings,
    'kustomization.yaml': `resources: [web.yaml, settings.yaml]
replacements:
  - source: {kind: ConfigMap, name: settings, fieldPath: data.type}
    targets:
      - select: {kind: Service}
        fieldPaths: [spec.type]
`,
  });
  const { documents } = renderKustomization(tree, '.', createKustomizeMemo());
  expect(at(field(documents[1], 'spec', 'type'))).toBe('settings.yaml:5:9');
});

test('a generated value stands at its literal', () => {
  const tree = treeOf({
    'kustomization.yaml': 'configMapGenerator:\n  - name: settings\n    literals:\n      - a=b\n',
  });
  const { documents } = renderKustomization(tree, '.', createKustomizeMemo());
  expect(at(field(documents[0], 'data', 'a'))).toBe('kustomization.yaml:4:9');
  expect(at(field(documents[0], 'metadata', 'name'))).toBe('kustomization.yaml:2:11');
});
