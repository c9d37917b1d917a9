import { RetryLater } from './retry-later.ts';

/**
 * Does one after the other. What is refused does not keep the next one back; what is to be done later does, for the
 * forge has asked for patience.
 * @throws the first error
 */
export async function eachOf(steps: readonly (() => Promise<void>)[]): Promise<void> {
  const refused: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (error instanceof RetryLater) throw error;
      refused.push(error);
    }
  }
  if (refused.length > 0) throw refused[0];
}
