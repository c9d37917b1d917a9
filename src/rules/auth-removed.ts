import type { Change } from '../exposure/exposure.ts';
import { say } from '../model/message.ts';
import { differing, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { doorOf, listed } from './words.ts';

export const authRemoved: TransitionRule = {
  id: 'auth-removed',
  severity: 'error',
  summary: 'requests no longer have to pass authentication',
  looksAt: 'transition',
  find: (transition) =>
    differing(transition, 'auth').flatMap((change) => {
      const lost = lostIn(change);
      if (lost.length === 0) return [];
      return loss(change, 'auth', {
        message: say`${doorOf(change.after)} no longer asks for ${listed(lost)}${why(change)}`,
        adds: say`it no longer asks for ${listed(lost)}`,
        help: say`keep it, or say in the pull request what takes its place`,
      });
    }),
};

/** Nothing where something else takes its place; either of two is less than both. */
function lostIn({ before, after }: Change): readonly string[] {
  const gained = after.auth.filter((one) => !before.auth.includes(one) && !isEither(one));
  return gained.length > 0 ? [] : before.auth.filter((one) => !after.auth.includes(one));
}

const isEither = (auth: string): boolean => auth.endsWith(', or a source range');

const why = ({ after }: Change) => {
  if (after.auth.some(isEither)) return say` from clients of its source ranges (satisfy: any)`;
  return after.transport === 'passthrough' ? say`: with TLS passed through, no annotation holds` : say``;
};
