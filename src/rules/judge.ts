import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Config } from '../model/config.ts';
import { type Finding, type FindingState, type Severity, severities } from '../model/finding.ts';
import { byPosition, byText } from '../model/source.ts';
import { rules } from './index.ts';
import { objectAbout } from './links.ts';
import type { Observation, Rule, StateRule, Transition, UnitSide } from './rule.ts';

/** An observation with the rule that made it and whether it is new. */
interface Judged {
  readonly rule: string;
  readonly severity: Severity;
  readonly state: FindingState;
  readonly seen: Observation;
}

/** Everything that the rules say of a change, most severe first; one cause is one finding. */
export function judge(transition: Transition, config: Config): readonly Finding[] {
  const demoted = new Set(transition.units.filter(isDevelopment).map(({ head }) => head.unit.id));
  const judged = rules
    .filter(({ id }) => config.rules.get(id) !== 'off')
    .flatMap((rule) =>
      rule.looksAt === 'state' ? judgeState(rule, transition, config) : judgeTransition(rule, transition, config),
    )
    .map((one) =>
      one.seen.units.every((unit) => demoted.has(unit)) ? { ...one, severity: demote(one.severity) } : one,
    );
  return oneForEachCause(acrossUnits(judged)).sort(inOrder);
}

// What is known to be for development counts one step less, but only where base knows it too: a pull request cannot
// declare itself harmless.
const developmentNames = ['dev', 'development', 'local', 'kind', 'test', 'example', 'examples', 'ci', 'e2e'];
const isDevelopment = ({ base }: Transition['units'][number]): boolean =>
  developmentNames.includes(base.unit.environment ?? '');

const demote = (severity: Severity): Severity => severities[Math.max(0, severities.indexOf(severity) - 1)] ?? severity;

const judgeTransition = (rule: Extract<Rule, { looksAt: 'transition' }>, transition: Transition, config: Config) =>
  rule.find(transition, config).map(
    (seen): Judged => ({
      rule: rule.id,
      severity: configured(rule, config) ?? seen.severity ?? rule.severity,
      state: 'introduced',
      seen,
    }),
  );

/**
 * Introduced is what base does not have: no finding of the same rule about the same object in the same unit, nor in one
 * that the object has left. Fixed is what head has no longer, though the object is still there.
 */
function judgeState(rule: StateRule, { units }: Transition, config: Config): readonly Judged[] {
  const before = units.flatMap(({ base }) => findIn(rule, base, config).map((seen) => ({ seen, unit: base.unit.id })));
  const known = new Set(before.map(({ seen, unit }) => `${unit}\n${objectAbout(seen.object)}`));
  const left = new Set(
    before.filter(({ seen, unit }) => !stands(seen, unit, units)).map(({ seen }) => objectAbout(seen.object)),
  );
  const severity = (seen: Observation): Severity => configured(rule, config) ?? seen.severity ?? rule.severity;
  return units.flatMap(({ base, head }): readonly Judged[] => {
    const now = findIn(rule, head, config);
    const still = new Set(now.map(({ about }) => about));
    const isKnown = ({ object }: Observation): boolean =>
      known.has(`${head.unit.id}\n${objectAbout(object)}`) || left.has(objectAbout(object));
    const found = now.map((seen): Judged => {
      if (isKnown(seen)) return { rule: rule.id, severity: severity(seen), state: 'pre-existing', seen };
      const wasFine = seen.ifRegression !== undefined && objectsOf(base).has(objectAbout(seen.object));
      const weight = wasFine ? (configured(rule, config) ?? seen.ifRegression ?? rule.severity) : severity(seen);
      return { rule: rule.id, severity: weight, state: 'introduced', seen };
    });
    const gone = before
      .filter(({ seen, unit }) => unit === base.unit.id && !still.has(seen.about))
      .map(({ seen }): Judged => ({ rule: rule.id, severity: severity(seen), state: 'fixed', seen }));
    return [...found, ...gone];
  });
}

const seenOn = new WeakMap<UnitSide, Map<string, { readonly config: Config; readonly seen: readonly Observation[] }>>();

