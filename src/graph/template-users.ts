import type { TemplateUser, Workload } from '../model/resource.ts';

/**
 * The workloads as they run: one whose template another object uses is as alive as that object, whatever it is scaled
 * to itself, and its pods carry the labels that the other controller adds.
 */
export function withTemplateUsers(workloads: readonly Workload[], users: readonly TemplateUser[]): readonly Workload[] {
  if (users.length === 0) return workloads;
  const byName = Map.groupBy(users, ({ workload }) => workload.name);
  return workloads.map((workload) => {
    const user = byName.get(workload.id.name)?.find((one) => isOf(one, workload));
    return user === undefined ? workload : usedBy(workload, user);
  });
}

const isOf = ({ workload: { kind }, id }: TemplateUser, workload: Workload): boolean =>
  kind === workload.id.kind && id.namespace === workload.id.namespace;

/** Made once, so that base and head share what neither of them changes. */
function usedBy(workload: Workload, user: TemplateUser): Workload {
  const known = used.get(workload);
  if (known?.user === user) return known.made;
  const made = {
    ...workload,
    active: user.active === 'no' ? workload.active : user.active,
    injectedLabels: [...workload.injectedLabels, ...user.injectedLabels],
  };
  used.set(workload, { user, made });
  return made;
}

const used = new WeakMap<Workload, { readonly user: TemplateUser; readonly made: Workload }>();
