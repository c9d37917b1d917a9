import { isPlaceholder } from '../model/placeholder.ts';
import type { Grant, ResourceId } from '../model/resource.ts';
import type { PathBudget } from './path-budget.ts';

/** May the object refer to the other one? It always may where that is not certainly of another namespace. */
export type IsGranted = (from: ResourceId, to: ResourceId) => boolean;

/**
 * Somebody of the other namespace must have said so, for the kind and the namespace of whoever refers. What is filled in
 * later may grant it, and so may a grant whose own namespace is filled in by the deploy action.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/referencegrant/
 */
export function grantLookup(grants: readonly Grant[], questions: PathBudget): IsGranted {
  const byNamespace = Map.groupBy(grants, ({ id }) => id.namespace);
  const anywhere = byNamespace.get(undefined) ?? [];
  return (from, to) => {
    if (!isForeign(to.namespace, from.namespace)) return true;
    const own = [...(byNamespace.get(to.namespace) ?? []), ...anywhere];
    questions.take(own.reduce((sum, grant) => sum + 1 + grant.from.length + grant.to.length, 0));
    return own.some((grant) => allows(grant, from, to));
  };
}

/** Not where one of them is filled in later. */
const isForeign = (namespace: string | undefined, own: string | undefined): boolean =>
  namespace !== own && ![namespace, own].some((one) => one === undefined || isPlaceholder(one));

const allows = (grant: Grant, from: ResourceId, to: ResourceId): boolean =>
  grant.from.some((one) => isOf(one, from) && isNamed(one.namespace, from.namespace)) &&
  grant.to.some((one) => isOf(one, to) && (one.name === undefined || isNamed(one.name, to.name)));

const isNamed = (written: string, name: string | undefined): boolean => written === name || isPlaceholder(written);

const isOf = (
  { group, kind }: { readonly group: string; readonly kind: string },
  id: Pick<ResourceId, 'group' | 'kind'>,
): boolean => group === id.group && kind === id.kind;
