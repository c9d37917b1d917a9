import { GoMap, type Value } from '../template/value.ts';
import type { Enabled } from './dependencies.ts';
import type { Dependency } from './metadata.ts';

/**
 * `.Chart`: the fields of Helm's Metadata, as a map with all of them (Helm 4; a struct with the same fields in Helm 3).
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/common.go (MetadataAsMap)
 */
export function chartObject({ chart, name, dependencies, isChosen }: Enabled, isRoot: boolean): GoMap {
  const { metadata } = chart;
  return mapOf({
    Name: name,
    Home: metadata.home,
    Sources: [...metadata.sources],
    Version: metadata.version,
    Description: metadata.description,
    Keywords: [...metadata.keywords],
    Maintainers: metadata.maintainers.map((one) => mapOf({ Name: one.name, Email: one.email, URL: one.url })),
    Icon: metadata.icon,
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition,
    Tags: metadata.tags,
    AppVersion: metadata.appVersion,
    Deprecated: metadata.deprecated,
    Annotations: annotationsOf(metadata.annotations),
    KubeVersion: metadata.kubeVersion,
    Dependencies: dependencies.map((dependency) => dependencyObject(dependency, isChosen)),
    Type: metadata.type,
    IsRoot: isRoot,
  });
}

const mapOf = (fields: Readonly<Record<string, Value>>): GoMap => new GoMap(new Map(Object.entries(fields)));

const annotationsOf = (annotations: ReadonlyMap<string, string> | undefined): GoMap =>
  annotations === undefined
    ? new GoMap(new Map(), new Map(), 'nil')
    : new GoMap(new Map<string, Value>(annotations), new Map(), 'strings');

const dependencyObject = (dependency: Dependency, isEnabled: boolean): GoMap =>
  mapOf({
    Name: dependency.name,
    Version: dependency.version,
    Repository: dependency.repository,
    Condition: dependency.condition,
    Tags: [...dependency.tags],
    Enabled: isEnabled,
    ImportValues: [...dependency.importValues],
    Alias: dependency.alias,
  });
