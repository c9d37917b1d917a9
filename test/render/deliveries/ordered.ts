import { type Manifest, readManifests } from '../../../src/manifest/documents.ts';
import { field, scalarText, toValue } from '../../../src/manifest/node.ts';
import type { FileTree } from '../../../src/model/file-tree.ts';
import { plain } from '../../../src/model/message.ts';
import { type Orders, ordersOf } from '../../../src/render/deliveries/orders.ts';
import { renderDelivery } from '../../../src/render/deliveries/render-delivery.ts';
import { createKustomizeMemo } from '../../../src/render/kustomize/index.ts';
import { treeOf } from '../kustomize/tree.ts';

export type Texts = Readonly<Record<string, string>>;

export const objectsIn = (path: string, text: string): readonly Manifest[] =>
  readManifests({ path, bytes: new TextEncoder().encode(text) }, { wanted: 'everything' }).documents;

/** What the orders of `orders.yaml` mean for a tree of these files. */
export const ordered = (orders: string, files: Texts | FileTree = {}): Orders =>
  ordersOf(objectsIn('clusters/orders.yaml', orders), isTree(files) ? files : treeOf(files));

const isTree = (files: Texts | FileTree): files is FileTree => Array.isArray(files.paths);

/** The objects that the first of the orders deploys, as values, and what of them could not be seen. */
export function deployed(
  orders: string,
  files: Texts,
): { readonly objects: readonly unknown[]; readonly gaps: readonly string[] } {
  const [delivery] = ordered(orders, files).deliveries;
  if (delivery === undefined) throw new Error('no order counts as one for this tree');
  const { manifests, problems } = renderDelivery(treeOf(files), delivery, createKustomizeMemo());
  return {
    objects: manifests.map(({ root }) => toValue(root)),
    gaps: problems.map(({ at, message }) => `${at.path}: ${plain(message)}`),
  };
}

/** `Service shop/web`, for each of the objects. */
export function namesOf(objects: readonly unknown[]): readonly string[] {
  const [manifests] = [objectsIn('all.json', objects.map((one) => JSON.stringify(one)).join('\n---\n'))];
  return manifests.map(({ kind, root }) => {
    const text = (key: string): string | undefined => scalarText(field(root, 'metadata', key));
    return [kind, [text('namespace'), text('name')].filter((one) => one !== undefined).join('/')].join(' ');
  });
}

export const flux = (spec: string, name = 'web'): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name} }
spec:
  sourceRef: { kind: GitRepository, name: flux-system }
${indented(spec)}
`;

export const application = (source: string, destination = '{}'): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web }
spec:
  destination: ${destination}
  source:
    repoURL: https://github.com/acme/shop.git
${indented(source, '    ')}
`;

const indented = (text: string, by = '  '): string => text.trim().replaceAll(/^/gm, by);

export const service = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n${more}`;
