import { type MapNode, type Node, positionOf } from '../../manifest/node.ts';
import type { Problem } from '../../model/gap.ts';
import { literal, type Message, say } from '../../model/message.ts';
import type { HelmMemo } from '../helm/index.ts';
import { runTransformer } from './builtin.ts';
import { configOfCrds } from './crds.ts';
import { customTypes, type MergeTypes } from './custom-types.ts';
import { isNull, textOf, valueAt, valueIn } from './edit.ts';
import {
  bytesOf,
  documentsOf,
  entryOf,
  type Files,
  isFolder,
  isRemote,
  joinPath,
  localFile,
  resolved,
} from './files.ts';
import { generated, laidOver } from './generators.ts';
import { inflated } from './helm-charts.ts';
import { idKey, idText } from './identity.ts';
import { type Kustomization, kustomizationNames, kustomizationOf, listOf } from './kustomization.ts';
import { mergeTypeOf } from './merge-keys.ts';
import { inlineObjects, objectsOf } from './objects.ts';
import { type KustomizationOverlay, overlaid } from './overlay.ts';
import type { PatchContext } from './patches.ts';
import type { Recent } from './recent.ts';
import { type Effort, placedAt, Refusal, Unseen } from './refusal.ts';
import { allIds, type Resource, resourceOf } from './resource.ts';
import { transform } from './transform.ts';
import { configOf, defaultConfig, mergeConfigs, type TransformerConfig } from './transformer-config.ts';
import { joinVars, type Var, withVars } from './vars.ts';
import { unfoldedSize } from './yaml3.ts';

/** What a folder has given so far. */
export interface Accumulated {
  readonly resources: readonly Resource[];
  readonly config: TransformerConfig;
  readonly vars: readonly Var[];
  readonly gaps: readonly Problem[];
  /** True where something is not seen, so that what is missing may be there. */
  readonly tolerant: boolean;
}

/** What a folder gave before, and what that hung on. */
export interface Remembered {
  readonly result: Accumulated;
  readonly used: ReadonlyMap<string, string | undefined>;
  /** Files among them whose bytes were not at hand. */
  readonly missing: ReadonlySet<string>;
  /** The folders with kustomizations below it: none of them may hold one that is being built. */
  readonly folders: readonly string[];
}

export interface RenderContext {
  readonly files: Files;
  readonly effort: Effort;
  /** The folders that are being built, the root first. */
  readonly open: readonly string[];
  /** Those that were built within this one. */
  readonly built: string[];
  readonly memo: Recent<readonly Remembered[]>;
  readonly helm: HelmMemo;
  /** The types that patches are merged by; the first kustomization that brings its own sets them for all that follow. */
  readonly schema: { types: MergeTypes | undefined };
  /** What is laid over the kustomization of the root. */
  readonly overlay: KustomizationOverlay | undefined;
}

const nothing: Accumulated = { resources: [], config: defaultConfig, vars: [], gaps: [], tolerant: false };

/** All that a folder's kustomization gives, names not yet hashed and references not yet mended. */
export function accumulateFolder(folder: string, context: RenderContext): Accumulated {
  checkCycle(folder, context.open);
  // With types or changes of its own the result depends on where it is used, so that it is made anew.
  const isChanged = (): boolean =>
    context.schema.types !== undefined || (context.overlay !== undefined && context.open.length === 0);
  const key = context.files.isUnrestricted ? `/${folder}` : folder;
  const known = isChanged() ? undefined : context.memo.get(key)?.find((one) => isCurrent(one, context));
  if (known !== undefined) {
    note(known, context.files);
    context.built.push(...known.folders);
    return known.result;
  }
  const used = new Map<string, string | undefined>();
  const missing = new Set<string>();
  const built: string[] = [folder];
  const own = { ...context, files: { ...context.files, used, missing }, open: [...context.open, folder], built };
  try {
    const kustomization =
      context.open.length === 0 ? rootKustomization(folder, own) : kustomizationIn(folder, own.files);
    if (kustomization.kind === 'Component')
      throw new Refusal(say`expected kind != 'Component' for path '${folder}'`, positionOf(kustomization.root));
    const result = accumulateTarget(nothing, kustomization, folder, own);
    // What could not be had may be had another time.
    if (!isChanged() && result.gaps.every(({ reason }) => reason !== 'limit')) {
      const all = [{ result, used, missing, folders: built }, ...(context.memo.get(key) ?? []).slice(0, 3)];
      context.memo.set(key, all, weightOf(all));
    }
    return result;
  } finally {
    note({ used, missing }, context.files);
    context.built.push(...built);
  }
}

