import type { Analyse, Question } from '../analyse.ts';
import { Budget } from '../budget.ts';
import type { AskedQuestion, Failure, Order, Word } from './messages.ts';
import { Refused, RemoteRepositories } from './remote-repository.ts';

/** Answers what the service asks over the channel of this process, until the service is gone. */
export function serveQuestions(analyse: Analyse, afterwards: () => void = () => {}): void {
  const send = (word: Word): void => void process.send?.(word);
  const repositories = new RemoteRepositories(send);
  let stop = new AbortController();

  async function answer(asked: AskedQuestion): Promise<void> {
    stop = new AbortController();
    try {
      send({ word: 'judged', judgement: await analyse(questionOf(asked, { repositories, signal: stop.signal })) });
    } catch (error) {
      send({ word: 'failed', failure: failureOf(error) });
    }
    afterwards();
  }

  function giveUp(): void {
    const error = new Error('the service no longer wants to know');
    stop.abort(error);
    repositories.giveUp(error);
  }

  // The service sends nothing but orders.
  process.on('message', (order: Order) => {
    if (order.order === 'analyse') void answer(order.question);
    else if (order.order === 'stop') giveUp();
    else repositories.receive(order);
  });
  // A whole group of processes is told to end by these; when this one does is the service's affair.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  process.on('disconnect', () => process.exit());
  send({ word: 'ready' });
}

function questionOf(
  { tip, head, from, ...question }: AskedQuestion,
  { repositories, signal }: { readonly repositories: RemoteRepositories; readonly signal: AbortSignal },
): Question {
  const { repositoryId } = question;
  return {
    ...question,
    tip: repositories.at(repositoryId, 'tip', tip),
    head: repositories.at(repositoryId, 'head', head),
    from: typeof from === 'string' ? from : repositories.at(repositoryId, 'from', from.commit),
    signal,
    // Its time is counted where it was asked.
    time: new Budget(0),
  };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return { refused: error.ask };
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { name: 'Error', message: String(error), stack: undefined };
}
