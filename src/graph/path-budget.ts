/** More links or ways in than one unit's graph may have; what asks for more is no deployment but an attack, or a mistake. */
export class TooManyPaths extends Error {
  override readonly name = 'TooManyPaths';
}

const maxLinks = 200_000;
const maxWays = 50_000;
const maxQuestions = 2_000_000;
const maxMeshRules = 1_000_000;

/** Counts down; throws when more is taken than there is. */
export interface PathBudget {
  take(paths: number): void;
}

const budget = (most: number): PathBudget => {
  let left = most;
  return {
    take: (paths) => {
      left -= paths;
      if (left < 0) throw new TooManyPaths(`more than ${most}`);
    },
  };
};

/** For the links from Services to pods and written addresses. */
export const linkBudget = (): PathBudget => budget(maxLinks);

/** For what routes are asked about: each listener that might take one, each part that one includes. */
export const routeBudget = (): PathBudget => budget(maxQuestions);

/** For the policies of a mesh that are asked about pods, and the rules of those that hold for them. */
export const meshBudget = (): PathBudget => budget(maxMeshRules);

/** For the ways in. */
export const wayBudget = (): PathBudget => budget(maxWays);
