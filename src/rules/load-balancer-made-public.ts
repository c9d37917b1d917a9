import { say } from '../model/message.ts';
import { loosened, loss } from './changes.ts';
import type { TransitionRule } from './rule.ts';
import { clientsOf, doorOf } from './words.ts';

export const loadBalancerMadePublic: TransitionRule = {
  id: 'load-balancer-made-public',
  severity: 'error',
  summary: 'a private load balancer that the internet can reach now',
  looksAt: 'transition',
  find: (transition) =>
    loosened(transition, 'reach')
      .filter(({ after: { entry, reach } }) => ['lb', 'http-route'].includes(entry.kind) && isPublic(reach))
      .map((change) => {
        const { before, after } = change;
        // Of a route only the name of its class may tell, and a name proves little.
        const isGuess = after.entry.kind === 'http-route' && after.reachBasis === 'assumed';
        return loss(change, 'reach', {
          message: say`${doorOf(after)} was for ${clientsOf(before)} and is now for ${clientsOf(after)}`,
          help: say`keep the annotation or class that makes it internal, or restrict its source ranges`,
          ...(isGuess ? { severity: 'warning' } : {}),
        });
      }),
};

const isPublic = (reach: string): boolean => reach === 'public' || reach === 'unknown';
