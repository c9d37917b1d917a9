import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Metrics } from '../../src/app/metrics.ts';
import { prometheus } from '../../src/operation/prometheus.ts';

const lag = { recentMs: () => 0, worstMs: () => 12.5, stop: () => {} };

/** The lines of the families with these names, without those that tell their types. */
async function lines(metrics: { text(): Promise<string> }, ...names: readonly string[]): Promise<readonly string[]> {
  const all = (await metrics.text()).split('\n').filter((line) => !line.startsWith('#'));
  return all.filter((line) => names.some((name) => line.startsWith(name)));
}

test('every line is one of Prometheus’ text format, and every family says what it is', async () => {
  const metrics = prometheus(lag);
  metrics.webhook('pull_request', 'accepted', 12);
  metrics.remaining(7, 4999);
  const text = await metrics.text();
  expect(text).toMatch(/\n$/);
  const sample = /^[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? -?[0-9.e+-]+$/;
  const about = /^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))$/;
  const wrong = text.split('\n').filter((line) => line !== '' && !sample.test(line) && !about.test(line));
  expect(wrong).toEqual([]);
  const named = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const samples = [...text.matchAll(/^([a-z_]+)/gm)].map(([, name = '']) => name.replace(/_(bucket|sum|count)$/, ''));
  expect(samples.filter((name) => !named.has(name))).toEqual([]);
});

test('a webhook is counted by event or by the reason for which it was dropped, and timed', async () => {
  const metrics = prometheus(lag);
  metrics.webhook('pull_request', 'accepted', 4);
  metrics.webhook('check_run', 'ignored', 20);
  metrics.webhook('pull_request', 'inbox-full', 476);
  expect(await lines(metrics, 'portcullis_webhooks', 'portcullis_webhook_seconds')).toEqual([
    'portcullis_webhooks_total{event="pull_request",outcome="accepted"} 1',
    'portcullis_webhooks_total{event="check_run",outcome="ignored"} 1',
    'portcullis_webhooks_dropped_total{reason="inbox-full"} 1',
    'portcullis_webhook_seconds_bucket{le="0.001"} 0',
    'portcullis_webhook_seconds_bucket{le="0.005"} 1',
    'portcullis_webhook_seconds_bucket{le="0.01"} 1',
    'portcullis_webhook_seconds_bucket{le="0.025"} 2',
    'portcullis_webhook_seconds_bucket{le="0.05"} 2',
    'portcullis_webhook_seconds_bucket{le="0.1"} 2',
    'portcullis_webhook_seconds_bucket{le="0.25"} 2',
    'portcullis_webhook_seconds_bucket{le="0.5"} 3',
    'portcullis_webhook_seconds_bucket{le="1"} 3',
    'portcullis_webhook_seconds_bucket{le="2.5"} 3',
    'portcullis_webhook_seconds_bucket{le="10"} 3',
    'portcullis_webhook_seconds_bucket{le="+Inf"} 3',
    'portcullis_webhook_seconds_sum 0.5',
    'portcullis_webhook_seconds_count 3',
  ]);
});

test('the queue is read whenever somebody asks', async () => {
  const metrics = prometheus(lag);
  const state = { waiting: 3, active: 2, dead: 1, oldestMs: 1500 };
  metrics.watch(() => state);
  const queue = ['portcullis_queue', 'portcullis_active', 'portcullis_oldest', 'portcullis_dead_letters '];
  expect(await lines(metrics, ...queue)).toEqual([
    'portcullis_queue_length 3',
    'portcullis_active_workers 2',
    'portcullis_oldest_waiting_seconds 1.5',
    'portcullis_dead_letters 1',
  ]);
  state.waiting = 0;
  expect(await lines(metrics, 'portcullis_queue')).toEqual(['portcullis_queue_length 0']);
});

test('a queue that cannot be read hides nothing else', async () => {
  const metrics = prometheus(lag);
  metrics.watch(() => Promise.reject(new Error('the database is gone')));
  expect(await lines(metrics, 'portcullis_event_loop_lag_seconds', 'portcullis_queue_length')).toEqual([
    'portcullis_event_loop_lag_seconds 0.0125',
  ]);
});

test.each<{ what: string; count: (metrics: Metrics) => void; says: readonly string[] }>([
  {
    what: 'analyses',
    count: (metrics) => metrics.analyzed(300, ['limit', 'limit', 'encoding']),
    says: [
      'portcullis_analysis_seconds_count 1',
      'portcullis_incomplete_total{reason="encoding"} 1',
      'portcullis_incomplete_total{reason="limit"} 1',
    ],
  },
  {
    what: 'verdicts',
    count: (metrics) => metrics.concluded('failure'),
    says: ['portcullis_verdicts_total{conclusion="failure"} 1'],
  },
  {
    what: 'posts',
    count: (metrics) => metrics.posted('comment', 'lost'),
    says: ['portcullis_posts_total{kind="comment",outcome="lost"} 1'],
  },
  {
    what: 'requests',
    count: (metrics) => metrics.requested({ points: 5, status: 502 }),
    says: ['portcullis_github_points_total 5', 'portcullis_github_requests_total{status="5xx"} 1'],
  },
  { what: 'redeliveries', count: (metrics) => metrics.redelivered(4), says: ['portcullis_redeliveries_total 4'] },
  { what: 'dead letters', count: (metrics) => metrics.buried(), says: ['portcullis_dead_letters_total 1'] },
  { what: 'ages', count: (metrics) => metrics.began(2000), says: ['portcullis_event_age_seconds_sum 2'] },
])('$what are counted', async ({ count, says }) => {
  const metrics = prometheus(lag);
  count(metrics);
  expect((await metrics.text()).split('\n')).toEqual(expect.arrayContaining([...says]));
});

test('no sender makes up a label, and installations have a bound', async () => {
  const metrics = prometheus(lag);
  for (let id = 0; id < 1000; id++) {
    metrics.webhook(`event-${id}`, 'ignored', 1);
    metrics.remaining(id, 5000 - id);
  }
  expect(await lines(metrics, 'portcullis_webhooks_total')).toEqual([
    'portcullis_webhooks_total{event="other",outcome="ignored"} 1000',
  ]);
  const remaining = await lines(metrics, 'portcullis_github_rate_remaining');
  expect(remaining).toHaveLength(200);
  expect(remaining.at(-1)).toBe('portcullis_github_rate_remaining{installation="999"} 4001');
});

test('docs/operation.md tells of every metric, and of no other', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/operation.md'), 'utf8');
  const metrics = page.slice(page.indexOf('## Metrics'), page.indexOf('## What to wake'));
  const told = [...metrics.matchAll(/^\| `((?:portcullis|process)_[a-z_]+)/gm)].map(([, name]) => name);
  const text = await prometheus(lag).text();
  const counted = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(new Set(told)).toEqual(new Set(counted));
  expect(told).toHaveLength(counted.length);
});
