import type { FileContent } from '../kinds/read-file.ts';
import type { Unit } from '../model/unit.ts';
import { isNotice } from '../render/gaps.ts';
import type { SideContents } from './sides.ts';

/**
 * Could everything that is missing in a unit really be missing? Not where a part of it could not be read, nor where more
 * is deployed than can be seen: what it refers to may come from there. Plain manifests may be but a part of what a
 * repository with kustomizations or charts deploys, and one order of what a namespace holds.
 */
export function completenessOf(
  { renderer, id }: Pick<Unit, 'renderer' | 'id'>,
  isThere: boolean,
  files: readonly FileContent[],
  side: SideContents,
): Pick<Unit, 'complete' | 'open'> {
  const isLoose = renderer === 'plain' && !side.rendered.has(id) && (side.roots.length > 0 || side.rendered.size > 0);
  const mayBeInstalled = renderer !== 'helm' && side.roots.some((root) => root.renderer === 'helm');
  const others = [...side.orders.elsewhere.map((one) => one.namespace), ...neighbours(id, side)];
  const isOpen = isLoose || mayBeInstalled || others.includes(undefined);
  return {
    complete: isThere && !isOpen && files.every(({ problems }) => problems.every(isNotice)),
    open: new Set(others.filter((one) => one !== undefined)),
  };
}

/** Where the other orders put what they deploy, to the same cluster perhaps; undefined where an order does not say. */
const neighbours = (id: string, { rendered, orders }: SideContents): readonly (string | undefined)[] =>
  rendered.get(id)?.delivery === undefined
    ? []
    : orders.deliveries.flatMap((one) => (one.id === id ? [] : [one.target]));
