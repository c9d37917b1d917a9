import { isDeepStrictEqual } from 'node:util';
import { configPath } from '../config/defaults.ts';
import type { Config } from '../model/config.ts';
import type { Gap, Problem } from '../model/gap.ts';
import { say } from '../model/message.ts';
import {
  type Configuration,
  configurationAfter,
  extendedBy,
  type Neighbourhood,
  organisationRepository,
} from './configuration.ts';
import type { RepositoryAt } from './repository-at.ts';

/** The configuration that a pull request would put in force, which judges nothing before the merge. */
export interface Proposal {
  /** What is wrong with it, and with the one that is in force. */
  readonly gaps: readonly Gap[];
  /** Undefined where it is the same as now, faulty, or not to be known. */
  readonly config: Config | undefined;
}

export interface ProposalOptions extends Neighbourhood {
  readonly base: Configuration;
  readonly head: RepositoryAt;
  /** Where head left the base branch; undefined where the files of head are what a merge gives. */
  readonly mergeBase: RepositoryAt | undefined;
  /** The author may write in this repository. */
  readonly isTrusted: boolean;
}

/**
 * What the pull request makes of the configuration. A faulty one at base does not block the pull request that repairs
 * it. Where both sides have changed the file, head's version is taken for that of the merge.
 */
export async function proposalOf(options: ProposalOptions): Promise<Proposal> {
  const { base, head } = options;
  if (!(await isTouched(options))) return { gaps: base.gaps, config: undefined };
  const hidden = await hiddenFromForks(options);
  if (hidden !== undefined) return { gaps: [...base.gaps, ...advisory([hidden])], config: undefined };
  const { config, problems } = await configurationAfter(head, options);
  const gaps = problems.map((problem): Gap => ({ ...problem, side: 'head', blocks: true }));
  const isRepaired = gaps.length === 0 && (await head.tree()).has(configPath);
  return {
    gaps: [...base.gaps.map((gap) => ({ ...gap, blocks: !isRepaired })), ...gaps],
    config: isDeepStrictEqual(config, base.config) ? undefined : config,
  };
}

/** A branch that is behind has another file than base, and merging it changes nothing of it. */
async function isTouched({ base, head, mergeBase }: ProposalOptions): Promise<boolean> {
  const entry = (await head.tree()).get(configPath);
  if (isDeepStrictEqual(entry, base.own)) return false;
  return mergeBase === undefined || !isDeepStrictEqual(entry, (await mergeBase.tree()).get(configPath));
}

/**
 * What the app may read the author of a fork need not be allowed to: whether a repository is there, and what its
 * configuration says. What base reads from, and the organisation's own, everybody's verdict shows already.
 */
async function hiddenFromForks({ base, head, isTrusted }: ProposalOptions): Promise<Problem | undefined> {
  if (isTrusted) return undefined;
  const extended = await extendedBy(head);
  if (extended === undefined || [base.extended, organisationRepository].includes(extended.repository)) return undefined;
  const message = say`${extended.repository} is read after the merge only: it is not what base extends, and this comes from a fork`;
  return { at: extended.at, reason: 'configuration', message };
}

const advisory = (problems: readonly Problem[]): readonly Gap[] =>
  problems.map((problem) => ({ ...problem, side: 'head', blocks: false }));
