import { RetryLater } from '../app/retry-later.ts';
import { AnswerLost } from './patience.ts';

/**
 * Creates something that must not be there twice. Where the answer was lost, it looks for it before it tries again;
 * the wait is for GitHub's replicas, which show a new object after a moment only.
 */
export async function createOnce<Made>(of: {
  readonly create: () => Promise<Made>;
  readonly find: () => Promise<Made | undefined>;
  readonly lagMs: number;
}): Promise<Made> {
  try {
    return await of.create();
  } catch (error) {
    if (!(error instanceof AnswerLost)) throw error;
    await new Promise((done) => setTimeout(done, of.lagMs));
    return (await looked(of.find)) ?? (await of.create());
  }
}

/** Where nobody can look, nobody knows, and what may be there must not be created again. */
async function looked<Made>(find: () => Promise<Made | undefined>): Promise<Made | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof RetryLater) throw error;
    throw new AnswerLost(`what was created could not be looked for: ${String(error)}`);
  }
}
