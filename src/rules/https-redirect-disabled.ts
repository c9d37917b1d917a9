import type { Change } from '../exposure/exposure.ts';
import { classOf } from '../exposure/route-key.ts';
import { say } from '../model/message.ts';
import { loosened, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { doorOf } from './words.ts';

export const httpsRedirectDisabled: TransitionRule = {
  id: 'https-redirect-disabled',
  severity: 'warning',
  summary: 'plain HTTP is answered where it was redirected to HTTPS',
  looksAt: 'transition',
  find: (transition) =>
    loosened(transition, 'transport')
      .filter(isLostRedirect)
      .map((change) =>
        loss(change, 'transport', {
          message: say`${doorOf(change.after)} now answers plain HTTP too, which ${change.before.transport === 'tls+redirect' ? say`was redirected to HTTPS` : say`was not open`}`,
          help: say`leave the redirect on; if something in front ends TLS, force it there`,
        }),
      ),
};

/** Under another class it is another controller's habit, and what that one is told to do elsewhere nobody knows. */
const isLostRedirect = ({ before, after }: Change): boolean =>
  after.transport === 'tls+plaintext' && classOf(before.key) === classOf(after.key);
