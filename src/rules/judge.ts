import type { Exposure } from '../exposure/exposure.ts';
import type { Config } from '../model/config.ts';
import { type Finding, type FindingState, type Severity, severities } from '../model/finding.ts';
import { say } from '../model/message.ts';
import { byPosition, byText } from '../model/source.ts';
import { findingsOf } from './causes.ts';
import { isHeldBack } from './held-back.ts';
import { rules } from './index.ts';
import { configured, type Judged } from './judged.ts';
import type { Observation, Transition, TransitionRule } from './rule.ts';
import { onceForEachLine } from './same-line.ts';
import { judgeState } from './state.ts';

/** Everything that the rules say of a change, most severe first; one cause is one finding. */
export function judge(transition: Transition, config: Config): readonly Finding[] {
  const development = new Set(transition.units.filter(isDevelopment).map(({ head }) => head.unit.id));
  const isForDevelopment = ({ units }: Observation): boolean => units.every((unit) => development.has(unit));
  const isProbable = probableWays(transition);
  const judged = rules
    .filter(({ id }) => config.rules.get(id) !== 'off')
    .flatMap((rule) =>
      rule.looksAt === 'state' ? judgeState(rule, transition, config) : judgeTransition(rule, transition, config),
    )
    .map((one) => (isProbable(one.seen) ? { ...one, seen: saidAsProbable(one.seen) } : one))
    .map((one) => {
      const reasons = [isForDevelopment(one.seen), isHeldBack(one.seen, transition), isProbable(one.seen)].filter(
        Boolean,
      );
      return reasons.length === 0 ? one : { ...one, severity: demote(one.severity, reasons.length) };
    });
  return onceForEachLine(findingsOf(judged)).toSorted(inOrder);
}

/**
 * Is a way in told by what charts commonly make of such values, and nowhere seen? A release may claim the way of anything
 * else, and must not weaken what is said of that.
 */
function probableWays({ units }: Transition): (seen: Observation) => boolean {
  const ways = units.flatMap(({ base, head }) => [...base.exposures, ...head.exposures]);
  const [guessed, shown] = [ways.filter(isGuessed), ways.filter((way) => !isGuessed(way))].map(
    (some) => new Set(some.flatMap((way) => way.units.map((unit) => wayIn(unit, way.key)))),
  );
  return ({ exposure, units: places }) =>
    exposure !== undefined &&
    places.map((unit) => wayIn(unit, exposure)).every((way) => guessed?.has(way) && !shown?.has(way));
}

const wayIn = (unit: string, key: string): string => `${unit}\n${key}`;

const isGuessed = ({ certainty }: Exposure): boolean => certainty === 'heuristic';

const saidAsProbable = (seen: Observation): Observation => ({ ...seen, message: say`probably ${seen.message}` });

// What is known to be for development counts one step less, but only where base knows it too: a pull request cannot
// declare itself harmless.
const developmentNames = ['dev', 'development', 'local', 'kind', 'test', 'example', 'examples', 'ci', 'e2e'];
const isDevelopment = ({ base }: Transition['units'][number]): boolean =>
  developmentNames.includes(base.unit.environment ?? '');

const demote = (severity: Severity, steps: number): Severity =>
  severities[Math.max(0, severities.indexOf(severity) - steps)] ?? severity;

/** Everything that a change does is introduced by it. */
const judgeTransition = (rule: TransitionRule, transition: Transition, config: Config): readonly Judged[] =>
  rule.find(transition, config).map((seen) => ({
    rule: rule.id,
    severity: configured(rule, config) ?? seen.severity ?? rule.severity,
    state: 'introduced',
    seen,
  }));

const stateOrder: readonly FindingState[] = ['introduced', 'pre-existing', 'fixed'];

const inOrder = (a: Finding, b: Finding): number =>
  stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) ||
  severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
  byPosition(a.at, b.at) ||
  byText(a.rule, b.rule) ||
  byText(a.fingerprint, b.fingerprint);
