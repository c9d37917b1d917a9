import type { Finding } from '../model/finding.ts';
import { byPosition, type Position, withCauses } from '../model/source.ts';
import { onChangedLine } from '../report/changed-lines.ts';
import type { Hunk } from '../report/report.ts';
import { changedLines } from './hunks.ts';
import type { RenderedUnit } from './rendered-side.ts';
import type { Sides } from './sides.ts';

/**
 * The findings with the changed lines that let in what they point at: a finding about a line that nobody touched comes
 * from a kustomization that names the file now, or from an order that goes to another folder.
 */
export function tracedToChange(findings: readonly Finding[], sides: Sides): readonly Finding[] {
  const changes = onceChanged(sides);
  return findings.map((finding) => {
    const places = withCauses([finding.at, ...finding.because]);
    if (finding.state !== 'introduced' || onChangedLine(changes(places), places) !== undefined) return finding;
    const units = finding.units.flatMap((id) => sides.head.rendered.get(id) ?? []);
    const causes = units.flatMap((unit) => causesIn(unit, finding.at.path, sides, changes));
    return causes.length === 0 ? finding : { ...finding, because: [...finding.because, ...distinct(causes)] };
  });
}

type Changes = (places: readonly Position[]) => ReadonlyMap<string, readonly Hunk[]>;

/** The lines that name the file; where none of them is new, the first new line of what the unit is made by. */
function causesIn(unit: RenderedUnit, path: string, { changed }: Sides, changes: Changes): readonly Position[] {
  const isNew = (place: Position): boolean => onChangedLine(changes([place]), [place]) !== undefined;
  const named = unit.mentions(path).filter(isNew);
  if (named.length > 0) return named;
  const makers = [...unit.makers()].filter((file) => changed.has(file));
  return makers.flatMap((file) => {
    const [first] = (changes([{ path: file, line: 1, column: 1 }]).get(file) ?? []).filter(
      ({ headLines }) => headLines > 0,
    );
    return first === undefined ? [] : { path: file, line: first.headStart, column: 1 };
  });
}

/** Answers the changed lines of the files of some places; each file is compared once. */
function onceChanged({ base, head, changed }: Sides): Changes {
  const known = new Map<string, readonly Hunk[]>();
  return (places) => {
    const fresh = places.map(({ path }) => path).filter((path) => changed.has(path) && !known.has(path));
    for (const [path, hunks] of changedLines(base.tree, head.tree, fresh)) known.set(path, hunks);
    return known;
  };
}

const distinct = (places: readonly Position[]): readonly Position[] =>
  places
    .toSorted(byPosition)
    .filter((place, index, all) => index === 0 || byPosition(place, all[index - 1] ?? place) !== 0);
