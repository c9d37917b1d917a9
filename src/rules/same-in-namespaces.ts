import { atLeast, type Finding } from '../model/finding.ts';
import { type Message, say } from '../model/message.ts';
import { byText } from '../model/source.ts';

/**
 * Overlays that put one base into namespaces of their own find the same line in each of them: that is told once, about the
 * most severe, with the objects of the others beside it.
 */
export function onceForNamespaces(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, keyOf);
  const merged = new Map([...groups.values()].flatMap((same) => (isSplit(same) ? [[same[0], united(same)]] : [])));
  const dropped = new Set([...groups.values()].flatMap((same) => (isSplit(same) ? same.slice(1) : [])));
  return findings.filter((one) => !dropped.has(one)).map((one) => merged.get(one) ?? one);
}

const keyOf = ({ rule, also, state, at, object: { kind, name } }: Finding): string =>
  JSON.stringify([rule, also, state, at.path, at.line, at.column, kind, name]);

/** One object for each namespace, each in units of its own: in one unit these are two things. */
function isSplit(same: readonly Finding[]): same is readonly [Finding, ...Finding[]] {
  const namespaces = new Set(same.map(({ object }) => object.namespace));
  const units = same.flatMap((one) => one.units);
  return same.length > 1 && namespaces.size === same.length && new Set(units).size === units.length;
}

function united(same: readonly Finding[]): Finding {
  const [first, ...others] = same.toSorted(worstFirst) as [Finding, ...Finding[]];
  return {
    ...first,
    message: say`${first.message}; the same in ${namespacesOf(others)}`,
    units: [...new Set(same.flatMap(({ units }) => units))].sort(byText),
    covers: [...new Set([...first.covers, ...others.flatMap((one) => [one.fingerprint, ...one.covers])])].sort(byText),
    others: others.map(({ object }) => object),
  };
}

const worstFirst = (a: Finding, b: Finding): number =>
  a.severity === b.severity
    ? byText(a.object.namespace ?? '', b.object.namespace ?? '')
    : atLeast(a.severity, b.severity)
      ? -1
      : 1;

const namespacesOf = (findings: readonly Finding[]): Message => {
  const names = findings.map(({ object }) => object.namespace ?? '(no namespace)').sort(byText);
  return say`${names.join(', ')}`;
};
