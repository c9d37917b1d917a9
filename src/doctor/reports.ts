import type { RepositoryFacts } from './facts.ts';
import { about, type Result } from './result.ts';

/** A verdict takes a minute at most, and what was not delivered is asked for every few minutes. */
const graceMs = 15 * 60_000;

/** Whether the app has reported on the newest open pull request; nothing to say where none could tell. */
export function judgeReports({ name, newest, url }: RepositoryFacts, now: number): readonly Result[] {
  const { fine, problem, unknown } = about(name);
  if (newest.state === 'unseen')
    return [unknown('reports', `its pull requests could not be seen: ${newest.because}`, `look at ${url}/pulls`)];
  if (newest.value === undefined) return [];
  const { number, changedAt, hasRun } = newest.value;
  if (hasRun) return [fine('reports', `the app has reported on pull request ${number}`)];
  if (now - changedAt < graceMs) return [];
  return [
    problem(
      'reports',
      `the app has not reported on pull request ${number}, which is open`,
      `see the deliveries of the app and the log of the service; a push to ${url}/pull/${number} asks again`,
    ),
  ];
}
