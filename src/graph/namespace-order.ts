import type { NamespaceRule } from '../model/resource.ts';
import { implies, requirementsOf } from './policy/selector-order.ts';

/**
 * Does a rule let a namespace in that the other one did not? The own namespace is a name as any other, and what nobody
 * knows counts as everybody.
 *
 * @param own the namespace of the object that says it
 */
export function admitsMore(now: NamespaceRule, was: NamespaceRule, own: string | undefined): boolean {
  if (now.from === 'none') return false;
  return was.from === 'none' || !implies(asked(now, own), asked(was, own));
}

function asked(rule: NamespaceRule, own: string | undefined): ReturnType<typeof requirementsOf> {
  if (rule.from === 'selector') return requirementsOf(rule.selector);
  return rule.from === 'same' ? [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [own ?? ''] }] : [];
}
