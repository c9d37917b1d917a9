import type { Position } from '../model/source.ts';
import type { Hunk, Report } from './report.ts';

type Changes = Report['changes'];

/** The first of `places` that lies on a line which the pull request changed, as head has it. */
export const onChangedLine = (changes: Changes, places: readonly Position[]): Position | undefined =>
  places.find(({ path, line }) => (changes.get(path) ?? []).some((hunk) => holds(hunk, line)));

const holds = ({ headStart, headLines }: Hunk, line: number): boolean =>
  line >= headStart && line < headStart + headLines;
