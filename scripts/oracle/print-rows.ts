/** What was found of one root or chart. */
interface Row {
  readonly verdict: string;
  /** The first difference, our gap, or the other tool's words. */
  readonly detail: string;
}

interface Printing<R extends Row> {
  readonly nameOf: (row: R) => string;
  /** In the order in which they are counted; `equal`, `gap` and `different` are among them. */
  readonly verdicts: readonly R['verdict'][];
  /** As many characters of a detail are shown. */
  readonly maxDetail: number;
  readonly json: boolean;
}

/** What is not equal, how often each verdict was given, and the line that every oracle ends with; or all of it as JSON. */
export function printRows<R extends Row>(rows: readonly R[], { nameOf, verdicts, maxDetail, json }: Printing<R>): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const width = Math.max(...verdicts.map((verdict) => verdict.length)) + 1;
  const count = (...asked: readonly string[]): number => rows.filter(({ verdict }) => asked.includes(verdict)).length;
  for (const row of rows)
    if (row.verdict !== 'equal')
      process.stdout.write(`${row.verdict.padEnd(width)} ${nameOf(row)}: ${row.detail.slice(0, maxDetail)}\n`);
  for (const verdict of verdicts) process.stdout.write(`${verdict.padEnd(width)} ${count(verdict)}\n`);
  process.stdout.write(
    `equal ${count('equal')}/${count('equal', 'gap', 'different')}  gaps ${count('gap')}  silently different ${count('different')}\n`,
  );
}
