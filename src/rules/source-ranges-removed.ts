import { partsOfEither } from '../exposure/controllers/controller.ts';
import type { Change, ChangedAttribute, Exposure } from '../exposure/exposure.ts';
import { everywhere, exceptFor } from '../model/cidr.ts';
import { literal, type Message, say } from '../model/message.ts';
import { loosened, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { admittedBy, doorOf } from './words.ts';

export const sourceRangesRemoved: TransitionRule = {
  id: 'source-ranges-removed',
  severity: 'error',
  summary: 'clients were restricted, and now everybody may come',
  looksAt: 'transition',
  find: (transition) =>
    loosened(transition, 'sources')
      .filter(isRemoval)
      .map((change) =>
        loss(change, whereDecided(change), {
          message: say`${doorOf(change.after)} was for ${admittedBy(change.before)} and is now for everybody${who(change.after)}`,
          adds: say`it was for ${admittedBy(change.before)}`,
          help: say`keep the ranges, or say in the pull request why everybody may connect`,
          ...(hadExceptions(change) ? { severity: 'warning' } : {}),
        }),
      ),
};

/** An annotation that makes the ranges idle is the line to look at; where they are just gone there is none. */
function whereDecided({ after }: Change): ChangedAttribute {
  if (after.transport === 'passthrough') return 'transport';
  return after.auth.some((one) => partsOfEither(one) !== undefined) ? 'auth' : 'sources';
}

/** A range for all of IPv4 restricted nobody whom a cluster of that family knows. */
const isRemoval = ({ before, after }: Change): boolean =>
  after.sources.join() === everywhere.join() && !before.sources.includes('0.0.0.0/0');

/** Some were kept out and the rest let in. */
const hadExceptions = ({ before: { sources } }: Change): boolean => exceptFor(sources) !== undefined;

function who({ transport, auth, reach }: Exposure): Message {
  if (transport === 'passthrough') return literal(': with TLS passed through, no annotation holds');
  if (auth.some((one) => partsOfEither(one) !== undefined))
    return literal(' who passes the authentication instead (satisfy: any)');
  return literal(reach === 'private' ? ' in the private network' : '');
}
