import type { MapEntry, MapNode } from '../../manifest/node.ts';
import { sequenceAt, valueIn, withField } from './edit.ts';
import { type Kustomization, kustomizationOf } from './kustomization.ts';

/** What somebody who builds a folder changes about its kustomization first. */
export interface KustomizationOverlay {
  /** The items of lists come after those that are there; everything else is replaced. */
  readonly fields: MapNode;
  /** What the folder is taken to hold, having no kustomization. */
  readonly generated: Kustomization | undefined;
}

export function overlaid({ path, root }: Kustomization, { fields }: KustomizationOverlay): Kustomization {
  return kustomizationOf(path, fields.entries.reduce(withEntry, root));
}

function withEntry(root: MapNode, { key, value, source, keyOffset }: MapEntry): MapNode {
  const before = valueIn(root, key);
  const joined =
    before?.kind === 'sequence' && value.kind === 'sequence'
      ? sequenceAt([...before.items, ...value.items], before)
      : value;
  return withField(root, key, joined, { source, offset: keyOffset });
}
