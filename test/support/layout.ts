import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Manifest } from './world.ts';

/** Objects as the files of one folder: the same objects in any of its layouts mean the same. */
export type Layout = fc.Arbitrary<Record<string, string>>;

export const oneFile = (objects: readonly Manifest[]): Record<string, string> => ({ 'k8s/all.yaml': asYaml(objects) });

export const asYaml = (objects: readonly unknown[]): string =>
  objects.map((object) => stringify(object, { aliasDuplicateObjects: true })).join('---\n');

const asJson = (objects: readonly Manifest[]): string =>
  objects.map((object) => JSON.stringify(object, undefined, 2)).join('\n');

const asList = (objects: readonly Manifest[]): string => asYaml([{ apiVersion: 'v1', kind: 'List', items: objects }]);

/** Every number in quotes, which reads the same. */
const asQuoted = (objects: readonly Manifest[]): string =>
  asYaml(objects).replaceAll(/^(\s*(?:- )?(?:port|nodePort|containerPort|hostPort|number): )(\d+)$/gm, '$1"$2"');

const withComments = (objects: readonly Manifest[]): string =>
  asYaml(objects)
    .replaceAll(/^( *)(\S.*)$/gm, '$1# nothing\n$1$2   # nothing')
    .replaceAll(/^---.*$/gm, '---');

export const shapes: ReadonlyMap<string, (objects: readonly Manifest[]) => string> = new Map([
  ['YAML', asYaml],
  ['JSON', asJson],
  ['a List', asList],
  ['numbers in quotes', asQuoted],
  ['comments everywhere', withComments],
]);

/** The objects in any order, in any number of files with any names, each file in any shape, keys in any order. */
export const anyLayout = (objects: readonly Manifest[]): Layout =>
  fc
    .record({
      order: fc.shuffledSubarray([...objects.keys()], { minLength: objects.length }),
      files: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: objects.length, maxLength: objects.length }),
      names: fc.shuffledSubarray(['a.yaml', 'web.yml', 'deep/b.yaml', 'z.json'], { minLength: 4 }),
      shape: fc.array(fc.constantFrom(...shapes.values()), { minLength: 4, maxLength: 4 }),
      seed: fc.nat(),
    })
    .map(({ order, files, names, shape, seed }) => {
      const placed = order.map((at) => ({ file: files[at] ?? 0, object: objects[at] }));
      const groups = [...Map.groupBy(placed, ({ file }) => file)];
      return Object.fromEntries(
        groups.map(([file, members]) => {
          const inside = members.flatMap(({ object }) => (object === undefined ? [] : [shuffledKeys(object, seed)]));
          return [`k8s/${names[file]}`, (shape[file] ?? asYaml)(inside)];
        }),
      );
    });

/** The same value with the keys of every map in another order. */
function shuffledKeys<T>(value: T, seed: number): T {
  if (Array.isArray(value)) return value.map((item) => shuffledKeys(item, seed + 1)) as T; // the same items
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, shuffledKeys(field, seed + 1)] as const);
  const turn = entries.length === 0 ? 0 : seed % entries.length;
  const turned = [...entries.slice(turn), ...entries.slice(0, turn)];
  return Object.fromEntries(seed % 2 === 0 ? turned : turned.reverse()) as T; // the same keys
}
