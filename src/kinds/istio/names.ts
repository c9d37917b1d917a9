import { isPlaceholder } from '../../model/placeholder.ts';
import type { ParentRef, ResourceId } from '../../model/resource.ts';
import type { Placed } from '../../model/source.ts';

export const networking = 'networking.istio.io';
export const istioVersions = ['v1', 'v1beta1', 'v1alpha3'] as const;

/**
 * The Service that a host of the mesh stands for: a short name lies in the namespace of the object that says it, the
 * full one says its own. Any other host is a name of its own, which a ServiceEntry or nobody knows.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export function serviceOf(host: string): Pick<ResourceId, 'namespace' | 'name'> | undefined {
  if (/^[^.*]+$/.test(host)) return { namespace: undefined, name: host };
  const [, name, namespace] = /^([^.*]+)\.([^.]+)\.svc\..+$/.exec(host) ?? [];
  return name === undefined || namespace === undefined ? undefined : { namespace, name };
}

/**
 * `namespace/name`, `./name`, `name`, or `mesh` for the sidecars, which take no traffic from outside. A name with dots is
 * the old way to write the namespace: `name.namespace.svc.cluster.local`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService-gateways
 */
export function gatewayNamed({ value, at }: Placed<string>, port: number | undefined): ParentRef {
  const [first = '', second] = isPlaceholder(value) ? [value] : value.split('/');
  const [short = '', domain] = isPlaceholder(value) ? [value] : first.split('.');
  const isOld = second === undefined && domain !== undefined;
  const namespace = isOld ? domain : second === undefined || first === '.' ? undefined : first;
  return {
    at,
    group: networking,
    kind: 'Gateway',
    namespace,
    name: isOld ? short : (second ?? first),
    section: undefined,
    port,
    ...(value === 'mesh' ? { isMesh: true } : {}),
  };
}
