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
    return (await of.find()) ?? (await of.create());
  }
}
