import type { Gap } from '../model/gap.ts';
import { literal, say } from '../model/message.ts';
import type { Position } from '../model/source.ts';
import type { Elsewhere, Taken } from '../render/deliveries/delivery.ts';
import { versionless } from '../render/source-url.ts';
import { takenBy } from './rendered-orders.ts';
import type { Sides } from './sides.ts';
import { gapsOf, type Trust } from './trust.ts';

/** What the changed orders of this pull request have deployed that nobody can see here. */
export function orderGaps(sides: Sides, trust: Trust): readonly Gap[] {
  const { base, head, changed } = sides;
  const delivered = new Set(base.orders.deliveries.map(sameOrder));
  const wasHere = (one: Elsewhere): boolean => delivered.has(sameOrder(one));
  const gone = head.orders.elsewhere.filter(wasHere);
  const wasTaken = new Set([...base.orders.elsewhere, ...base.orders.taken].map(withSource));
  const isMoved = (one: Taken): boolean => changed.has(one.sourceAt.path) && !wasTaken.has(withSource(one));
  const others = head.orders.elsewhere.filter((one) => !wasHere(one));
  const [fresh, standing] = [true, false].map((is) => others.filter(({ at }) => changed.has(at.path) === is));
  return [
    ...gone.map(goneGap),
    ...(fresh ?? []).map((one) => elsewhereGap(one, one.at, trust)),
    ...onceEach((standing ?? []).filter(isMoved)).map((one) => elsewhereGap(one, one.sourceAt, trust)),
    ...onceEach(foreign(sides, trust).filter(isMoved)).map(foreignGap),
    ...fromNewSources(sides, trust).map((one) => elsewhereGap(one, one.at, trust)),
    ...notFollowed(sides),
  ];
}

/** One of those that hang on the same line. */
const onceEach = <One extends Taken>(all: readonly One[]): readonly One[] => [
  ...new Map(all.toReversed().map((one) => [JSON.stringify([one.sourceAt, one.source]), one])).values(),
];

const withSource = (one: Taken): string => `${sameOrder(one)} ${versionless(one.source)}`;

/**
 * What is read here and taken from an address that base takes nothing from: perhaps another repository with a folder of
 * that name. Only where base shows what addresses this repository has.
 */
function foreign({ base, head }: Sides, isTrusted: Trust): readonly Taken[] {
  return base.orders.taken.length === 0 ? [] : head.orders.taken.filter(({ source }) => !isTrusted(source));
}

const foreignGap = ({ sourceAt, by, source }: Taken): Gap => ({
  at: sourceAt,
  side: 'head',
  reason: 'not-rendered',
  blocks: true,
  source,
  message: say`${by} deploys from ${source}, a new source whose content may differ from this repository; allow it under allow_sources`,
});

const sameOrder = ({ id, by }: Pick<Elsewhere, 'id' | 'by'>): string => `${by} ${id}`;

/** The order stands and what it asks for does not: the controller keeps what it has, and so does the cluster. */
const goneGap = ({ at, by }: Elsewhere): Gap => ({
  at,
  side: 'head',
  reason: 'missing-file',
  blocks: true,
  message: say`what ${by} deploys is not in this repository any more`,
});

/** Of all that a unit has rendered, the first order that takes something from an address, where no file says it as it stands. */
function fromNewSources({ head, changed }: Sides, isTrusted: Trust): ReturnType<typeof takenBy> {
  const told = new Set([...head.orders.taken, ...head.orders.elsewhere].map(({ by, source }) => `${by} ${source}`));
  return [...head.rendered.values()].flatMap((unit) => {
    if (![...unit.files()].some((path) => changed.has(path))) return [];
    const fresh = takenBy(unit, head).filter(
      (one) => isUntrusted(one, isTrusted) && !told.has(`${one.by} ${one.source}`),
    );
    return [...new Map(fresh.toReversed().map((one) => [one.source, one])).values()];
  });
}

const isUntrusted = ({ source }: Pick<Taken, 'source'>, isTrusted: Trust): boolean =>
  source !== '' && !isTrusted(source);

function elsewhereGap(
  { by, source, isChart }: Pick<Elsewhere, 'by' | 'source' | 'isChart'>,
  at: Position,
  isTrusted: Trust,
): Gap {
  const isNew = isUntrusted({ source }, isTrusted);
  const from =
    source === ''
      ? literal('a chart that is not named')
      : isChart
        ? say`a chart from ${source}, which is not read; only what its values suggest is reported`
        : say`from ${source}, which is not analyzed`;
  const hint = isNew ? literal('; the source is new: allow it under allow_sources') : literal('');
  return {
    at,
    side: 'head',
    reason: 'not-rendered',
    blocks: isNew,
    ...(source !== '' && { source }),
    message: say`${by} deploys ${from}${hint}`,
  };
}

/** What base could not follow either blocks nobody. */
function notFollowed({ base, head, changed }: Sides): readonly Gap[] {
  const problems = head.orders.problems.filter(({ at }) => changed.has(at.path));
  return gapsOf(base.orders.problems, problems, () => true);
}
