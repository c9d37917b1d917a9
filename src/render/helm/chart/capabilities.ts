import { type GoFunction, type GoObject, known, type Value } from '../template/value.ts';

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

const helmVersion = {
  Version: 'v4.1.4',
  GitCommit: '05fa37973dc9e42b76e1d2883494c87174b6074f',
  GitTreeState: 'clean',
  GoVersion: 'go1.25.9',
  KubeClientVersion: 'v1.35',
} as const;

/** `.Capabilities` */
export function capabilitiesObject({ kubeVersion, apiVersions }: Capabilities): GoObject {
  const kube = kubeVersionObject(kubeVersion);
  const versions = versionSet(apiVersions);
  const helm = struct('version.BuildInfo', new Map<string, Value>(Object.entries(helmVersion)));
  const fields = new Map<string, Value>([
    ['KubeVersion', kube],
    ['APIVersions', versions],
    ['HelmVersion', helm],
  ]);
  return struct('*common.Capabilities', fields, 'pointer');
}

function kubeVersionObject(version: string): GoObject {
  const [, major = '', minor = ''] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const fields = new Map<string, Value>([
    ['Version', version],
    ['Major', major],
    ['Minor', minor],
  ]);
  const said: GoFunction = { params: [], call: () => version };
  return {
    ...struct('common.KubeVersion', fields),
    method: (name) => (name === 'GitVersion' || name === 'String' ? said : undefined),
    print: () => version,
  };
}

function versionSet(versions: readonly string[]): GoObject {
  const has: GoFunction = { params: ['string'], call: ([name]) => versions.includes(String(name)) };
  return {
    type: 'common.VersionSet',
    field: () => undefined,
    method: (name) => (name === 'Has' ? has : undefined),
    underlying: () => known([...versions], { elements: 'string' }),
  };
}

/** A struct of Go's, which prints its fields in braces. */
function struct(type: string, fields: ReadonlyMap<string, Value>, kind?: 'pointer'): GoObject {
  const shown = (value: Value): string => {
    if (Array.isArray(value)) return `[${value.map(String).join(' ')}]`;
    return isObject(value) ? (value.print?.() ?? shown(value.underlying?.() ?? '')) : String(value);
  };
  return {
    type,
    field: (name) => fields.get(name),
    method: () => undefined,
    print: () => `${kind === 'pointer' ? '&' : ''}{${[...fields.values()].map(shown).join(' ')}}`,
  };
}

const isObject = (value: Value): value is GoObject =>
  typeof value === 'object' && value !== null && 'field' in value && 'method' in value;
