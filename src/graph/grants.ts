import type { Grant, ResourceId } from '../model/resource.ts';

/**
 * May the object refer to one of another namespace? Somebody there must have said so, for its kind and its namespace.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 */
export const isGranted = (from: ResourceId, to: ResourceId, grants: readonly Grant[]): boolean =>
  grants.some(
    (grant) =>
      grant.id.namespace === to.namespace &&
      grant.from.some((one) => isOf(one, from) && one.namespace === from.namespace) &&
      grant.to.some((one) => isOf(one, to) && (one.name === undefined || one.name === to.name)),
  );

const isOf = (
  { group, kind }: { readonly group: string; readonly kind: string },
  id: Pick<ResourceId, 'group' | 'kind'>,
): boolean => group === id.group && kind === id.kind;
