import { type Change, type Exposure, routeKinds } from '../exposure/exposure.ts';
import { classOf } from '../exposure/route-key.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { byPosition, type Position } from '../model/source.ts';
import { loosened, loss } from './changes.ts';
import type { Transition, TransitionRule } from './rule.ts';
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
          help: wayBack(change, transition),
          ...(isGuess ? { severity: 'warning' } : {}),
        });
      }),
};

function wayBack({ before, after, attributes }: Change, transition: Transition): Message {
  if (attributes.includes('class')) return keepDoor(before);
  const ranges = after.entry.kind === 'lb' ? say`, or set loadBalancerSourceRanges` : say``;
  const annotation = annotationAt(before.attributesAt.reach ?? [], transition);
  const what = annotation === undefined ? literal('what makes it internal') : say`the annotation ${annotation}`;
  return say`keep ${what}${ranges}`;
}

function keepDoor({ key, entry: { door, port } }: Exposure): Message {
  if (door === undefined) return say`keep class ${classOf(key)}`;
  return say`keep it at ${describe(door)}${port === undefined ? literal('') : say`, port ${port}`}`;
}

/** What base calls the annotation at one of these places. */
function annotationAt(places: readonly Position[], { units }: Transition): string | undefined {
  const annotated = units.flatMap(({ base: { graph } }) => [
    ...graph.services.map(({ service }) => service),
    ...graph.routes.map(({ route }) => route),
    ...graph.gateways.map(({ gateway }) => gateway),
  ]);
  return annotated
    .flatMap(({ annotations }) => [...annotations])
    .find(([, { at }]) => places.some((place) => byPosition(place, at) === 0))?.[0];
}

const isPublic = (reach: string): boolean => reach === 'public' || reach === 'unknown';
