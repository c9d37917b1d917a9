import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { contentType } from './exposition.ts';
import type { LoopLag } from './loop-lag.ts';
import type { PrometheusMetrics } from './prometheus.ts';
import type { Readiness } from './readiness.ts';

export interface PagesOptions {
  readonly readiness: Readiness;
  readonly lag: LoopLag;
  readonly metrics: PrometheusMetrics;
  /** Undefined: everybody may read the metrics. */
  readonly metricsToken: string | undefined;
}

/** A loop that is late by this much will not come round in time for GitHub either. */
const stuckMs = 1000;

/** What an operator asks a running process: is it alive, may webhooks come, how is it doing. Each answer is a word. */
export function operatorPages({ readiness, lag, metrics, metricsToken }: PagesOptions): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    ['/livez', async () => (lag.recentMs() < stuckMs ? ok : { status: 503, text: 'stuck' })],
    [
      '/readyz',
      async () => {
        const amiss = await readiness.amiss();
        return amiss === undefined ? ok : { status: 503, text: amiss };
      },
    ],
    [
      '/metrics',
      async (request) => {
        const isAllowed = metricsToken === undefined || bears(metricsToken, request.headers.authorization);
        return isAllowed ? { status: 200, text: await metrics.text(), type: contentType } : { status: 401 };
      },
    ],
  ]);
}

/** What a page answers; `text` is for operators and holds nothing of a sender's. */
export interface Page {
  readonly status: number;
  readonly text?: string;
  readonly type?: string;
}

type Answer = (request: IncomingMessage) => Promise<Page>;

const ok: Page = { status: 200, text: 'ok' };

/** Compared by their digests, which have one length whatever was sent, in a time that tells nothing. */
const bears = (token: string, given = ''): boolean => timingSafeEqual(digest(given), digest(`Bearer ${token}`));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
