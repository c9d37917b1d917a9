import { field, items, type MapNode, type Node, positionOf, scalarText } from '../../manifest/node.ts';
import type { FileTree } from '../../model/file-tree.ts';
import type { Problem } from '../../model/gap.ts';
import { say } from '../../model/message.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { Address, SourceRef } from '../deliveries/claim.ts';
import { folderAbove } from '../folders.ts';
import { joinPath } from '../kustomize/files.ts';
import { mergedValues } from './merged-values.ts';
import { textIn } from './nodes.ts';
import { chartName, type Release, scalarsOf } from './release.ts';
import { readTemplateFile, readValuesFile, type TemplateFile } from './template-file.ts';
import { typedValue, valueAtPath } from './text-values.ts';

/** A release of a helmfile. */
export interface HelmfileRelease extends Release {
  /** The folder of the chart, where it lies in this repository. */
  readonly local: string | undefined;
  /** The files of values that are read for it, in order. */
  readonly files: readonly string[];
}

export interface Helmfiles {
  readonly releases: readonly HelmfileRelease[];
  readonly problems: readonly Problem[];
  /** The helmfiles themselves. */
  readonly files: readonly string[];
}

/**
 * The releases of a helmfile; undefined where it is something else that has releases.
 * @see https://helmfile.readthedocs.io/en/latest/#configuration
 */
export function helmfile(path: string, bytes: Uint8Array, tree: FileTree): Helmfiles | undefined {
  const { documents, problems } = readTemplateFile(path, bytes);
  const folder = folderAbove(path);
  // The documents are layers: the later ones are laid over the earlier ones, and the bases lie below all.
  const bases = documents.flatMap((one) =>
    scalarsOf(field(one, 'bases')).flatMap((base) => baseOf(base, folder, tree)),
  );
  const releases = documents.flatMap((one) => items(field(one, 'releases'))).filter(isRelease);
  if (releases.length === 0)
    return isNamed(path) && problems.length > 0 ? { releases: [], problems, files: [path] } : undefined;
  const [first] = documents;
  const whole = mergedValues([...bases, ...documents], first ?? (releases[0] as MapNode));
  const where: Where = { folder, tree, known: new Map() };
  const read = releases.slice(0, maxReleases).map((one) => releaseOf(one, whole, where));
  return {
    releases: read.flatMap(({ release }) => release ?? []),
    problems: [...problems, ...read.flatMap((one) => one.problems), ...tooMany(releases[maxReleases])],
    files: [path],
  };
}

/** No file installs as many. */
const maxReleases = 1_000;

const tooMany = (first: Node | undefined): readonly Problem[] =>
  first === undefined
    ? []
    : [{ at: positionOf(first), reason: 'limit', message: say`the file has more than ${maxReleases} releases` }];

const isNamed = (path: string): boolean =>
  /(^|\/)helmfile(\.[\w-]+)*\.ya?ml(\.gotmpl)?$|(^|\/)helmfile\.d\//.test(path);

const isRelease = (node: Node): node is MapNode =>
  node.kind === 'map' &&
  textIn(node, 'name') !== undefined &&
  (textIn(node, 'chart') ?? field(node, 'inherit')) !== undefined;

function baseOf(base: string, folder: string, tree: FileTree): readonly Node[] {
  const path = joinPath(folder, base);
  const bytes = path === undefined ? undefined : tree.bytes(path);
  return path === undefined || bytes === undefined ? [] : readTemplateFile(path, bytes).documents;
}

interface Where {
  readonly folder: string;
  readonly tree: FileTree;
  /** Files of values, path → content: releases share them. */
  readonly known: Map<string, TemplateFile>;
}

interface OneRelease {
  readonly release: HelmfileRelease | undefined;
  readonly problems: readonly Problem[];
}

function releaseOf(written: MapNode, whole: MapNode, where: Where): OneRelease {
  const map = inherited(written, whole);
  const chart = textIn(map, 'chart');
  if (chart === undefined || textIn(map, 'installed') === 'false') return { release: undefined, problems: [] };
  const name = textIn(map, 'name') ?? '';
  const namespace = textIn(map, 'namespace') ?? textIn(whole, 'namespace');
  const { values, files, unseen, problems } = valuesOf(map, { name, namespace }, where);
  const place = field(map, 'name') ?? map;
  const local = localChart(chart, where);
  return {
    release: {
      by: { kind: 'Release', name, namespace },
      at: positionOf(place),
      place,
      name,
      namespace,
      chart: chartName(chart),
      source: sourceOf(chart, whole),
      local,
      values,
      files,
      unseen,
    },
    problems,
  };
}

