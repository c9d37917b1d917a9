import type { Metrics, Post, PostOutcome } from '../app/metrics.ts';
import { type Redact, redactedJson } from '../operation/redact.ts';

export interface OutgoingOptions {
  readonly redact: Redact;
  readonly metrics: Metrics;
  /** Undefined for what the app asks as itself. */
  readonly installationId: number | undefined;
}

/**
 * The `fetch` by which everything leaves for GitHub: a body is sent without what looks like a credential, wherever in
 * the program it got there, and each request is counted.
 */
export function outgoing({ redact, metrics, installationId }: OutgoingOptions): typeof fetch {
  return async (input, init = {}) => {
    const sent = typeof init.body === 'string' ? { ...init, body: redactedJson(init.body, redact) } : init;
    const { method = 'GET' } = sent;
    const url = input instanceof Request ? input.url : String(input);
    const [points, post] = [pointsOf(method, url), postOf(method, url)];
    try {
      const response = await fetch(input, sent);
      metrics.requested({ points, status: response.status });
      if (post !== undefined) metrics.posted(post.kind, outcomeOf(response.status, post));
      const remaining = response.headers.get('x-ratelimit-remaining');
      if (installationId !== undefined && remaining !== null) metrics.remaining(installationId, Number(remaining));
      return response;
    } catch (error) {
      metrics.requested({ points, status: undefined });
      if (post !== undefined) metrics.posted(post.kind, 'lost');
      throw error;
    }
  };
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#calculating-points-for-the-secondary-rate-limit */
const pointsOf = (method: string, url: string): number => (method === 'GET' || url.endsWith('/graphql') ? 1 : 5);

interface Posting {
  readonly kind: Post;
  readonly done: 'created' | 'updated';
}

/** What people get to see of us, by the end of the URL that writes it. */
const posts: readonly (readonly [string, RegExp, Posting])[] = [
  ['POST', /\/check-runs$/, { kind: 'check', done: 'created' }],
  ['PATCH', /\/check-runs\/\d+$/, { kind: 'check', done: 'updated' }],
  ['POST', /\/issues\/\d+\/comments$/, { kind: 'comment', done: 'created' }],
  ['PATCH', /\/issues\/comments\/\d+$/, { kind: 'comment', done: 'updated' }],
  ['POST', /\/pulls\/\d+\/reviews$/, { kind: 'review', done: 'created' }],
  ['PATCH', /\/pulls\/comments\/\d+$/, { kind: 'review-comment', done: 'updated' }],
];

const postOf = (method: string, url: string): Posting | undefined =>
  posts.find(([verb, pattern]) => verb === method && pattern.test(url))?.[2];

function outcomeOf(status: number, { done }: Posting): PostOutcome {
  if (status < 300) return done;
  return status >= 500 ? 'lost' : 'refused';
}
