import type { PullRequestWork } from '../../src/app/events.ts';
import { postgresStore } from '../../src/store/postgres.ts';
import type { Store } from '../../src/store/store.ts';
import { type GitHubProcess, type ServiceProcess, startGitHub, startService } from './processes.ts';
import { Observer } from './verdicts.ts';
import { type Webhook, webhooksOf } from './webhooks.ts';

/** `computing`: cold repositories, which take a processor. `waiting`: a GitHub that takes its time over each answer. */
export type Bottleneck = 'computing' | 'waiting';

const kinds = {
  computing: { installations: 40, pulls: 2, files: 300, delayMs: 0 },
  waiting: { installations: 40, pulls: 3, files: 5, delayMs: 500 },
} as const;

/** Pull requests judged in a second by so many processes on one database. */
export async function throughput(bottleneck: Bottleneck, processes: number, databaseUrl: string): Promise<number> {
  const github = await startGitHub();
  const { delayMs } = kinds[bottleneck];
  const webhooks = await populated(github, kinds[bottleneck]);
  if (delayMs > 0) await github.fail({ path: '/repos/', delayMs });
  const services: ServiceProcess[] = [];
  try {
    for (let index = 0; index < processes; index++) services.push(await startService(github, { databaseUrl }));
    const { spanMs } = await judgedByAll(github, services, webhooks);
    return (webhooks.length * 1000) / spanMs;
  } finally {
    for (const service of services) await service.stop();
    github.stop();
  }
}

async function populated(
  github: GitHubProcess,
  { installations, pulls, files }: (typeof kinds)[Bottleneck],
): Promise<readonly Webhook[]> {
  const all: (readonly Webhook[])[] = [];
  for (let index = 0; index < installations; index++) {
    const place = { owner: `org-${index}`, name: 'app', installationId: 1 + index };
    all.push(webhooksOf(await github.populate({ ...place, files, pulls }), github.webhookSecret));
  }
  return all.flat();
}

/** Each process gets its part of the webhooks, as behind a load balancer; who works on them is another matter. */
function judgedByAll(
  github: GitHubProcess,
  services: readonly ServiceProcess[],
  webhooks: readonly Webhook[],
): Promise<{ readonly spanMs: number }> {
  const observer = new Observer(github);
  return observer.judged(
    services.map(({ url }) => url),
    webhooks,
    { perSecond: 200 },
  );
}

const [queued, places] = [2_000, 12] as const;

/** Works claimed and finished in a second where nothing else is done, by so many stores on one database. */
export async function queueCeiling(stores: number, databaseUrl: string): Promise<number> {
  const opened: Store[] = [];
  for (let index = 0; index < stores; index++) opened.push(await postgresStore(databaseUrl));
  const [first] = opened;
  await first?.inbox.append({ works: Array.from({ length: queued }, (_, index) => work(index)) });
  const began = performance.now();
  await Promise.all(opened.flatMap((store) => Array.from({ length: places }, () => drain(store))));
  const seconds = (performance.now() - began) / 1000;
  for (const store of opened) await store.close();
  return queued / seconds;
}

async function drain({ inbox }: Store): Promise<void> {
  for (let claim = await inbox.claim(); claim !== undefined; claim = await inbox.claim()) await inbox.finish(claim);
}

const work = (index: number): PullRequestWork => ({
  subject: 'pull-request',
  installationId: 1 + (index % 50),
  repositoryId: 1 + (index % 50),
  owner: 'acme',
  repo: 'shop',
  number: index,
  headSha: String(index).padStart(40, '0'),
  rerun: false,
  retargeted: false,
});
