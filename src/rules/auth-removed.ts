import { firewall, partsOfEither } from '../exposure/controllers/controller.ts';
import type { Change } from '../exposure/exposure.ts';
import { includes } from '../model/cidr.ts';
import { listed } from '../model/listed.ts';
import { joined, literal, type Message, say } from '../model/message.ts';
import { differing, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

export const authRemoved: TransitionRule = {
  id: 'auth-removed',
  severity: 'error',
  summary: 'requests no longer have to pass authentication',
  looksAt: 'transition',
  find: (transition) =>
    differing(transition, 'auth').flatMap((change) => {
      const lost = lostIn(change);
      if (lost.length === 0) return [];
      const what = say`${lostWords(lost)}${left(change)}${why(change)}`;
      return loss(change, change.after.transport === 'passthrough' ? 'transport' : 'auth', {
        message: say`${doorOf(change.after)} ${what}`,
        adds: say`it ${what}`,
        help: say`keep the authentication, or say in the pull request what takes its place`,
        ...(lost.every((one) => one === firewall) ? { severity: 'warning' } : {}),
      });
    }),
};

/** What was asked of everybody, or of all but certain clients, and is now asked of fewer. */
function lostIn({ before, after }: Change): readonly string[] {
  const gone = before.auth.filter((one) => !after.auth.includes(one));
  const [filters, checks] = [gone.filter((one) => one === firewall), gone.filter((one) => one !== firewall)];
  const spared = checks.filter((one) => after.auth.some((other) => isNoLess(other, one)));
  const replacements = replacing({ before, after });
  // One that takes the place of another is another way to ask; one that takes the place of two asks for less.
  const lost = checks.filter((one) => !spared.includes(one));
  return [...filters, ...(lost.length > replacements.length ? lost : [])].map(loginOf);
}

/** What is asked of everybody now, and was not before. */
const replacing = ({ before, after }: Pick<Change, 'before' | 'after'>): readonly string[] =>
  after.auth.filter((one) => !before.auth.includes(one) && partsOfEither(one) === undefined && one !== firewall);

/** One login in the place of several is no loss of all. */
function left(change: Change): Message {
  const now = replacing(change);
  return now.length === 0 ? literal('') : say`, only for ${listed(now)}`;
}

/** The same login, of which no more clients than before are spared. */
function isNoLess(after: string, before: string): boolean {
  const [now, was] = [partsOfEither(after), partsOfEither(before)];
  if (was === undefined || (now?.login ?? after) !== was.login) return false;
  return now === undefined || includes(was.ranges, now.ranges) === true;
}

function lostWords(lost: readonly string[]): Message {
  const checks = lost.filter((one) => one !== firewall);
  return joined(
    [
      ...(checks.length > 0 ? [say`no longer asks for ${listed(checks)}`] : []),
      ...(lost.includes(firewall) ? [literal(`no longer stands behind ${firewall}`)] : []),
    ],
    ' and ',
  );
}

const loginOf = (auth: string): string => partsOfEither(auth)?.login ?? auth;

function why({ after }: Change): Message {
  const [instead] = after.auth.flatMap((one) => partsOfEither(one) ?? []);
  if (instead !== undefined) return say` from clients of ${listed(instead.ranges)} (satisfy: any)`;
  return literal(after.transport === 'passthrough' ? ': with TLS passed through, no annotation holds' : '');
}
