import { type Change, routeKinds } from '../exposure/exposure.ts';
import { classOf } from '../exposure/route-key.ts';
import { literal, type Message, say } from '../model/message.ts';
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
      .filter(
        ({ after: { entry, reach } }) => ['lb', 'listener', ...routeKinds].includes(entry.kind) && isPublic(reach),
      )
      .map((change) => {
        const { before, after } = change;
        // Of a route only the name of its class may tell, and a name proves little.
        const isGuess = after.entry.kind !== 'lb' && after.reachBasis === 'assumed';
        return loss(change, 'reach', {
          message: say`${doorOf(after)} was for ${clientsOf(before)} and is now for ${clientsOf(after)}`,
          adds: say`it was for ${clientsOf(before)}`,
          help: wayBack(change),
          ...(isGuess ? { severity: 'warning' } : {}),
        });
      }),
};

function wayBack({ before, after, attributes }: Change): Message {
  if (attributes.includes('class'))
    return say`keep ${literal(before.entry.door ? '' : 'class ')}${classOf(before.key)}`;
  const ranges = after.entry.kind === 'lb' ? say`, or set loadBalancerSourceRanges` : say``;
  return say`keep the annotation that makes it internal${ranges}`;
}

const isPublic = (reach: string): boolean => reach === 'public' || reach === 'unknown';
