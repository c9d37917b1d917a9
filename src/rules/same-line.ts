import { atLeast, type Finding } from '../model/finding.ts';
import { listed } from '../model/listed.ts';
import { literal, type Message, say } from '../model/message.ts';
import { describe } from '../model/resource.ts';
import { byText } from '../model/source.ts';

/**
 * Overlays that give one base another namespace or prefix, and releases of one chart, find the same line in each of them:
 * that is told once, about the most severe, with the objects of the others beside it.
 */
export function onceForEachLine(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, keyOf);
  const merged = new Map([...groups.values()].flatMap((same) => (isSplit(same) ? [[same[0], united(same)]] : [])));
  const dropped = new Set([...groups.values()].flatMap((same) => (isSplit(same) ? same.slice(1) : [])));
  return findings.filter((one) => !dropped.has(one)).map((one) => merged.get(one) ?? one);
}

const keyOf = ({ rule, also, state, at, object: { kind } }: Finding): string =>
  JSON.stringify([rule, also, state, at.path, at.line, at.column, kind]);

/** Each is of another object, in units of its own: in one unit these are two things. */
function isSplit(same: readonly Finding[]): same is readonly [Finding, ...Finding[]] {
  const objects = new Set(same.map(({ object }) => describe(object)));
  const units = same.flatMap((one) => one.units);
  return same.length > 1 && objects.size === same.length && new Set(units).size === units.length;
}

function united(same: readonly Finding[]): Finding {
  const [first, ...others] = same.toSorted(worstFirst) as [Finding, ...Finding[]];
  return {
    ...first,
    message: say`${first.message}; the same ${whereElse(first, others)}`,
    units: [...new Set(same.flatMap(({ units }) => units))].sort(byText),
    covers: [...new Set([...first.covers, ...others.flatMap((one) => [one.fingerprint, ...one.covers])])].sort(byText),
    others: others.map(({ object }) => object),
    said: same.flatMap(({ said }) => said),
  };
}

const worstFirst = (a: Finding, b: Finding): number =>
  a.severity === b.severity ? byText(describe(a.object), describe(b.object)) : atLeast(a.severity, b.severity) ? -1 : 1;

/** Their namespaces, where the name is the same everywhere. */
function whereElse({ object }: Finding, others: readonly Finding[]): Message {
  const isNamedAlike = others.every((other) => other.object.name === object.name);
  const names = others.map((other) =>
    isNamedAlike ? (other.object.namespace ?? 'no namespace') : describe(other.object),
  );
  return say`${isNamedAlike ? literal('in ') : literal('for ')}${listed(names.sort(byText))}`;
}
