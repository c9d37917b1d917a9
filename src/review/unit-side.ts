import { enumerateExposures } from '../exposure/enumerate.ts';
import type { Exposure } from '../exposure/exposure.ts';
import { connect } from '../graph/connect.ts';
import { objectName } from '../graph/objects.ts';
import { TooManyPaths } from '../graph/path-budget.ts';
import type { ReadObject } from '../kinds/index.ts';
import { meaningOf } from '../kinds/meaning.ts';
import { type FileContent, isDistinctive } from '../kinds/read-file.ts';
import type { Config } from '../model/config.ts';
import type { Fact } from '../model/fact.ts';
import type { ObjectRef } from '../model/resource.ts';
import { isCompleteIn } from '../model/unit.ts';
import type { UnitSide } from '../rules/rule.ts';
import { completenessOf } from './completeness.ts';
import type { SideContents } from './sides.ts';
import type { UnitPlan } from './unit-plan.ts';

/** One unit as one side has it; a side that is the same as one before is the same object. */
export function unitSide(plan: UnitPlan, side: SideContents, config: Config): UnitSide {
  const files = plan.contents(side);
  const there = plan.isThere(side);
  const unit = { ...plan.unit, ...completenessOf(plan.unit, there, files, side) };
  const [first] = files;
  const known =
    first && recent.get(first)?.find((one) => isSame(one, unit, files, config) && one.side.isThere === there);
  if (known !== undefined) return known.side;
  const built = {
    ...buildSide(unit, files, config),
    isThere: there,
    problems: plan.problems?.(side) ?? [],
    refusal: plan.refusal?.(side),
  };
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
  built.side.unit.open.symmetricDifference(unit.open).size === 0 &&
  built.files.length === files.length &&
  built.files.every((file, index) => file === files[index]);

function buildSide(
  unit: UnitSide['unit'],
  files: readonly FileContent[],
  config: Config,
): Omit<UnitSide, 'isThere' | 'problems' | 'refusal'> {
  const certain = files.filter(({ probable }) => probable === undefined);
  const objects = certain.flatMap((file) => file.objects);
  const last = lastOfEach(objects);
  const roles = last.flatMap((object) => object.roles);
  const facts = [...certain.flatMap((file) => factsAbout(file.objects, file.facts)), ...repeatedObjects(objects, last)];
  try {
    const graph = connect(roles);
    const probable = probableObjects(files, last);
    const whole =
      probable.length === 0 ? graph : connect([...roles, ...probable.flatMap(({ object }) => object.roles)]);
    const exposures = enumerateExposures(whole, unit.id, config.cluster, isCompleteIn(unit, undefined));
    return { unit, tooLarge: false, graph, exposures: markedProbable(exposures, probable), facts };
  } catch (error) {
    if (!(error instanceof TooManyPaths)) throw error;
    return { unit: { ...unit, complete: false }, tooLarge: true, graph: connect([]), exposures: [], facts };
  }
}

interface ProbableObject {
  readonly object: ReadObject;
  readonly by: ObjectRef;
}

/** What charts that nobody can see probably make, where nobody has written it. */
function probableObjects(files: readonly FileContent[], certain: readonly ReadObject[]): readonly ProbableObject[] {
  if (files.every(({ probable }) => probable === undefined)) return [];
  const written = new Set(certain.map(({ key }) => key));
  return files.flatMap(({ probable: by, objects }) =>
    by === undefined ? [] : objects.filter(({ key }) => !written.has(key)).map((object) => ({ object, by })),
  );
}

/** A way in that a release probably makes is closed in the release. */
function markedProbable(exposures: readonly Exposure[], probable: readonly ProbableObject[]): readonly Exposure[] {
  if (probable.length === 0) return exposures;
  const makers = new Map(probable.map(({ object: { id }, by }) => [objectName(id), by]));
  return exposures.map((exposure) => {
    const by = makers.get(objectName(exposure.entry.object));
    return by === undefined
      ? exposure
      : { ...exposure, certainty: 'heuristic', entry: { ...exposure.entry, object: by } };
  });
}

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
