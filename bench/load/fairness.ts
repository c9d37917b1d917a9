import { startGitHub, startService } from './processes.ts';
import { quietOnes } from './quiet.ts';
import { Observer } from './verdicts.ts';
import { percentile, sendAll, webhooksOf } from './webhooks.ts';

export interface Fairness {
  /** The p95 of event to verdict of quiet installations, in milliseconds, without and with a noisy one. */
  readonly aloneP95: number;
  readonly besidesP95: number;
  readonly longestJobMs: number;
}

const noise = { owner: 'noisy', name: 'app', installationId: 1000, files: 60, pulls: 500 } as const;
const pace = { perSecond: 3 } as const;

/** Quiet installations alone, then again while a noisy one has hundreds of pull requests waiting. */
export async function fairness(options: { readonly databaseUrl?: string | undefined } = {}): Promise<Fairness> {
  const github = await startGitHub();
  const [first, alone, besides] = await quietOnes(github);
  const noisy = webhooksOf(await github.populate(noise), github.webhookSecret);
  const service = await startService(github, options);
  try {
    const observer = new Observer(github);
    await observer.judged(service, first, pace);
    const before = await observer.judged(service, alone, pace);
    await sendAll(service.url, noisy, { perSecond: 250 });
    const after = await observer.judged(service, besides, pace);
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