const weightOf = (all: readonly Remembered[]): number =>
  all.reduce((sum, { result }) => sum + 1 + result.resources.length, 0);

function note({ used, missing }: Pick<Remembered, 'used' | 'missing'>, files: Files): void {
  for (const [path, sha] of used) files.used.set(path, sha);
  for (const path of missing) files.missing.add(path);
}

function isCurrent({ used, missing, folders }: Remembered, { files, open }: RenderContext): boolean {
  for (const folder of folders) if (open.some((one) => isWithin(one, folder))) return false;
  for (const [path, sha] of used) if (files.tree.entry(path)?.sha !== sha) return false;
  for (const path of missing) if (files.tree.bytes(path) !== undefined) return false;
  return true;
}

const isWithin = (folder: string, outer: string): boolean =>
  outer === '' || folder === outer || folder.startsWith(`${outer}/`);

function checkCycle(folder: string, open: readonly string[]): void {
  const inside = open.findLast((one) => isWithin(one, folder));
  if (inside !== undefined)
    throw new Refusal(say`cycle detected: candidate root '${folder || '.'}' contains visited root '${inside || '.'}'`);
  if (open.length >= maxDepth)
    throw new Refusal(say`kustomizations nest deeper than the ${maxDepth} levels that are read`, undefined, 'limit');
}

const maxDepth = 60;

/** The root's own kustomization, with what is laid over it. */
export function rootKustomization(folder: string, { files, overlay }: RenderContext): Kustomization {
  if (overlay === undefined) return kustomizationIn(folder, files);
  return overlaid(overlay.generated ?? kustomizationIn(folder, files), overlay);
}

/** @throws Refusal where the folder has none, or more than one */
export function kustomizationIn(folder: string, files: Files): Kustomization {
  const paths = kustomizationNames.flatMap((name) => {
    const path = resolved(files, folder === '' ? name : `${folder}/${name}`);
    return path !== undefined && entryOf(files, path) === 'file' ? [path] : [];
  });
  const [path] = paths;
  if (path === undefined)
    throw new Refusal(
      say`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder || '.'}'`,
      undefined,
      'missing-file',
    );
  if (paths.length > 1)
    throw new Refusal(say`Found multiple kustomization files under: ${folder || '.'}`, { path, line: 1, column: 1 });
  bytesOf(files, path);
  return kustomizationOf(path, documentsOf(files, path, 'kustomization')[0]);
}

function accumulateTarget(
  before: Accumulated,
  kustomization: Kustomization,
  folder: string,
  context: RenderContext,
): Accumulated {
  setTypes(kustomization, folder, context);
  let state = withGaps(before, notDone(kustomization));
  for (const node of [...listOf(kustomization, 'resources'), ...listOf(kustomization, 'bases')])
    state = attempt(state, node, () => addResource(state, node, folder, context));
  state = withConfigurations(state, kustomization, folder, context);
  state = withGenerators(state, kustomization, folder, context);
  for (const node of listOf(kustomization, 'components'))
    state = attempt(state, node, () => addComponent(state, node, folder, context));
  state = transformed(state, kustomization, folder, context);
  return { ...state, ...withVars(state.resources, listOf(kustomization, 'vars'), state.vars) };
}

function setTypes(kustomization: Kustomization, folder: string, { files, schema }: RenderContext): void {
  const path = valueAt(kustomization.root, 'openapi', 'path');
  if (path === undefined || schema.types !== undefined) return;
  const [document] = placedAt(positionOf(path), () =>
    documentsOf(files, localFile(files, folder, textOf(path)), 'kustomization'),
  );
  schema.types = document === undefined ? () => undefined : customTypes(document);
}

/** The fields' own changes, then those of the transformers that are objects of their own. */
function transformed(
  before: Accumulated,
  kustomization: Kustomization,
  folder: string,
  context: RenderContext,
): Accumulated {
  const { files, effort } = context;
  const patching = (tolerant: boolean): PatchContext => ({
    files,
    folder,
    effort,
    tolerant,
    types: context.schema.types ?? mergeTypeOf,
  });
  const resources = transform(before.resources, kustomization, before.config, patching(before.tolerant));
  let state: Accumulated = { ...before, resources };
  for (const node of listOf(kustomization, 'transformers'))
    state = attempt(state, node, () => ({
      ...state,
      resources: transformersIn(node, folder, context).reduce(
        (all, one) => runTransformer(all, one, patching(state.tolerant)),
        state.resources,
      ),
    }));
  return state;
}

