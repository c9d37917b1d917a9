import {
  type GitHubProcess,
  type ServiceOptions,
  type ServiceProcess,
  startGitHub,
  startService,
} from './processes.ts';
import { type Outcome, percentile, sendAll, type Webhook, webhooksOf } from './webhooks.ts';

export interface AcknowledgementOptions extends ServiceOptions {
  readonly perSecond: number;
  readonly seconds: number;
  /** Kills the process in the middle, and asks `recorded` which of the acknowledged deliveries are there. */
  readonly recorded?: (service: ServiceProcess) => Promise<ReadonlySet<string>>;
}

export interface Acknowledgement extends Outcome {
  /** How many pull requests were judged meanwhile. */
  readonly judged: number;
  /** Deliveries that were acknowledged and are not recorded; undefined where nobody has looked. */
  readonly lost: number | undefined;
}

/** Pull requests of many installations, of so many files each: as many as are asked for, each announced once. */
const each = { pulls: 300, files: 5 } as const;
/** What runs besides: pull requests of a larger repository. */
const steady = { owner: 'steady', name: 'shop', installationId: 1, files: 300, pulls: 100 } as const;
const steadyPerSecond = 2;
/** So many webhooks in two seconds before it is measured. */
const warmUp = 400;

/** Webhooks about pull requests that are all there and are all judged as fast as the service can, while more arrive. */
export async function acknowledge(options: AcknowledgementOptions): Promise<Acknowledgement> {
  const github = await startGitHub();
  const flood = await floodOf(github, warmUp + options.perSecond * options.seconds);
  const trickle = webhooksOf(await github.populate(steady), github.webhookSecret);
  const service = await startService(github, options);
  try {
    // A service that has just started compiles its code still.
    await sendAll(service.url, [...trickle.slice(0, 1), ...flood.slice(0, warmUp)], { perSecond: warmUp / 2 });
    await github.observe();
    return await measure(github, service, { flood: flood.slice(warmUp), trickle: trickle.slice(1) }, options);
  } finally {
    await service.stop();
    github.stop();
  }
}

async function floodOf(github: GitHubProcess, count: number): Promise<readonly Webhook[]> {
  const webhooks: Webhook[][] = [];
  for (let index = 0; index * each.pulls < count; index++) {
    const owner = `org-${index}`;
    const opened = await github.populate({ owner, name: 'app', installationId: 10 + index, ...each });
    webhooks.push([...webhooksOf(opened, github.webhookSecret)]);
  }
  // One of each in turn, as they come from many at once.
  return Array.from({ length: each.pulls }, (_, turn) => webhooks.flatMap((own) => own[turn] ?? []))
    .flat()
    .slice(0, count);
}

async function measure(
  github: GitHubProcess,
  service: ServiceProcess,
  { flood, trickle }: { readonly flood: readonly Webhook[]; readonly trickle: readonly Webhook[] },
  { perSecond, seconds, recorded }: AcknowledgementOptions,
): Promise<Acknowledgement> {
  const enough = new AbortController();
  const background = sendAll(service.url, trickle, { perSecond: steadyPerSecond, during: enough.signal });
  const killed =
    recorded === undefined
      ? undefined
      : new Promise((done) => setTimeout(done, seconds * 500)).then(() => {
          enough.abort();
          return service.kill();
        });
  const outcome = await sendAll(service.url, flood, {
    perSecond,
    during: killed === undefined ? undefined : enough.signal,
  });
  const judged = (await github.observe()).filter(({ what }) => what === 'judged').length;
  enough.abort();
  await killed;
  await background;
  if (recorded === undefined) return { ...outcome, judged, lost: undefined };
  const there = await recorded(service);
  const lost = outcome.acknowledged.filter(({ deliveryId }) => !there.has(deliveryId)).length;
  return { ...outcome, judged, lost };
}

/** One line of the table. */
export function describe({ latencies, sendingLate, refused, acknowledged, judged, lost }: Acknowledgement): string {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latencies, share).toFixed(1));
  const not = [...refused].map(([status, count]) => `${count} × ${status}`).join(', ') || 'none refused';
  const late = percentile(sendingLate, 0.99).toFixed(1);
  const kept = lost === undefined ? '' : `, ${lost} lost after kill -9`;
  return (
    `p50 ${p50}  p95 ${p95}  p99 ${p99}  max ${(latencies.at(-1) ?? Number.NaN).toFixed(1)} ms, ` +
    `${acknowledged.length} acknowledged, ${not}, ${judged} judged meanwhile${kept} (the sender's own p99 ${late})`
  );
}
