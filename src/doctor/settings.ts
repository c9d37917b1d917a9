import { about, type Result } from './result.ts';

/** Whether the service would start in this environment. */
export function judgeSettings(refused: string | undefined): Result {
  const { fine, problem } = about('environment');
  if (refused === undefined) return fine('settings', 'the settings are complete');
  return problem('settings', `the service does not start: ${refused}`, 'docs/operation.md lists the settings');
}
