import type { Finding, Said } from '../model/finding.ts';
import { joined, plain } from '../model/message.ts';
import { byPosition, byText, type Position } from '../model/source.ts';
import { fingerprint } from './fingerprint.ts';
import { bySeverity, type Judged } from './judged.ts';
import type { Observation } from './rule.ts';

/**
 * Findings of one cause as one: the most severe speaks, the others stand under `also`. Units come together first; what is
 * introduced never hides behind what was there or is gone.
 */
export function findingsOf(judged: readonly Judged[]): readonly Finding[] {
  const all = acrossUnits(judged);
  const caused = Map.groupBy(all, ({ state, seen: { cause } }) => cause && `${state}\n${cause.object}`);
  return [...caused].flatMap(([cause, same]) =>
    cause === undefined ? same.map((one) => toFinding([one])) : ofObject(same),
  );
}

/** The same observation in several units is one, with all their names. */
function acrossUnits(judged: readonly Judged[]): readonly Judged[] {
  const groups = Map.groupBy(judged, ({ rule, state, seen }) => [rule, state, seen.about].join('\n'));
  return [...groups.values()].map((same) => {
    const [first, ...others] = [...same].sort(byWeight) as [Judged, ...Judged[]];
    const units = [...new Set(same.flatMap(({ seen }) => seen.units))].sort(byText);
    const because = [...first.seen.because, ...others.map(({ seen }) => seen.at)];
    const each = same.map(({ seen }) => seen);
    return { ...first, seen: { ...first.seen, units, because, was: linesOfBase(same) }, each };
  });
}

const byWeight = (a: Judged, b: Judged): number => bySeverity(a, b) || byPosition(a.seen.at, b.seen.at);

/** One finding for each port that opens; what is said of the object as a whole belongs to each of them. */
function ofObject(same: readonly Judged[]): readonly Finding[] {
  const parts = Map.groupBy(same, ({ seen }) => seen.cause?.part);
  const whole = parts.get(undefined) ?? [];
  parts.delete(undefined);
  if (parts.size === 0) return [toFinding(whole)];
  return [...parts.values()].map((part) => toFinding([...part, ...whole]));
}

function toFinding(same: readonly Judged[]): Finding {
  const [first, ...others] = [...same].sort(bySeverity) as [Judged, ...Judged[]];
  const { seen, rule, severity, state } = first;
  const additions = others.flatMap((other) => (other.rule === rule ? [] : (other.seen.adds ?? [])));
  const said = [...new Map([seen.message, ...additions].map((message) => [plain(message), message])).values()];
  return {
    rule,
    also: [...new Set(others.map((other) => other.rule))].filter((other) => other !== rule).sort(byText),
    severity,
    state,
    message: joined(said, '; '),
    help: seen.help,
    fingerprint: fingerprint(rule, seen.about),
    covers: [...new Set(others.map((other) => fingerprint(other.rule, other.seen.about)))].sort(byText),
    // Where the harder rule speaks of some units only, the softer one still holds in the others.
    units: [...new Set(same.flatMap((one) => one.seen.units))].sort(byText),
    at: seen.at,
    until: undefined,
    because: [...seen.because, ...others.map((other) => other.seen.at)],
    was: linesOfBase([first, ...others]),
    suggestion: seen.fix,
    object: seen.object,
    others: [],
    exposure: seen.exposure,
    said: same.flatMap((one) => (one.each ?? [one.seen]).map(saidIn)),
  };
}

const saidIn = ({ message, whole, units, exposure, exposures }: Observation): Said => ({
  message,
  units,
  exposures: exposures ?? (exposure === undefined ? [] : [exposure]),
  ...(whole === undefined ? {} : { whole }),
});

const linesOfBase = (judged: readonly Judged[]): readonly Position[] => {
  const all = judged.flatMap(({ seen }) => seen.was ?? []);
  return [...new Map(all.map((at) => [[at.path, at.line, at.column].join('\n'), at])).values()];
};
