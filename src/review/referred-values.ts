import { type Manifest, readManifests } from '../manifest/documents.ts';
import { field, items, type MapNode, scalarText } from '../manifest/node.ts';
import { isCandidate } from '../model/candidate.ts';
import type { Config } from '../model/config.ts';
import type { FileTree } from '../model/file-tree.ts';
import { valuesReference } from '../render/values/references.ts';
import { environmentOf } from './environment.ts';

/** A ConfigMap or a Secret in a changed file, and a release of the same environment that takes its values from there. */
export interface ReferredValues {
  readonly order: Manifest;
  readonly path: string;
  readonly object: MapNode;
}

/**
 * What the change does to values that stand beside their release and not in it: no reader has these kinds, so that their
 * files belong to no unit of plain manifests, and a kustomization may deploy them for another.
 */
export function referredValues(
  tree: FileTree,
  installing: readonly Manifest[],
  changed: ReadonlySet<string>,
  config: Config,
): readonly ReferredValues[] {
  const referring = installing.flatMap((order) => namesIn(order).map((name) => ({ order, name })));
  if (referring.length === 0) return [];
  const byName = Map.groupBy(referring, ({ name }) => name);
  return [...changed]
    .filter(isCandidate)
    .flatMap((path) =>
      holders(path, tree).flatMap(({ root, kind }) =>
        (byName.get(nameOf(kind, scalarText(field(root, 'metadata', 'name')))) ?? [])
          .filter(({ order }) => environmentOf(order.at.path, config) === environmentOf(path, config))
          .map(({ order }) => ({ order, path, object: root })),
      ),
    );
}

const nameOf = (kind: string, name = ''): string => `${kind} ${name}`;

const namesIn = ({ root }: Manifest): readonly string[] =>
  items(field(root, 'spec', 'valuesFrom')).map((item) => {
    const { kind, name } = valuesReference(item, undefined);
    return nameOf(kind, name);
  });

function holders(path: string, tree: FileTree): readonly Manifest[] {
  const bytes = tree.entry(path)?.type === 'file' ? tree.bytes(path) : undefined;
  return bytes === undefined
    ? []
    : readManifests({ path, bytes }, { wanted: /ConfigMap|Secret/ }).documents.filter(
        ({ kind }) => kind === 'ConfigMap' || kind === 'Secret',
      );
}
