import { enumerateExposures } from '../exposure/enumerate.ts';
import { connect } from '../graph/connect.ts';
import type { ReadObject } from '../kinds/index.ts';
import type { FileContent } from '../kinds/read-file.ts';
import { follow } from '../kinds/read-tree.ts';
import type { Config } from '../model/config.ts';
import type { Fact } from '../model/fact.ts';
import { discoverUnits, type PlainUnit } from '../render/units.ts';
import { type Definitions, sameKeys } from '../render/variants.ts';
import type { UnitChange, UnitSide } from '../rules/rule.ts';
import { environmentOf } from './environment.ts';
import type { SideContents, Sides } from './sides.ts';

/** Each unit that holds a changed file, as it stands on both sides. */
export function unitChanges(sides: Sides, config: Config): readonly UnitChange[] {
  return allUnits(sides, config)
    .filter(({ paths }) => paths.some((path) => isTouched(path, sides)))
    .map((unit) => ({
      base: ifThere(asBaseKnowsIt(unit, sides.base), sides.base, config),
      head: ifThere(unit, sides.head, config),
    }));
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
  return isThere(plain, contents) ? side : { ...side, graph: connect([]), facts: [] };
}

const isThere = ({ own }: PlainUnit, { files }: SideContents): boolean => own.some((path) => files.has(path));

/** The units of both sides together; a file that only has a new name stands under that name on both. */
export function allUnits({ base, head }: Pick<Sides, 'base' | 'head'>, config: Config): readonly PlainUnit[] {
  const [before, after] = [definitionsOf(base), definitionsOf(head)];
  const renames = renamedFiles(before, after, (path) => environmentOf(path, config));
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
 * Old name → new name of the files that base alone and head alone have and that define the same objects. A file that
 * goes to another environment is another file.
 */
function renamedFiles(
  before: Definitions['base'],
  after: Definitions['head'],
  environment: (path: string) => string | undefined,
): ReadonlyMap<string, string> {
  const formOf = ([path, keys]: readonly [string, readonly string[]]): string =>
    [environment(path) ?? '', ...keys].join('\n');
  const isNew = ([path, keys]: readonly [string, readonly string[]]): boolean => !before.has(path) && keys.length > 0;
  const left = [...before].filter(([path, keys]) => !after.has(path) && keys.length > 0);
  if (left.length === 0) return new Map();
  const arrived = Map.groupBy([...after].filter(isNew).toReversed(), formOf);
  return new Map(
    left.flatMap((one) => {
      const name = arrived.get(formOf(one))?.pop()?.[0];
      return name === undefined ? [] : [[one[0], name] as const];
    }),
  );
}

/** A link is touched with the file that it leads to. */
const isTouched = (path: string, { changed, head }: Sides): boolean =>
  changed.has(path) || (head.tree.entry(path)?.type === 'symlink' && changed.has(follow(path, head.tree) ?? path));

/** One unit as one side has it; a side that is the same as one before is the same object. */
export function unitSide(plain: PlainUnit, side: SideContents, config: Config): UnitSide {
  const files = plain.paths.flatMap((path) => side.files.get(path) ?? []);
  const unit = { ...plain.unit, complete: isThere(plain, side) && isComplete(files, side) };
  const [first] = files;
  const known = first && recent.get(first)?.find((one) => isSame(one, unit, files, config));
  if (known !== undefined) return known.side;
  const built = buildSide(unit, files, config);
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

function buildSide(unit: UnitSide['unit'], files: readonly FileContent[], config: Config): UnitSide {
  const roles = lastOfEach(files.flatMap(({ objects }) => objects)).flatMap((object) => object.roles);
  const graph = connect(roles);
  return {
    unit,
    graph,
    exposures: enumerateExposures(graph, unit.id, config.cluster),
    facts: files.flatMap(({ facts, objects }) => factsAbout(objects, facts)),
  };
}

/**
 * Could everything that is missing really be missing? Not where a file of the unit could not be read, and not in a
 * repository that deploys more than its plain manifests: what they refer to may come from there.
 */
const isComplete = (files: readonly FileContent[], { deploysMore }: SideContents): boolean =>
  !deploysMore && files.every(({ problems }) => problems.every(({ reason }) => reason === 'not-read'));

/** Of an object that is written twice the last one is what a cluster ends with. Objects without a name are all new. */
function lastOfEach(objects: readonly ReadObject[]): readonly ReadObject[] {
  const last = new Map<ReadObject | string, ReadObject>();
  for (const object of objects) last.set(object.key ?? object, object);
  return last.size === objects.length ? objects : [...last.values()];
}

/** What the text tells of objects that are read; the others are none of our business. */
function factsAbout(objects: readonly ReadObject[], facts: readonly Fact[]): readonly Fact[] {
  if (facts.length === 0) return facts;
  const nameOf = ({ kind, namespace, name }: NonNullable<Fact['object']>): string =>
    `${kind}/${namespace ?? ''}/${name}`;
  const names = new Set(objects.filter(({ roles }) => roles.length > 0).map(({ id }) => nameOf(id)));
  return facts.filter(({ object }) => object !== undefined && names.has(nameOf(object)));
}

/** Files that define nothing are absent, unless they could not be read: then they belong to their neighbours' unit. */
function definitionsOf({ files }: SideContents): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [path, { definitions, objects, problems }] of files)
    if (objects.length > 0 || problems.length > 0) found.set(path, definitions);
  return found;
}
