import type { Memo } from '../kinds/memo.ts';
import { field } from '../manifest/node.ts';
import type { FileTree } from '../model/file-tree.ts';
import type { Delivery } from '../render/deliveries/delivery.ts';
import { isNotice } from '../render/gaps.ts';
import type { RenderRoot } from '../render/roots.ts';
import { isUnder } from '../render/units.ts';
import { deliver } from './rendered-side.ts';
import type { SideContents } from './sides.ts';

interface Standing {
  readonly tree: FileTree;
  readonly memo: Memo;
  /** The same of base; undefined where the side is base. */
  readonly before: SideContents | undefined;
}

/**
 * The deliveries that take the place of what lies in their folders. One that the change brings does so only for a folder
 * that is new as well, and only with all that lies there: what was judged as it lies there is judged like that at head too, and beside it as it will be
 * delivered. Else a pull request could leave out by an order of its own what it opens in a file. Nor does one of base
 * that cannot be rendered: better to judge the files as they lie there than nothing.
 */
export function deliveriesThatStand(
  deliveries: readonly Delivery[],
  { tree, memo, before }: Standing,
): readonly Delivery[] {
  if (before === undefined)
    return deliveries.filter((one) => !one.isWhole || deliver(tree, one, memo).problems.every(isNotice));
  const known = new Set(before.standing.map(({ folder }) => folder));
  const wasThere = (folder: string): boolean => before.tree.paths.some((path) => isUnder(path, folder));
  return deliveries.filter((one) => known.has(one.folder) || !(wasThere(one.folder) || leavesOut(one, tree)));
}

/** May something of the folder be deployed by it in another form than it lies there, or not at all? */
function leavesOut({ how, folder }: Delivery, tree: FileTree): boolean {
  if (how.how === 'directory')
    return how.include !== '' || how.exclude !== '' || (!how.recurse && hasFolders(tree, folder));
  return ['patches', 'components'].some((key) => field(how.fields, key) !== undefined);
}

const hasFolders = (tree: FileTree, folder: string): boolean =>
  tree.paths.some((path) => isUnder(path, folder) && path.slice(folder === '.' ? 0 : folder.length + 1).includes('/'));

/** Is `folder` deployed by that order, and by nothing of its own? */
export const holds = (delivery: Delivery, folder: string): boolean =>
  takesAll(delivery) ? isUnder(folder, delivery.folder) : folder === delivery.folder;

/** Folders without a kustomization whose files an order stands for. */
export const ownedFolders = (deliveries: readonly Delivery[]): readonly RenderRoot[] =>
  deliveries.filter(takesAll).map(({ folder, at }) => ({ renderer: 'kustomize', folder, file: at.path }) as const);

/** Not where the folder has a kustomization, which says what is taken of it. */
const takesAll = ({ isWhole }: Delivery): boolean => isWhole;