/** What an entry of `transformers` holds: objects themselves, or a file or folder of them. */
function transformersIn(node: Node, folder: string, context: RenderContext): readonly MapNode[] {
  const inline = node.kind === 'scalar' ? inlineObjects(node) : undefined;
  return inline ?? addResource(nothing, node, folder, context).resources.map(({ root }) => root);
}

/** Goes on without what cannot be seen. */
function attempt(state: Accumulated, node: Node, work: () => Accumulated): Accumulated {
  try {
    return placedAt(positionOf(node), work);
  } catch (error) {
    if (!(error instanceof Unseen)) throw error;
    return withGaps(state, [gapOf(error, node)]);
  }
}

const gapOf = ({ explanation, at, reason, source }: Refusal, node: Node): Problem => ({
  at: at ?? positionOf(node),
  reason,
  message: explanation,
  ...(source !== undefined && { source }),
});

const withGaps = (state: Accumulated, gaps: readonly Problem[]): Accumulated =>
  gaps.length === 0 ? state : { ...state, gaps: [...state.gaps, ...gaps], tolerant: true };

/** The fields that need a plugin or a binary, each at its line. */
function notDone(kustomization: Kustomization): readonly Problem[] {
  const told = (key: string, tell: (node: Node) => Message): readonly Problem[] =>
    listOf(kustomization, key).map((node) => ({ at: positionOf(node), reason: 'not-rendered', message: tell(node) }));
  return [
    ...told(
      'helmChartInflationGenerator',
      (node) => say`the chart ${textOf(valueIn(node, 'chartName'))} is not inflated`,
    ),
    ...(['generators', 'validators'] as const).flatMap((key) =>
      told(key, (node) => say`${literal(key)}: ${pluginName(node)} is a plugin, and none is run`),
    ),
  ];
}

/** One that is written out here may hold anything. */
function pluginName(node: Node): string {
  const text = textOf(node);
  return /^[\w./-]+$/.test(text) ? text : 'what stands here';
}

function addResource(state: Accumulated, node: Node, folder: string, context: RenderContext): Accumulated {
  const name = textOf(node);
  if (name === '') throw new Refusal(literal('new root cannot be empty'));
  const { files } = context;
  if (isRemote(name) && !isFileHere(files, folder, name))
    throw new Unseen(say`${name} is remote, and nothing is fetched`, undefined, 'not-rendered', name);
  const inner = folderOf(files, folder, name);
  if (inner === undefined) {
    const path = localFile(files, folder, name);
    const documents = documentsOf(files, path, 'object');
    context.effort.take(documents.reduce((sum, document) => sum + unfoldedSize(document), documents.length));
    const resources = objectsOf(documents).map(resourceOf);
    return { ...state, resources: appended(state.resources, resources, name) };
  }
  return joined(state, accumulateFolder(inner, context), name);
}

/** A file is looked for before anything is fetched, a folder is not. */
function isFileHere(files: Files, folder: string, name: string): boolean {
  const joinedPath = joinPath(folder, name);
  const path = joinedPath === undefined ? undefined : resolved(files, joinedPath);
  return path !== undefined && entryOf(files, path) === 'file';
}

/** The folder that a name means; undefined where it is a file, or nothing. */
function folderOf(files: Files, folder: string, name: string): string | undefined {
  if (name.startsWith('/')) throw new Refusal(say`new root '${name}' cannot be absolute`);
  const joinedPath = joinPath(folder, name);
  const path = joinedPath === undefined ? undefined : resolved(files, joinedPath);
  if (path === undefined)
    throw new Refusal(say`'${name}' leads out of the repository or in a circle`, undefined, 'symlink');
  if (entryOf(files, path) === 'submodule')
    throw new Unseen(say`'${name}' is a submodule: its content is in another repository`, undefined, 'submodule');
  return isFolder(files, path) ? path : undefined;
}

