import { cpus, totalmem } from 'node:os';
import type { Row } from './measure.ts';

/** `docs/performance.md`: what one run has measured, where and when. */
export const performancePage = (rows: readonly Row[], day: string): string => `# Performance

Measured by \`npm run bench -- --write\` on ${day}, on ${machine()}. Inputs are made with fixed seeds; where a
repository is named by its commit it is a real one. Peers do the same work in the same run, so a ratio says more than
a time. A machine that does something else besides makes every time longer.

| what | measured | goal | |
| --- | --- | --- | --- |
${rows.map(row).join('\n')}

## What is missed, and why

- A warm review of 3,000 files: half of the time, the graph of the unit is made anew although two of its files changed;
  a quarter, 3,000 paths are looked up. Next: keep the links of the namespaces that the change does not touch.
- \`diff\` as a whole process: the goal of three times an empty process is from a time when nothing was rendered. Of what
  it takes, 40 ms load the engine (half of it Helm, Kustomize and regular expressions that most repositories do not
  need), 50 ms are the review before anything is compiled, 30 ms are Node. Next: load the renderers when a repository
  has something to render.

Growth and warm times vary with what else the machine does; a row that is missed in one run and reached in the next is a
close one.

## Requests to GitHub

Held by \`test/scenarios/budget.test.ts\`, without tokens and what the app asks as itself.

| what happens                                            | reads                                   | writes                                                     |
| ------------------------------------------------------- | --------------------------------------- | ---------------------------------------------------------- |
| first contact, 3,000 files                              | at most 10                              | the check, a comment, a review                             |
| a push to a pull request that was judged                | at most 4, and one for each changed file | the check; comment and review where they say something new |
| documentation alone                                     | 4                                       | the check                                                  |
| 200 changed files                                       | at most 7, one of them an archive       | the check                                                  |
| «Re-run» that changes nothing                           | 3                                       | the check                                                  |
| a merge group                                           | a tree and the changed files            | the check                                                  |
| the same delivery again                                 | at most 4                               | none                                                       |
| looking for what was not delivered, all of it judged    | one for each 100 open pull requests     | none                                                       |
`;

const machine = (): string =>
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`;

function words({ goal, reached }: Row): string {
  if (reached === undefined) return goal === '' ? '' : 'not measured';
  return reached ? 'reached' : '**missed**';
}

const row = (one: Row): string =>
  `| ${[one.what, one.measured, one.goal, words(one)].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
