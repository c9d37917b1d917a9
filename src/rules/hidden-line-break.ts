import { objectName } from '../graph/objects.ts';
import { say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import type { StateRule } from './rule.ts';

/** Nobody types these characters by accident, and no review shows what they do. */
export const hiddenLineBreak: StateRule = {
  id: 'hidden-line-break',
  severity: 'error',
  summary: 'a line break that Kubernetes sees and no editor shows',
  looksAt: 'state',
  find: ({ facts, unit }) =>
    facts.flatMap(({ fact, object, field, at, because }) => {
      if (fact !== 'hidden-line-break' || object === undefined) return [];
      return {
        about: `${objectName(object)}|${field}`,
        object,
        at,
        because,
        message: say`${field} of ${describe(object)} follows a line break (U+0085, U+2028 or U+2029) that editors and reviews show as part of the line before`,
        help: say`write an ordinary line break, or remove what follows it`,
        units: [unit.id],
      };
    }),
};
