import type { Result } from './result.ts';

/** One place a group, one result a line, and below it the way out. */
export function doctorText(results: readonly Result[]): string {
  const groups = [...Map.groupBy(results, ({ where }) => where)].map(
    ([where, of]) => `${printable(where)}\n${of.map(linesOf).join('')}\n`,
  );
  return `${groups.join('')}${closing(results)}\n`;
}

const marks = { fine: '✓', problem: '✗', unknown: '?' } as const;

function linesOf({ state, message, fix }: Result): string {
  const line = `  ${marks[state]} ${printable(message)}\n`;
  return fix === undefined ? line : `${line}      fix: ${printable(fix)}\n`;
}

/** What others have named may hold what a terminal obeys. */
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

function closing(results: readonly Result[]): string {
  const count = (state: Result['state']): number => results.filter((result) => result.state === state).length;
  const problems = count('problem');
  return `${problems} ${problems === 1 ? 'problem' : 'problems'}, ${count('unknown')} unknown, ${count('fine')} fine`;
}

/** For programs: `fix` is null where there is none. */
export const doctorJson = (results: readonly Result[]): unknown => ({
  version: 1,
  results: results.map(({ check, state, where, message, fix }) => ({ check, state, where, message, fix: fix ?? null })),
});
