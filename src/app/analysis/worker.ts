import { setPriority } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { analyseHere } from '../analyse.ts';
import { memoShelf } from '../memo-shelf.ts';
import { serveQuestions } from './serve.ts';

/*
 * What a process of the pool runs: one analysis after the other, with no I/O but the channel to the service. What makes
 * the next one quick is kept here.
 */

// Whoever knocks at the service is served before anything is analyzed.
setPriority(10);

const memos = memoShelf();
serveQuestions(analyseHere(memos), () => {
  for (const count of [1, 0]) if (isMemoryScarce()) memos.keepOnly(count);
});

/** Half of the memory is for the next question itself. */
function isMemoryScarce(): boolean {
  if (isHalfFull()) globalThis.gc?.();
  return isHalfFull();
}

function isHalfFull(): boolean {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > limit / 2;
}
