import { createVerify, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Asked, installationRepositories, ownRoutes } from './app-routes.ts';
import { checkRoutes } from './check-routes.ts';
import type { Webhooks } from './deliveries.ts';
import { branchRoutes, type Registration, setUpRoutes } from './doctor-routes.ts';
import { gitRoutes, tarball } from './git-routes.ts';
import { answerQuery } from './graphql.ts';
import type { OpenApi } from './openapi.ts';
import { membership, peopleRoutes } from './people-routes.ts';
import { type GivenToken, isGranted, neededFor, type Permissions } from './permissions.ts';
import { pullRoutes } from './pull-routes.ts';
import { created, type Handler, type HubAnswer, type HubRequest, notFound, ok, unprocessable } from './request.ts';
import type { World } from './resources.ts';
import type { Call, Disturb, Fault, RepositoryState } from './state.ts';

/** What the requests of one hub share. */
export interface HubState {
  readonly world: World;
  readonly publicKey: string;
  readonly repositories: Map<string, RepositoryState>;
  readonly tokens: Map<string, GivenToken>;
  /** `owner/slug` → logins. */
  readonly teams: Map<string, ReadonlySet<string>>;
  /** What the installations have granted; more than that cannot be asked for. */
  granted: Permissions;
  /** What the page of the app says. */
  registration: Registration;
  /** Installations that their owners have suspended. */
  readonly suspended: Set<number>;
  readonly webhooks: Webhooks;
  readonly faults: Fault[];
  readonly calls: Call[];
  /** What fakehub itself answered against GitHub's description. */
  readonly violations: string[];
  readonly openApi: OpenApi;
  readonly checkAnswers: boolean;
  disturb: Disturb;
  lagMs: number;
  nextId: number;
}

const tokenRoute = 'POST /app/installations/{installation_id}/access_tokens';
const repositoriesRoute = 'GET /installation/repositories';
const graphqlRoute = 'POST /graphql';
const membershipRoute = 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}';
const appRoutes = { ...ownRoutes, ...setUpRoutes };
const repositoryRoutes: Readonly<Record<string, Handler>> = {
  ...gitRoutes,
  ...checkRoutes,
  ...pullRoutes,
  ...peopleRoutes,
  ...branchRoutes,
};
const archiveRoute = 'GET /repos/{owner}/{repo}/tarball/{ref}';
const downloadRoute = 'GET /archives/{owner}/{repo}/{ref}';

const patterns = [
  ...Object.keys(appRoutes),
  tokenRoute,
  repositoriesRoute,
  graphqlRoute,
  membershipRoute,
  ...Object.keys(repositoryRoutes),
  archiveRoute,
  downloadRoute,
].map((route) => {
  // A path inside a repository and a ref may hold slashes.
  const source = route.replace(/\{(path|ref|basehead|branch)\}$/, '(?<$1>.+)').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { route, pattern: new RegExp(`^${source}$`) };
});

/** Answers one request as GitHub would. */
export async function serve(state: HubState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', state.world.origin);
  const path = url.pathname.replace(/^\/api(\/v3)?(?=\/)/, '');
  const matched = match(`${request.method} ${named(state, path)}`);
  const call: Call = {
    method: request.method ?? '',
    route: matched?.route ?? 'unknown',
    url: path + url.search,
    body: '',
    status: 0,
  };
  state.calls.push(call);
  const body = await read(request);
  call.body = body.toString();
  const fault = state.disturb(call) ?? takeFault(state, call);
  if (fault?.delayMs !== undefined) await new Promise((done) => setTimeout(done, fault.delayMs));
  const answer =
    fault !== undefined && fault.when !== 'after' && fault.status !== undefined
      ? broken(fault)
      : await play(state, request, { call, url, body, params: matched?.params ?? {} });
  const sent = fault?.when === 'after' && fault.status !== undefined ? broken(fault) : answer;
  call.status = sent.status;
  if (fault?.arrives !== 'nothing') send(request, response, sent, fault?.arrives);
}

/** Where GitHub sends those who ask for a repository by a name that it had before: `/repositories/7/pulls`. */
function named({ repositories }: HubState, path: string): string {
  const [, id, rest] = /^\/repositories\/(\d+)(\/.*)?$/.exec(path) ?? [];
  const repository = [...repositories.values()].find((each) => String(each.id) === id);
  return repository === undefined ? path : `/repos/${repository.owner}/${repository.name}${rest ?? ''}`;
}

