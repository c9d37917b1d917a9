import type { AppFacts, InstallationFacts, Seen } from './facts.ts';
import { missingPermissions } from './grants.ts';
import { includes, optionalPermissions } from './registration.ts';
import { judgeRepository } from './repository.ts';
import { about, type Result } from './result.ts';

/** What an installation is held against. */
interface Context {
  readonly app: Seen<AppFacts>;
  readonly appId: number;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** One account's installation, with the repositories that were looked at. */
export function judgeInstallation(installation: InstallationFacts, context: Context): readonly Result[] {
  const { account, id, settingsUrl, isSuspended } = installation;
  const where = `${account} (installation ${id})`;
  const { problem } = about(where);
  if (isSuspended)
    return [
      problem(
        'installation',
        'it is suspended: nothing is judged there, and a required check waits forever',
        `an owner of ${account} lifts that at ${settingsUrl}`,
      ),
    ];
  return [
    ...grants(installation, context.app, where),
    selection(installation, where),
    ...repositories(installation, context, where),
  ];
}

/** What was registered after the app was installed holds only once it is approved. */
function grants(
  { account, permissions, settingsUrl }: InstallationFacts,
  app: Seen<AppFacts>,
  where: string,
): readonly Result[] {
  const { fine, problem } = about(where);
  const registered = app.state === 'seen' ? app.value.permissions : undefined;
  const lacks = [
    ...missingPermissions(permissions),
    ...Object.entries(optionalPermissions).filter(
      ([name, { access }]) => includes(registered?.[name], access) && !includes(permissions[name], access),
    ),
  ];
  // What nobody was asked for nobody can approve; the registration's own results name it.
  const pending = lacks.filter(([name, { access }]) => registered === undefined || includes(registered[name], access));
  if (lacks.length === 0) return [fine('permissions', 'everything that the app needs is granted')];
  return pending.map(([name, { access, for: purpose }]) =>
    problem(
      'permissions',
      `${name}: ${access} is not granted, which the app needs for ${purpose}`,
      `an owner of ${account} approves it at ${settingsUrl}`,
    ),
  );
}

function selection({ selection: chosen }: InstallationFacts, where: string): Result {
  const { fine } = about(where);
  return chosen === 'all'
    ? fine('installation', 'it has all repositories of the account')
    : fine('installation', 'it has selected repositories: a new one is judged only once it is added');
}

function repositories(installation: InstallationFacts, context: Context, where: string): readonly Result[] {
  const { account, repositories: seen } = installation;
  const { unknown } = about(where);
  if (seen.state === 'unseen')
    return [unknown('repositories', `its repositories could not be seen: ${seen.because}`, 'try again later')];
  const { looked, leftOut } = seen.value;
  const results = looked.flatMap((repository) => judgeRepository(repository, { ...context, installation }));
  if (leftOut === 0) return results;
  const rest = `${leftOut} more of its repositories ${leftOut === 1 ? 'was' : 'were'} not looked at`;
  return [unknown('repositories', rest, `portcullis doctor --repo ${account}/NAME looks at one`), ...results];
}
