import { type Handler, type HubAnswer, type HubRequest, notFound, ok } from './request.ts';
import { user, type World } from './resources.ts';

export const peopleRoutes: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': permissionOf,
};

/** What the roles of GitHub give in the words of before there were roles. */
const permissions: Readonly<Record<string, string>> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
};

/** Everybody may read a public repository; a role that an organisation made up is written as `name:write`. */
function permissionOf({ world, repository, params: { username = '' } }: HubRequest): HubAnswer {
  const role = repository.roles.get(username) ?? 'read';
  if (role === 'gone') return notFound();
  const [name = '', base = name] = role.split(':');
  const person = {
    ...user(world, username),
    ...(role === 'other' && { id: 1 }),
    permissions: { pull: true, push: false, admin: false },
    role_name: name,
  };
  return ok({ permission: permissions[base] ?? 'read', role_name: name, user: person });
}

/** Is somebody an active member of a team? GitHub answers 404 for a team that does not exist as well. */
export function membership(
  { origin }: World,
  teams: ReadonlyMap<string, ReadonlySet<string>>,
  { org = '', team_slug: slug = '', username = '' }: Readonly<Record<string, string>>,
): HubAnswer {
  const url = `${origin}/orgs/${org}/teams/${slug}/memberships/${username}`;
  return teams.get(`${org}/${slug}`)?.has(username) ? ok({ url, role: 'member', state: 'active' }) : notFound();
}
