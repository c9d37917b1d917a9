import { type Capabilities, capabilitiesObject } from './chart/capabilities.ts';
import type { ChartFile } from './chart/chart-files.ts';
import { chartObject } from './chart/chart-object.ts';
import type { Enabled } from './chart/dependencies.ts';
import { filesObject, type ToYaml } from './chart/files-object.ts';
import { GoInt, GoMap, type Value } from './template/value.ts';

/** What a release is called and where it goes. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** A template file under the name that Helm gives it, and what it sees as `.`. */
export interface Renderable {
  /** `parent/charts/child/templates/service.yaml` */
  readonly name: string;
  readonly file: ChartFile;
  readonly basePath: string;
  readonly scope: GoMap;
}

/**
 * The templates of a chart and of its subcharts, each with the values of its own chart. Maps are shared between them: what
 * one template sets, those after it see.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/engine/engine.go (recAllTpls)
 */
export function renderables(
  chart: Enabled,
  values: GoMap,
  release: Release,
  capabilities: Capabilities,
  toYaml: ToYaml,
): readonly Renderable[] {
  const shared = { Release: releaseObject(release), Capabilities: capabilitiesObject(capabilities) };
  const found: Renderable[] = [];
  collect({ chart, values, path: chart.name, isRoot: true }, shared, toYaml, found);
  return found;
}

const releaseObject = ({ name, namespace }: Release): GoMap =>
  mapOf({
    Name: name,
    Namespace: namespace,
    IsUpgrade: false,
    IsInstall: true,
    Revision: new GoInt(1n),
    Service: 'Helm',
  });

const mapOf = (fields: Readonly<Record<string, Value>>): GoMap => new GoMap(new Map(Object.entries(fields)));

/** The same map in a type of its own; whoever changes one of them changes both. */
const asValues = ({ entries, places }: GoMap): GoMap => new GoMap(entries, places, 'values');

interface Place {
  readonly chart: Enabled;
  readonly values: GoMap;
  readonly path: string;
  readonly isRoot: boolean;
}

function collect(
  { chart, values, path, isRoot }: Place,
  shared: Readonly<Record<string, Value>>,
  toYaml: ToYaml,
  found: Renderable[],
): GoMap {
  const subcharts = new GoMap();
  const scope = mapOf({
    Chart: chartObject(chart, isRoot),
    Files: filesObject(chart.chart.files, toYaml),
    ...shared,
    Values: asValues(values),
    Subcharts: subcharts,
  });
  for (const subchart of chart.subcharts) {
    const own = values.entries.get(subchart.name);
    const place = {
      chart: subchart,
      values: own instanceof GoMap ? own : new GoMap(),
      path: `${path}/charts/${subchart.name}`,
      isRoot: false,
    };
    subcharts.entries.set(subchart.name, collect(place, shared, toYaml, found));
  }
  for (const file of chart.chart.templates)
    if (chart.chart.metadata.type !== 'library' || isPartial(file.name))
      found.push({ name: `${path}/${file.name}`, file, basePath: `${path}/templates`, scope });
  return scope;
}

/** A file of helpers, which is never printed by itself. */
export const isPartial = (name: string): boolean => name.slice(name.lastIndexOf('/') + 1).startsWith('_');

/** The deepest first, and backwards by name: of two definitions of one helper the last that is read stays. */
export const inReadingOrder = (all: readonly Renderable[]): readonly Renderable[] =>
  all
    .map((one) => ({ one, name: one.name, depth: one.name.split('/').length }))
    .sort((a, b) => b.depth - a.depth || (a.name < b.name ? 1 : a.name > b.name ? -1 : 0))
    .map(({ one }) => one);
