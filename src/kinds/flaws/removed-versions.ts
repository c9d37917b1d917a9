import { field, type MapNode } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import type { Flaw, ResourceId } from '../../model/resource.ts';
import { flaw } from './flaw.ts';
import { fieldOf, refuses } from './words.ts';

interface Removal {
  /** The first release without it. */
  readonly in: string;
  readonly use: string;
  /** True where both versions have the same fields and defaults, so that nothing else must be written. */
  readonly isSameShape?: true;
}

/**
 * API versions of the kinds that we read which no supported API server has any more.
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const removals: Readonly<Record<string, Readonly<Record<string, Removal>>>> = {
  'extensions/v1beta1': {
    Ingress: { in: '1.22', use: 'networking.k8s.io/v1' },
    Deployment: { in: '1.16', use: 'apps/v1' },
    ReplicaSet: { in: '1.16', use: 'apps/v1' },
    DaemonSet: { in: '1.16', use: 'apps/v1' },
  },
  'apps/v1beta1': {
    Deployment: { in: '1.16', use: 'apps/v1' },
    StatefulSet: { in: '1.16', use: 'apps/v1' },
  },
  'apps/v1beta2': {
    Deployment: { in: '1.16', use: 'apps/v1', isSameShape: true },
    StatefulSet: { in: '1.16', use: 'apps/v1', isSameShape: true },
    DaemonSet: { in: '1.16', use: 'apps/v1', isSameShape: true },
    ReplicaSet: { in: '1.16', use: 'apps/v1', isSameShape: true },
  },
  'networking.k8s.io/v1beta1': {
    Ingress: { in: '1.22', use: 'networking.k8s.io/v1' },
    IngressClass: { in: '1.22', use: 'networking.k8s.io/v1', isSameShape: true },
  },
  'batch/v1beta1': { CronJob: { in: '1.25', use: 'batch/v1', isSameShape: true } },
  'discovery.k8s.io/v1beta1': { EndpointSlice: { in: '1.25', use: 'discovery.k8s.io/v1' } },
};

/** Nothing where the version is still served. */
export function removedVersion(root: MapNode, apiVersion: string, id: ResourceId): readonly Flaw[] {
  const removal = removals[apiVersion]?.[id.kind];
  const node = field(root, 'apiVersion');
  if (removal === undefined) return [];
  const at = { id, path: 'apiVersion', node: node ?? root };
  return [
    flaw(at, 'removed-api-version', {
      message: say`${fieldOf(at)} is ${JSON.stringify(apiVersion)}, but Kubernetes ${removal.in} removed it; ${refuses(id)}`,
      help:
        removal.isSameShape === true ? say`use ${removal.use}` : say`use ${removal.use}, and adapt the fields to it`,
      ...(removal.isSameShape === true && node !== undefined ? { fix: removal.use } : {}),
    }),
  ];
}
