import { type Node, scalarText } from '../../manifest/node.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { LabelSelector } from '../../model/resource.ts';
import { type Expression, parseExpression } from './calico-expression.ts';
import { both, everything, isEverything, matching, namespaceName, nothing, requirementsOf } from './selectors.ts';

/** What an expression selects by labels alone. */
export interface CalicoSelection {
  readonly pods: LabelSelector;
  /** Undefined where the expression says nothing of namespaces. */
  readonly namespaces: LabelSelector | undefined;
}

/** Undefined where it is no expression, or asks for labels that stand in no manifest. */
export function podSelection(node: Node | undefined, isNegated: boolean): CalicoSelection | undefined {
  const selector = selectorOf(node, isNegated);
  if (selector === undefined) return undefined;
  const isNamespace = ({ key }: { readonly key: string }): boolean => key === 'projectcalico.org/namespace';
  const own = requirementsOf(selector);
  const named = own.filter(isNamespace).map((one) => ({ ...one, key: namespaceName }));
  const pods = both(matching(own.filter((one) => !isNamespace(one))), {
    ...everything,
    oneOfEach: selector.oneOfEach ?? [],
  });
  if (keysOf(pods).some(isMadeByCalico)) return undefined;
  return { pods, namespaces: named.length === 0 ? undefined : matching(named) };
}

/** A selector of namespaces, which have their name as a label of Calico's too. */
export function namespaceSelection(node: Node): LabelSelector | undefined {
  const selector = selectorOf(node, false);
  if (selector === undefined) return undefined;
  const renamed = renamedIn(selector);
  return keysOf(renamed).some(isMadeByCalico) ? undefined : renamed;
}

const renamedIn = (selector: LabelSelector): LabelSelector =>
  both(
    matching(
      requirementsOf(selector).map((one) =>
        one.key === 'projectcalico.org/name' ? { ...one, key: namespaceName } : one,
      ),
    ),
    { ...everything, oneOfEach: (selector.oneOfEach ?? []).map((group) => group.map(renamedIn)) },
  );

/** @see https://docs.tigera.io/calico/latest/reference/resources/workloadendpoint */
const isMadeByCalico = (key: string): boolean => /^(projectcalico\.org\/|pcns\.|pcsa\.)/.test(key);

const keysOf = (selector: LabelSelector): readonly string[] => [
  ...requirementsOf(selector).map(({ key }) => key),
  ...(selector.oneOfEach ?? []).flatMap((group) => group.flatMap(keysOf)),
];

function selectorOf(node: Node | undefined, isNegated: boolean): LabelSelector | undefined {
  const text = node === undefined ? '' : scalarText(node);
  if (text === undefined || isPlaceholder(text)) return undefined;
  const expression = parseExpression(text);
  return expression && labelsOf(expression, isNegated);
}

const opposites: Readonly<Record<string, string>> = {
  In: 'NotIn',
  NotIn: 'In',
  Exists: 'DoesNotExist',
  Contains: 'NotContains',
  StartsWith: 'NotStartsWith',
  EndsWith: 'NotEndsWith',
};

/** The same as requirements and alternatives, with every «not» moved to the labels; undefined where `global()` is. */
function labelsOf(expression: Expression, isNegated: boolean): LabelSelector | undefined {
  switch (expression.is) {
    case 'all':
      return isNegated ? nothing : everything;
    case 'global':
      return undefined;
    case 'not':
      return labelsOf(expression.of, !isNegated);
    case 'label': {
      const { key, operator, values } = expression;
      return matching([{ key, operator: isNegated ? (opposites[operator] ?? '') : operator, values }]);
    }
    case 'and':
    case 'or': {
      const parts = expression.of.map((one) => labelsOf(one, isNegated));
      const known = parts.filter((one) => one !== undefined);
      if (known.length < parts.length) return undefined;
      return (expression.is === 'and') === isNegated ? oneOf(known) : known.reduce(both);
    }
  }
}

const oneOf = (all: readonly LabelSelector[]): LabelSelector =>
  all.some(isEverything) ? everything : { ...everything, oneOfEach: [all] };
