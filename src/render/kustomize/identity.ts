import type { Node } from '../../manifest/node.ts';
import { textOf, valueAt, valueIn } from './edit.ts';

/** Group, version and kind, as far as they are named: an empty one stands for any where it selects. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What Kustomize tells objects apart by. */
export interface Id extends Gvk {
  readonly name: string;
  readonly namespace: string;
}

export function gvkOf(root: Node): Gvk {
  return { ...groupVersion(textOf(valueIn(root, 'apiVersion'))), kind: textOf(valueIn(root, 'kind')) };
}

export function groupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

export const apiVersionOf = ({ group, version }: Gvk): string => (group === '' ? version : `${group}/${version}`);

export function idOf(root: Node): Id {
  return {
    ...gvkOf(root),
    name: textOf(valueAt(root, 'metadata', 'name')),
    namespace: textOf(valueAt(root, 'metadata', 'namespace')),
  };
}

/** True where each part that `selector` names is the same. */
export const isSelected = (gvk: Gvk, selector: Gvk): boolean =>
  (selector.group === '' || selector.group === gvk.group) &&
  (selector.version === '' || selector.version === gvk.version) &&
  (selector.kind === '' || selector.kind === gvk.kind);

/** Selects by name and namespace too, where they are given. */
export const isSelectedBy = (id: Id, selector: Id): boolean =>
  (selector.name === '' || selector.name === id.name) &&
  (selector.namespace === '' || effectiveNamespace(selector) === effectiveNamespace(id)) &&
  isSelected(id, selector);

export const sameGvk = (a: Gvk, b: Gvk): boolean => a.group === b.group && a.version === b.version && a.kind === b.kind;

export const sameId = (a: Id, b: Id): boolean =>
  a.name === b.name && sameGvk(a, b) && effectiveNamespace(a) === effectiveNamespace(b);

/** One text for one id, for lookups; the namespace as it counts. */
export const idKey = (id: Id): string =>
  `${id.group}\n${id.version}\n${id.kind}\n${effectiveNamespace(id)}\n${id.name}`;

/** As Kustomize's messages print it. */
export const idText = (id: Id): string =>
  `${id.kind || '[noKind]'}.${id.version || '[noVer]'}.${id.group || '[noGrp]'}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;

export const noNamespace = '_non_namespaceable_';

/** Where nothing is said the namespace is `default`, and what lies in none has a word of its own. */
export function effectiveNamespace(id: Id): string {
  if (isClusterScoped(id)) return noNamespace;
  return id.namespace === '' ? 'default' : id.namespace;
}

export const isClusterScoped = (gvk: Gvk): boolean => clusterScoped.get(gvk.kind)?.includes(apiVersionOf(gvk)) ?? false;

const admission = ['admissionregistration.k8s.io/v1', 'admissionregistration.k8s.io/v1beta1'];
const rbac = ['rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io/v1beta1'];
const storage = ['storage.k8s.io/v1', 'storage.k8s.io/v1beta1'];
const flowControl = ['flowcontrol.apiserver.k8s.io/v1beta1'];

/**
 * The kinds that Kustomize knows to lie in no namespace: those of its built-in OpenAPI document, Kubernetes 1.21. All
 * others, custom ones too, are namespaced to it, in whatever group or version is not listed here.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/kyaml/v0.18.1/kyaml/openapi/openapi.go (precomputedIsNamespaceScoped)
 */
const clusterScoped: ReadonlyMap<string, readonly string[]> = new Map([
  ['APIService', ['apiregistration.k8s.io/v1', 'apiregistration.k8s.io/v1beta1']],
  ['CSIDriver', storage],
  ['CSINode', storage],
  ['CertificateSigningRequest', ['certificates.k8s.io/v1', 'certificates.k8s.io/v1beta1']],
  ['ClusterRole', rbac],
  ['ClusterRoleBinding', rbac],
  ['ComponentStatus', ['v1']],
  ['CustomResourceDefinition', ['apiextensions.k8s.io/v1', 'apiextensions.k8s.io/v1beta1']],
  ['FlowSchema', flowControl],
  ['IngressClass', ['networking.k8s.io/v1', 'networking.k8s.io/v1beta1']],
  ['MutatingWebhookConfiguration', admission],
  ['Namespace', ['v1']],
  ['Node', ['v1']],
  ['NodeProxyOptions', ['v1']],
  ['PersistentVolume', ['v1']],
  ['PodSecurityPolicy', ['policy/v1beta1']],
  ['PriorityClass', ['scheduling.k8s.io/v1', 'scheduling.k8s.io/v1beta1']],
  ['PriorityLevelConfiguration', flowControl],
  ['RuntimeClass', ['node.k8s.io/v1', 'node.k8s.io/v1beta1']],
  ['StorageClass', storage],
  ['ValidatingWebhookConfiguration', admission],
  ['VolumeAttachment', storage],
]);
