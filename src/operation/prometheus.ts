import { handledEvents, unaskedEvents } from '../app/events.ts';
import type { Metrics, WebhookOutcome } from '../app/metrics.ts';
import type { Counts } from '../store/inbox.ts';
import { counter, type Family, gauge, histogram, type Sample } from './exposition.ts';
import type { LoopLag } from './loop-lag.ts';

/** The metrics as Prometheus reads them. */
export interface PrometheusMetrics extends Metrics {
  text(): Promise<string>;
}

/** A name of each, so that no sender makes up labels: of the events only those that app.yml asks for, and GitHub's own. */
const events: ReadonlySet<string> = new Set([
  ...handledEvents,
  ...unaskedEvents,
  'pull_request_review',
  'pull_request_review_comment',
  'ping',
]);

/** As many series as a small Prometheus takes without a thought; the installations that were heard of last. */
const maxInstallations = 200;

const fast = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const slow = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

const idle: Counts = { waiting: 0, active: 0, dead: 0, oldestMs: 0 };

export function prometheus(lag: LoopLag): PrometheusMetrics {
  const webhooks = counter('portcullis_webhooks_total', 'Webhooks that were taken in, by event.');
  const dropped = counter('portcullis_webhooks_dropped_total', 'Webhooks that were refused, by reason.');
  const answered = histogram('portcullis_webhook_seconds', 'From a request to its answer.', fast);
  const age = histogram('portcullis_event_age_seconds', 'From a webhook to the beginning of the work on it.', slow);
  const analyses = histogram('portcullis_analysis_seconds', 'How long an analysis took.', slow);
  const incompletes = counter('portcullis_incomplete_total', 'Analyses that could not see everything, by reason.');
  const verdicts = counter('portcullis_verdicts_total', 'Check runs that were concluded, by conclusion.');
  const posts = counter('portcullis_posts_total', 'What was written on GitHub, by kind and outcome.');
  const requests = counter('portcullis_github_requests_total', "Requests to GitHub, by the answer's status class.");
  const points = counter('portcullis_github_points_total', "What they cost of GitHub's secondary limit.", 'plain');
  const redeliveries = counter('portcullis_redeliveries_total', 'Webhooks that GitHub was asked to repeat.', 'plain');
  const buried = counter('portcullis_dead_letters_total', 'Works that were given up.', 'plain');
  const left = new Map<number, number>();
  let look: () => Counts | Promise<Counts> = () => idle;
  const remaining = gauge('portcullis_github_rate_remaining', 'Requests left in this hour, by installation.', () =>
    [...left].map(([installation, value]): Sample => ({ labels: { installation: String(installation) }, value })),
  );
  const loop = gauge('portcullis_event_loop_lag_seconds', 'The most since the last look.', () => [
    { value: lag.worstMs() / 1000 },
  ]);
  const counted = [webhooks, dropped, answered, age, analyses, incompletes, verdicts, posts];
  const ofGitHub = [requests, points, remaining, redeliveries, buried];
  return {
    webhook: (event, outcome, ms) => {
      answered.observe(ms / 1000);
      if (isTaken(outcome)) webhooks.add({ event: events.has(event) ? event : 'other', outcome });
      else dropped.add({ reason: outcome });
    },
    began: (ageMs) => age.observe(ageMs / 1000),
    analyzed: (ms, incomplete) => {
      analyses.observe(ms / 1000);
      for (const reason of new Set(incomplete)) incompletes.add({ reason });
    },
    concluded: (conclusion) => verdicts.add({ conclusion }),
    posted: (kind, outcome) => posts.add({ kind, outcome }),
    requested: ({ points: cost, status }) => {
      requests.add({ status: status === undefined ? 'none' : `${Math.floor(status / 100)}xx` });
      points.add({}, cost);
    },
    remaining: (installationId, value) => {
      left.delete(installationId);
      left.set(installationId, value);
      const oldest = left.size > maxInstallations ? left.keys().next().value : undefined;
      if (oldest !== undefined) left.delete(oldest);
    },
    redelivered: (count) => redeliveries.add({}, count),
    buried: () => buried.add(),
    watch: (queue) => {
      look = queue;
    },
    text: async () => {
      const families = [...counted, ...ofGitHub, ...(await queue(look)), loop, ...ofProcess()];
      return `${families.map((each) => each.text()).join('\n')}\n`;
    },
  };
}

/** Nothing where it cannot be read: whoever waits for the numbers learns that from their absence, and has the others. */
async function queue(look: () => Counts | Promise<Counts>): Promise<readonly Family[]> {
  try {
    const { waiting, active, dead, oldestMs } = await look();
    return [
      single('portcullis_queue_length', 'Works that wait.', waiting),
      single('portcullis_active_workers', 'Works that are being worked on.', active),
      single('portcullis_oldest_waiting_seconds', 'How long the oldest work has waited.', oldestMs / 1000),
      single('portcullis_dead_letters', 'Works that were given up and wait for an operator.', dead),
    ];
  } catch {
    return []; // the store's own fault, which /readyz names
  }
}

/** Under the names that every dashboard of a process expects. */
const ofProcess = () => [
  single('process_resident_memory_bytes', 'Resident memory.', process.memoryUsage.rss()),
  single('process_start_time_seconds', 'When it started.', Math.round(performance.timeOrigin / 1000)),
];

const isTaken = (outcome: WebhookOutcome): boolean => outcome === 'accepted' || outcome === 'ignored';

const single = (name: string, help: string, value: number) => gauge(name, help, () => [{ value }]);
