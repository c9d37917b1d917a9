import type { InstallationFacts, RepositoryFacts } from './facts.ts';
import { judgeMergeQueue } from './merge-queue.ts';
import { includes } from './registration.ts';
import { judgeReports } from './reports.ts';
import { judgeRequiredCheck } from './required-check.ts';
import { about, type Result } from './result.ts';
import { judgeUpToDate } from './up-to-date.ts';

/** What a repository is held against. */
interface Context {
  readonly installation: InstallationFacts;
  readonly appId: number;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** Whether a pull request that this app holds back can be merged into the default branch all the same. */
export function judgeRepository(repository: RepositoryFacts, { installation, appId, now }: Context): readonly Result[] {
  return [
    ...judgeConfiguration(repository),
    ...judgeTeams(repository, installation),
    ...judgeRequiredCheck(repository, appId),
    judgeUpToDate(repository),
    ...judgeMergeQueue(repository, installation),
    ...judgeReports(repository, now),
  ];
}

/** A valid one goes without saying, unless with it the check holds nothing back. */
function judgeConfiguration({ name, configuration, defaultBranch }: RepositoryFacts): readonly Result[] {
  const { fine, problem, unknown } = about(name);
  const file = `.github/portcullis.yml of ${defaultBranch}`;
  if (configuration.state === 'unseen')
    return [unknown('configuration', `${file} could not be seen: ${configuration.because}`, 'try again later')];
  const { problem: fault, isObserving } = configuration.value;
  if (fault !== undefined)
    return [problem('configuration', `${file} is invalid, which blocks every pull request: ${fault}`, 'correct it')];
  return isObserving ? [fine('configuration', `${file} says mode: observe: the check reports and never fails`)] : [];
}

/** A team of which nobody can tell who is in it lets nobody decide. */
function judgeTeams({ name, configuration }: RepositoryFacts, installation: InstallationFacts): readonly Result[] {
  const teams = configuration.state === 'seen' ? configuration.value.teams : [];
  if (teams.length === 0 || includes(installation.permissions.members, 'read')) return [];
  const message = `its configuration lets ${teams.join(', ')} accept findings, and ${installation.account} has not granted members: read`;
  return [about(name).problem('teams', message, `grant it at ${installation.settingsUrl}, or name roles alone`)];
}
