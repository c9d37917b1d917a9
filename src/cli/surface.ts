import { compareTrees } from '../app/compare.ts';
import { surfaceOf } from '../surface.ts';
import { configuration } from './configuration.ts';
import { nothing } from './nothing.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { withProgress } from './progress.ts';
import { openReadingCache } from './reading-cache.ts';
import { chooseSide } from './sides.ts';

/** `portcullis surface`: every way into one side. */
export async function surface(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, ['text', 'json'], 1);
  const side = await chooseSide(options);
  const config = await configuration(options, side);
  const memo = openReadingCache(options.dir ?? options.repo);
  const { head } = await withProgress('reading', compareTrees(nothing, side, memo));
  const found = surfaceOf(head, config, memo, options.unit);
  memo.save();
  return {
    output:
      options.format === 'json'
        ? `${JSON.stringify((await import('../report/json.ts')).surfaceJson(found), undefined, 2)}\n`
        : (await import('../report/text.ts')).surfaceText(found, { color: options.color }),
    exitCode: found.gaps.some(({ blocks }) => blocks) ? 3 : 0,
  };
}
