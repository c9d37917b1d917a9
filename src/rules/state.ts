import { objectName, objectNames } from '../graph/objects.ts';
import type { Config } from '../model/config.ts';
import type { Severity } from '../model/finding.ts';
import { configured, type Judged } from './judged.ts';
import type { Observation, StateRule, Transition, UnitChange, UnitSide } from './rule.ts';

/**
 * What a rule sees at head and saw at base. Introduced is what base does not have: no finding of the same rule about the
 * same object in the same unit, nor in one that the object has left. Fixed is what head has no longer.
 */
export function judgeState(rule: StateRule, { units }: Transition, config: Config): readonly Judged[] {
  const isKnown = knownAtBase(rule, units, config);
  return units.flatMap(({ base, head }) => {
    const [before, now] = [findIn(rule, base, config), findIn(rule, head, config)];
    const still = new Set(now.map(({ about }) => about));
    return [
      ...now.map((seen) =>
        isKnown(seen, head.unit.id)
          ? ({ rule: rule.id, severity: weight(rule, seen, config), state: 'pre-existing', seen } as const)
          : introduced(rule, seen, base, config),
      ),
      ...before
        .filter(({ about }) => !still.has(about))
        .map((seen): Judged => ({ rule: rule.id, severity: weight(rule, seen, config), state: 'fixed', seen })),
    ];
  });
}

const weight = (rule: StateRule, seen: Observation, config: Config): Severity =>
  configured(rule, config) ?? seen.severity ?? rule.severity;

/** Some links weigh more where the object was in order at base: then this change has broken it. */
function introduced(rule: StateRule, seen: Observation, base: UnitSide, config: Config): Judged {
  const wasFine = seen.ifRegression !== undefined && objectNames(base.graph).has(objectName(seen.object));
  const severity = wasFine
    ? (configured(rule, config) ?? seen.ifRegression ?? rule.severity)
    : weight(rule, seen, config);
  return { rule: rule.id, severity, state: 'introduced', seen };
}

function knownAtBase(
  rule: StateRule,
  units: readonly UnitChange[],
  config: Config,
): (seen: Observation, unit: string) => boolean {
  const before = units.flatMap((unit) =>
    findIn(rule, unit.base, config).map((seen) => ({ about: objectName(seen.object), unit })),
  );
  const here = new Set(before.map(({ about, unit }) => `${unit.base.unit.id}\n${about}`));
  const left = new Set(
    before.filter(({ about, unit }) => !objectNames(unit.head.graph).has(about)).map(({ about }) => about),
  );
  return ({ object }, unit) => here.has(`${unit}\n${objectName(object)}`) || left.has(objectName(object));
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
