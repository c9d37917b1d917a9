import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controllers } from '../../src/exposure/controllers/index.ts';
import { isReadAnnotation } from '../../src/kinds/read-annotations.ts';

const source = join(import.meta.dirname, '../../src');

/** Domains of labels, controllers, API groups and of what is read from the object itself. */
const others = new Set(
  (
    '0.0.0.0 app.kubernetes.io apps.kruise.io apps.kubernetes.io batch.kubernetes.io eks.amazonaws.com ' +
    'gateway.envoyproxy.io helm.sh ingress-controllers.konghq.com ingress.k8s.aws jobset.sigs.k8s.io k8s.io ' +
    'leaderworkerset.sigs.k8s.io networking.k8s.io scaledjob.keda.sh service.k8s.aws serving.knative.dev ' +
    'statefulset.kubernetes.io traefik.io'
  ).split(' '),
);

/** The names with a domain that stand in code which looks at annotations. */
const names = ['exposure', 'graph', 'rules', 'kinds'].flatMap((folder) =>
  readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'read-annotations.ts')
    .map((path) => readFileSync(join(source, folder, path), 'utf8'))
    .filter((text) => /annotation/i.test(text))
    .flatMap((text) =>
      [...text.matchAll(/['"`]([a-z0-9-]+(?:\.[a-z0-9-]+)+\/[^'"`\s]*)['"`]/g)].map(([, name = '']) => name),
    ),
);

describe('annotations that something reads', () => {
  test('are kept with the object, whatever their names are made of', () => {
    expect(names.length).toBeGreaterThan(50);
    expect(
      [...new Set(names)].filter((name) => !isReadAnnotation(name) && !others.has(name.replace(/\/.*/, ''))).sort(),
    ).toEqual([]);
  });

  test('are those of every controller', () => {
    const prefixes = controllers.flatMap((controller) => controller.prefixes);
    expect(prefixes.filter((prefix) => !isReadAnnotation(prefix))).toEqual([]);
  });
});

test.each([
  'kubectl.kubernetes.io/last-applied-configuration',
  'note',
  'example.com/note',
  'meta.helm.sh/release-name',
])('%s is dropped', (name) => {
  expect(isReadAnnotation(name)).toBe(false);
});
