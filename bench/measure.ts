/** Milliseconds of each of `runs` calls, sorted; the first `warmUp` calls are not counted. */
export async function timed(runs: number, work: (run: number) => unknown, warmUp = 2): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = -warmUp; run < runs; run += 1) {
    const started = performance.now();
    await work(run);
    if (run >= 0) times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

export const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;

/** The exponent with which times grow over sizes: 1 is linear. Least squares of the logarithms. */
export function slope(points: readonly { readonly size: number; readonly ms: number }[]): number {
  const logs = points.map(({ size, ms }) => [Math.log(size), Math.log(ms)] as const);
  const mean = (index: 0 | 1): number => logs.reduce((sum, point) => sum + point[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return over / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Empty where there is none: the figure stands for itself. */
  readonly goal: string;
  /** Undefined where it could not be measured, or there is no goal. */
  readonly reached: boolean | undefined;
}

export function print(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  for (const { what, measured, goal, reached } of rows) {
    const mark = reached === undefined ? (goal === '' ? '    ' : 'skip') : reached ? 'ok  ' : 'MISS';
    console.log(`${mark} ${what.padEnd(width)}  ${measured}${goal === '' ? '' : `  (goal ${goal})`}`);
  }
}
