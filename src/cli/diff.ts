import type { Verdict } from '../report/report.ts';
import { type Options, parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { drawn, jsonText } from './output.ts';
import { withProgress } from './progress.ts';
import { chooseSides } from './sides.ts';

/** `portcullis diff`: the review of two commits or folders. */
export async function diff(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, 'diff');
  const started = performance.now();
  const verdict = await withProgress('reading both sides', verdictOn(options));
  return {
    ...(await written(verdict, options, performance.now() - started)),
    exitCode: options.failOn === 'never' ? 0 : exitCodeOf(verdict),
  };
}

async function verdictOn(options: Options): Promise<Verdict> {
  const sides = await chooseSides(options);
  // git lists both trees while the engine is being loaded.
  const trees = Promise.all([sides.base.tree(), sides.head.tree()]);
  const [{ judge }] = await Promise.all([import('./judge.ts'), trees]);
  return judge(sides, options);
}

export function exitCodeOf({ conclusion, findings, gaps }: Verdict): number {
  if (conclusion !== 'failure') return 0;
  // Where findings alone would pass, it is what could not be read that fails.
  const isIncomplete =
    gaps.some(({ blocks }) => blocks) &&
    !findings.some(({ state, severity }) => state === 'introduced' && severity === 'error');
  return isIncomplete ? 3 : 1;
}

type Written = Pick<Outcome, 'output' | 'remark'>;

/** The writers are loaded one by one: most calls need one. */
async function written(verdict: Verdict, options: Options, milliseconds: number): Promise<Written> {
  const { format, color } = options;
  if (format === 'json') {
    const { diffJson } = await import('../report/json.ts');
    return { output: jsonText(diffJson(verdict, { milliseconds: Math.round(milliseconds) })) };
  }
  if (format === 'markdown') return { output: (await import('../report/markdown-report.ts')).markdownReport(verdict) };
  if (format === 'mermaid') return drawn((await import('../report/mermaid.ts')).wholeDiagrams(verdict));
  if (format === 'html') return { output: await (await import('./html.ts')).htmlText(verdict) };
  if (format === 'sarif') return { output: await (await import('./sarif.ts')).sarifText(verdict) };
  return { output: (await import('../report/text.ts')).diffText(verdict, { color, ids: true }) };
}
