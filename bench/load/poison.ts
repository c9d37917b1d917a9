import { startGitHub, startService } from './processes.ts';
import { quietOnes } from './quiet.ts';
import { Observer } from './verdicts.ts';
import { percentile, sendAll, type Webhook, webhooksOf } from './webhooks.ts';

export interface Poisoned {
  /** The p95 of event to verdict of the others, in milliseconds, without and with the poisonous ones. */
  readonly aloneP95: number;
  readonly besidesP95: number;
  /** How many of the poisonous ones were judged by the end: a blocking check, for what could not be analyzed. */
  readonly judged: number;
  readonly poisonous: number;
}

/** `bomb`: ends the process that analyses it. `broken`: an answer of GitHub that nothing is prepared for. */
export type Poison = 'bomb' | 'broken';

const pace = { perSecond: 3 } as const;
const poisonous = { pulls: 1, perSecond: 1 } as const;

/** Quiet installations alone, then again while works arrive that cannot be done. */
export async function poisoned(poison: Poison): Promise<Poisoned> {
  const github = await startGitHub();
  const [first, alone, besides] = await quietOnes(github);
  const opened = await github.populate({
    owner: 'poison',
    name: 'app',
    installationId: 1000,
    files: 5,
    pulls: poisonous.pulls,
    isBomb: poison === 'bomb',
  });
  const bad: readonly Webhook[] = webhooksOf(opened, github.webhookSecret);
  if (poison === 'broken') await github.fail({ path: '/repos/poison/app/compare/', status: 200, body: { files: 0 } });
  // The least that may be given, so that a small bomb does.
  const service = await startService(github, { environment: { WORKER_MEMORY_MB: '64', WORKERS: '2' } });
  try {
    const observer = new Observer(github);
    await observer.judged(service, first, pace);
    const before = await observer.judged(service, alone, pace);
    const poisoning = sendAll(service.url, bad, poisonous);
    const after = await observer.judged(service, besides, pace);
    await poisoning;
    await observer.look();
    return {
      aloneP95: percentile(before.latencies, 0.95),
      besidesP95: percentile(after.latencies, 0.95),
      judged: bad.filter(({ headSha }) => observer.isJudged(headSha)).length,
      poisonous: bad.length,
    };
  } finally {
    await service.stop();
    github.stop();
  }
}