/** `inherit: [{ template: default }]`: the templates lie below the release. */
function inherited(release: MapNode, whole: MapNode): MapNode {
  const names = items(field(release, 'inherit')).flatMap((one) => textIn(one, 'template') ?? []);
  const templates = names.flatMap((name) => field(whole, 'templates', name) ?? []);
  return templates.length === 0 ? release : mergedValues([...templates, release], release);
}

function localChart(chart: string, { folder, tree }: Where): string | undefined {
  const path = /^\.{0,2}\//.test(chart) || !chart.includes(':') ? joinPath(folder, chart) : undefined;
  return path !== undefined && tree.entry(path === '' ? 'Chart.yaml' : `${path}/Chart.yaml`) !== undefined
    ? path
    : undefined;
}

/** `grafana/loki` is the chart of a repository that the file says the address of. */
function sourceOf(chart: string, whole: MapNode): Address {
  if (/^\w+:\/\//.test(chart)) return { url: chart.slice(0, chart.lastIndexOf('/')) };
  const [alias] = chart.split('/');
  const repository = items(field(whole, 'repositories')).find((one) => textIn(one, 'name') === alias);
  // Helm may know a repository that no file names: its name is all that tells it from others.
  return { url: textIn(repository, 'url') ?? (/^\.*$/.test(alias ?? '') ? '' : (alias ?? '')) };
}

interface Values {
  readonly values: readonly Node[];
  readonly files: readonly string[];
  readonly unseen: readonly SourceRef[];
  readonly problems: readonly Problem[];
}

interface Named {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** Files and maps in their order, then what is set one by one. */
function valuesOf(map: MapNode, named: Named, where: Where): Values {
  const listed = ['values', 'valuesTemplate'].flatMap((key) => items(field(map, key)));
  const read = listed.map((one) => (one.kind === 'scalar' ? fileOf(one, named, where) : { ...nothing, values: [one] }));
  const set = ['set', 'setString', 'setTemplate'].flatMap((key) =>
    items(field(map, key)).flatMap((one) => setValue(one, key)),
  );
  const secrets = scalarsOf(field(map, 'secrets')).map((name) => ({ kind: 'secrets', name }));
  return {
    values: [...read.flatMap(({ values }) => values), ...set],
    files: read.flatMap(({ files }) => files),
    unseen: [...read.flatMap(({ unseen }) => unseen), ...secrets],
    problems: read.flatMap(({ problems }) => problems),
  };
}

const nothing: Values = { values: [], files: [], unseen: [], problems: [] };

const maxPath = 1_000;

const tooLong = (path: Node): Problem => ({
  at: positionOf(path),
  reason: 'limit',
  message: say`the path of a file of values has more than the ${maxPath} characters that are read`,
});

function fileOf(node: Node, { name, namespace }: Named, { folder, tree, known }: Where): Values {
  const text = scalarText(node) ?? '';
  if (text.length > maxPath) return { ...nothing, problems: [tooLong(node)] };
  const written = text
    .replaceAll(/\{\{`(\{\{.*?\}\})`\}\}/g, '$1')
    .replaceAll(/\{\{-?\s*\.Release\.Name\s*-?\}\}/g, name)
    .replaceAll(/\{\{-?\s*\.Release\.Namespace\s*-?\}\}/g, namespace ?? '{{ .Release.Namespace }}');
  const path = isPlaceholder(written) ? undefined : joinPath(folder, written);
  const bytes = path === undefined ? undefined : tree.bytes(path);
  if (path === undefined || bytes === undefined) return { ...nothing, unseen: [{ kind: 'file', name: written }] };
  const { documents, problems } = known.get(path) ?? readValuesFile(path, bytes);
  // What is wrong with a file is told once, not for each of its releases.
  known.set(path, { documents, problems: [] });
  return { values: documents.filter((one) => one.kind === 'map'), files: [path], unseen: [], problems };
}

function setValue(one: Node, key: string): readonly Node[] {
  const name = textIn(one, 'name');
  const value = field(one, 'value') ?? field(one, 'values');
  if (name === undefined || value === undefined) return [];
  const made = valueAtPath(name, typedValue(value, key === 'setString'));
  return made === undefined ? [] : [made];
}
