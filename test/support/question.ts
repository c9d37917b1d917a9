import type { Question } from '../../src/app/analyse.ts';
import { Budget } from '../../src/app/budget.ts';
import { defaultConfig } from '../../src/config/defaults.ts';
import { commit } from './commit.ts';

/** A question about two empty commits, but for what `about` says. */
export function question(about: Partial<Question> & { readonly does?: string } = {}): Question {
  const { does = 'main', ...rest } = about;
  return {
    repositoryId: 1,
    tip: commit('tip', {}),
    head: commit('head', {}),
    from: 'as-they-are',
    config: defaultConfig,
    proposed: undefined,
    gaps: [],
    acceptances: [],
    context: {
      owner: 'acme',
      repo: 'shop',
      number: 1,
      baseSha: 'tip',
      headSha: 'head',
      baseRef: does,
      server: 'https://github.com',
      comment: 'changes',
      review: { max: 10, severity: 'warning' },
      configPath: undefined,
      waivers: defaultConfig.waivers,
      refusals: [],
      sharedConfig: undefined,
    },
    today: '2026-01-31',
    signal: new AbortController().signal,
    time: new Budget(60_000),
    ...rest,
  };
}
