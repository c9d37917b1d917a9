import { type MapNode, type Node, positionOf } from '../../../manifest/node.ts';
import { literal, type Message, say } from '../../../model/message.ts';
import type { Position } from '../../../model/source.ts';
import type { Value } from '../template/value.ts';
import { fieldIn, isNull, maps, stringMap, strings, textIn } from './go-json.ts';
import { valuesOf } from './read-values.ts';
import { Refused } from './refused.ts';

/** What Chart.yaml says. */
export interface Metadata {
  readonly name: string;
  readonly apiVersion: string;
  readonly version: string;
  readonly appVersion: string;
  readonly description: string;
  readonly type: string;
  readonly home: string;
  readonly icon: string;
  readonly condition: string;
  readonly tags: string;
  readonly kubeVersion: string;
  readonly deprecated: boolean;
  readonly sources: readonly string[];
  readonly keywords: readonly string[];
  readonly maintainers: readonly { readonly name: string; readonly email: string; readonly url: string }[];
  readonly annotations: ReadonlyMap<string, string> | undefined;
  /** Undefined where the chart says nothing of them, which is another thing than none. */
  readonly dependencies: readonly Dependency[] | undefined;
  readonly at: Position;
}

/** A chart that another one asks for. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly condition: string;
  readonly tags: readonly string[];
  readonly alias: string;
  /** `data`, or a map of `child` and `parent`. */
  readonly importValues: readonly Value[];
  readonly at: Position;
}

/**
 * @param requirements the document of requirements.yaml, where the chart has one: its list takes the place of Chart.yaml's
 * @throws Refused in Helm's words
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/v2/metadata.go
 */
export function metadataOf(document: Node | undefined, path: string, requirements: Node | undefined): Metadata {
  const root = mapOf(document, path, literal('cannot load Chart.yaml'));
  const required = requirements && mapOf(requirements, path, literal('cannot load requirements.yaml'));
  const says = (key: string): string => sanitized(textIn(root, key));
  const listed = [required, root].map((one) => one && fieldIn(one, 'dependencies')).find((one) => one !== undefined);
  return checked({
    name: says('name'),
    apiVersion: textIn(root, 'apiVersion') || 'v1',
    version: textIn(root, 'version'),
    appVersion: says('appVersion'),
    description: says('description'),
    type: textIn(root, 'type'),
    home: says('home'),
    icon: says('icon'),
    condition: says('condition'),
    tags: says('tags'),
    kubeVersion: says('kubeVersion'),
    deprecated: isTrue(fieldIn(root, 'deprecated')),
    sources: strings(fieldIn(root, 'sources'), 'sources').map(sanitized),
    keywords: strings(fieldIn(root, 'keywords'), 'keywords').map(sanitized),
    maintainers: maps(fieldIn(root, 'maintainers'), 'maintainers').map((one) => ({
      name: sanitized(textIn(one, 'name')),
      email: sanitized(textIn(one, 'email')),
      url: sanitized(textIn(one, 'url')),
    })),
    annotations: stringMap(fieldIn(root, 'annotations'), 'annotations'),
    dependencies: isNull(listed) ? undefined : maps(listed, 'dependencies').map(dependencyOf),
    at: positionOf(root),
  });
}

function mapOf(document: Node | undefined, path: string, doing: Message): MapNode {
  if (document?.kind === 'map') return document;
  if (document === undefined || isNull(document))
    return { kind: 'map', source: { path, text: '' }, offset: 0, entries: [] };
  throw new Refused(
    say`${doing}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal it into Go value of type chart.Metadata`,
    positionOf(document),
  );
}

const isTrue = (node: Node | undefined): boolean => node?.kind === 'scalar' && node.value === true;

function dependencyOf(node: MapNode): Dependency {
  const imports = fieldIn(node, 'import-values');
  return {
    name: sanitized(textIn(node, 'name')),
    version: sanitized(textIn(node, 'version')),
    repository: sanitized(textIn(node, 'repository')),
    condition: sanitized(textIn(node, 'condition')),
    tags: strings(fieldIn(node, 'tags'), 'dependencies.tags').map(sanitized),
    alias: textIn(node, 'alias'),
    importValues: imports?.kind === 'sequence' ? imports.items.map(importOf) : [],
    at: positionOf(node),
  };
}

const importOf = (node: Node): Value =>
  node.kind === 'map' ? valuesOf(node) : node.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;

function checked(metadata: Metadata): Metadata {
  const fault = faultOf(metadata);
  if (fault !== undefined) throw new Refused(say`validation: ${fault}`, metadata.at);
  return metadata;
}

function faultOf({ name, version, type, dependencies = [] }: Metadata): Message | undefined {
  if (name === '') return literal('chart.metadata.name is required');
  if (name.includes('/') || name === '.') return say`chart.metadata.name "${name}" is invalid`;
  if (version === '') return literal('chart.metadata.version is required');
  if (!semver.test(version)) return say`chart.metadata.version "${version}" is invalid`;
  if (!['', 'application', 'library'].includes(type))
    return literal('chart.metadata.type must be application or library');
  return faultIn(dependencies);
}

/** As Helm's semver library takes one, `v1.2` too. */
const semver = /^v?\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

function faultIn(dependencies: readonly Dependency[]): Message | undefined {
  const names = new Set<string>();
  for (const { name, alias } of dependencies) {
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias))
      return say`dependency "${name}" has disallowed characters in the alias`;
    const key = alias || name;
    if (names.has(key))
      return say`more than one dependency with name or alias "${key}". Try using distinct aliases for dependencies with the same chart name.`;
    names.add(key);
  }
  return undefined;
}

/** Spaces of every kind become one, and what cannot be printed is left out. */
const sanitized = (text: string): string => text.replaceAll(/\s/gu, ' ').replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
