import { expect, test } from 'vitest';
import type { Analyse, Question } from '../../src/app/analyse.ts';
import type { Judgement } from '../../src/app/judgement.ts';
import { keptJudgements } from '../../src/app/kept-judgements.ts';
import { judgedWithOutlook } from '../../src/app/proposed-outlook.ts';
import { defaultConfig } from '../../src/config/defaults.ts';
import type { Config } from '../../src/model/config.ts';
import type { Outlook } from '../../src/report/proposed.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { question } from '../support/question.ts';

const blocked: Outlook = { conclusion: 'failure', title: '1 blocking', findings: [] };
const passed: Outlook = { conclusion: 'success', title: 'No exposure change', findings: [] };

const judgement = (outlook: Outlook, proposed?: Outlook): Judgement => ({
  conclusion: outlook.conclusion,
  output: { title: outlook.title, summary: 'Verdict.\n\nTable.\n', text: '', annotations: [] },
  comment: undefined,
  nothingLeft: undefined,
  review: { comments: [], standing: { open: new Set(), complete: true, headSha: 'head' } },
  incomplete: [],
  open: [],
  accepted: false,
  introduced: [],
  decidedUntil: undefined,
  outlook,
  proposed,
});

/** Blocks, but for a configuration without rules; notes what it was asked. */
function analysis(otherwise: () => Promise<Judgement> = async () => judgement(passed)) {
  const asked: Question[] = [];
  const analyse: Analyse = async (of) => {
    asked.push(of);
    return of.config === defaultConfig ? judgement(blocked, of.proposed && passed) : otherwise();
  };
  return { asked, analyse };
}

const observing: Config = { ...defaultConfig, mode: 'observe' };
const silent: Config = { ...defaultConfig, rules: new Map([['new-node-port', 'off']]) };
const would = 'takes effect after the merge;** with it this pull request would be: success — No exposure change.';

test('a configuration that only concludes otherwise is not reviewed by', async () => {
  const { asked, analyse } = analysis();
  const { output, conclusion } = await judgedWithOutlook(analyse, question(), observing);
  expect(asked.map(({ config, proposed }) => [config, proposed])).toEqual([[defaultConfig, observing]]);
  expect(conclusion).toBe('failure');
  expect(output.summary).toContain(would);
});

test('one that reviews otherwise is asked about after the verdict', async () => {
  const { asked, analyse } = analysis();
  const { output, conclusion } = await judgedWithOutlook(analyse, question(), silent);
  expect(asked.map(({ config, proposed }) => [config, proposed])).toEqual([
    [defaultConfig, undefined],
    [silent, undefined],
  ]);
  expect(conclusion).toBe('failure');
  expect(output.summary).toMatch(/^Verdict\.\n\n.*would be: success.*\n\nTable\.\n$/);
  expect(output.summary).toContain(would);
});

test('whatever the proposed configuration does to the analysis, the verdict is there', async () => {
  const { analyse } = analysis(() => Promise.reject(new Error('too much')));
  const { output, conclusion } = await judgedWithOutlook(analyse, question(), silent);
  expect(conclusion).toBe('failure');
  expect(output.summary).toContain('could not be found out in time');
});

test('an evaluation that is ended does not go on with the proposed configuration', async () => {
  const end = new AbortController();
  const { analyse } = analysis(() => {
    end.abort(new Error('a newer head arrived'));
    return Promise.reject(new Error('ended'));
  });
  await expect(judgedWithOutlook(analyse, question({ signal: end.signal }), silent)).rejects.toThrow('a newer head');
});

test('what is kept of a judgement by one configuration is not that of another', async () => {
  const { asked, analyse } = analysis();
  const kept = keptJudgements(analyse, sqliteStore(':memory:').cache, '1');
  const outlooks = [];
  for (const config of [defaultConfig, silent, defaultConfig, silent])
    outlooks.push((await kept(question({ config }))).conclusion);
  expect(outlooks).toEqual(['failure', 'success', 'failure', 'success']);
  expect(asked).toHaveLength(2);
});
