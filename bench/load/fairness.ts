import { type GitHubProcess, startGitHub, startService } from './processes.ts';
import { Observer } from './verdicts.ts';
import { percentile, sendAll, type Webhook, webhooksOf } from './webhooks.ts';

export interface Fairness {
  /** The p95 of event to verdict of quiet installations, in milliseconds, without and with a noisy one. */
  readonly aloneP95: number;
  readonly besidesP95: number;
  readonly longestJobMs: number;
}

const quiet = { installations: 20, pulls: 5, perSecond: 3, files: 60 } as const;
const noisyPulls = 500;

/** Quiet installations alone, then again while a noisy one has hundreds of pull requests waiting. */
export async function fairness({ databaseUrl }: { readonly databaseUrl?: string | undefined } = {}): Promise<Fairness> {
  const github = await startGitHub();
  const [first, alone, besides] = await quietOnes(github);
  const noise = { owner: 'noisy', name: 'app', installationId: 1000, files: quiet.files, pulls: noisyPulls };
  const noisy = webhooksOf(await github.populate(noise), github.webhookSecret);
  const service = await startService(github, { databaseUrl });
  try {
    const observer = new Observer(github);
    await observer.judged(service, first, quiet);
    const before = await observer.judged(service, alone, quiet);
    await sendAll(service.url, noisy, { perSecond: 250 });
    const after = await observer.judged(service, besides, quiet);
    await observer.look();
    return {
      aloneP95: percentile(before.latencies, 0.95),
      besidesP95: percentile(after.latencies, 0.95),
      longestJobMs: percentile(observer.jobs(), 1),
    };
  } finally {
    await service.stop();
    github.stop();
  }
}

/** Three parts: to warm up, for the time alone, and for the time besides the noisy one. */
async function quietOnes(github: GitHubProcess): Promise<readonly [readonly Webhook[], readonly Webhook[], readonly Webhook[]]> {
  const { installations, pulls, files } = quiet;
  const all: (readonly Webhook[])[] = [];
  for (let index = 0; index < installations; index++) {
    const opened = await github.populate({ owner: `quiet-${index}`, name: 'app', installationId: 1 + index, files, pulls });
    all.push(webhooksOf(opened, github.webhookSecret));
  }
  const turn = (from: number, to: number): readonly Webhook[] =>
    Array.from({ length: to - from }, (_, at) => all.flatMap((own) => own[from + at] ?? [])).flat();
  return [turn(0, 1), turn(1, 3), turn(3, 5)];
}
