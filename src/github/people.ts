import type { Person } from '../app/forge.ts';
import { named, type Place } from './place.ts';
import { isStatus } from './status.ts';

/**
 * Undefined for somebody whom GitHub does not know, `unknown` where the app may not ask.
 * @see https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export async function fetchPerson(place: Place, username: string): Promise<Person | 'unknown' | undefined> {
  try {
    const { data } = await place.octokit.rest.repos.getCollaboratorPermissionLevel({ ...named(place), username });
    return data.user === null ? undefined : { id: data.user.id, role: data.role_name, permission: data.permission };
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    if (isStatus(error, 403)) return 'unknown';
    throw error;
  }
}

/**
 * Is somebody an active member of a team of the repository's owner? `unknown` where the app may not ask.
 * @see https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user
 */
export async function fetchMembership(place: Place, team: string, username: string): Promise<boolean | 'unknown'> {
  try {
    const { data } = await place.octokit.rest.teams.getMembershipForUserInOrg({
      org: place.owner,
      team_slug: team,
      username,
    });
    return data.state === 'active';
  } catch (error) {
    if (isStatus(error, 404)) return false;
    if (isStatus(error, 403)) return 'unknown';
    throw error;
  }
}
