import { RequestError } from 'octokit';
import { RetryLater } from '../app/retry-later.ts';
import type { Seen } from '../doctor/facts.ts';
import { NotRecognised } from './patience.ts';

/** What GitHub answers, or why that could not be had: nothing that goes wrong with one question keeps the others from being asked. */
export async function see<T>(asked: Promise<T>): Promise<Seen<T>> {
  try {
    return { state: 'seen', value: await asked };
  } catch (error) {
    // Anything else is a bug of ours, which no result may hide.
    if (!(error instanceof RequestError || error instanceof RetryLater)) throw error;
    return { state: 'unseen', because: reasonOf(error), status: statusOf(error) };
  }
}

/** `read` must not throw: it is about what was seen. */
export const reading = <T, U>(seen: Seen<T>, read: (value: T) => U): Seen<U> =>
  seen.state === 'seen' ? { state: 'seen', value: read(seen.value) } : seen;

function statusOf(error: RequestError | RetryLater): number | undefined {
  if (error instanceof NotRecognised) return 401;
  return error instanceof RequestError ? error.status : undefined;
}

/** GitHub's messages end with the address of a page of its documentation. */
function reasonOf(error: RequestError | RetryLater): string {
  const [message = ''] = error.message.split(' - https://');
  return error instanceof RequestError ? `GitHub answered ${error.status}: ${message}` : message;
}
