import type { AppFacts, Permissions } from './facts.ts';
import {
  getsEvent,
  includes,
  type Need,
  neededEvents,
  neededPermissions,
  optionalPermissions,
} from './registration.ts';
import { about, type Result } from './result.ts';

/** What the registration asks for, against what the app needs: no less, and no more. */
export function judgeRegistration(app: AppFacts, where: string): readonly Result[] {
  return [...permissions(app, where), teams(app, where), ...events(app, where)];
}

function permissions({ permissions: has, settingsUrl }: AppFacts, where: string): readonly Result[] {
  const { fine, problem } = about(where);
  const missing = missingPermissions(has).map(([name, { access, for: purpose }]) =>
    problem(
      'permissions',
      `it does not ask for ${name}: ${access}, which it needs for ${purpose}`,
      `add it at ${settingsUrl}/permissions; an owner of each account that has the app then approves it`,
    ),
  );
  const more = Object.entries(has)
    .filter(([name, access]) => !includes(usedAccess(name), access))
    .map(([name, access]) =>
      problem(
        'permissions',
        `it asks for ${name}: ${access} and uses ${usedAccess(name) ?? 'none of it'}`,
        `choose ${usedAccess(name) ?? 'no access'} at ${settingsUrl}/permissions, which holds at once`,
      ),
    );
  const all = [...missing, ...more];
  return all.length === 0 ? [fine('permissions', 'it asks for the permissions that it needs, and no more')] : all;
}

/** Those that the app needs and `has` lacks. */
export const missingPermissions = (has: Permissions): readonly (readonly [string, Need])[] =>
  Object.entries(neededPermissions).filter(([name, { access }]) => !includes(has[name], access));

const usedAccess = (name: string): string | undefined => {
  const needs = { ...neededPermissions, ...optionalPermissions };
  return Object.hasOwn(needs, name) ? needs[name]?.access : undefined;
};

function teams({ permissions: has }: AppFacts, where: string): Result {
  const { fine } = about(where);
  return includes(has.members, 'read')
    ? fine('teams', 'it may see who belongs to a team: teams can be named that may accept findings')
    : fine('teams', 'it does not ask for members: read (optional): roles decide who may accept findings, teams cannot');
}

function events(app: AppFacts, where: string): readonly Result[] {
  const { fine, problem } = about(where);
  const page = `${app.settingsUrl}/permissions`;
  const needed: readonly string[] = neededEvents;
  const missing = needed
    .filter((event) => !getsEvent(app, event))
    .map((event) => problem('events', `it does not subscribe to ${event}`, `choose ${event} at ${page}`));
  const more = app.events
    .filter((event) => !needed.includes(event))
    .map((event) =>
      problem('events', `it subscribes to ${event}, which it does not act on`, `deselect ${event} at ${page}`),
    );
  const all = [...missing, ...more];
  return all.length === 0 ? [fine('events', 'it subscribes to the events that it acts on, and no more')] : all;
}
