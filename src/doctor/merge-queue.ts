import type { InstallationFacts, RepositoryFacts } from './facts.ts';
import { getsEvent, includes } from './registration.ts';
import { about, type Result } from './result.ts';

/** Whether the app hears of the groups of a merge queue; nothing to say where there is none that could be seen. */
export function judgeMergeQueue(
  { name, defaultBranch, rules }: RepositoryFacts,
  { account, permissions, events, settingsUrl }: InstallationFacts,
): readonly Result[] {
  if (rules.state === 'unseen' || !rules.value.hasMergeQueue) return [];
  const { fine, problem } = about(name);
  const lacks = [
    ...(includes(permissions.merge_queues, 'read') ? [] : ['the permission merge_queues: read']),
    ...(getsEvent({ permissions, events }, 'merge_group') ? [] : ['the event merge_group']),
  ];
  if (lacks.length === 0) return [fine('merge-queue', `the app is asked about the groups of ${defaultBranch}`)];
  return [
    problem(
      'merge-queue',
      `${defaultBranch} has a merge queue, and the installation lacks ${lacks.join(' and ')}: its groups wait in vain`,
      `let the app ask for it, then an owner of ${account} approves it at ${settingsUrl}`,
    ),
  ];
}
