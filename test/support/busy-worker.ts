// A process of the pool that is busy for ever with whatever holds `compute.txt`.
import { type Analyse, analyseHere } from '../../src/app/analyse.ts';
import { serveQuestions } from '../../src/app/analysis/serve.ts';

const judge = analyseHere();

const analyse: Analyse = async (question) => {
  if ((await question.head.tree()).has('compute.txt')) for (;;);
  return judge(question);
};

serveQuestions(analyse);
