import { RequestError } from 'octokit';
import { RetryLater } from '../app/retry-later.ts';
import type { Pace } from './pace.ts';

/** GitHub did not answer, or not with sense: what was asked for may or may not have been done. */
export class AnswerLost extends RetryLater {
  override readonly name = 'AnswerLost';
}

/** Of Octokit's options for one request, those that decide how it is sent. */
interface Sending {
  readonly method: string;
  readonly url: string;
  /** Of GraphQL. */
  readonly query?: string;
  request: { signal?: AbortSignal; retries?: number };
}

interface Answered {
  readonly headers: { readonly 'content-type'?: string };
  readonly data: unknown;
}

/** GitHub gives up after 10 s; archives and large trees take longer to arrive. */
const requestTimeoutMs = 60_000;

/**
 * Sends one request at its installation's pace.
 * @throws RetryLater at a rate limit, AnswerLost where GitHub or the connection failed, the reason of an aborted
 * signal; else what Octokit throws
 */
export async function patient<Options extends Sending, Answer extends Answered>(
  pace: Pace,
  send: (options: Options) => Answer | Promise<Answer>,
  options: Options,
): Promise<Answer> {
  const isRead = options.method === 'GET' || isForToken(options) || isQuery(options);
  const given = options.request.signal;
  const sendOnce = (): Answer | Promise<Answer> => {
    // Changed in place: Octokit's hooks hand on the object that they were given, whatever they are called with.
    options.request = requestOf(options, given, isRead);
    return send(options);
  };
  try {
    if (isForToken(options)) return whole(await sendOnce());
    return whole(await pace(isRead ? 'read' : 'write', sendOnce));
  } catch (error) {
    throw given?.aborted ? given.reason : understood(error);
  }
}

/** A write is sent once: sent again after a lost answer, it is done twice. */
function requestOf({ request }: Sending, given: AbortSignal | undefined, isRead: boolean): Sending['request'] {
  const timeout = AbortSignal.timeout(requestTimeoutMs);
  const signal = given === undefined ? timeout : AbortSignal.any([given, timeout]);
  return { ...request, signal, ...(isRead ? {} : { retries: 0 }) };
}

/**
 * A token is asked for inside of the request that needs it, so this one must not queue behind it. A token more does no
 * harm either.
 */
const isForToken = ({ url }: Sending): boolean => url.endsWith('/access_tokens');

/** GraphQL is always POSTed; only a mutation writes. */
const isQuery = ({ url, query }: Sending): boolean => url.endsWith('/graphql') && !/^\s*mutation\b/.test(query ?? '');

/** Octokit hands a JSON body that broke off on as text. */
function whole<Answer extends Answered>(answer: Answer): Answer {
  const isJson = answer.headers['content-type']?.startsWith('application/json') ?? false;
  if (isJson && typeof answer.data === 'string') throw new AnswerLost("GitHub's answer broke off");
  return answer;
}

function understood(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const { status, message } = error;
  if (status === 403 || status === 429) return limited(error) ?? error;
  return status >= 500 ? new AnswerLost(`GitHub answered ${status}: ${message}`) : error;
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function limited({ status, message, response }: RequestError): RetryLater | undefined {
  const {
    'retry-after': after,
    'x-ratelimit-remaining': remaining,
    'x-ratelimit-reset': reset,
  } = response?.headers ?? {};
  const later = (ms: number): RetryLater => new RetryLater(`GitHub's rate limit: ${message}`, Math.max(ms, 1000));
  if (after !== undefined) return later(Number(after) * 1000);
  if (String(remaining) === '0' && reset !== undefined) return later(Number(reset) * 1000 - Date.now() + 1000);
  return status === 429 || /secondary rate|abuse detection/i.test(message) ? later(60_000) : undefined;
}
