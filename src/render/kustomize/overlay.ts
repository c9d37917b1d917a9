import type { MapEntry, MapNode, Node } from '../../manifest/node.ts';
import { sequenceAt, valueIn, withField } from './edit.ts';
import { type Kustomization, kustomizationOf } from './kustomization.ts';

/** What somebody who builds a folder changes about its kustomization first. */
export interface KustomizationOverlay {
  /** The items of lists come after those that are there, as do the keys of maps; everything else is replaced. */
  readonly fields: MapNode;
  /** What the folder is taken to hold, having no kustomization. */
  readonly generated: Kustomization | undefined;
  /** May files be read that lie outside of the folder that names them? */
  readonly isUnrestricted: boolean;
}

export function overlaid({ path, root }: Kustomization, { fields }: KustomizationOverlay): Kustomization {
  return kustomizationOf(path, fields.entries.reduce(withEntry, root));
}

function withEntry(root: MapNode, { key, value, source, keyOffset }: MapEntry): MapNode {
  return withField(root, key, joined(valueIn(root, key), value), { source, offset: keyOffset });
}

function joined(before: Node | undefined, value: Node): Node {
  if (before?.kind === 'sequence' && value.kind === 'sequence')
    return sequenceAt([...before.items, ...value.items], before);
  if (before?.kind !== 'map' || value.kind !== 'map') return value;
  return value.entries.reduce(
    (all, one) => withField(all, one.key, one.value, { ...one, offset: one.keyOffset }),
    before,
  );
}
