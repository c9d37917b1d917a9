import { say } from '../model/message.ts';
import { describe, type ResourceId } from '../model/resource.ts';
import { objectPosition } from './fields.ts';
import type { KindReader } from './kind-reader.ts';

const group = (name: string, kinds: readonly string[], apiVersions: readonly string[]): KindReader => ({
  group: name,
  kinds,
  apiVersions,
  summary: 'that it deploys something, not what',
  notRead: [],
  read: (root, id: ResourceId, unclear) => {
    unclear(objectPosition(root), say`what ${describe(id)} deploys is not rendered yet`);
    return [{ role: 'deployer', id, at: objectPosition(root) }];
  },
});

/**
 * Objects that make a controller deploy something which is not among the manifests: what seems to be missing may come
 * from there.
 */
export const deployers: readonly KindReader[] = [
  group('helm.toolkit.fluxcd.io', ['HelmRelease'], ['v2', 'v2beta1', 'v2beta2']),
  group('helm.fluxcd.io', ['HelmRelease'], ['v1']),
  group('flux.weave.works', ['HelmRelease'], ['v1beta1']),
  group('helm.cattle.io', ['HelmChart'], ['v1']),
  group('kustomize.toolkit.fluxcd.io', ['Kustomization'], ['v1', 'v1beta1', 'v1beta2']),
  group('argoproj.io', ['Application', 'ApplicationSet'], ['v1alpha1']),
];
