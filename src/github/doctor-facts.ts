import type {
  AppFacts,
  ConfigurationFacts,
  DeliveryFacts,
  Facts,
  InstallationFacts,
  Seen,
  Unseen,
  WebhookFacts,
} from '../doctor/facts.ts';
import { isRefused } from '../doctor/key.ts';
import { doctorRepositories } from './doctor-repositories.ts';
import type { GitHubApp, Octokit } from './octokit.ts';
import { reading, see } from './see.ts';

/** What of the facts GitHub knows. */
export type GitHubFacts = Pick<Facts, 'app' | 'webhook' | 'deliveries' | 'installations'>;

export interface Looking {
  readonly appId: number;
  /** Where people read repositories: `https://github.com`. */
  readonly server: string;
  /** The only repository to look at. */
  readonly repository: { readonly owner: string; readonly repo: string } | undefined;
  /** What a configuration says, or its not being there. */
  readonly readConfiguration: (bytes: Uint8Array | undefined) => ConfigurationFacts;
}

/** Asks GitHub about the app and where it is installed; writes nothing. */
export async function gatherFacts(app: GitHubApp, looking: Looking): Promise<GitHubFacts> {
  const { asItself } = app;
  const own = reading(await see(asItself.rest.apps.getAuthenticated()), ({ data }) => appFacts(data, looking.server));
  if (own.state === 'unseen' && isRefused(own)) return { app: own, webhook: own, deliveries: own, installations: own };
  const [webhook, deliveries, installations] = await Promise.all([
    see(asItself.rest.apps.getWebhookConfigForApp()),
    see(asItself.rest.apps.listWebhookDeliveries({ per_page: 100 })),
    see(listInstallations(asItself, looking)),
  ]);
  return {
    app: own,
    webhook: reading(webhook, ({ data }) => webhookFacts(data)),
    deliveries: reading(deliveries, ({ data }) => data.map(deliveryFacts)),
    installations: await withRepositories(app, installations, looking),
  };
}

/** GitHub's resources, as far as they are read here. */
interface Registered {
  readonly name: string;
  readonly slug?: string;
  /** A user, an organization, or an enterprise, which has a slug in place of a login. */
  readonly owner: Owner;
  readonly permissions: object;
  readonly events: readonly string[];
}

interface Owner {
  readonly id: number;
  readonly login?: string;
  readonly type?: string;
  readonly slug?: string;
}

/** Octokit's type allows that there is no app, which is answered 404. */
function appFacts(registered: Registered | null, server: string): AppFacts {
  const { name = '', slug = '', owner, permissions = {}, events = [] } = registered ?? {};
  return {
    name,
    slug,
    settingsUrl: `${server}/${settingsOf(owner)}/apps/${slug}`,
    permissions: permissionsIn(permissions),
    events,
  };
}

function settingsOf(owner: Owner | undefined): string {
  if (owner?.type === 'Organization') return `organizations/${owner.login}/settings`;
  return owner?.slug === undefined ? 'settings' : `enterprises/${owner.slug}/settings`;
}

const permissionsIn = (permissions: object): AppFacts['permissions'] =>
  Object.fromEntries(Object.entries(permissions).map(([name, access]) => [name, String(access)]));

interface Hook {
  readonly url?: string;
  readonly secret?: string | null;
  readonly content_type?: string;
  readonly insecure_ssl?: string | number;
}

/** The secret itself comes masked, and is not kept in any case. GitHub's own default is a form. */
const webhookFacts = ({ url, secret, content_type: contentType, insecure_ssl: insecure }: Hook): WebhookFacts => ({
  url: url ?? '',
  hasSecret: secret !== undefined && secret !== null && secret !== '',
  contentType: contentType ?? 'form',
  verifiesCertificate: String(insecure ?? 0) === '0',
});

interface Delivered {
  readonly guid: string;
  readonly event: string;
  readonly status: string;
  readonly status_code: number;
  readonly delivered_at: string;
}

const deliveryFacts = ({ guid, event, status, status_code, delivered_at }: Delivered): DeliveryFacts => ({
  guid,
  event,
  status,
  statusCode: status_code,
  at: delivered_at,
});

interface Installed {
  readonly id: number;
  readonly account: { readonly login?: string; readonly slug?: string } | null;
  readonly html_url: string;
  readonly repository_selection: 'all' | 'selected';
  readonly permissions: object;
  readonly events: readonly string[];
  readonly suspended_at: string | null;
}

async function listInstallations(asItself: Octokit, { repository }: Looking): Promise<readonly Installed[]> {
  if (repository !== undefined) return [(await asItself.rest.apps.getRepoInstallation(repository)).data];
  return asItself.paginate(asItself.rest.apps.listInstallations, { per_page: 100 });
}

/** One after the other: an installation's own questions are many enough. */
async function withRepositories(
  app: GitHubApp,
  installations: Seen<readonly Installed[]>,
  looking: Looking,
): Promise<Seen<readonly InstallationFacts[]>> {
  if (installations.state === 'unseen') return installations;
  const found: InstallationFacts[] = [];
  for (const installed of installations.value) {
    const isSuspended = installed.suspended_at !== null;
    const repositories = isSuspended ? suspended : await doctorRepositories(app, installed.id, looking);
    found.push({ ...installationFacts(installed), isSuspended, repositories });
  }
  return { state: 'seen', value: found };
}

const suspended: Unseen = { state: 'unseen', because: 'the installation is suspended', status: undefined };

function installationFacts(installed: Installed): Omit<InstallationFacts, 'isSuspended' | 'repositories'> {
  const { id, account, html_url: settingsUrl, repository_selection: selection, permissions, events } = installed;
  return {
    id,
    account: account?.login ?? account?.slug ?? String(id),
    settingsUrl,
    selection,
    permissions: permissionsIn(permissions),
    events,
  };
}
