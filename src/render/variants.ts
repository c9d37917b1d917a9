import { byText } from '../model/source.ts';

/** Which objects each plain file defines, on each side: keys of their identity. Files without objects are absent. */
export interface Definitions {
  readonly base: ReadonlyMap<string, readonly string[]>;
  readonly head: ReadonlyMap<string, readonly string[]>;
}

/** Files that are deployed together. `id` is the path that tells them from their siblings. */
export interface Variant {
  readonly id: string;
  readonly paths: readonly string[];
  /** Those that belong to no other variant. */
  readonly own: readonly string[];
}

interface Folder {
  readonly path: string;
  readonly children: Map<string, Folder>;
  isFile: boolean;
  /** Sets of children that define the same object: no two of one set are deployed together. */
  readonly conflicts: Map<string, readonly string[]>;
}

/**
 * Splits the files of one top folder where siblings, files or folders, define the same object: they are variants, and
 * what no variant redefines belongs to each of them. Siblings that redefine nothing of each other stay together, so a
 * bundle beside the single files that it was made of gives two units and not one for each file.
 *
 * Two files conflict only where they define the same object on the same side: a file that was renamed does not.
 */
export function variantsOf(folder: string, paths: readonly string[], definitions: Definitions): readonly Variant[] {
  const isSame = paths.every((path) => sameKeys(definitions.base.get(path), definitions.head.get(path)));
  const sides = isSame ? [definitions.head] : [definitions.base, definitions.head];
  const shared = sides.flatMap((side) => sharedObjects(paths, side));
  if (shared.length === 0) return [whole(folder, paths)];
  const top = folderTree(paths);
  for (const files of shared)
    markBranches(
      top,
      files.map((file) => file.split('/')),
      0,
    );
  return split(soleFolder(top));
}

export const sameKeys = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((key, index) => key === b[index]));

/** For each object that several files of one side define, those files. */
function sharedObjects(
  paths: readonly string[],
  side: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const holders = new Map<string, string>();
  const shared = new Map<string, string[]>();
  for (const path of paths)
    for (const key of side.get(path) ?? []) {
      const first = holders.get(key);
      if (first === undefined) holders.set(key, path);
      else if (first !== path) {
        const known = shared.get(key);
        if (known === undefined) shared.set(key, [first, path]);
        else if (known.at(-1) !== path) known.push(path);
      }
    }
  return [...shared.values()];
}

function folderTree(paths: readonly string[]): Folder {
  const top = newFolder('.');
  for (const path of paths) {
    let folder = top;
    for (const step of path.split('/')) {
      const child = folder.children.get(step) ?? newFolder(folder.path === '.' ? step : `${folder.path}/${step}`);
      folder.children.set(step, child);
      folder = child;
    }
    folder.isFile = true;
  }
  return top;
}

const newFolder = (path: string): Folder => ({ path, children: new Map(), isFile: false, conflicts: new Map() });

/** `.` of a tree in which everything lies under one folder is that folder. */
function soleFolder(top: Folder): Folder {
  const [only, ...others] = top.children.values();
  return only !== undefined && others.length === 0 && !only.isFile ? only : top;
}

/** Where the paths part, the children that they part into conflict; below, each group is looked at by itself. */
function markBranches(folder: Folder, files: readonly (readonly string[])[], depth: number): void {
  if (files.length < 2) return;
  const branches = [...Map.groupBy(files, (steps) => steps[depth] ?? '')];
  if (branches.length > 1) {
    const names = branches.map(([name]) => name).sort(byText);
    folder.conflicts.set(names.join('\n'), names);
  }
  for (const [name, inside] of branches) {
    const child = folder.children.get(name);
    if (child !== undefined) markBranches(child, inside, depth + 1);
  }
}

function split(folder: Folder): readonly Variant[] {
  if (folder.isFile) return [whole(folder.path, [folder.path])];
  const children = [...folder.children]
    .sort(([a], [b]) => byText(a, b))
    .map(([name, child]) => ({ name, variants: split(child) }));
  const groups = colour(
    children.map(({ name }) => name),
    [...folder.conflicts.values()],
  );
  const isCommon = ({ name, variants }: (typeof children)[number]): boolean =>
    !groups.has(name) && variants.length === 1;
  const common = children.filter(isCommon).flatMap(({ variants }) => variants.flatMap(({ paths }) => paths));
  const varying = children.filter((child) => !isCommon(child));
  if (varying.length === 0) return [whole(folder.path, common)];
  return [...Map.groupBy(varying, ({ name }) => groups.get(name) ?? name).values()]
    .flatMap((group) => together(group.map(({ variants }) => variants)))
    .map((variant) => ({ ...variant, paths: [...variant.paths, ...common] }));
}

const whole = (id: string, paths: readonly string[]): Variant => ({ id, paths, own: paths });

/** Siblings that go together: one unit, or one for each variant of those that vary inside. */
function together(members: readonly (readonly Variant[])[]): readonly Variant[] {
  const single = members.filter((variants) => variants.length === 1).flat();
  const paths = single.flatMap((variant) => variant.paths);
  const inner = members.filter((variants) => variants.length > 1).flat();
  if (inner.length > 0) return inner.map((variant) => ({ ...variant, paths: [...variant.paths, ...paths] }));
  const [first, ...others] = single;
  if (first === undefined) return [];
  return [whole(others.length === 0 ? first.id : `${first.id} and ${others.length} more`, paths)];
}

/**
 * A number for each child that conflicts with another, so that no two of one conflict share it: the lowest free one,
 * in the order of their names, behind a slash so that no child is called like it. Children without a conflict get none.
 */
function colour(names: readonly string[], conflicts: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const taken = conflicts.map(() => new Set<number>());
  const memberships = new Map(names.map((name) => [name, [] as number[]]));
  for (const [index, members] of conflicts.entries()) for (const name of members) memberships.get(name)?.push(index);
  const colours = new Map<string, string>();
  for (const name of names) {
    const sets = (memberships.get(name) ?? []).map((index) => taken[index] ?? new Set<number>());
    if (sets.length === 0) continue;
    let free = 0;
    while (sets.some((set) => set.has(free))) free += 1;
    for (const set of sets) set.add(free);
    colours.set(name, `/${free}`);
  }
  return colours;
}
