import { entries, field, type MapNode } from '../../manifest/node.ts';
import { isOff, isOn, textIn } from './nodes.ts';
import type { Section } from './sections.ts';

/** What is installed, and as what. */
export interface ChartRelease {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The chart's own name, without its repository. */
  readonly chart: string;
  /** What the chart that brings it along calls it. */
  readonly alias?: string;
}

/** What a convention works on. */
export interface Chart {
  readonly release: ChartRelease;
  readonly names: Names;
  readonly values: MapNode;
}

/** How a chart calls what it makes. */
export interface Names {
  /** Of what it makes at the top. */
  readonly full: string;
  /** Of what a section makes. */
  of(section: Pick<Section, 'path' | 'map' | 'parent'>): string;
}

/**
 * The names that `helm create` has charts use: the release's, with the chart's behind it where that is not a part of it.
 * The charts made of bjw-s' library go without.
 * @see https://helm.sh/docs/chart_template_guide/named_templates/
 */
export function namesOf(release: ChartRelease, values: MapNode): Names {
  const full = fullName(release, values);
  const isTemplate = isAppTemplate(release, values);
  const counts = new Map<MapNode, number>();
  return {
    full,
    of: ({ path, map, parent }) => {
      const forced = textIn(map, 'forceRename', 'fullnameOverride');
      if (forced !== undefined) return forced;
      const own = isTemplate && path.length === 2 && isOnly(map, parent, counts) ? [] : partsOf(path);
      return shortened([full, ...own].join('-'));
    },
  };
}

function fullName({ name, chart, alias = chart }: ChartRelease, values: MapNode): string {
  const forced = textIn(values, 'fullnameOverride') ?? textIn(field(values, 'global'), 'fullnameOverride');
  if (forced !== undefined) return forced;
  const own = textIn(values, 'nameOverride') ?? (isAppTemplate({ chart }, values) ? name : alias);
  return shortened(name.includes(own) ? name : `${name}-${own}`);
}

const shortened = (name: string): string => name.slice(0, 63).replace(/-$/, '');

/** @see https://bjw-s-labs.github.io/helm-charts/docs/app-template/ */
export function isAppTemplate({ chart }: Pick<ChartRelease, 'chart'>, values: MapNode): boolean {
  if (chart === 'app-template') return true;
  return entries(field(values, 'controllers')).some(({ value }) => field(value, 'containers') !== undefined);
}

/** Of several the one that is marked has the release's name. */
function isOnly(map: MapNode, parent: MapNode | undefined, counts: Map<MapNode, number>): boolean {
  if (isOn(field(map, 'primary'))) return true;
  if (parent === undefined) return false;
  const count =
    counts.get(parent) ?? parent.entries.filter(({ value }) => value.kind === 'map' && !isOff(value)).length;
  counts.set(parent, count);
  return count === 1;
}

/** Words that say what it is, or that it is the only one: charts leave them out of names. */
const kinds =
  /^(services?|ingress(es)?|(http)?routes?|controllers|containers|pod|defaultPodOptions|spec|main|additionalServices)$/i;

const partsOf = (path: readonly string[]): readonly string[] =>
  path.filter((key) => !kinds.test(key)).map((key) => key.toLowerCase());
