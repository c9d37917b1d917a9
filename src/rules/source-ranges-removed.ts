import type { Exposure } from '../exposure/exposure.ts';
import { everywhere } from '../model/cidr.ts';
import { say } from '../model/message.ts';
import { loosened, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { doorOf, rangesOf } from './words.ts';

export const sourceRangesRemoved: TransitionRule = {
  id: 'source-ranges-removed',
  severity: 'error',
  summary: 'clients were restricted, and now everybody may come',
  looksAt: 'transition',
  find: (transition) =>
    loosened(transition, 'sources')
      .filter(({ after }) => isOpen(after))
      .map((change) =>
        loss(change, 'sources', {
          message: say`${doorOf(change.after)} was for clients of ${rangesOf(change.before)} and is now for everybody${why(change.after)}`,
          adds: say`it was for clients of ${rangesOf(change.before)}`,
          help: say`keep the ranges, or say in the pull request why everybody may connect`,
        }),
      ),
};

const isOpen = ({ sources }: Exposure): boolean => sources.join() === everywhere.join();

const why = ({ transport, auth }: Exposure) => {
  if (transport === 'passthrough') return say`: with TLS passed through, no annotation holds`;
  return auth.some((one) => one.endsWith('or a source range')) ? say` who passes the authentication instead` : say``;
};
