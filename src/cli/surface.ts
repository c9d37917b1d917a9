import { compareTrees } from '../app/compare.ts';
import type { Surface } from '../report/surface.ts';
import { surfaceOf } from '../surface.ts';
import { configuration } from './configuration.ts';
import { nothing } from './nothing.ts';
import { type Options, parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { drawn, jsonText } from './output.ts';
import { withProgress } from './progress.ts';
import { openReadingCache } from './reading-cache.ts';
import { chooseSide } from './sides.ts';

/** `portcullis surface`: every way into one side. */
export async function surface(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, 'surface');
  const side = await chooseSide(options);
  const config = await configuration(options, side);
  const memo = openReadingCache(options.dir ?? options.repo);
  const { head } = await withProgress('reading', compareTrees(nothing, side, memo));
  const found = surfaceOf(head, config, memo, options.unit);
  memo.save();
  return { ...(await written(found, options)), exitCode: found.gaps.some(({ blocks }) => blocks) ? 3 : 0 };
}

async function written(found: Surface, { format, color }: Options): Promise<Pick<Outcome, 'output' | 'remark'>> {
  if (format === 'json') return { output: jsonText((await import('../report/json.ts')).surfaceJson(found)) };
  if (format === 'mermaid') return drawn((await import('../report/mermaid.ts')).surfaceDiagrams(found));
  if (format === 'html') return { output: (await import('../report/surface-html.ts')).surfacePage(found) };
  return { output: (await import('../report/text.ts')).surfaceText(found, { color }) };
}
