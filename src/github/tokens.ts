import { isStatus } from './status.ts';

/**
 * What a token is for: the repository's content and its pull requests, the check and the conversation, what there is, who
 * is who, or the files of another repository.
 */
export type Access = 'read' | 'write' | 'list' | 'people' | 'files';

export interface Scope {
  readonly installationId: number;
  /** Undefined for all that the installation has. */
  readonly repositoryId: number | undefined;
  readonly access: Access;
  /** Instead of the id: of another repository of the same owner nothing but the name is known. */
  readonly repositoryName?: string;
}

type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/**
 * The least that each job needs: whoever gets hold of what reads cannot write, and what writes cannot read a file.
 * Comments of pull requests lie under `issues` in the API and under `pull_requests` in the permissions.
 */
const permissionsOf: Readonly<Record<Access, Permissions>> = {
  read: { metadata: 'read', contents: 'read', pull_requests: 'read', checks: 'read' },
  write: { metadata: 'read', pull_requests: 'write', checks: 'write' },
  list: { metadata: 'read', pull_requests: 'read', checks: 'read' },
  people: { metadata: 'read', members: 'read' },
  files: { metadata: 'read', contents: 'read' },
};

/** What GitHub is asked for; without `permissions` it gives what the installation has. */
export interface TokenRequest {
  readonly installation_id: number;
  readonly repository_ids?: number[];
  readonly repositories?: string[];
  readonly permissions?: Permissions;
}

export interface Token {
  readonly token: string;
  /** `2026-01-31T12:00:00Z` */
  readonly expires_at: string;
}

export interface Tokens {
  get(scope: Scope): Promise<string>;
  /** It was refused: the next one who asks gets a new one. */
  forget(scope: Scope, token: string): void;
}

export interface TokensOptions {
  readonly mint: (request: TokenRequest) => Promise<Token>;
  /** An installation has not granted everything, for example in a check-only mode. */
  readonly onUngranted?: (installationId: number) => void;
  readonly now?: () => number;
  readonly max?: number;
}

/** A review takes a minute at most, and GitHub's clock may be another. */
const renewBeforeMs = 5 * 60_000;

/** What was missing may have been granted in the meantime; a token has what there was when it was made. */
const ungrantedMs = 30_000;

/**
 * Tokens for one repository each, or for looking over all of an installation, kept until shortly before their end
 * (GitHub gives them an hour). Those who ask at the same time get the same.
 */
export function tokenCache({ mint, onUngranted = () => {}, now = Date.now, max = 2000 }: TokensOptions): Tokens {
  const kept = new Map<string, { readonly token: string; readonly until: number }>();
  const underWay = new Map<string, Promise<string>>();
  const fetchToken = async (scope: Scope): Promise<string> => {
    const { made, isWhole } = await narrowed(mint, scope, onUngranted);
    const key = keyOf(scope);
    kept.delete(key);
    const until = Date.parse(made.expires_at) - renewBeforeMs;
    kept.set(key, { token: made.token, until: isWhole ? until : Math.min(until, now() + ungrantedMs) });
    const oldest = kept.size > max ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return made.token;
  };
  return {
    get: async (scope) => {
      const key = keyOf(scope);
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) return known.token;
      const asked = underWay.get(key) ?? fetchToken(scope).finally(() => underWay.delete(key));
      underWay.set(key, asked);
      return asked;
    },
    forget: (scope, token) => {
      // Of ten requests that are refused at once, nine come when a new one is there already.
      if (kept.get(keyOf(scope))?.token === token) kept.delete(keyOf(scope));
    },
  };
}

const keyOf = ({ installationId, repositoryId, access, repositoryName }: Scope): string =>
  `${installationId}:${repositoryName ?? repositoryId}:${access}`;

async function narrowed(
  mint: TokensOptions['mint'],
  scope: Scope,
  onUngranted: (installationId: number) => void,
): Promise<{ readonly made: Token; readonly isWhole: boolean }> {
  const { installationId, access, repositoryName } = scope;
  const request = { installation_id: installationId, ...onlyThat(scope) };
  try {
    return { made: await mint({ ...request, permissions: permissionsOf[access] }), isWhole: true };
  } catch (error) {
    // More than the installation has granted. What it did grant may do for the check; the rest is refused one by one.
    // Of another repository it says that the app is not installed there, and no wider token is wanted for that one.
    if (!isStatus(error, 422) || repositoryName !== undefined) throw error;
    onUngranted(installationId);
    return { made: await mint(request), isWhole: false };
  }
}

function onlyThat({ repositoryId, repositoryName }: Scope): Pick<TokenRequest, 'repository_ids' | 'repositories'> {
  if (repositoryName !== undefined) return { repositories: [repositoryName] };
  return repositoryId === undefined ? {} : { repository_ids: [repositoryId] };
}
