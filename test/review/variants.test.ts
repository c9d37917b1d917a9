import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reviewed } from '../support/judged.ts';
import { asYaml } from '../support/layout.ts';
import { type Manifest, podTemplate, world } from '../support/world.ts';

const isWorkload = (object: Manifest): boolean => podTemplate(object) !== undefined;

/** Services and Ingresses for all, and the workloads once more in a file of their own for each variant. */
const files = (objects: readonly Manifest[], ...variants: readonly string[]): Record<string, string> => ({
  'k8s/common.yaml': asYaml(objects.filter((object) => !isWorkload(object))),
  ...Object.fromEntries(variants.map((name) => [`k8s/${name}.yaml`, asYaml(objects.filter(isWorkload))])),
});

const worlds = world.filter((objects) => objects.some(isWorkload));

test('a variant that comes opens what is its own, and changes nothing else', () => {
  fc.assert(
    fc.property(worlds, (objects) => {
      const { diff, findings } = reviewed(files(objects, 'blue'), files(objects, 'blue', 'green'));
      const { added, ...others } = diff;
      expect(Object.values(others).flat()).toEqual([]);
      expect(added.filter(({ entry }) => entry.kind !== 'host-port' && entry.kind !== 'host-network')).toEqual([]);
      expect(added.filter(({ units }) => units.join() !== 'k8s/green.yaml')).toEqual([]);
      expect(findings.filter(({ state }) => state === 'fixed')).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test('a variant that goes closes what was its own, and breaks nothing', () => {
  fc.assert(
    fc.property(worlds, (objects) => {
      const { diff, findings } = reviewed(files(objects, 'blue', 'green'), files(objects, 'blue'));
      const { removed, ...others } = diff;
      expect(Object.values(others).flat()).toEqual([]);
      expect(removed.filter(({ units }) => units.join() !== 'k8s/green.yaml')).toEqual([]);
      expect(findings.filter(({ state }) => state === 'introduced')).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test('what changes in one variant is told of that one alone', () => {
  fc.assert(
    fc.property(worlds, (objects) => {
      const base = files(objects, 'blue', 'green');
      const head = {
        ...base,
        'k8s/green.yaml': (base['k8s/green.yaml'] ?? '').replaceAll('hostPort: 9', 'hostPort: 5'),
      };
      const { added, removed, ...changes } = reviewed(base, head).diff;
      const pairs = Object.values(changes).flat();
      const units = new Set([...added, ...removed, ...pairs.map(({ after }) => after)].flatMap((one) => one.units));
      expect([...units].filter((unit) => unit !== 'k8s/green.yaml')).toEqual([]);
    }),
    { numRuns: 80 },
  );
});
