import { entries, field, items, type Node, scalarText } from '../../manifest/node.ts';
import { literal } from '../../model/message.ts';
import { type Entity, entities, type LabelSelector, type PodScope } from '../../model/resource.ts';
import type { Doubts } from './doubts.ts';
import { everything, matching, namespaceName, type Requirement } from './selectors.ts';

/** Whom an endpoint selector stands for. */
export type Endpoints =
  | { readonly are: 'pods'; readonly scope: PodScope }
  | { readonly are: 'entity'; readonly entity: Entity | 'world' }
  /** A label that is not read decides. */
  | { readonly are: 'unread'; readonly field: string };

/**
 * An endpoint selector as pods of namespaces: Cilium writes the namespace, and its labels, among the labels of the pod.
 * @param isClusterwide of a policy without a namespace, whose selectors are for all of them
 * @see https://docs.cilium.io/en/stable/security/policy/kubernetes/#namespaces
 */
export function endpointsOf(selector: Node, isClusterwide: boolean, doubts: Doubts): Endpoints {
  const all = requirementsOf(selector, doubts).map(({ key, ...rest }) => ({ ...labelOf(key), ...rest }));
  const [reserved] = all.filter(({ of }) => of === 'reserved');
  if (reserved !== undefined) return entityOf(reserved, all.length === 1);
  const unread = all.find(({ of }) => of === 'unread');
  if (unread !== undefined) return { are: 'unread', field: unread.key };
  const own = (wanted: Label['of']): readonly Requirement[] =>
    all.flatMap(({ of, ...one }) => (of === wanted ? [one] : []));
  // That a namespace has a name says only that any will do.
  const isAny = ({ key, operator }: Requirement): boolean => key === namespaceName && operator === 'Exists';
  const namespaces = own('namespace');
  const elsewhere = isClusterwide ? everything : undefined;
  return {
    are: 'pods',
    scope: {
      namespaces: namespaces.length === 0 ? elsewhere : matching(namespaces.filter((one) => !isAny(one))),
      pods: matching(own('pod')),
    },
  };
}

/** A selector of nodes, by their Kubernetes labels. */
export const nodesOf = (selector: Node, doubts: Doubts): LabelSelector =>
  matching(
    requirementsOf(selector, doubts).map(({ key, ...rest }) => ({ key: key.replace(/^(k8s|any):/, ''), ...rest })),
  );

interface Label {
  readonly of: 'pod' | 'namespace' | 'reserved' | 'unread';
  readonly key: string;
}

/** @see https://docs.cilium.io/en/stable/gettingstarted/terminology/#label-source */
function labelOf(written: string): Label {
  const [, source, key = written] = /^([a-z0-9]+):(.*)$/.exec(written) ?? [];
  if (source === 'reserved') return { of: 'reserved', key };
  if (source !== undefined && source !== 'k8s' && source !== 'any')
    return { of: 'unread', key: 'a label of another source' };
  if (key === 'io.kubernetes.pod.namespace') return { of: 'namespace', key: namespaceName };
  if (key.startsWith(namespaceLabels)) return { of: 'namespace', key: key.slice(namespaceLabels.length) };
  return key.startsWith('io.cilium.') ? { of: 'unread', key: 'a label of Cilium' } : { of: 'pod', key };
}

const namespaceLabels = 'io.cilium.k8s.namespace.labels.';

function entityOf({ key, operator }: Requirement, isAlone: boolean): Endpoints {
  const entity = [...entities, 'world' as const].find((one) => one === key);
  const isNamed = operator === 'In' || operator === 'Exists';
  return entity !== undefined && isAlone && isNamed
    ? { are: 'entity', entity }
    : { are: 'unread', field: 'a reserved label' };
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

function requirementsOf(selector: Node, doubts: Doubts): readonly Requirement[] {
  const labels = entries(field(selector, 'matchLabels')).map(({ key, value }) => {
    const text = scalarText(value);
    if (text === undefined) doubts.spoilt(value, 'matchLabels', literal('holds a value that is not a string'));
    return { key, operator: 'In', values: [text ?? ''] };
  });
  const expressions = items(field(selector, 'matchExpressions')).map((expression) => {
    const operator = scalarText(field(expression, 'operator')) ?? '';
    if (!operators.includes(operator))
      doubts.spoilt(expression, 'matchExpressions', literal('holds an unknown operator'));
    const values = items(field(expression, 'values')).flatMap((value) => scalarText(value) ?? []);
    return { key: scalarText(field(expression, 'key')) ?? '', operator, values };
  });
  return [...labels, ...expressions];
}
