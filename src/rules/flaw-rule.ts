import { objectName } from '../graph/objects.ts';
import type { Severity } from '../model/finding.ts';
import type { FlawRule } from '../model/resource.ts';
import { objectOf } from './links.ts';
import type { StateRule } from './rule.ts';

/** A rule that tells what the readers of the kinds have found wrong in a field. */
export const flawRule = (head: {
  readonly id: FlawRule;
  readonly severity: Severity;
  readonly summary: string;
}): StateRule => ({
  ...head,
  looksAt: 'state',
  find: ({ graph, unit }) =>
    graph.flaws
      .filter(({ rule }) => rule === head.id)
      .map(({ id, at, field, because, message, help, severity, fix }) => ({
        about: `${objectName(id)}|${field}`,
        object: objectOf(id),
        at,
        because,
        message,
        help,
        units: [unit.id],
        ...(severity === undefined ? {} : { severity }),
        ...(fix === undefined ? {} : { fix }),
      })),
});
