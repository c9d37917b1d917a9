import { compareTrees } from '../app/compare.ts';
import { clusterOf } from '../connectivity.ts';
import { connectivity } from '../graph/policy/connectivity.ts';
import { connectivityJson } from '../report/connectivity-json.ts';
import { configuration } from './configuration.ts';
import { nothing } from './nothing.ts';
import { parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { withProgress } from './progress.ts';
import { openReadingCache } from './reading-cache.ts';
import { chooseSide } from './sides.ts';

/** `portcullis connectivity`: who may connect to whom under the network policies. */
export async function connectivityCommand(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, ['json'], 1);
  const side = await chooseSide(options);
  const config = await configuration(options.config, side);
  const memo = openReadingCache(options.dir ?? options.repo);
  const { head } = await withProgress('reading', compareTrees(nothing, side, memo));
  const { graph, gaps } = clusterOf(head, config, memo, options.unit);
  memo.save();
  const rows = connectivityJson(connectivity(graph)).map((row) => JSON.stringify(row));
  return { output: `[\n${rows.join(',\n')}\n]\n`, exitCode: gaps.some(({ blocks }) => blocks) ? 3 : 0 };
}
