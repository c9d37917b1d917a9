import { objectName } from '../graph/objects.ts';
import { literal, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import type { StateRule } from './rule.ts';

/** Of what is deployed together the last definition is what a cluster ends with; Kustomize refuses such a set. */
export const duplicateObject: StateRule = {
  id: 'duplicate-object',
  severity: 'warning',
  summary: 'an object that is defined twice, and differently',
  looksAt: 'state',
  find: ({ facts, unit }) =>
    facts.flatMap(({ fact, object, at, because, differs }) => {
      if (fact !== 'duplicate-object' || object === undefined || !differs) return [];
      return {
        about: objectName(object),
        object,
        at,
        because,
        message: say`${describe(object)} is defined a second time, and differently; ${literal('the cluster ends with whichever is applied last')}`,
        help: say`remove one of the two, or give it another name`,
        units: [unit.id],
      };
    }),
};
