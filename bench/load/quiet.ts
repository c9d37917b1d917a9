import type { GitHubProcess } from './processes.ts';
import { type Webhook, webhooksOf } from './webhooks.ts';

/** Many installations with a few pull requests each: no more than each may write about in a minute. */
const quiet = { installations: 20, pulls: 5, files: 60 } as const;

/** Three parts of their pull requests: to warm up, for the time alone, and for the time besides what disturbs. */
export async function quietOnes(
  github: GitHubProcess,
): Promise<readonly [readonly Webhook[], readonly Webhook[], readonly Webhook[]]> {
  const { installations, pulls, files } = quiet;
  const all: (readonly Webhook[])[] = [];
  for (let index = 0; index < installations; index++) {
    const place = { owner: `quiet-${index}`, name: 'app', installationId: 1 + index };
    all.push(webhooksOf(await github.populate({ ...place, files, pulls }), github.webhookSecret));
  }
  const turns = (from: number, to: number): readonly Webhook[] =>
    Array.from({ length: to - from }, (_, at) => all.flatMap((own) => own[from + at] ?? [])).flat();
  return [turns(0, 1), turns(1, 3), turns(3, 5)];
}