/** What a rule sees on a side, once for as long as the side is kept. */
function findIn(rule: StateRule, side: UnitSide, config: Config): readonly Observation[] {
  const bySide =
    seenOn.get(side) ?? new Map<string, { readonly config: Config; readonly seen: readonly Observation[] }>();
  seenOn.set(side, bySide);
  const known = bySide.get(rule.id);
  if (known?.config === config) return known.seen;
  const seen = rule.find(side, config);
  bySide.set(rule.id, { config, seen });
  return seen;
}

const configured = ({ id }: Rule, { rules: overrides }: Config): Severity | undefined => {
  const severity = overrides.get(id);
  return severity === 'off' ? undefined : severity;
};

const stands = ({ object }: Observation, unit: string, units: Transition['units']): boolean =>
  units.some(({ head }) => head.unit.id === unit && objectsOf(head).has(objectAbout(object)));

const objects = new WeakMap<UnitSide, ReadonlySet<string>>();

function objectsOf(side: UnitSide): ReadonlySet<string> {
  const known = objects.get(side);
  if (known !== undefined) return known;
  const { services, workloads, routes } = side.graph;
  const ids = [
    ...services.map(({ service }) => service.id),
    ...workloads.map(({ id }) => id),
    ...routes.map(({ route }) => route.id),
  ];
  const found = new Set(ids.map(objectAbout));
  objects.set(side, found);
  return found;
}

/** The same observation in several units is one, with all their names. */
function acrossUnits(judged: readonly Judged[]): readonly Judged[] {
  const groups = Map.groupBy(judged, ({ rule, state, seen }) => [rule, state, seen.about].join('\n'));
  return [...groups.values()].map((same) => {
    const sorted = [...same].sort(
      (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity) || byPosition(a.seen.at, b.seen.at),
    );
    const [first] = sorted as [Judged];
    const elsewhere = sorted.slice(1).map(({ seen }) => seen.at);
    const units = [...new Set(same.flatMap(({ seen }) => seen.units))].sort(byText);
    return { ...first, seen: { ...first.seen, units, because: [...first.seen.because, ...elsewhere] } };
  });
}

/** Findings of one cause as one: the most severe speaks, the others stand under `also`. */
function oneForEachCause(judged: readonly Judged[]): Finding[] {
  const causes = Map.groupBy(
    judged.filter(({ seen }) => seen.cause !== undefined),
    ({ seen }) => seen.cause ?? '',
  );
  const wholeObject = (cause: string): readonly Judged[] =>
    cause.includes('|') ? (causes.get(cause.slice(0, cause.indexOf('|'))) ?? []) : [];
  const joinedObjects = new Set(
    [...causes.keys()].filter((cause) => cause.includes('|')).map((cause) => cause.slice(0, cause.indexOf('|'))),
  );
  const alone = judged.filter(({ seen }) => seen.cause === undefined).map((one) => toFinding([one]));
  const together = [...causes]
    .filter(([cause]) => cause.includes('|') || !joinedObjects.has(cause))
    .map(([cause, same]) => toFinding([...same, ...wholeObject(cause)]));
  return [...alone, ...together];
}

function toFinding(same: readonly Judged[]): Finding {
  const [first, ...others] = [...same].sort(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
  ) as [Judged, ...Judged[]];
  const { seen, rule, severity, state } = first;
  return {
    rule,
    also: [...new Set(others.map((other) => other.rule))].filter((other) => other !== rule).sort(byText),
    severity,
    state,
    message: seen.message,
    help: seen.help,
    fingerprint: fingerprint(rule, seen.about),
    units: seen.units,
    at: seen.at,
    because: [...seen.because, ...others.map((other) => other.seen.at)],
    object: seen.object,
    exposure: seen.exposure,
  };
}

/** 16 hexadecimal digits of what is found and about what; files, lines and units are no part of it. */
const fingerprint = (rule: string, about: string): string =>
  bytesToHex(sha256(utf8ToBytes(`${rule}\n${about}`))).slice(0, 16);

const stateOrder: readonly FindingState[] = ['introduced', 'pre-existing', 'fixed'];

const inOrder = (a: Finding, b: Finding): number =>
  stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state) ||
  severities.indexOf(b.severity) - severities.indexOf(a.severity) ||
  byPosition(a.at, b.at) ||
  byText(a.rule, b.rule) ||
  byText(a.fingerprint, b.fingerprint);