function match(line: string): { route: string; params: Readonly<Record<string, string>> } | undefined {
  for (const { route, pattern } of patterns) {
    const groups = pattern.exec(line)?.groups;
    const params = Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    if (groups !== undefined || pattern.test(line)) return { route, params: Object.fromEntries(params) };
  }
  return undefined;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function takeFault({ faults }: HubState, call: Call): Fault | undefined {
  const found = faults.find(
    (fault) =>
      (fault.times ?? 1) > 0 &&
      (fault.method ?? call.method) === call.method &&
      (typeof fault.path === 'string' ? call.url.includes(fault.path) : (fault.path?.test(call.url) ?? true)),
  );
  if (found !== undefined) found.times = (found.times ?? 1) - 1;
  return found;
}

const broken = ({ status = 500, body, headers = {} }: Fault): HubAnswer => ({
  status,
  body: body ?? { message: 'Server Error' },
  headers,
});

interface Played {
  readonly call: Call;
  readonly url: URL;
  readonly body: Buffer;
  readonly params: Readonly<Record<string, string>>;
}

async function play(
  state: HubState,
  request: IncomingMessage,
  { call, url, body, params }: Played,
): Promise<HubAnswer> {
  const { route } = call;
  const parsed: Readonly<Record<string, never>> = body.length === 0 ? {} : JSON.parse(body.toString());
  const own = appRoutes[route];
  if (own !== undefined || route === tokenRoute) {
    if (!isApp(state, request)) return badCredentials;
    const answer = own?.(state, { params, query: url.searchParams }) ?? createToken(state, params, parsed);
    return checked(state, route, answer);
  }
  const wrong = state.openApi.request(route, parsed);
  if (wrong !== undefined) return unprocessable(`Invalid request.\n\n${wrong}`);
  if (route === repositoriesRoute || route === graphqlRoute || route === membershipRoute)
    return overAll(state, request, { route, parsed, asked: { params, query: url.searchParams } });
  const repository = state.repositories.get(`${params.owner}/${params.repo}`);
  const given = state.tokens.get(token(request));
  if (route !== downloadRoute && given === undefined) return badCredentials;
  if (repository === undefined || (given !== undefined && !opens(given, repository))) return notFound();
  if (given !== undefined && !isGranted(given.permissions, neededFor(route))) return notAccessible;
  const now = Date.now();
  const asked: HubRequest = {
    world: state.world,
    repository,
    repositories: state.repositories,
    params,
    query: url.searchParams,
    body: parsed,
    now,
    visibleUntil: now - state.lagMs,
    nextId: () => state.nextId++,
  };
  if (route === downloadRoute) return tarball(asked);
  if (route === archiveRoute) return redirect(state, asked);
  return checked(state, route, repositoryRoutes[route]?.(asked) ?? notFound());
}

/** What a token for a whole installation shows. */
async function overAll(
  state: HubState,
  request: IncomingMessage,
  { route, parsed, asked }: { readonly route: string; readonly parsed: object; readonly asked: Asked },
): Promise<HubAnswer> {
  const given = state.tokens.get(token(request));
  if (given === undefined) return badCredentials;
  const visible = [...state.repositories.values()].filter((repository) => opens(given, repository));
  if (route === membershipRoute)
    return isGranted(given.permissions, { members: 'read' })
      ? checked(state, route, membership(state.world, state.teams, asked.params))
      : notAccessible;
  if (route === graphqlRoute) return ok(await answerQuery(parsed, visible));
  return checked(state, route, installationRepositories(state, visible, asked));
}

function checked(state: HubState, route: string, answer: HubAnswer): HubAnswer {
  const wrong =
    state.checkAnswers && answer.status < 300 ? state.openApi.response(route, answer.status, answer.body) : undefined;
  if (wrong !== undefined) state.violations.push(wrong);
  return answer;
}

const redirect = ({ world }: HubState, { params }: HubRequest): HubAnswer => ({
  status: 302,
  headers: { location: `${world.origin}/archives/${params.owner}/${params.repo}/${params.ref}` },
});

const badCredentials: HubAnswer = { status: 401, body: { message: 'Bad credentials' } };
const token = (request: IncomingMessage): string =>
  (request.headers.authorization ?? '').replace(/^(token|bearer) /i, '');

/** True where the request carries a JSON Web Token that the app's key signed. */
function isApp({ publicKey, world }: HubState, request: IncomingMessage): boolean {
  const [head = '', claims = '', signature = ''] = token(request).split('.');
  const valid = createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url');
  return valid && Number(JSON.parse(Buffer.from(claims, 'base64url').toString()).iss) === world.appId;
}

const notAccessible: HubAnswer = { status: 403, body: { message: 'Resource not accessible by integration' } };

/** What a token is asked for with; without it, it is for all that the installation has. */
interface TokenBody {
  readonly repository_ids?: readonly number[];
  readonly repositories?: readonly string[];
  readonly permissions?: Permissions;
}

const opens = ({ installationId, repositoryIds }: GivenToken, repository: RepositoryState): boolean =>
  repository.installationId === installationId && (repositoryIds?.includes(repository.id) ?? true);

function createToken(state: HubState, params: Readonly<Record<string, string>>, body: TokenBody): HubAnswer {
  const { repositories: names, permissions = state.granted } = body;
  const installationId = Number(params.installation_id);
  const own = [...state.repositories.values()].filter((each) => each.installationId === installationId);
  const named = names?.map((name) => own.find((each) => each.name.toLowerCase() === name.toLowerCase())?.id ?? -1);
  const repositoryIds = body.repository_ids ?? named;
  if (repositoryIds?.some((id) => own.every((each) => each.id !== id)))
    return unprocessable('There is at least one repository that does not exist or is not accessible.');
  if (!isGranted(state.granted, permissions))
    return unprocessable('The permissions requested are not granted to this installation.');
  const made = `ghs_${randomBytes(18).toString('hex')}`;
  state.tokens.set(made, { installationId, repositoryIds, permissions });
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  const selection = repositoryIds === undefined ? 'all' : 'selected';
  return created({ token: made, expires_at: expires, permissions, repository_selection: selection });
}

function send(request: IncomingMessage, response: ServerResponse, answer: HubAnswer, arrives?: 'half'): void {
  if (answer.status === 0) {
    request.socket.destroy();
    return;
  }
  const bytes =
    answer.bytes ?? (answer.body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(answer.body)));
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
  response.end(arrives === 'half' ? bytes.subarray(0, bytes.length / 2) : bytes);
}
