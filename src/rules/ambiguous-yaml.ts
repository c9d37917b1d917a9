import { objectName } from '../graph/objects.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import type { StateRule } from './rule.ts';

/** A merge key after an explicit one: kubectl lets it win, Kustomize does not. The reading that opens more is judged. */
export const ambiguousYaml: StateRule = {
  id: 'ambiguous-yaml',
  severity: 'warning',
  summary: 'a text that kubectl and Kustomize read differently',
  looksAt: 'state',
  find: ({ facts, unit }) =>
    facts.flatMap(({ fact, object, field, at, because, differs }) => {
      if (fact !== 'ambiguous-yaml' || object === undefined) return [];
      return {
        about: `${objectName(object)}|${field}`,
        object,
        at,
        because,
        message: say`${field} of ${describe(object)} is written before a merge key that has it too: kubectl takes the merged value, Kustomize the written one${differs ? literal('') : literal('; the ways in are the same with both')}`,
        help: say`write the merge key first, or leave one of the two out`,
        ...(differs ? {} : { severity: 'info' as const }),
        units: [unit.id],
      };
    }),
};
