import { withoutCredentials } from '../../../model/credentials.ts';
import type { Problem } from '../../../model/gap.ts';
import { say } from '../../../model/message.ts';
import { GoMap, type Value } from '../template/value.ts';
import type { Chart } from './chart.ts';
import { type Coalescing, coalesceValues, mergeTables } from './coalesce.ts';
import type { Dependency } from './metadata.ts';
import { copied, type Room } from './read-values.ts';
import { isInRange } from './version-range.ts';

/** A chart as one render deploys it: dependencies under their aliases, those that are off left out, values imported. */
export interface Enabled extends Coalescing {
  readonly chart: Chart;
  readonly subcharts: readonly Enabled[];
  /** The dependencies that are on, as `.Chart.Dependencies` shows them. */
  readonly dependencies: readonly Dependency[];
  /** False below a chart that declares no dependencies: Helm does not go on there, and takes all that lies in `charts/`. */
  readonly isChosen: boolean;
  /** The dependency in whose place it stands, where that one could not be had; it may be empty. */
  readonly standsFor: Dependency | undefined;
}

/**
 * Decides which subcharts are on, by tags and then by the first condition that is a boolean, and imports values of
 * subcharts into their parents.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/v2/util/dependencies.go (ProcessDependencies)
 */
export function enabledCharts(chart: Chart, given: GoMap, room: Room): Enabled {
  return withImports(enabled(all(chart, chart.metadata.name), given, '', room), room);
}

/** A chart with everything that lies in `charts/`, and with something in the place of each dependency that does not. */
function all(chart: Chart, name: string): Enabled {
  const subcharts = chart.subcharts.map((one) => all(one, one.metadata.name));
  const standIns = chart.missing.map(({ dependency, standIn }) => ({
    ...all(standIn ?? emptyChart(chart, dependency), dependency.name),
    standsFor: dependency,
  }));
  return {
    chart,
    name,
    values: chart.values,
    at: chart.metadata.at,
    subcharts: [...subcharts, ...standIns],
    dependencies: chart.metadata.dependencies ?? [],
    isChosen: false,
    standsFor: undefined,
  };
}

const emptyChart = ({ metadata, path }: Chart, { name, version, at }: Dependency): Chart => ({
  metadata: { ...metadata, name, version, at, type: '', annotations: undefined, dependencies: undefined },
  path,
  templates: [],
  files: [],
  values: new GoMap(),
  schema: undefined,
  subcharts: [],
  missing: [],
});

/** @param path the names down to this chart, each with a dot behind it */
function enabled(one: Enabled, given: GoMap, path: string, room: Room): Enabled {
  if (one.chart.metadata.dependencies === undefined) return one;
  const dependencies = one.dependencies.map((dependency) => ({
    dependency,
    name: dependency.alias || dependency.name,
  }));
  const undeclared = one.subcharts.filter(
    (subchart) => !dependencies.some(({ dependency }) => isAnswer(subchart, dependency)),
  );
  const declared = dependencies.flatMap(({ dependency, name }) => {
    const answer = one.subcharts.find((subchart) => isAnswer(subchart, dependency));
    return answer === undefined ? [] : [{ ...answer, name }];
  });
  const chosen = { ...one, subcharts: [...undeclared, ...declared] };
  const values = coalesceValues(chosen, given, 'delete', room);
  const off = new Set(dependencies.filter((each) => !isOn(each.dependency, values, path)).map(({ name }) => name));
  const named = dependencies.filter(({ name }) => !off.has(name));
  return {
    ...chosen,
    subcharts: chosen.subcharts
      .filter(({ name }) => !off.has(name))
      .map((subchart) => enabled(subchart, values, `${path}${subchart.name}.`, room)),
    dependencies: named.map(({ dependency, name }) => ({ ...dependency, name })),
    isChosen: true,
  };
}

function isAnswer({ chart, standsFor }: Enabled, dependency: Dependency): boolean {
  if (standsFor !== undefined) return standsFor === dependency;
  return chart.metadata.name === dependency.name && isInRange(dependency.version, chart.metadata.version);
}

