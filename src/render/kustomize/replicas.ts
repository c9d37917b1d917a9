import { type Node, positionOf } from '../../manifest/node.ts';
import { say } from '../../model/message.ts';
import { scalarAt, textOf, valueIn } from './edit.ts';
import { editField, type FieldSpec } from './field-spec.ts';
import { isSelected } from './identity.ts';
import { Refusal } from './refusal.ts';
import { allIds, type Resource, withRoot } from './resource.ts';

/** Sets the number of replicas of the workloads with a name; `tolerant` where the workload may be one that is not seen. */
export function setReplicas(
  resources: readonly Resource[],
  replica: Node,
  specs: readonly FieldSpec[],
  tolerant: boolean,
): readonly Resource[] {
  const name = textOf(valueIn(replica, 'name'));
  const count = valueIn(replica, 'count') ?? scalarAt(0, replica);
  let found = false;
  const scaled = resources.map((resource) => {
    const own = specs.filter((spec) => allIds(resource).some((id) => id.name === name && isSelected(id, spec)));
    found ||= own.length > 0;
    return own.reduce(
      (one, spec) => withRoot(one, editField(one.root, one.id, spec, { set: () => count, make: () => count })),
      resource,
    );
  });
  if (!found && !tolerant)
    throw new Refusal(
      say`resource with name ${name} does not match a config with the following GVK`,
      positionOf(replica),
    );
  return scaled;
}
