import type { Change } from '../exposure/exposure.ts';
import { everywhere, includes } from '../model/cidr.ts';
import { say } from '../model/message.ts';
import { isPlaceholder } from '../model/placeholder.ts';
import { differing, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { doorOf, rangesOf } from './words.ts';

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
          message: say`${doorOf(change.after)} was for clients of ${rangesOf(change.before)} and is now for those of ${rangesOf(change.after)}`,
          help: say`admit only the networks that have to connect`,
          ...(admitsAll(change) ? { severity: 'error' } : {}),
        }),
      ),
};

/** Some client may come that could not; that nobody at all is excluded any more is source-ranges-removed. */
function isWider({ before, after }: Change): boolean {
  const isOpen = after.sources.join() === everywhere.join();
  const isUnwritten = [...before.sources, ...after.sources].some(isPlaceholder);
  return !isOpen && !isUnwritten && includes(before.sources, after.sources) !== true;
}

/** A range of length zero is everybody of its family. */
const admitsAll = ({ before, after }: Change): boolean =>
  everywhere.some((all) => after.sources.includes(all) && !before.sources.includes(all));
