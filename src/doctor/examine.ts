import { judgeDeliveries } from './deliveries.ts';
import type { Facts } from './facts.ts';
import { judgeRegistration } from './grants.ts';
import { judgeInstallation } from './installation.ts';
import { appPlace, isRefused, judgeKey } from './key.ts';
import { about, type Result } from './result.ts';
import { judgeSettings } from './settings.ts';
import { judgeWebhook } from './webhook.ts';

/** Everything that there is to say about an installed app, from the outside in. */
export function examine(facts: Facts): readonly Result[] {
  const { app, webhook, deliveries, webhookPath: path } = facts;
  const where = appPlace(facts);
  const own = [judgeSettings(facts.refusedSettings), ...judgeKey(facts)];
  if (isRefused(app)) return own;
  return [
    ...own,
    ...judgeWebhook(webhook, { where, path, app }),
    judgeDeliveries(deliveries, where),
    ...(app.state === 'seen' ? judgeRegistration(app.value, where) : [unseenRegistration(app.because, where)]),
    ...judgeInstallations(facts, where),
  ];
}

const unseenRegistration = (because: string, where: string): Result =>
  about(where).unknown('permissions', `what the app asks for could not be seen: ${because}`, 'try again later');

function judgeInstallations(facts: Facts, where: string): readonly Result[] {
  const { installations, repository } = facts;
  const { problem, unknown } = about(where);
  if (installations.state === 'unseen') {
    const { status, because } = installations;
    // GitHub's own answer where the app was not installed, or there is no such repository.
    if (repository !== undefined && status === 404)
      return [problem('installation', `it is not installed on ${repository}`, 'install it there, or correct the name')];
    return [unknown('installation', `where it is installed could not be seen: ${because}`, 'try again later')];
  }
  if (installations.value.length === 0)
    return [problem('installation', 'it is installed nowhere', 'install it from the page of the app')];
  return installations.value.flatMap((installation) => judgeInstallation(installation, facts));
}
