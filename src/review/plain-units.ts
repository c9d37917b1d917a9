import { follow, maxFolders } from '../kinds/read-tree.ts';
import { type Manifest, readManifests } from '../manifest/documents.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import { discoverUnits, type PlainUnit } from '../render/units.ts';
import { type Definitions, sameKeys } from '../render/variants.ts';
import { environmentOf } from './environment.ts';
import type { SideContents, Sides } from './sides.ts';
import type { UnitPlan } from './unit-plan.ts';

/** The units of plain manifests: each file as it stands. */
export const plainUnits = (sides: Pick<Sides, 'base' | 'head'>, config: Config): readonly UnitPlan[] =>
  dividedFiles(sides, config).map(planOf);

const plans = new WeakMap<PlainUnit, UnitPlan>();

function planOf(plain: PlainUnit): UnitPlan {
  const { unit, paths, own } = plain;
  const plan = plans.get(plain) ?? {
    unit,
    paths,
    isThere: ({ files }) => own.some((path) => files.has(path)),
    contents: ({ files }) => paths.flatMap((path) => files.get(path) ?? []),
    manifests: ({ tree }) => paths.flatMap((path) => manifestsIn(tree, path)),
  };
  plans.set(plain, plan);
  return plan;
}

/** The units of both sides together; a file that only has a new name stands under that name on both. */
function dividedFiles({ base, head }: Pick<Sides, 'base' | 'head'>, config: Config): readonly PlainUnit[] {
  const [before, after] = [definitionsOf(base), definitionsOf(head)];
  const renames = renamedFiles(before, after, { base, head }, (path) => environmentOf(path, config));
  const definitions = {
    base: renames.size === 0 ? before : new Map([...before].map(([path, keys]) => [renames.get(path) ?? path, keys])),
    head: after,
  };
  const plain = discoverOnce(definitions, config);
  if (renames.size === 0) return plain;
  const oldNames = Map.groupBy(renames.keys(), (path) => renames.get(path) ?? '');
  return plain.map((unit) => ({
    ...unit,
    paths: unit.paths.flatMap((path) => [...(oldNames.get(path) ?? []), path]),
    own: unit.own.flatMap((path) => [...(oldNames.get(path) ?? []), path]),
  }));
}

const divided = new WeakMap<
  readonly string[],
  { readonly definitions: Definitions; readonly config: Config; readonly units: readonly PlainUnit[] }
>();

/** The division of the very same definitions is made once: most pull requests define no object and drop none. */
function discoverOnce(definitions: Definitions, config: Config): readonly PlainUnit[] {
  const [first] = definitions.head.values();
  const known = first && divided.get(first);
  if (known?.config === config && sameDefinitions(known.definitions, definitions)) return known.units;
  const units = discoverUnits(definitions, config.units, (path) => environmentOf(path, config));
  if (first !== undefined) divided.set(first, { definitions, config, units });
  return units;
}

const sameDefinitions = (a: Definitions, b: Definitions): boolean =>
  sameSide(a.base, b.base) && sameSide(a.head, b.head);

function sameSide(a: Definitions['base'], b: Definitions['base']): boolean {
  if (a.size !== b.size) return false;
  for (const [path, keys] of a) if (!sameKeys(keys, b.get(path))) return false;
  return true;
}

/**
 * Old name → new name of the files that base alone and head alone have and that define the same objects, those of the
 * very same content first. Only where the whole folder got another name: a file that goes from one folder that stays to
 * another leaves the one unit and comes into the other.
 */
function renamedFiles(
  before: Definitions['base'],
  after: Definitions['head'],
  { base, head }: Pick<Sides, 'base' | 'head'>,
  environment: (path: string) => string | undefined,
): ReadonlyMap<string, string> {
  const gone = [...before].filter(([path, keys]) => !after.has(path) && keys.length > 0);
  if (gone.length === 0) return new Map();
  const fresh = [...after].filter(([path, keys]) => !before.has(path) && keys.length > 0);
  const [foldersBefore, foldersAfter] = [foldersOf(before.keys()), foldersOf(after.keys())];
  const isRename = (from: string, to: string): boolean => {
    const [left, arrived] = parting(from, to);
    return environment(from) === environment(to) && !foldersAfter.has(left) && !foldersBefore.has(arrived);
  };
  const renames = new Map<string, string>();
  const taken = new Set<string>();
  const pair = (formOf: (path: string, keys: readonly string[], side: SideContents) => string): void => {
    const waiting = Map.groupBy(fresh, ([path, keys]) => formOf(path, keys, head));
    for (const [from, keys] of gone) {
      const candidates = renames.has(from) ? [] : (waiting.get(formOf(from, keys, base)) ?? []).slice(0, maxCandidates);
      const to = candidates.find(([path]) => !taken.has(path) && isRename(from, path))?.[0];
      if (to === undefined) continue;
      renames.set(from, to);
      taken.add(to);
    }
  };
  pair((path, keys, side) => [side.tree.entry(path)?.sha, ...keys].join('\n'));
  pair((_, keys) => keys.join('\n'));
  return renames;
}

/** More files of the same objects than these are not looked through for the one that was renamed. */
const maxCandidates = 50;

/** Every file and every folder above one. */
function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let end = path.length; end > 0 && !folders.has(path.slice(0, end)); end = path.lastIndexOf('/', end - 1))
      folders.add(path.slice(0, end));
  return folders;
}

/** Where two paths part: the first file or folder of each that the other has not. */
function parting(a: string, b: string): readonly [string, string] {
  const [left, right] = [a.split('/'), b.split('/')];
  const same = left.findIndex((step, index) => step !== right[index]);
  const upTo = (steps: readonly string[]): string => steps.slice(0, same + 1).join('/');
  return [upTo(left), upTo(right)];
}

function manifestsIn(tree: FileTree, path: string): readonly Manifest[] {
  const file = follow(path, tree);
  const bytes = file === undefined ? undefined : tree.bytes(file);
  return file === undefined || bytes === undefined
    ? []
    : readManifests({ path: file, bytes }, { wanted: 'everything' }).documents;
}

/** Files that define nothing are absent, unless they could not be read: then they belong to their neighbours' unit. */
function definitionsOf({ files }: SideContents): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [path, { definitions, objects, orders, problems }] of files)
    if ((objects.length > 0 || orders.length > 0 || problems.length > 0) && path.split('/').length <= maxFolders)
      found.set(path, definitions);
  return found;
}
