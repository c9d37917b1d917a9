import { compareTrees } from '../app/compare.ts';
import { clusterOf } from '../connectivity.ts';
import type { Graph } from '../graph/graph.ts';
import { connectivity } from '../graph/policy/connectivity.ts';
import { answerTo } from '../graph/policy/question.ts';
import { answerJson, connectivityJson } from '../report/connectivity-json.ts';
import { answerText, connectivityText } from '../report/connectivity-text.ts';
import { configuration } from './configuration.ts';
import { nothing } from './nothing.ts';
import { type Options, parseOptions } from './options.ts';
import type { Outcome } from './outcome.ts';
import { withProgress } from './progress.ts';
import { questionOf } from './question.ts';
import { openReadingCache } from './reading-cache.ts';
import { chooseSide } from './sides.ts';

/** `portcullis connectivity`: who may connect to whom under the network policies, or whether two may. */
export async function connectivityCommand(args: readonly string[]): Promise<Outcome> {
  const options = parseOptions(args, 'connectivity');
  const side = await chooseSide(options);
  const config = await configuration(options, side);
  const memo = openReadingCache(options.dir ?? options.repo);
  const { head } = await withProgress('reading', compareTrees(nothing, side, memo));
  const { graph, gaps } = clusterOf(head, config, memo, options.unit);
  memo.save();
  const exitCode = gaps.some(({ blocks }) => blocks) ? 3 : 0;
  return { output: outputOf(graph, options), exitCode };
}

function outputOf(graph: Graph, options: Options): string {
  const isText = options.format === 'text';
  const question = questionOf(options, graph);
  if (question !== undefined) {
    const answer = answerTo(question, graph);
    return isText ? answerText(question, answer) : `${JSON.stringify(answerJson(answer), undefined, 2)}\n`;
  }
  const rows = connectivityJson(connectivity(graph));
  return isText ? connectivityText(rows) : `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}
