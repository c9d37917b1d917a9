import type { Change } from '../exposure/exposure.ts';
import { everywhere, includes, oddityOf } from '../model/cidr.ts';
import { literal, say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { isUnlisted } from '../model/unlisted.ts';
import { differing, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { admittedBy, doorOf } from './words.ts';

export const sourceRangesWidened: TransitionRule = {
  id: 'source-ranges-widened',
  severity: 'warning',
  summary: 'more clients than before may come',
  looksAt: 'transition',
  find: (transition) =>
    differing(transition, 'sources')
      .filter(isWider)
      .map((change) =>
        loss(change, 'sources', {
          message: say`${doorOf(change.after)} was for ${admittedBy(change.before)} and is now for ${admittedBy(change.after)}${doubt(change)}`,
          help: say`admit only the networks that must connect`,
          ...(admitsAll(change) ? { severity: 'error' } : {}),
        }),
      ),
};

/** Some client may come that could not; that nobody at all is excluded any more is source-ranges-removed. */
function isWider(change: Change): boolean {
  const { before, after } = change;
  if (after.sources.join() === everywhere.join() || before.sources.includes('0.0.0.0/0')) return false;
  // Behind a placeholder may stand anything, so nothing but everybody is surely more than that.
  if (before.sources.some(isPlaceholder)) return admitsAll(change);
  return includes(before.sources, after.sources.filter(isReadable)) !== true;
}

/** What is neither a range nor somebody's clients is told by invalid-source-range, and lets nobody in. */
const isReadable = (source: string): boolean => isUnlisted(source) || oddityOf(source) === undefined;

/** A range of length zero is everybody of its family. */
const admitsAll = ({ before, after }: Change): boolean =>
  everywhere.some((all) => after.sources.includes(all) && !before.sources.includes(all));

const doubt = ({ before, after }: Change) =>
  literal([...before.sources, ...after.sources].some(isUnlisted) ? '; no manifest says whether that is more' : '');
