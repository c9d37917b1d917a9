import type { AppFacts, Facts, Seen } from './facts.ts';
import { about, type Result } from './result.ts';

/** Whether GitHub knows the app by its key, and by which name. */
export function judgeKey({ app, appId }: Pick<Facts, 'app' | 'appId'>): readonly Result[] {
  const { fine, problem, unknown } = about(appPlace({ app, appId }));
  if (app.state === 'seen') return [fine('key', `GitHub accepts the key of ${app.value.name} (${app.value.slug})`)];
  if (!isRefused(app))
    return [unknown('key', `GitHub did not say whether it accepts the key: ${app.because}`, 'try again later')];
  return [
    problem(
      'key',
      `GitHub does not accept the key: ${app.because}`,
      'compare APP_ID with the page of the app, and give PRIVATE_KEY one of the keys that are listed there',
    ),
    unknown('key', 'nothing else could be asked without the key'),
  ];
}

/** Where what is said about the app is said. */
export const appPlace = ({ app, appId }: Pick<Facts, 'app' | 'appId'>): string =>
  app.state === 'seen' ? `app ${app.value.name} (${appId})` : `app ${appId}`;

/** A wrong key is answered 401, an app that there is not 404. */
export const isRefused = (app: Seen<AppFacts>): boolean =>
  app.state === 'unseen' && (app.status === 401 || app.status === 404);
