import type { RepositoryFacts, RequiredCheck } from './facts.ts';
import { about, type Result, type Sayings } from './result.ts';

/** Whether the default branch requires the check, and of this app and nobody else. */
export function judgeRequiredCheck(repository: RepositoryFacts, appId: number): readonly Result[] {
  const { name, configuration, defaultBranch } = repository;
  const say = about(name);
  if (configuration.state === 'unseen')
    return [say.unknown('required-check', 'the name of the check is not known, without its configuration')];
  const { checkName } = configuration.value;
  const found = requiredChecks(repository).filter((each) => each.name === checkName);
  if (found.length === 0) return [notRequired(repository, checkName)];
  const required = say.fine('required-check', `${defaultBranch} requires «${checkName}»`);
  return [required, expectedSource(found, { appId, checkName, say, page: settingsPage(repository) })];
}

function requiredChecks({ rules, protection }: RepositoryFacts): readonly RequiredCheck[] {
  const ofRules = rules.state === 'seen' ? rules.value.requiredChecks : [];
  const shown = protection.state === 'seen' && protection.value.state === 'shown';
  return shown ? [...ofRules, ...protection.value.requiredChecks] : ofRules;
}

/** Only where everything that could require it was seen, it is a problem; else somebody has to look. */
function notRequired(repository: RepositoryFacts, checkName: string): Result {
  const { name, defaultBranch, rules } = repository;
  const { problem, unknown } = about(name);
  const page = settingsPage(repository);
  if (rules.state === 'unseen')
    return unknown(
      'required-check',
      `whether ${defaultBranch} requires «${checkName}» could not be seen: ${rules.because}`,
      `look at ${page}`,
    );
  const hidden = hiddenProtection(repository);
  if (hidden !== undefined)
    return unknown(
      'required-check',
      `no ruleset requires «${checkName}» on ${defaultBranch}, and ${hidden}`,
      `look at ${repository.url}/settings/branches`,
    );
  return problem(
    'required-check',
    `${defaultBranch} does not require «${checkName}»: what it blocks can be merged`,
    `require it, from this app, at ${page} (docs/required-check.md)`,
  );
}

/** Why it is not known what the classic branch protection asks; undefined where it is. */
export function hiddenProtection({ protection }: RepositoryFacts): string | undefined {
  if (protection.state === 'unseen') return `its branch protection could not be seen: ${protection.because}`;
  if (protection.value.state !== 'hidden') return undefined;
  return 'its branch protection shows what it requires to those alone who may administrate';
}

function expectedSource(
  found: readonly RequiredCheck[],
  { appId, checkName, say, page }: { appId: number; checkName: string; say: Sayings; page: string },
): Result {
  const stranger = found.find(({ source }) => typeof source === 'number' && source !== appId);
  if (stranger !== undefined)
    return say.problem(
      'expected-source',
      `«${checkName}» is expected from app ${stranger.source}, not from this one (${appId}): it waits forever`,
      `choose this app as its source at ${page}`,
    );
  if (found.some(({ source }) => source === appId))
    return say.fine('expected-source', `«${checkName}» counts only from this app`);
  if (found.some(({ source }) => source === 'hidden'))
    return say.unknown(
      'expected-source',
      `from whom «${checkName}» is expected could not be seen`,
      `look for its source at ${page}`,
    );
  return say.problem(
    'expected-source',
    `«${checkName}» counts from anybody: whoever may write can set a status of that name`,
    `choose this app as its source at ${page}`,
  );
}

export const settingsPage = ({ url }: RepositoryFacts): string => `${url}/settings/rules`;
