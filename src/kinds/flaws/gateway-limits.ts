import { field, items, type Node } from '../../manifest/node.ts';

/**
 * How many items the API server takes of each list, in the version that takes most of them.
 * @see https://gateway-api.sigs.k8s.io/reference/spec/
 */
export const most = {
  parentRefs: 32,
  hostnames: 16,
  rules: 16,
  matches: 64,
  filters: 16,
  backendRefs: 16,
  listeners: 64,
  certificateRefs: 64,
} as const;

/**
 * The items of a list, as many as the API server takes: it refuses an object with more of them, which is a flaw, and
 * their products would grow without a bound.
 */
export const listed = (node: Node | undefined, name: keyof typeof most): readonly Node[] =>
  items(field(node, name)).slice(0, most[name]);