function addComponent(state: Accumulated, node: Node, folder: string, context: RenderContext): Accumulated {
  const name = textOf(node);
  const { files } = context;
  if (isRemote(name)) throw new Unseen(say`${name} is remote, and nothing is fetched`, undefined, 'not-rendered', name);
  const inner = folderOf(files, folder, name);
  if (inner === undefined)
    throw new Refusal(say`loader.New "new root '${name}' is not a directory"`, undefined, 'missing-file');
  checkCycle(inner, context.open);
  context.built.push(inner);
  const kustomization = kustomizationIn(inner, files);
  if (kustomization.kind !== 'Component')
    throw new Refusal(
      say`expected kind 'Component' for path '${inner}' but got '${kustomization.kind}'`,
      positionOf(kustomization.root),
    );
  const target = accumulateTarget(state, kustomization, inner, { ...context, open: [...context.open, inner] });
  return { ...target, resources: appended([], target.resources, name) };
}

function joined(a: Accumulated, b: Accumulated, name: string): Accumulated {
  return {
    resources: appended(a.resources, b.resources, name),
    config: mergeConfigs(a.config, b.config),
    vars: joinVars(a.vars, b.vars),
    gaps: b.gaps.length === 0 ? a.gaps : [...a.gaps, ...b.gaps],
    tolerant: a.tolerant || b.tolerant,
  };
}

const quoted = (text: string): string => `'${text}'`;

/** @throws Refusal where one of them has the id of another */
function appended(all: readonly Resource[], more: readonly Resource[], name: string): readonly Resource[] {
  const keys = new Set(all.map(({ id }) => idKey(id)));
  for (const { id } of more) {
    const key = idKey(id);
    if (keys.has(key))
      throw new Refusal(
        say`merging resources from ${quoted(name)}: may not add resource with an already registered id: ${idText(id)}`,
      );
    keys.add(key);
  }
  return all.length === 0 ? more : [...all, ...more];
}

function withConfigurations(
  state: Accumulated,
  kustomization: Kustomization,
  folder: string,
  { files, effort }: RenderContext,
): Accumulated {
  const documentsIn = (node: Node): readonly Node[] =>
    documentsOf(files, localFile(files, folder, textOf(node)), 'kustomization');
  const configured = listOf(kustomization, 'configurations').reduce(
    (merged, node) =>
      placedAt(positionOf(node), () =>
        documentsIn(node).reduce(
          (all, document) => (isNull(document) ? all : mergeConfigs(all, configOf(document))),
          merged,
        ),
      ),
    state.config,
  );
  const config = listOf(kustomization, 'crds').reduce(
    (merged, node) =>
      placedAt(positionOf(node), () => mergeConfigs(merged, configOfCrds(documentsIn(node)[0], textOf(node), effort))),
    configured,
  );
  return config === state.config ? state : { ...state, config };
}

function withGenerators(
  state: Accumulated,
  kustomization: Kustomization,
  folder: string,
  { files, helm }: RenderContext,
): Accumulated {
  const globals = valueIn(kustomization.root, 'generatorOptions');
  let current = state;
  for (const [field, kind] of [
    ['configMapGenerator', 'ConfigMap'],
    ['secretGenerator', 'Secret'],
  ] as const)
    for (const node of listOf(kustomization, field))
      current = attempt(current, node, () => ({
        ...current,
        resources: absorbed(current.resources, generated(kind, node, globals, files, folder), current.tolerant),
      }));
  for (const node of listOf(kustomization, 'helmCharts'))
    current = attempt(current, node, () => {
      const { objects, problems } = inflated(node, kustomization, folder, files, helm);
      const name = textOf(valueIn(node, 'name'));
      return withGaps({ ...current, resources: appended(current.resources, objects.map(resourceOf), name) }, problems);
    });
  return current;
}

/** Adds a generated object, or lays it over the one that it names. */
function absorbed(resources: readonly Resource[], next: Resource, tolerant: boolean): readonly Resource[] {
  const key = idKey(next.id);
  const found = resources.filter((one) => allIds(one).some((id) => idKey(id) === key));
  const [old] = found;
  if (found.length > 1) throw new Refusal(say`found multiple objects that could accept merge of ${idText(next.id)}`);
  if (old === undefined) {
    if (next.behavior !== 'create' && !tolerant)
      throw new Refusal(say`id ${idText(next.id)} does not exist; cannot merge or replace`);
    return [...resources, next];
  }
  if (next.behavior === 'create')
    throw new Refusal(
      say`id ${idText(next.id)} exists; can not use behavior: 'create', behavior must be merge or replace`,
    );
  return resources.map((one) => (one === old ? laidOver(old, next) : one));
}
