import { type Node, positionOf, type ScalarNode } from '../manifest/node.ts';
import type { FileTree } from '../model/file-tree.ts';
import { byText, type Position } from '../model/source.ts';
import { folderAbove } from './folders.ts';
import { chartClosure } from './helm/chart-closure.ts';
import { kustomizationIn } from './kustomize/accumulate.ts';
import { textOf } from './kustomize/edit.ts';
import { type Files, isFolder, isRemote, joinPath, resolved } from './kustomize/files.ts';
import { chartFolder } from './kustomize/helm-charts.ts';
import type { KustomizeMemo } from './kustomize/index.ts';
import { type Kustomization, listOf } from './kustomize/kustomization.ts';
import { Refusal } from './kustomize/refusal.ts';

/** The kustomizations of a tree that somebody deploys, and the files that each of them may hang on. */
export interface KustomizeRoots {
  /** Folders, sorted; `.` is the tree's top. */
  readonly roots: readonly string[];
  /** Every file that a root may read, found by what its kustomizations name and without rendering anything. */
  readonly filesOf: (root: string) => ReadonlySet<string>;
  /** Where the kustomizations of a root name a file, or something that takes it in. */
  readonly mentionsOf: (root: string, path: string) => readonly Position[];
  /** The kustomization files themselves that a root is made of. */
  readonly makersOf: (root: string) => ReadonlySet<string>;
}

/**
 * A root is a kustomization that no other one refers to; a Component never is one, nor is what its parent folder leaves
 * out where that one lists its neighbours: nothing deploys that. Of those that refer to each other in a circle the first
 * is one, so that somebody tells that they cannot be built.
 *
 * @param kept folders that stay roots as long as they hold a kustomization, whoever refers to them now
 */
export function kustomizeRoots(
  tree: FileTree,
  folders: readonly string[],
  memo: KustomizeMemo,
  kept: readonly string[],
): KustomizeRoots {
  const files: Files = { tree, used: new Map(), missing: new Set(), parsed: memo, isUnrestricted: false };
  const links = new Map(folders.map((folder) => [folder, linksOf(folder, files)]));
  return {
    roots: rootsOf(links, kept),
    filesOf: (root) => filesOf(root, links),
    mentionsOf: (root, path) => mentionsOf(root, path, links),
    makersOf: (root) => new Set([...reached(root, links)].flatMap((folder) => links.get(folder)?.makers ?? [])),
  };
}

type AllLinks = ReadonlyMap<string, Links>;

function rootsOf(links: AllLinks, kept: readonly string[]): readonly string[] {
  const referred = new Set([...links].flatMap(([folder, one]) => one.folders.filter((other) => other !== folder)));
  const may = [...links.keys()].filter((folder) => links.get(folder)?.isComponent === false).sort(byText);
  const first = may.filter((folder) => !referred.has(folder) && !isLeftOut(folder, links));
  const roots = new Set([...first, ...kept.filter((folder) => links.has(folder))]);
  const seen = new Set([...roots].flatMap((root) => [...reached(root, links)]));
  for (const folder of may) {
    if (seen.has(folder) || !referred.has(folder)) continue;
    roots.add(folder);
    for (const inside of reached(folder, links)) seen.add(inside);
  }
  return [...roots].sort(byText);
}

const isLeftOut = (folder: string, links: AllLinks): boolean =>
  folder !== '.' && links.get(parentOf(folder))?.folders.some((one) => parentOf(one) === parentOf(folder)) === true;

/** The tree's top is the parent of what lies in it. */
const parentOf = (folder: string): string => folderAbove(folder) || '.';

/** What one kustomization names. */
interface Links {
  readonly isComponent: boolean;
  /** Other folders with kustomizations that it takes in. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Of `files`, the kustomization itself. */
  readonly makers: readonly string[];
  readonly mentions: readonly Mention[];
}

/** A text that names a file or folder. */
interface Mention {
  readonly node: ScalarNode;
  readonly place: string;
}

function linksOf(folder: string, files: Files): Links {
  const inside = folder === '.' ? '' : folder;
  const own = { ...files, used: new Map<string, string | undefined>() };
  try {
    const kustomization = kustomizationIn(inside, own);
    const makers = [...own.used.keys()];
    const mentions = mentionsIn(kustomization.root, own, inside);
    return {
      isComponent: kustomization.kind === 'Component',
      folders: takenIn(kustomization).flatMap((text) => folderOf(own, inside, text)),
      files: [
        ...own.used.keys(),
        ...mentions.map(({ place }) => place),
        ...chartsOf(kustomization, inside).flatMap((chart) => [...chartClosure(files.tree, chart)]),
      ],
      makers,
      mentions,
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      isComponent: saysComponent(own),
      folders: [],
      files: [...own.used.keys()],
      makers: [...own.used.keys()],
      mentions: [],
    };
  }
}

/** The folders of the charts that it inflates, where they lie beside it. */
const chartsOf = (kustomization: Kustomization, folder: string): readonly string[] =>
  listOf(kustomization, 'helmCharts').flatMap((node) => chartFolder(node, kustomization, folder) ?? []);

/** Kustomize may refuse the file; what it is meant to be can still be read in it. */
function saysComponent(files: Files): boolean {
  const texts = [...files.used.keys()].flatMap((path) => files.tree.bytes(path) ?? []);
  return texts.some((bytes) => /^kind:\s*Component\s*$/m.test(new TextDecoder().decode(bytes)));
}

const takenIn = (kustomization: Kustomization): readonly string[] =>
  (['resources', 'bases', 'components'] as const).flatMap((key) => listOf(kustomization, key).map(textOf));

/** Every text of a kustomization, and what stands behind a `=`, as `key=path` does: any of them may name a file. */
function mentionsIn(node: Node, files: Files, folder: string): readonly Mention[] {
  if (node.kind === 'map') return node.entries.flatMap(({ value }) => mentionsIn(value, files, folder));
  if (node.kind === 'sequence') return node.items.flatMap((item) => mentionsIn(item, files, folder));
  const text = typeof node.value === 'string' && node.value.length < maxPath ? node.value : '';
  const names = text === '' ? [] : [text, ...text.split('=').slice(1)];
  return names.flatMap((name) => {
    const place = placeOf(files, folder, name);
    return place ? { node, place } : [];
  });
}

function mentionsOf(root: string, path: string, links: AllLinks): readonly Position[] {
  const leads = ({ place }: Mention): boolean =>
    place === path || (links.has(place) && filesOf(place, links).has(path));
  return [...reached(root, links)].flatMap((folder) =>
    (links.get(folder)?.mentions ?? []).filter(leads).map(({ node }) => positionOf(node)),
  );
}

const maxPath = 4_096;

/** Where a text leads inside of the tree, links followed; the empty path is the tree's top. */
function placeOf(files: Files, folder: string, text: string): string | undefined {
  const path = text === '' || text.includes('\n') ? undefined : joinPath(folder, text);
  return path === undefined ? undefined : resolved(files, path);
}

function folderOf(files: Files, folder: string, text: string): readonly string[] {
  const place = isRemote(text) ? undefined : placeOf(files, folder, text);
  return place === undefined || !isFolder(files, place) ? [] : [place || '.'];
}

/** The folder of a root and of everything that it takes in. */
function reached(root: string, links: AllLinks): ReadonlySet<string> {
  const folders = new Set([root]);
  for (const folder of folders) for (const next of links.get(folder)?.folders ?? []) folders.add(next);
  return folders;
}

const filesOf = (root: string, links: AllLinks): ReadonlySet<string> =>
  new Set([...reached(root, links)].flatMap((folder) => links.get(folder)?.files ?? []));
