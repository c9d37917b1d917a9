import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { Position } from '../../model/source.ts';
import { entryAt, mapAt, type Place } from '../kustomize/edit.ts';
import type { ChartRelease } from './names.ts';
import { textIn } from './nodes.ts';
import { scalarsOf } from './release.ts';

/** A chart that another one brings along. */
export interface Dependency extends ChartRelease {
  readonly at: Position;
  /** The address of its repository; empty where none is named. */
  readonly url: string;
  readonly values: MapNode;
}

/**
 * The charts that a `Chart.yaml` (or, in older charts, a `requirements.yaml`) names and that are not switched off, each with
 * its section of the values.
 * @param values of the chart as they are installed, merged
 * @see https://helm.sh/docs/chart_best_practices/dependencies/
 */
export function dependenciesOf(
  chart: Node,
  values: MapNode,
  { name, namespace }: Pick<ChartRelease, 'name' | 'namespace'>,
): readonly Dependency[] {
  return items(field(chart, 'dependencies')).flatMap((one) => {
    const own = textIn(one, 'name');
    if (own === undefined || isSwitchedOff(one, values)) return [];
    const alias = textIn(one, 'alias');
    const place = field(one, 'name') ?? one;
    return {
      name,
      namespace,
      chart: own,
      ...(alias === undefined ? {} : { alias }),
      at: positionOf(place),
      url: textIn(one, 'repository') ?? '',
      values: sectionOf(values, alias ?? own, place),
    };
  });
}

/** The first condition that the values hold decides; tags count only where there is none. */
function isSwitchedOff(dependency: Node, values: MapNode): boolean {
  const conditions = (textIn(dependency, 'condition') ?? '').split(',').map((path) => path.trim());
  const [found] = conditions.flatMap((path) => scalarText(field(values, ...path.split('.'))) ?? []);
  if (found !== undefined) return found === 'false';
  const tags = scalarsOf(field(dependency, 'tags')).flatMap((tag) => scalarText(field(values, 'tags', tag)) ?? []);
  return tags.length > 0 && tags.every((tag) => tag === 'false');
}

/** `global` is every chart's. */
function sectionOf(values: MapNode, key: string, place: Place): MapNode {
  const section = field(values, key);
  const global = field(values, 'global');
  const own = section?.kind === 'map' ? section : mapAt([], place);
  return global === undefined || field(own, 'global') !== undefined
    ? own
    : mapAt([...own.entries, entryAt('global', global, global)], own);
}
