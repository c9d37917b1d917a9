import type { Config } from '../model/config.ts';
import type { Gap } from '../model/gap.ts';
import { literal, say } from '../model/message.ts';
import type { Elsewhere } from '../render/deliveries/delivery.ts';
import type { Sides } from './sides.ts';
import { gapsOf, type Trust, trusted } from './trust.ts';

/** What the changed orders of this pull request have deployed that nobody can see here. */
export function orderGaps(sides: Sides, config: Config): readonly Gap[] {
  const { base, head, changed } = sides;
  const trust = trusted(base, config);
  const delivered = new Set(base.orders.deliveries.map(sameOrder));
  const wasHere = (one: Elsewhere): boolean => delivered.has(sameOrder(one));
  const gone = head.orders.elsewhere.filter(wasHere);
  const others = head.orders.elsewhere.filter((one) => changed.has(one.at.path) && !wasHere(one));
  return [...gone.map(goneGap), ...others.map((one) => elsewhereGap(one, trust)), ...notFollowed(sides)];
}

const sameOrder = ({ id, by }: Pick<Elsewhere, 'id' | 'by'>): string => `${by} ${id}`;

/** The order stands and what it asks for does not: the controller keeps what it has, and so does the cluster. */
const goneGap = ({ at, by }: Elsewhere): Gap => ({
  at,
  side: 'head',
  reason: 'missing-file',
  blocks: true,
  message: say`what ${by} deploys is not in this repository any more`,
});

function elsewhereGap({ at, by, source, isChart }: Elsewhere, isTrusted: Trust): Gap {
  const isNew = source !== '' && !isTrusted(source);
  const from =
    source === ''
      ? literal('is a chart that is not named')
      : isChart
        ? say`comes from ${source}: what its values probably make is all that is told`
        : say`comes from ${source} and is not analysed`;
  const hint = isNew ? literal('; nothing comes from there yet, allow_sources can allow it') : literal('');
  return {
    at,
    side: 'head',
    reason: 'not-rendered',
    blocks: isNew,
    ...(source !== '' && { source }),
    message: say`what ${by} deploys ${from}${hint}`,
  };
}

/** What base could not follow either blocks nobody. */
function notFollowed({ base, head, changed }: Sides): readonly Gap[] {
  const problems = head.orders.problems.filter(({ at }) => changed.has(at.path));
  return gapsOf(base.orders.problems, problems, () => true);
}
