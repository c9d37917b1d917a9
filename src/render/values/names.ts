import { entries, field, type MapNode } from '../../manifest/node.ts';
import { isOff, isOn, textIn } from './nodes.ts';
import type { Section } from './sections.ts';

/** What is installed, and as what. */
export interface ChartRelease {
  readonly name: string;
  readonly namespace: string | undefined;
  /** The chart's own name, without its repository. */
  readonly chart: string;
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
  return {
    full,
    of: ({ path, map, parent }) => {
      const forced = textIn(map, 'forceRename', 'fullnameOverride');
      if (forced !== undefined) return forced;
      const own = isTemplate && path.length === 2 && isOnly(path[1] ?? '', map, parent) ? [] : partsOf(path);
      return shortened([full, ...own].join('-'));
    },
  };
}

function fullName({ name, chart }: ChartRelease, values: MapNode): string {
  const forced = textIn(values, 'fullnameOverride') ?? textIn(field(values, 'global'), 'fullnameOverride');
  if (forced !== undefined) return forced;
  const own = textIn(values, 'nameOverride') ?? (isAppTemplate({ chart }, values) ? name : chart);
  return shortened(name.includes(own) ? name : `${name}-${own}`);
}

const shortened = (name: string): string => name.slice(0, 63).replace(/-$/, '');

/** @see https://bjw-s-labs.github.io/helm-charts/docs/app-template/ */
export function isAppTemplate({ chart }: Pick<ChartRelease, 'chart'>, values: MapNode): boolean {
  if (chart === 'app-template') return true;
  return entries(field(values, 'controllers')).some(({ value }) => field(value, 'containers') !== undefined);
}

/** Of several the one that is marked, or that is called `main`, has the release's name. */
function isOnly(id: string, map: MapNode, parent: MapNode | undefined): boolean {
  const others = entries(parent).filter(({ value }) => value.kind === 'map' && !isOff(value));
  return others.length === 1 || id === 'main' || isOn(field(map, 'primary'));
}

/** Words that say what it is, which every chart leaves out of names. */
const kinds = /^(services?|ingress(es)?|(http)?routes?|controllers|containers|pod|defaultPodOptions|spec)$/i;

const partsOf = (path: readonly string[]): readonly string[] =>
  path.filter((key) => !kinds.test(key)).map((key) => key.toLowerCase());