function isOn(dependency: Dependency, values: GoMap, path: string): boolean {
  for (const condition of dependency.condition.trim().split(',')) {
    const value = condition === '' ? undefined : valueAt(values, `${path}${condition}`);
    if (typeof value === 'boolean') return value;
  }
  const tags = values.entries.get('tags');
  if (!(tags instanceof GoMap)) return true;
  const said = dependency.tags.map((tag) => tags.entries.get(tag));
  return said.includes(true) || !said.includes(false);
}

/** The value under a dotted path; undefined where there is none, or a map. */
function valueAt(values: GoMap, path: string): Value | undefined {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const map = tableAt(values, steps);
  const value = map?.entries.get(last);
  return value instanceof GoMap ? undefined : value;
}

function tableAt(values: GoMap, steps: readonly string[]): GoMap | undefined {
  let at: Value | undefined = values;
  for (const step of steps) {
    if (!(at instanceof GoMap)) return undefined;
    at = at.entries.get(step);
  }
  return at instanceof GoMap ? at : undefined;
}

/** From the innermost charts outwards: what a subchart imports its parent may import from it. */
function withImports(one: Enabled, room: Room): Enabled {
  const subcharts = one.subcharts.map((subchart) => withImports(subchart, room));
  const inside = { ...one, subcharts };
  if (one.dependencies.length === 0) return inside;
  const values = coalesceValues(inside, new GoMap(), 'keep', room);
  const imported = new GoMap();
  for (const dependency of one.dependencies)
    for (const wanted of dependency.importValues) {
      const found = importOf(values, dependency.name, wanted, room);
      if (found !== undefined) mergeTables(imported, found, 'keep');
    }
  const dependencies = one.dependencies.map((dependency) => ({
    ...dependency,
    importValues: dependency.importValues.flatMap(asPair),
  }));
  return { ...inside, dependencies, values: mergeTables(values, imported, 'keep') };
}

function importOf(values: GoMap, name: string, wanted: Value, room: Room): GoMap | undefined {
  const [pair] = asPair(wanted);
  if (pair === undefined) return undefined;
  const table = tableAt(values, `${name}.${textIn(pair, 'child')}`.split('.'));
  if (table === undefined) return undefined;
  const parent = textIn(pair, 'parent');
  return parent === '.' ? copied(table, room) : nested(parent.split('.'), copied(table, room));
}

/** A bare text means what the subchart exports under that name, put at the parent's top. */
function asPair(wanted: Value): readonly GoMap[] {
  if (typeof wanted === 'string') return [pairOf(`exports.${wanted}`, '.')];
  return wanted instanceof GoMap ? [pairOf(textIn(wanted, 'child'), textIn(wanted, 'parent'))] : [];
}

const pairOf = (child: string, parent: string): GoMap =>
  new GoMap(
    new Map([
      ['child', child],
      ['parent', parent],
    ]),
  );

const textIn = (map: GoMap, key: string): string => {
  const value = map.entries.get(key);
  return typeof value === 'string' ? value : '<nil>';
};

const nested = (steps: readonly string[], inner: GoMap): GoMap =>
  steps.reduceRight(
    (value, step) => new GoMap(new Map([[step, value]]), value.places.size > 0 ? firstPlace(step, value) : new Map()),
    inner,
  );

function firstPlace(step: string, { places }: GoMap): GoMap['places'] {
  const [first] = places.values();
  return new Map(first === undefined ? [] : [[step, first]]);
}

/** Dependencies that are on and nowhere to be found, in Helm's words. */
export const missingIn = ({ standsFor, chart, subcharts }: Enabled): readonly Problem[] => [
  ...(standsFor === undefined ? [] : [missing(standsFor, chart)]),
  ...subcharts.flatMap(missingIn),
];

function missing({ name, version, repository, at }: Dependency, { path, templates, subcharts }: Chart): Problem {
  const from = repository === '' ? 'no repository' : repository;
  const said = say`found in Chart.yaml, but missing in charts/ directory: ${name} ${version} of ${from}`;
  const isEmpty = templates.length === 0 && subcharts.length === 0;
  const message = isEmpty ? said : say`${said}; ${path} was taken for it`;
  return {
    at,
    reason: 'not-rendered',
    message,
    ...(repository !== '' && { source: withoutCredentials(`${repository}/${name}`) }),
  };
}
