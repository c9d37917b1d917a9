import type { Labels, Namespace } from '../../model/resource.ts';
import type { KnownLabels } from './label-match.ts';

/** The labels of a namespace; every one has its name as a label, and without its object nothing else is known. */
export function namespaceLabels(namespaces: readonly Namespace[]): (name: string) => KnownLabels {
  const known = new Map(namespaces.map(({ id, labels }) => [id.name, labels]));
  const made = new Map<string, KnownLabels>();
  return (name) => {
    const before = made.get(name);
    if (before !== undefined) return before;
    const labels = known.get(name);
    const fresh = { labels: withName(labels ?? new Map(), name), complete: labels !== undefined };
    made.set(name, fresh);
    return fresh;
  };
}

/** @see https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name */
export const withName = (labels: Labels, name: string): Labels =>
  new Map([...labels, ['kubernetes.io/metadata.name', name]]);
