import { type AdminOptions, adminPages } from './admin-pages.ts';
import { bears } from './credentials.ts';
import { contentType } from './exposition.ts';
import type { LoopLag } from './loop-lag.ts';
import type { Answer, Page, Pages } from './page.ts';
import type { PrometheusMetrics } from './prometheus.ts';
import type { Readiness } from './readiness.ts';

export interface PagesOptions extends AdminOptions {
  readonly readiness: Readiness;
  readonly lag: LoopLag;
  readonly metrics: PrometheusMetrics;
  /** Undefined: everybody may read the metrics. */
  readonly metricsToken: string | undefined;
}

/** A loop that is late by this much will not come round in time for GitHub either. */
const stuckMs = 1000;

/**
 * What an operator asks a running process: is it alive, may webhooks come, how is it doing, each answered in a word; and
 * what it has told everybody.
 */
export function operatorPages({ readiness, lag, metrics, metricsToken, ...admin }: PagesOptions): Pages {
  return new Map<string, Answer>([
    ...adminPages(admin),
    ['/livez', () => (lag.recentMs() < stuckMs ? ok : { status: 503, text: 'stuck' })],
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

const ok: Page = { status: 200, text: 'ok' };
