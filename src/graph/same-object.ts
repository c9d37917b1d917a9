import type { ObjectName, ResourceId } from '../model/resource.ts';

/** Does a name that one object says mean the other one? An unset namespace stands for any. */
export function sameObject(
  wanted: Pick<ObjectName, 'group' | 'kind' | 'namespace' | 'name'>,
  from: Pick<ResourceId, 'namespace'>,
  id: ResourceId,
): boolean {
  const namespace = wanted.namespace ?? from.namespace;
  const isNamed = wanted.name === id.name && wanted.kind === id.kind && wanted.group === id.group;
  return isNamed && (namespace === id.namespace || namespace === undefined || id.namespace === undefined);
}
