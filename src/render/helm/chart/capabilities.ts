import { type GoFunction, GoMap, type GoObject, isText, known, type Value } from '../template/value.ts';

/** What the cluster can do, as far as a chart may ask. */
export interface Capabilities {
  /** `v1.35.0` */
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

/**
 * What `helm template` assumes of a cluster that it does not ask: Helm 4.1.4 and Kubernetes 1.35.
 * @see https://github.com/helm/helm/blob/v4.1.4/pkg/chart/common/capabilities.go
 */
export const defaultCapabilities: Capabilities = {
  kubeVersion: 'v1.35.0',
  apiVersions: [
    'v1',
    'admissionregistration.k8s.io/v1',
    'admissionregistration.k8s.io/v1alpha1',
    'admissionregistration.k8s.io/v1beta1',
    'internal.apiserver.k8s.io/v1alpha1',
    'apps/v1',
    'apps/v1beta1',
    'apps/v1beta2',
    'authentication.k8s.io/v1',
    'authentication.k8s.io/v1alpha1',
    'authentication.k8s.io/v1beta1',
    'authorization.k8s.io/v1',
    'authorization.k8s.io/v1beta1',
    'autoscaling/v1',
    'autoscaling/v2',
    'autoscaling/v2beta1',
    'autoscaling/v2beta2',
    'batch/v1',
    'batch/v1beta1',
    'certificates.k8s.io/v1',
    'certificates.k8s.io/v1beta1',
    'certificates.k8s.io/v1alpha1',
    'coordination.k8s.io/v1alpha2',
    'coordination.k8s.io/v1beta1',
    'coordination.k8s.io/v1',
    'discovery.k8s.io/v1',
    'discovery.k8s.io/v1beta1',
    'events.k8s.io/v1',
    'events.k8s.io/v1beta1',
    'extensions/v1beta1',
    'flowcontrol.apiserver.k8s.io/v1',
    'flowcontrol.apiserver.k8s.io/v1beta1',
    'flowcontrol.apiserver.k8s.io/v1beta2',
    'flowcontrol.apiserver.k8s.io/v1beta3',
    'networking.k8s.io/v1',
    'networking.k8s.io/v1beta1',
    'node.k8s.io/v1',
    'node.k8s.io/v1alpha1',
    'node.k8s.io/v1beta1',
    'policy/v1',
    'policy/v1beta1',
    'rbac.authorization.k8s.io/v1',
    'rbac.authorization.k8s.io/v1beta1',
    'rbac.authorization.k8s.io/v1alpha1',
    'resource.k8s.io/v1',
    'resource.k8s.io/v1beta2',
    'resource.k8s.io/v1beta1',
    'resource.k8s.io/v1alpha3',
    'scheduling.k8s.io/v1alpha1',
    'scheduling.k8s.io/v1beta1',
    'scheduling.k8s.io/v1',
    'storage.k8s.io/v1beta1',
    'storage.k8s.io/v1',
    'storage.k8s.io/v1alpha1',
    'storagemigration.k8s.io/v1beta1',
    'apiextensions.k8s.io/v1beta1',
    'apiextensions.k8s.io/v1',
  ],
};

/** `.Capabilities` */
export function capabilitiesObject({ kubeVersion, apiVersions }: Capabilities): GoObject {
  return struct('*common.Capabilities', [
    ['KubeVersion', kubeVersionObject(kubeVersion)],
    ['APIVersions', versionSet(apiVersions)],
    ['HelmVersion', helmVersion],
  ]);
}

function kubeVersionObject(version: string): GoObject {
  const [, major = '', minor = ''] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const said: GoFunction = { params: [], call: () => version };
  return {
    ...struct('common.KubeVersion', [
      ['Version', version],
      ['Major', major],
      ['Minor', minor],
    ]),
    method: (name) => (name === 'GitVersion' || name === 'String' ? said : undefined),
    print: () => version,
  };
}

function versionSet(versions: readonly string[]): GoObject {
  const has: GoFunction = { params: ['string'], call: ([name]) => versions.includes(textOf(name)) };
  const list = known([...versions], { elements: 'string' });
  return {
    type: 'common.VersionSet',
    field: () => undefined,
    method: (name) => (name === 'Has' ? has : undefined),
    underlying: () => list,
    json: () => list,
  };
}

/** A field, and the name that JSON has for it. */
type Field = readonly [name: string, value: Value, inJson?: string];

/** A struct of Go's, which prints its fields in braces. */
function struct(type: string, fields: readonly Field[]): GoObject {
  const byName = new Map(fields.map(([name, value]) => [name, value]));
  return {
    type,
    field: (name) => byName.get(name),
    method: () => undefined,
    print: () => `${type.startsWith('*') ? '&' : ''}{${fields.map(([, value]) => shown(value)).join(' ')}}`,
    json: () => new GoMap(new Map(fields.map(([name, value, inJson = name]) => [inJson, value]))),
  };
}

function shown(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  return isObject(value) ? (value.print?.() ?? shown(value.underlying?.() ?? '')) : textOf(value);
}

const textOf = (value: Value = ''): string => (isText(value) ? String(value) : '');

const isObject = (value: Value): value is GoObject =>
  typeof value === 'object' && value !== null && 'field' in value && 'method' in value;

const helmVersion = struct('version.BuildInfo', [
  ['Version', 'v4.1.4', 'version'],
  ['GitCommit', '05fa37973dc9e42b76e1d2883494c87174b6074f', 'git_commit'],
  ['GitTreeState', 'clean', 'git_tree_state'],
  ['GoVersion', 'go1.25.9', 'go_version'],
  ['KubeClientVersion', 'v1.35', 'kube_client_version'],
]);
