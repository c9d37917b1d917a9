import { objectName } from '../graph/objects.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import type { StateRule } from './rule.ts';

/** kubectl takes the last of them without a word; Kustomize and strict validation refuse the file. */
export const duplicateKey: StateRule = {
  id: 'duplicate-key',
  severity: 'warning',
  summary: 'a field that is written twice; the last one counts',
  looksAt: 'state',
  find: ({ facts, unit }) =>
    facts.flatMap(({ fact, object, field, differs, at, because }) => {
      if (fact !== 'duplicate-key' || object === undefined) return [];
      return {
        about: `${objectName(object)}|${field}`,
        object,
        at,
        because,
        message: say`${field} is written twice in ${describe(object)}; ${differs ? literal('Kubernetes takes this value and drops the earlier one') : literal('both say the same')}`,
        help: say`remove one of them`,
        ...(differs ? {} : { severity: 'info' }),
        units: [unit.id],
      };
    }),
};
