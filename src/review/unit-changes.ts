import { enumerateExposures } from '../exposure/enumerate.ts';
import { connect } from '../graph/connect.ts';
import { objectName } from '../graph/objects.ts';
import { TooManyPaths } from '../graph/path-budget.ts';
import type { ReadObject } from '../kinds/index.ts';
import { meaningOf } from '../kinds/meaning.ts';
import { type FileContent, isDistinctive } from '../kinds/read-file.ts';
import { follow, maxFolders } from '../kinds/read-tree.ts';
import type { Config } from '../model/config.ts';
import type { Fact } from '../model/fact.ts';
import { discoverUnits, type PlainUnit } from '../render/units.ts';
import { type Definitions, sameKeys } from '../render/variants.ts';
import type { UnitChange, UnitSide } from '../rules/rule.ts';
import { environmentOf } from './environment.ts';
import type { SideContents, Sides } from './sides.ts';

/** Files that are followed in all units of one review together; common files count in each of their variants. */
const maxFiles = 100_000;

/** Each unit that holds a changed file, as it stands on both sides. */
export function unitChanges(sides: Sides, config: Config): readonly UnitChange[] {
  let left = maxFiles;
  return allUnits(sides, config)
    .filter(({ paths }) => paths.some((path) => isTouched(path, sides)))
    .map((unit) => {
      left -= unit.paths.length;
      const bounded = left < 0 ? { ...unit, paths: [] } : unit;
      return {
        base: ifThere(asBaseKnowsIt(bounded, sides.base), sides.base, config),
        head: { ...ifThere(bounded, sides.head, config), ...(left < 0 ? { tooLarge: true } : {}) },
      };
    });
}

/** What this change names `dev` is not known to be for development. */
const asBaseKnowsIt = (plain: PlainUnit, base: SideContents): PlainUnit =>
  isThere(plain, base) ? plain : { ...plain, unit: { ...plain.unit, environment: undefined } };

/**
 * A side on which the unit has none of its own files is what several variants have in common: nobody deploys that by
 * itself, so no link of it is broken.
 */
function ifThere(plain: PlainUnit, contents: SideContents, config: Config): UnitSide {
  const side = unitSide(plain, contents, config);
  return side.isThere ? side : { ...side, graph: connect([]), facts: [] };
}

const isThere = ({ own }: PlainUnit, { files }: SideContents): boolean => own.some((path) => files.has(path));

/** The units of both sides together; a file that only has a new name stands under that name on both. */
export function allUnits({ base, head }: Pick<Sides, 'base' | 'head'>, config: Config): readonly PlainUnit[] {
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

/** A link is touched with the file that it leads to. */
const isTouched = (path: string, { changed, head }: Sides): boolean =>
  changed.has(path) || (head.tree.entry(path)?.type === 'symlink' && changed.has(follow(path, head.tree) ?? path));

/** One unit as one side has it; a side that is the same as one before is the same object. */
export function unitSide(plain: PlainUnit, side: SideContents, config: Config): UnitSide {
  const files = plain.paths.flatMap((path) => side.files.get(path) ?? []);
  const there = isThere(plain, side);
  const unit = { ...plain.unit, complete: there && isComplete(files, side) };
  const [first] = files;
  const known =
    first && recent.get(first)?.find((one) => isSame(one, unit, files, config) && one.side.isThere === there);
  if (known !== undefined) return known.side;
  const built = { ...buildSide(unit, files, config), isThere: there };
  if (first !== undefined)
    recent.set(first, [{ side: built, files, config }, ...(recent.get(first) ?? [])].slice(0, 2));
  return built;
}

interface Built {
  readonly side: UnitSide;
  readonly files: readonly FileContent[];
  readonly config: Config;
}

// The base of one pull request is the base of the next: what was built from the very same readings is kept as long as
// they are, the last two for each first file of a unit.
const recent = new WeakMap<FileContent, readonly Built[]>();

const isSame = (built: Built, unit: UnitSide['unit'], files: readonly FileContent[], config: Config): boolean =>
  built.config === config &&
  built.side.unit.id === unit.id &&
  built.side.unit.environment === unit.environment &&
  built.side.unit.complete === unit.complete &&
  built.files.length === files.length &&
  built.files.every((file, index) => file === files[index]);

function buildSide(unit: UnitSide['unit'], files: readonly FileContent[], config: Config): Omit<UnitSide, 'isThere'> {
  const objects = files.flatMap((file) => file.objects);
  const last = lastOfEach(objects);
  const roles = last.flatMap((object) => object.roles);
  const facts = [...files.flatMap((file) => factsAbout(file.objects, file.facts)), ...repeatedObjects(objects, last)];
  try {
    const graph = connect(roles);
    const exposures = enumerateExposures(graph, unit.id, config.cluster, unit.complete);
    return { unit, tooLarge: false, graph, exposures, facts };
  } catch (error) {
    if (!(error instanceof TooManyPaths)) throw error;
    return { unit: { ...unit, complete: false }, tooLarge: true, graph: connect([]), exposures: [], facts };
  }
}

/**
 * Could everything that is missing really be missing? Not where a file of the unit could not be read, and not in a
 * repository that deploys more than its plain manifests: what they refer to may come from there.
 */
const isComplete = (files: readonly FileContent[], { deploysMore }: SideContents): boolean =>
  !deploysMore && files.every(({ problems }) => problems.every(({ reason }) => reason === 'not-read'));

/** Of an object that is written twice the last one is what a cluster ends with. Objects without a name are all new. */
export function lastOfEach(objects: readonly ReadObject[]): readonly ReadObject[] {
  const last = new Map<ReadObject | string, ReadObject>();
  for (const object of objects) last.set(object.key ?? object, object);
  return last.size === objects.length ? objects : [...last.values()];
}

/** Each object that another definition of the same unit takes the place of; namespaces and classes are repeated everywhere. */
function repeatedObjects(objects: readonly ReadObject[], last: readonly ReadObject[]): readonly Fact[] {
  if (objects.length === last.length) return [];
  const kept = new Map(last.map((object) => [object.key, object]));
  return objects.flatMap((object) => {
    const final = kept.get(object.key);
    const [at, because] = [final?.roles[0]?.at, object.roles[0]?.at];
    const isRepeated =
      object.key !== undefined && final !== undefined && final !== object && object.roles.some(isDistinctive);
    if (!isRepeated || at === undefined || because === undefined) return [];
    const differs = meaningOf(object.roles) !== meaningOf(final.roles);
    const { kind, namespace, name } = object.id;
    return {
      fact: 'duplicate-object',
      at,
      because: [because],
      object: { kind, namespace, name },
      field: '',
      differs,
    } as const;
  });
}

/** What the text tells of objects that are read; the others are none of our business. */
function factsAbout(objects: readonly ReadObject[], facts: readonly Fact[]): readonly Fact[] {
  if (facts.length === 0) return facts;
  const names = new Set(objects.filter(({ roles }) => roles.length > 0).map(({ id }) => objectName(id)));
  return facts.filter(({ object }) => object !== undefined && names.has(objectName(object)));
}

/** Files that define nothing are absent, unless they could not be read: then they belong to their neighbours' unit. */
function definitionsOf({ files }: SideContents): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [path, { definitions, objects, problems }] of files)
    if ((objects.length > 0 || problems.length > 0) && path.split('/').length <= maxFolders)
      found.set(path, definitions);
  return found;
}
