import type { RepositoryFacts } from './facts.ts';
import { hiddenProtection, settingsPage } from './required-check.ts';
import { about, type Result } from './result.ts';

/** Whether what is merged was judged together with what its base holds by then. */
export function judgeUpToDate(repository: RepositoryFacts): Result {
  const { name, defaultBranch, rules } = repository;
  const { fine, problem, unknown } = about(name);
  if (rules.state === 'seen' && rules.value.hasMergeQueue)
    return fine('up-to-date', `${defaultBranch} has a merge queue: what is merged together is judged together`);
  if ((rules.state === 'seen' && rules.value.isStrict) || strictProtection(repository) === true)
    return fine('up-to-date', `${defaultBranch} requires pull requests to be up to date`);
  const hidden = whyHidden(repository);
  if (hidden !== undefined)
    return unknown(
      'up-to-date',
      `whether ${defaultBranch} requires pull requests to be up to date could not be seen: ${hidden}`,
      `look at ${repository.url}/settings/branches`,
    );
  return problem(
    'up-to-date',
    `two green pull requests can be red together: ${defaultBranch} neither has a merge queue nor requires to be up to date`,
    `choose one of them at ${settingsPage(repository)}`,
  );
}

/** What the classic protection says; undefined where it does not show that, false where there is none. */
function strictProtection({ protection }: RepositoryFacts): boolean | undefined {
  if (protection.state === 'unseen' || protection.value.state === 'hidden') return undefined;
  return protection.value.state === 'shown' ? protection.value.isStrict : false;
}

function whyHidden(repository: RepositoryFacts): string | undefined {
  const { rules } = repository;
  if (rules.state === 'unseen') return rules.because;
  if (strictProtection(repository) !== undefined) return undefined;
  return hiddenProtection(repository) ?? 'its branch protection does not show that';
}
