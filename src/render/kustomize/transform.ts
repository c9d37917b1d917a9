import { positionOf } from '../../manifest/node.ts';
import { literal } from '../../model/message.ts';
import { textOf, valueIn } from './edit.ts';
import { documentsOf, localFile } from './files.ts';
import { setImage } from './images.ts';
import { type Kustomization, listOf, stringOf, textsOf } from './kustomization.ts';
import { addLabels, setInMaps } from './labels.ts';
import { addAffix } from './name-affix.ts';
import { setNamespace } from './namespace.ts';
import { documentsInside } from './objects.ts';
import { applyPatch, type PatchContext, patchesIn, patchJson, patchOne, withTexts } from './patches.ts';
import { placedAt, Refusal } from './refusal.ts';
import { applyReplacements } from './replacements.ts';
import { setReplicas } from './replicas.ts';
import type { Resource } from './resource.ts';
import type { TransformerConfig } from './transformer-config.ts';

type Step = (
  resources: readonly Resource[],
  kustomization: Kustomization,
  config: TransformerConfig,
  context: PatchContext,
) => readonly Resource[];

/**
 * The changes that a kustomization's fields make to all that it holds, in Kustomize's own order.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/api/v0.18.0/api/internal/target/kusttarget_configplugin.go
 */
export const transform: Step = (resources, kustomization, config, context) =>
  steps.reduce((all, step) => step(all, kustomization, config, context), resources);

const steps: readonly Step[] = [
  strategicMerges,
  (resources, kustomization, _, context) =>
    listOf(kustomization, 'patches').reduce((all, entry) => applyPatch(all, entry, context), resources),
  namespaced,
  affixed('prefix', 'namePrefix'),
  affixed('suffix', 'nameSuffix'),
  (resources, kustomization, config, { effort }) => addLabels(resources, kustomization, config, effort),
  annotated,
  jsonPatches,
  (resources, kustomization, { replicas }, { tolerant }) =>
    listOf(kustomization, 'replicas').reduce((all, one) => setReplicas(all, one, replicas, tolerant), resources),
  (resources, kustomization, { images }, { effort }) =>
    [...listOf(kustomization, 'images'), ...listOf(kustomization, 'imageTags')].reduce(
      (all, one) => placedAt(positionOf(one), () => setImage(all, one, images, effort)),
      resources,
    ),
  (resources, kustomization, _, context) =>
    applyReplacements(resources, listOf(kustomization, 'replacements'), context),
];

function strategicMerges(
  resources: readonly Resource[],
  kustomization: Kustomization,
  _: TransformerConfig,
  context: PatchContext,
): readonly Resource[] {
  return listOf(kustomization, 'patchesStrategicMerge').reduce<readonly Resource[]>(
    (all, node) =>
      placedAt(positionOf(node), () =>
        node.kind === 'scalar'
          ? patchesIn(node, context).reduce((one, patch) => patchOne(one, withTexts(patch), undefined, context), all)
          : all,
      ),
    resources,
  );
}

function namespaced(
  resources: readonly Resource[],
  kustomization: Kustomization,
  config: TransformerConfig,
  { effort }: PatchContext,
): readonly Resource[] {
  const namespace = stringOf(kustomization, 'namespace');
  if (namespace === undefined) return resources;
  return placedAt(positionOf(namespace), () => setNamespace(resources, namespace, config.namespace, effort));
}

function affixed(side: 'prefix' | 'suffix', key: 'namePrefix' | 'nameSuffix'): Step {
  return (resources, kustomization, config, { effort }) => {
    const affix = stringOf(kustomization, key);
    return affix === undefined ? resources : addAffix(resources, side, affix, config[key], effort);
  };
}

function annotated(
  resources: readonly Resource[],
  kustomization: Kustomization,
  config: TransformerConfig,
  { effort }: PatchContext,
): readonly Resource[] {
  const annotations = textsOf(kustomization, 'commonAnnotations');
  return placedAt(positionOf(annotations), () => setInMaps(resources, annotations, config.commonAnnotations, effort));
}

function jsonPatches(
  resources: readonly Resource[],
  kustomization: Kustomization,
  _: TransformerConfig,
  { files, folder, effort }: PatchContext,
): readonly Resource[] {
  return listOf(kustomization, 'patchesJson6902').reduce<readonly Resource[]>(
    (all, entry) =>
      placedAt(positionOf(entry), () => {
        const target = valueIn(entry, 'target');
        const patch = stringOf(entry, 'patch');
        const path = stringOf(entry, 'path');
        if (target === undefined) throw new Refusal(literal('must specify a target for JSON patch'));
        if (patch === undefined && path === undefined)
          throw new Refusal(literal('must specify a file path or inline JSON operations'));
        const [list] =
          patch === undefined
            ? documentsOf(files, localFile(files, folder, textOf(path)), 'object')
            : documentsInside(patch);
        return patchJson(all, target, list?.kind === 'sequence' ? list.items : [], effort);
      }),
    resources,
  );
}
