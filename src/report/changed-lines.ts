import { type Position, withCauses } from '../model/source.ts';
import type { Hunk, Report } from './report.ts';

type Changes = Report['changes'];

/** The first of `places`, or of those that their values come from, on a line that the pull request changed, as head has it. */
export const onChangedLine = (changes: Changes, places: readonly Position[]): Position | undefined =>
  withCauses(places).find(({ path, line }) => (changes.get(path) ?? []).some((hunk) => holds(headOf(hunk), line)));

/** The first of `places` of base that lies on a line which the pull request took away or wrote otherwise. */
export const onRemovedLine = (changes: Changes, places: readonly Position[]): Position | undefined =>
  withCauses(places).find(({ path, line }) => (changes.get(path) ?? []).some((hunk) => holds(baseOf(hunk), line)));

/** True where head has the file and not as base had it. */
export const isChanged = (changes: Changes, path: string): boolean =>
  changes.get(path)?.every(({ headStart }) => headStart > 0) ?? false;

interface Run {
  readonly start: number;
  readonly count: number;
}

const headOf = ({ headStart, headLines }: Hunk): Run => ({ start: headStart, count: headLines });
const baseOf = ({ baseStart, baseLines }: Hunk): Run => ({ start: baseStart, count: baseLines });
const holds = ({ start, count }: Run, line: number): boolean => line >= start && line < start + count;
