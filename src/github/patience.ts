import { RequestError } from 'octokit';
import { RetryLater } from '../app/retry-later.ts';
import type { Pace } from './pace.ts';

/** GitHub did not answer, or not with sense: what was asked for may or may not have been done. */
export class AnswerLost extends RetryLater {
  override readonly name = 'AnswerLost';
}

/** GitHub does not know by whom it was asked. */
export class NotRecognised extends RetryLater {
  override readonly name = 'NotRecognised';
}

/** Of Octokit's options for one request, those that decide how it is sent. */
interface Sending {
  readonly method: string;
  readonly url: string;
  /** Of GraphQL. */
  readonly query?: string;
  request: { signal?: AbortSignal; retries?: number };
}

type Headers = Readonly<Partial<Record<string, string | number>>>;

interface Answered {
  readonly headers: Headers;
  readonly data: unknown;
}

/** `timeoutMs` is for one request with all its attempts. */
interface Patience {
  readonly pace: Pace;
  readonly timeoutMs: number;
}

/**
 * Sends one request at its installation's pace.
 * @throws RetryLater at a rate limit and where the token is refused, AnswerLost where GitHub or the connection failed, the reason of an aborted
 * signal; else what Octokit throws
 */
export async function patient<Options extends Sending, Answer extends Answered>(
  { pace, timeoutMs }: Patience,
  send: (options: Options) => Answer | Promise<Answer>,
  options: Options,
): Promise<Answer> {
  const isRead = options.method === 'GET' || isForToken(options) || isQuery(options);
  const given = options.request.signal;
  const sendOnce = (): Answer | Promise<Answer> => {
    // Changed in place: Octokit's hooks hand on the object that they were given, whatever they are called with.
    options.request = requestOf(options, { given, isRead, timeoutMs });
    return send(options);
  };
  try {
    const answer = await (isForToken(options) ? sendOnce() : pace(isRead ? 'read' : 'write', sendOnce));
    if (options.query !== undefined) throwIfLimited(answer);
    return whole(answer);
  } catch (error) {
    throw given?.aborted ? given.reason : understood(error);
  }
}

/** A write is sent once: sent again after a lost answer, it is done twice. */
function requestOf(
  { request }: Sending,
  { given, isRead, timeoutMs }: { given: AbortSignal | undefined; isRead: boolean; timeoutMs: number },
): Sending['request'] {
  const timeout = AbortSignal.timeout(timeoutMs);
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

/** Octokit hands a JSON body that broke off on as text, and so it does with the page of a proxy on the way. */
function whole<Answer extends Answered>(answer: Answer): Answer {
  const { data, headers } = answer;
  const isJson = String(headers['content-type']).startsWith('application/json');
  if (typeof data === 'string' && (isJson || data !== '')) throw new AnswerLost("GitHub's answer is none of GitHub's");
  return answer;
}

function understood(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const { status, message, response } = error;
  // Of the token, not of what was asked: a key that is being exchanged, or an outage of whoever looks at tokens.
  if (status === 401) return new NotRecognised(`GitHub does not accept the token: ${message}`);
  if (status === 403 || status === 429 || isTooQuick(error))
    return limited({ status, message, headers: response?.headers ?? {} }) ?? error;
  if (status < 500) return error;
  // Octokit gives a connection that failed the status of a server that did.
  return new AnswerLost(
    response === undefined ? `GitHub did not answer: ${message}` : `GitHub answered ${status}: ${message}`,
  );
}

/** Of comments and reviews GitHub says it with this status: `{"code":"custom","message":"was submitted too quickly"}`. */
const isTooQuick = ({ status, message }: RequestError): boolean => status === 422 && tooQuick.test(message);

const tooQuick = /secondary rate|abuse detection|submitted too quickly/i;

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers: Headers;
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function limited({ status, message, headers }: Refusal): RetryLater | undefined {
  const { 'retry-after': after, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset } = headers;
  const later = (ms: number): RetryLater => new RetryLater(`GitHub's rate limit: ${message}`, waitFor(ms));
  if (after !== undefined) return later(Number(after) * 1000);
  if (String(remaining) === '0' && reset !== undefined) return later(Number(reset) * 1000 - Date.now() + 1000);
  return status === 429 || tooQuick.test(message) ? later(Number.NaN) : undefined;
}

/** Limits are renewed within the hour, whatever a clock or a proxy says; a minute where nobody says a number. */
const waitFor = (ms: number): number => (Number.isNaN(ms) ? 60_000 : Math.min(Math.max(ms, 1000), 3_600_000));

/**
 * GraphQL answers 200 where REST answers 403.
 * @see https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
function throwIfLimited({ data, headers }: Answered): void {
  const { errors = [] } = (data ?? {}) as { readonly errors?: readonly GraphqlError[] }; // as GraphQL has it
  const found = errors.find(({ type, message }) => type === 'RATE_LIMITED' || /secondary rate/i.test(message ?? ''));
  if (found !== undefined) throw limited({ status: 429, message: found.message ?? 'in GraphQL', headers });
}

interface GraphqlError {
  readonly type?: string;
  readonly message?: string;
}
