import { type MapNode, positionOf } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { textOf, valueAt, valueIn } from './edit.ts';
import { setImage } from './images.ts';
import { isTrue, listOf, stringOf, textsOf } from './kustomization.ts';
import { setInMaps } from './labels.ts';
import { addAffix } from './name-affix.ts';
import { type NamespaceOptions, plainly, setNamespace } from './namespace.ts';
import { applyPatch, type PatchContext } from './patches.ts';
import { placedAt, Refusal, Unseen } from './refusal.ts';
import { applyReplacements } from './replacements.ts';
import { setReplicas } from './replicas.ts';
import type { Resource } from './resource.ts';
import { specOf } from './transformer-config.ts';

type Transformer = (
  resources: readonly Resource[],
  config: MapNode,
  context: PatchContext,
) => readonly Resource[] | undefined;

/**
 * Runs a transformer that is written as an object of its own.
 * @throws Unseen where it is a plugin, or one with an option that is not read
 */
export function runTransformer(
  resources: readonly Resource[],
  config: MapNode,
  context: PatchContext,
): readonly Resource[] {
  const kind = textOf(valueIn(config, 'kind'));
  const isBuiltin = textOf(valueIn(config, 'apiVersion')) === 'builtin';
  const run = isBuiltin && Object.hasOwn(transformers, kind) ? transformers[kind] : undefined;
  const changed = run && placedAt(positionOf(config), () => run(resources, config, context));
  if (changed === undefined)
    throw new Unseen(say`transformers: ${kind} is a plugin or has an option that is not read`, positionOf(config));
  return changed;
}

const specsIn = (config: MapNode) => listOf(config, 'fieldSpecs').map(specOf);

const transformers: Readonly<Record<string, Transformer>> = {
  AnnotationsTransformer: (resources, config, { effort }) =>
    setInMaps(resources, textsOf(config, 'annotations'), specsIn(config), effort),
  ImageTagTransformer: (resources, config, { effort }) => {
    const image = valueIn(config, 'imageTag');
    return image && setImage(resources, image, specsIn(config), effort);
  },
  LabelTransformer: (resources, config, { effort }) =>
    setInMaps(resources, textsOf(config, 'labels'), specsIn(config), effort),
  NamespaceTransformer: (resources, config, { effort }) => {
    const namespace = valueAt(config, 'metadata', 'namespace');
    if (namespace?.kind !== 'scalar') return undefined;
    const options = { unsetOnly: isTrue(config, 'unsetOnly'), subjects: subjectsOf(config) };
    return textOf(namespace) === '' ? resources : setNamespace(resources, namespace, specsIn(config), effort, options);
  },
  PatchTransformer: (resources, config, context) => applyPatch(resources, config, context),
  PrefixTransformer: (resources, config, { effort }) => {
    const prefix = stringOf(config, 'prefix');
    return prefix === undefined ? resources : addAffix(resources, 'prefix', prefix, specsIn(config), effort);
  },
  ReplacementTransformer: (resources, config, context) =>
    applyReplacements(resources, listOf(config, 'replacements'), context),
  ReplicaCountTransformer: (resources, config, { tolerant }) => {
    const replica = valueIn(config, 'replica');
    return replica && setReplicas(resources, replica, specsIn(config), tolerant);
  },
  SuffixTransformer: (resources, config, { effort }) => {
    const suffix = stringOf(config, 'suffix');
    return suffix === undefined ? resources : addAffix(resources, 'suffix', suffix, specsIn(config), effort);
  },
};

function subjectsOf(config: MapNode): NamespaceOptions['subjects'] {
  const asked = textOf(valueIn(config, 'setRoleBindingSubjects')) || plainly.subjects;
  if (asked === 'defaultOnly' || asked === 'allServiceAccounts' || asked === 'none') return asked;
  throw new Refusal(
    say`invalid value "${asked}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
  );
}
