import type { Certainty } from '../model/certainty.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import type { NamespaceRule } from '../model/resource.ts';
import type { PathBudget } from './path-budget.ts';
import { type KnownLabels, matchesLabels } from './policy/label-match.ts';

/**
 * Is a namespace among those that a rule lets in?
 *
 * @param own the namespace of the object that says it
 */
export type Admits = (rule: NamespaceRule, own: string | undefined, namespace: string | undefined) => Certainty | 'no';

type Selecting = Extract<NamespaceRule, { from: 'selector' }>;

/** Each selector is asked once for each namespace: a long one among many routes costs its length once. */
export function admission(namespaceLabels: (name: string) => KnownLabels, questions: PathBudget): Admits {
  const asked = new Map<Selecting, Map<string | undefined, Certainty | 'no'>>();
  const bySelector = (rule: Selecting, namespace: string | undefined): Certainty | 'no' => {
    const known = asked.get(rule) ?? new Map<string | undefined, Certainty | 'no'>();
    asked.set(rule, known);
    const before = known.get(namespace);
    if (before !== undefined) return before;
    questions.take(lengthOf(rule));
    const fresh = selects(rule, namespace, namespaceLabels);
    known.set(namespace, fresh);
    return fresh;
  };
  return (rule, own, namespace) =>
    rule.from === 'selector' ? bySelector(rule, namespace) : byWord(rule.from, own, namespace);
}

const lengthOf = ({ selector: { matchLabels, matchExpressions } }: Selecting): number =>
  matchExpressions.reduce((sum, { values }) => sum + 1 + values.length, 1 + matchLabels.size);

const nothingKnown: KnownLabels = { labels: new Map(), complete: false };

function selects(
  { selector }: Selecting,
  namespace: string | undefined,
  namespaceLabels: (name: string) => KnownLabels,
): Certainty | 'no' {
  const isKnown = namespace !== undefined && !isPlaceholder(namespace);
  const match = matchesLabels(selector, isKnown ? namespaceLabels(namespace) : nothingKnown);
  return match === 'yes' ? 'certain' : match === 'unknown' ? 'possible' : 'no';
}

function byWord(
  from: Exclude<NamespaceRule['from'], 'selector'>,
  own: string | undefined,
  namespace: string | undefined,
): Certainty | 'no' {
  if (from === 'all') return 'certain';
  if (from === 'none') return 'no';
  if (from === 'unknown') return 'possible';
  if (own === namespace) return 'certain';
  // An unset namespace is the one that the deploy action fills in.
  if (own === undefined || namespace === undefined) return 'likely';
  return isPlaceholder(own) || isPlaceholder(namespace) ? 'possible' : 'no';
}
