import { type Config, type RepositoryRole, roles } from '../../model/config.ts';
import { joined, literal, type Message, say } from '../../model/message.ts';
import type { Actor } from '../../store/waivers.ts';
import type { Forge, Person } from '../forge.ts';

interface Asked {
  readonly by: Actor;
  /** True where they decide about what they have opened themselves. */
  readonly isAuthor: boolean;
}

/** Undefined where somebody may decide, as GitHub and base's configuration have it now; else why not. */
export async function whyNot(
  forge: Pick<Forge, 'person' | 'isMember'>,
  { by, isAuthor }: Asked,
  waivers: Config['waivers'],
): Promise<Message | undefined> {
  if (isAuthor && !waivers.author) return literal('the author of a pull request may not accept what it opens');
  const person = await forge.person(by.login);
  if (person === 'unknown') return literal('the app may not ask GitHub for their role');
  if (person === undefined) return literal('GitHub no longer knows them');
  if (person.id !== by.id) return literal('that name belongs to somebody else now');
  if (rankOf(person) >= roles.indexOf(waivers.role)) return undefined;
  const memberships = await Promise.all(waivers.teams.map((team) => forge.isMember(team, by.login)));
  if (memberships.includes(true)) return undefined;
  const unclear = waivers.teams.filter((_, index) => memberships[index] === 'unknown');
  return joined([lacking(person, waivers), ...(unclear.length === 0 ? [] : [unasked(unclear)])], '; ');
}

const lacking = ({ role }: Person, { role: least, teams }: Config['waivers']): Message =>
  say`their role is ${role}, and it takes ${least}${teams.length === 0 ? '' : say` or a member of ${teams.join(', ')}`}`;

const unasked = (teams: readonly string[]): Message =>
  say`who belongs to ${teams.join(', ')} could not be asked, because the app lacks the permission \`members: read\``;

/** A role that an organisation made up counts as what it gives at least. */
function rankOf({ role, permission }: Person): number {
  const known = roles.indexOf(role as RepositoryRole); // -1 for one that is not among them
  return known >= 0 ? known : roles.indexOf(permission as RepositoryRole);
}
