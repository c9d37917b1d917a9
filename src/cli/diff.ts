import type { Verdict } from '../report/report.ts';
import { type Options, parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { withProgress } from './progress.ts';
import { chooseSides } from './sides.ts';

/** `portcullis diff`: the review of two commits or folders. */
export async function diff(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, ['text', 'json', 'markdown', 'mermaid'], 2);
  const started = performance.now();
  const verdict = await withProgress('reading both sides', verdictOn(options));
  return {
    output: await written(verdict, options, performance.now() - started),
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

/** The writers are loaded one by one: most calls need one. */
async function written(verdict: Verdict, { format, color }: Options, milliseconds: number): Promise<string> {
  if (format === 'json') {
    const { diffJson } = await import('../report/json.ts');
    return `${JSON.stringify(diffJson(verdict, { milliseconds: Math.round(milliseconds) }), undefined, 2)}\n`;
  }
  if (format === 'markdown') return (await import('../report/markdown-report.ts')).markdownReport(verdict);
  if (format === 'mermaid') return (await import('../report/mermaid.ts')).mermaid(verdict);
  return (await import('../report/text.ts')).diffText(verdict, { color, ids: true });
}
