import { type Node, positionOf } from '../../manifest/node.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { Flaw, FlawRule, ResourceId } from '../../model/resource.ts';

/** A field of an object: where it stands in it, and what is written there. */
export interface Field {
  readonly id: ResourceId;
  /** As a path from the object's root: `spec.ports[0].port`. */
  readonly path: string;
  readonly node: Node;
}

/** What is wrong with a field, in the API server's own terms. */
export const flaw = (
  { id, path, node }: Field,
  rule: FlawRule,
  { because = [], ...said }: Said & { because?: readonly Node[] },
): Flaw => ({ role: 'flaw', id, at: positionOf(node), rule, field: path, because: because.map(positionOf), ...said });

type Said = Pick<Flaw, 'message' | 'help' | 'severity' | 'fix'>;

/** What another tool fills in later has no shape yet, and nothing is wrong with it; envsubst takes `$PORT` too. */
export const isFilledInLater = (node: Node): boolean =>
  node.kind === 'scalar' &&
  typeof node.value === 'string' &&
  (isPlaceholder(node.value) || /^\$[A-Za-z_]\w*$/.test(node.value));
