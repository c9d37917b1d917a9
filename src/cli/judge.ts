import { compareMerge, compareTrees } from '../app/compare.ts';
import type { Config } from '../model/config.ts';
import type { Gap } from '../model/gap.ts';
import { conclude } from '../report/conclude.ts';
import type { Verdict } from '../report/report.ts';
import { review } from '../review.ts';
import { type ConfigurationOptions, configuration } from './configuration.ts';
import type { Options } from './options.ts';
import { openReadingCache, type ReadingCache } from './reading-cache.ts';
import type { ChosenSides } from './sides.ts';

type JudgeOptions = Pick<Options, 'baseDir' | 'repo' | 'failOn'> & ConfigurationOptions;

/** Reads, reviews and concludes what was chosen. */
export async function judge(
  { base, head, mergeBase }: ChosenSides,
  options: JudgeOptions,
  memo: ReadingCache = openReadingCache(options.baseDir ?? options.repo),
): Promise<Verdict> {
  const config = await configuration(options, base);
  const compared = await (mergeBase === undefined
    ? compareTrees(base, head, memo)
    : compareMerge({ mergeBase, tip: base, head }, memo));
  const report = review(compared.base, compared.head, config, memo);
  memo.save();
  const conflicts = compared.problems.map((problem): Gap => ({ ...problem, side: 'head', blocks: false }));
  const today = new Date().toISOString().slice(0, 10);
  return conclude({ ...report, gaps: [...report.gaps, ...conflicts] }, asAsked(config, options), [], today);
}

/** The command line knows better than the configuration what should fail. */
const asAsked = (config: Config, { failOn }: JudgeOptions): Config =>
  failOn === undefined || failOn === 'never' ? config : { ...config, failOn };
