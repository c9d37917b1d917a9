import type { HubCredentials } from '../../test/support/environment.ts';
import { startFakehub } from '../../test/support/fakehub/hub.ts';
import type { FakeRepository } from '../../test/support/fakehub/repository.ts';
import type { Call, CheckRunState, Fault } from '../../test/support/fakehub/state.ts';
import { app, repository as manifests, random } from '../repository.ts';

/** What the process of the fake GitHub is asked for; each is answered by one message. */
export type Order =
  | { readonly order: 'populate'; readonly repository: Populated }
  | { readonly order: 'fail'; readonly fault: Fault & { readonly path: string } }
  | { readonly order: 'observe' };

/** A repository of `files` manifests, and `pulls` pull requests that each change one of them. */
export interface Populated {
  readonly owner: string;
  readonly name: string;
  readonly installationId: number;
  readonly files: number;
  readonly pulls: number;
  /** What the pull requests change is more than a process with little memory can take. */
  readonly isBomb?: boolean;
}

/** A pull request of a populated repository, and the webhook's payload where it is about the first of them. */
export interface Opened {
  readonly pulls: readonly { readonly number: number; readonly headSha: string }[];
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What was seen of one head since the last look, in milliseconds since 1970; off by 5 at most. */
export interface Seen {
  readonly headSha: string;
  readonly at: number;
  readonly what: 'begun' | 'judged' | 'ended';
}

const lookMs = 5;
const seen: Seen[] = [];
const judged = new Set<number>();
let unanswered: Call[] = [];
const populated = new Map<string, FakeRepository>();
const hub = await startFakehub();

process.on('message', (order: Order) => process.send?.(answer(order)));
process.on('disconnect', () => process.exit());
setInterval(look, lookMs);
const { url, appId, privateKey, webhookSecret } = hub;
process.send?.({ url, appId, privateKey, webhookSecret } satisfies HubCredentials);

function answer(order: Order): unknown {
  if (order.order === 'populate') return populate(order.repository);
  if (order.order === 'observe') return seen.splice(0);
  hub.fail({ ...order.fault, times: Number.MAX_SAFE_INTEGER });
  return true;
}

function populate({ owner, name, installationId, files, pulls, isBomb = false }: Populated): Opened {
  const made = hub.repository(`${owner}/${name}`, { installationId });
  populated.set(`${owner}/${name}`, made);
  made.push({ branch: 'main', files: Object.fromEntries(manifests(files)), from: null });
  const { git, branches } = made.state;
  const main = branches.get('main') ?? '';
  const tree = git.files(main);
  const opened = Array.from({ length: pulls }, (_, index) => {
    // Written past `push`, which looks through every pull request of the hub.
    const changed = index % files;
    const text = isBomb ? bomb(index) : app(changed, random(index + 1), 'LoadBalancer');
    const file = { mode: '100644', sha: git.blob(Buffer.from(text)) } as const;
    const at = new Date(Date.UTC(2026, 0, 5) + index * 1000).toISOString();
    const changedTree = git.tree(new Map([...tree, [`apps/app-${changed}/app.yaml`, file]]));
    const sha = git.commit({ tree: changedTree, parents: [main], message: `change ${index}`, at });
    branches.set(`work-${index}`, sha);
    return { number: made.open({ branch: `work-${index}` }), headSha: sha };
  });
  return { pulls: opened, payload: made.pullPayload(opened[0]?.number ?? 0, 'synchronize') };
}

/** A list of nine megabytes, another one for each `seed`. */
const bomb = (seed: number): string =>
  `apiVersion: v1\nkind: List\nitems:\n${`- {apiVersion: v1, kind: Service, metadata: {name: s-${seed}}, spec: {ports: [{port: 80}]}}\n`.repeat(110_000)}`;

/** Notes what was asked since the last look; what was not answered by then is looked at again. */
function look(): void {
  const at = Date.now();
  const calls = [...unanswered, ...hub.calls];
  hub.forgetCalls();
  unanswered = calls.filter(({ status }) => status === 0);
  const judging = new Set(calls.filter(({ status }) => status !== 0).flatMap((call) => note(call, at) ?? []));
  for (const repository of judging) for (const run of repository.state.checkRuns.values()) noteJudged(run, at);
}

/** Returns the repository where the call may have ended a check run. */
function note({ url: asked, method }: Call, at: number): FakeRepository | undefined {
  const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)\/(.*)$/.exec(asked) ?? [];
  const repository = populated.get(name);
  const pull = repository?.state.pulls.get(Number(/^(?:pulls|issues)\/(\d+)/.exec(rest)?.[1]));
  if (pull !== undefined) seen.push({ headSha: pull.headSha, at, what: method === 'GET' ? 'begun' : 'ended' });
  return rest.startsWith('check-runs') ? repository : undefined;
}

function noteJudged({ id, status, headSha }: CheckRunState, at: number): void {
  if (status !== 'completed' || judged.has(id)) return;
  judged.add(id);
  seen.push({ headSha, at, what: 'judged' }, { headSha, at, what: 'ended' });
}
