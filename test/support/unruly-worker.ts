// A process of the pool that does what the base branch of its question is called, for the tests of the pool.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Analyse, Question } from '../../src/app/analyse.ts';
import { serveQuestions } from '../../src/app/analysis/serve.ts';
import type { Judgement } from '../../src/app/judgement.ts';

let memories: unknown[] = [];
let answered = 0;

const deeds: Readonly<Record<string, (question: Question) => unknown>> = {
  /** Which process it is, and how many questions it has answered. */
  tell: () => `${process.pid} ${answered}`,
  rest: () => sleep(50),
  compute: () => {
    for (;;);
  },
  ask: async ({ tip, head }) => `${(await tip.tree()).size} ${(await head.tree()).size}`,
  askTwice: async ({ tip, head }) => (await Promise.all([tip.tree(), head.tree()])).map(({ size }) => size),
  read: async ({ head }) => (await head.blobs(await head.tree())).size,
  /** A list that grows until it is too long for what is left: this ends a thread's whole process, not the thread. */
  grow: () => {
    for (;;) memories.push(1.5 + memories.length);
  },
  /** Memory that is used up by earlier questions. */
  remember: () => void memories.push(Array.from({ length: 1_500_000 }, (_, index) => ({ index }))),
  /** Fails for lack of memory only in a process that remembers something. */
  growIfFull: (asked) => (memories.length === 0 ? deeds.tell?.(asked) : deeds.grow?.(asked)),
  throw: () => {
    throw new RangeError('over there');
  },
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, 'SIGKILL'),
  environment: () => JSON.stringify([process.env, process.permission.has('fs.write'), process.permission.has('child')]),
};

const analyse: Analyse = async (question) => {
  const said = await deeds[question.context.baseRef]?.(question);
  answered++;
  return saying(String(said));
};

const saying = (title: string): Judgement => ({
  conclusion: 'success',
  output: { title, summary: '', text: '', annotations: [] },
  comment: undefined,
  nothingLeft: undefined,
  review: { comments: [], standing: { open: new Set(), complete: true, headSha: 'head' } },
  incomplete: [],
  open: [],
  accepted: false,
  introduced: [],
  decidedUntil: undefined,
  outlook: { conclusion: 'success', title, findings: [] },
  proposed: undefined,
});

serveQuestions(analyse, () => {
  if (memories.length > 10) memories = [];
});
