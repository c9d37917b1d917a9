import { readersOf } from '../exposure/controllers/index.ts';
import type { Change } from '../exposure/exposure.ts';
import { classOf } from '../exposure/route-key.ts';
import { objectName } from '../graph/objects.ts';
import { literal, say } from '../model/message.ts';
import { loosened, loss } from './changes.ts';
import type { Transition, TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

export const httpsRedirectDisabled: TransitionRule = {
  id: 'https-redirect-disabled',
  severity: 'warning',
  summary: 'plain HTTP is answered where it was redirected to HTTPS',
  looksAt: 'transition',
  find: (transition) => {
    const lost = loosened(transition, 'transport').filter(isLostRedirect);
    const unread = lost.length === 0 ? new Set() : readByNobody(transition);
    return lost
      .filter(({ after }) => !unread.has(objectName(after.entry.object)))
      .map((change) =>
        loss(change, 'transport', {
          message: say`${doorOf(change.after)} now answers plain HTTP${literal(change.after.entry.kind === 'listener' ? '' : ' too')}, which ${wasBefore(change)}`,
          help: say`keep the redirect; if a proxy in front terminates TLS, redirect there`,
        }),
      );
  },
};

/**
 * Under another class it is another controller's habit, and what that one is told to do elsewhere nobody knows. A
 * listener that redirected takes no encrypted requests itself: another one does.
 */
export const isLostRedirect = ({ before, after }: Change): boolean =>
  (after.transport === 'tls+plaintext' && classOf(before.key) === classOf(after.key)) ||
  (after.entry.kind === 'listener' && before.transport === 'tls+redirect' && after.transport === 'plaintext');

/** The routes of head of which nothing tells who serves them, and so whether that one redirects by itself. */
const readByNobody = ({ units }: Transition): ReadonlySet<string> =>
  new Set(
    units.flatMap(({ head }) =>
      head.graph.routes.filter((one) => readersOf(one).length === 0).map(({ route }) => objectName(route.id)),
    ),
  );

const wasBefore = ({ before }: Change) =>
  literal(before.transport === 'tls+redirect' ? 'was redirected to HTTPS' : 'was closed');
