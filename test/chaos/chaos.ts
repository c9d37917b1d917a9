import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentFor } from '../support/environment.ts';
import { type Fakehub, startFakehub } from '../support/fakehub/hub.ts';
import type { FakeRepository } from '../support/fakehub/repository.ts';
import type { CheckRunState } from '../support/fakehub/state.ts';
import { mulberry32 } from '../support/mulberry32.ts';
import { web } from '../support/web.ts';
import { startFleet } from './fleet.ts';

export interface ChaosOptions {
  readonly deliveries: number;
  readonly pullRequests: number;
  readonly kills: number;
  readonly processes: number;
  /** PostgreSQL's; undefined is SQLite in a folder of its own. */
  readonly databaseUrl?: string;
  readonly seed: number;
  /** How many deliveries a second, at most. */
  readonly rate: number;
  readonly progress?: (text: string) => void;
}

/** What was wrong in the end; all empty and nothing was. */
export interface ChaosResult {
  /** Open pull requests whose newest head has not the verdict that it should have. */
  readonly lost: readonly string[];
  /** Check runs, comments, reviews that are there twice. */
  readonly duplicates: readonly string[];
  /** What says something else than the newest head deserves, or is still in progress. */
  readonly stale: readonly string[];
  readonly sent: number;
  readonly refused: number;
  readonly neverSent: number;
  readonly brokenAnswers: number;
  readonly kills: number;
  /** From the last delivery until everything was right. */
  readonly settledAfterMs: number;
  readonly logFile: string;
}

/** GitHub's list shows what was written only after this long. */
const lagMs = 800;
const repositories = 20;

const verdicts = { LoadBalancer: 'failure', NodePort: 'neutral', ClusterIP: 'success' } as const;
type Type = keyof typeof verdicts;
const types = ['LoadBalancer', 'NodePort', 'ClusterIP'] as const satisfies readonly Type[];

interface Proposal {
  readonly shop: FakeRepository;
  readonly branch: string;
  number: number;
  type: Type;
}

/**
 * Pushes, webhooks and deaths in the order of a seed: 20 % of what is created is answered with 502 after it was made,
 * lists lag, 5 % of the deliveries come twice, 10 % never, and all of them shuffled.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { progress = () => {} } = options;
  const chance = mulberry32(options.seed);
  const hub = await startFakehub();
  hub.lag(lagMs);
  let brokenAnswers = 0;
  hub.disturb(({ method, route }) => {
    if (method !== 'POST' || !/\/(check-runs|comments|reviews)$/.test(route) || chance() >= 0.2) return undefined;
    brokenAnswers++;
    return { status: 502, when: 'after' };
  });
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-chaos-'));
  const logFile = join(folder, 'log');
  const fleet = await startFleet({
    size: options.processes,
    logFile,
    listening: (url) => hub.connect(webhooksOf(url)),
    environment: {
      ...environmentFor(hub, folder),
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    },
  });
  const proposals = propose(hub, options.pullRequests);
  const counted = { sent: 0, refused: 0, neverSent: 0, kills: 0 };
  const window: (() => Promise<void>)[] = [];

  const send = async (event: 'pull_request', payload: unknown): Promise<void> => {
    const fate = chance();
    const id = crypto.randomUUID();
    if (fate < 0.1) {
      counted.neverSent++;
      // Half of them GitHub's list of deliveries knows of, the other half nobody does.
      if (fate < 0.05) hub.failToDeliver({ event, payload, id });
      return;
    }
    for (let copy = 0; copy < (fate < 0.15 ? 2 : 1); copy++) {
      const address = fleet.address();
      if (address !== undefined) hub.connect(webhooksOf(address));
      const { status } = await hub.deliver({ event, payload, id });
      counted.sent++;
      if (status !== 202) counted.refused++;
    }
  };

  const every = Math.floor(options.deliveries / (options.kills + 1));
  for (let index = 0; index < options.deliveries; index++) {
    const proposal = proposals[Math.floor(chance() * proposals.length)];
    if (proposal === undefined) break;
    const payload = change(proposal, types[Math.floor(chance() * types.length)] ?? 'ClusterIP', index);
    window.push(() => send('pull_request', payload));
    // Out of order: any of the last ten goes next.
    if (window.length >= 10) await window.splice(Math.floor(chance() * window.length), 1)[0]?.();
    if (index % every === every - 1 && counted.kills < options.kills) {
      counted.kills++;
      fleet.kill(Math.floor(chance() * options.processes));
      progress(`${index + 1} of ${options.deliveries} deliveries, ${counted.kills} kills`);
    }
    await new Promise((done) => setTimeout(done, 1000 / options.rate));
  }
  for (const late of window) await late();

  const last = Date.now();
  const settled = await settle(hub, proposals, progress);
  await fleet.stop();
  await hub.close();
  return { ...settled, ...counted, brokenAnswers, settledAfterMs: Date.now() - last, logFile };
}

const webhooksOf = (url: string): string => `${url}/api/github/webhooks`;

/** Every pull request is somebody's own file, so that none of them decides another's verdict. */
function propose(hub: Fakehub, count: number): readonly Proposal[] {
  const shops = Array.from({ length: repositories }, (_, index) => {
    const shop = hub.repository(`acme/shop-${index}`, { installationId: index + 1 });
    shop.push({ branch: 'main', files: { 'k8s/web.yaml': web('ClusterIP') }, from: null });
    return shop;
  });
  return Array.from({ length: count }, (_, index) => {
    const shop = shops[index % shops.length];
    if (shop === undefined) throw new Error('there are no repositories');
    return { shop, branch: `work-${index}`, number: 0, type: 'ClusterIP' };
  });
}

/** A push, and the first time the pull request; returns the webhook's payload. */
function change(proposal: Proposal, type: Type, index: number): unknown {
  const { shop, branch } = proposal;
  proposal.type = type;
  const files = { 'k8s/web.yaml': web(type), 'note.txt': String(index) };
  shop.push({ branch, from: proposal.number === 0 ? 'main' : branch, files });
  const isNew = proposal.number === 0;
  if (isNew) proposal.number = shop.open({ branch });
  return shop.pullPayload(proposal.number, isNew ? 'opened' : 'synchronize');
}

type Wrongs = Pick<ChaosResult, 'lost' | 'duplicates' | 'stale'>;

/** Waits until all is right, or until nothing has changed for a minute. */
async function settle(hub: Fakehub, proposals: readonly Proposal[], progress: (text: string) => void): Promise<Wrongs> {
  let quietSince = Date.now();
  let seen = '';
  for (;;) {
    const wrongs = wrongsOf(proposals);
    const left = wrongs.lost.length + wrongs.stale.length;
    // Without the reconciler's own questions.
    const state = `${left}/${hub.calls.filter(({ route }) => /^(POST|PATCH) .*\/(check-runs|comments|reviews)\b/.test(route)).length}`;
    if (state !== seen) quietSince = Date.now();
    seen = state;
    const quietMs = Date.now() - quietSince;
    if (quietMs > (left === 0 ? 8_000 : 60_000)) return wrongs;
    progress(`${wrongs.lost.length} without their verdict, ${wrongs.stale.length} stale`);
    await new Promise((done) => setTimeout(done, 1_000));
  }
}

function wrongsOf(proposals: readonly Proposal[]): Wrongs {
  const [lost, duplicates, stale]: [string[], string[], string[]] = [[], [], []];
  for (const { shop, number, type } of proposals.filter((proposal) => proposal.number !== 0)) {
    const name = `${shop.fullName}#${number}`;
    const head = shop.pull(number).headSha;
    const verdict = shop.checks(head).at(-1);
    if (verdict?.status !== 'completed' || verdict.conclusion !== verdicts[type])
      lost.push(`${name}: ${verdict?.conclusion ?? verdict?.status ?? 'no check'} instead of ${verdicts[type]}`);
    stale.push(...staleIn(shop, number, type).map((what) => `${name}: ${what}`));
    duplicates.push(...doublesIn(shop, number).map((what) => `${name}: ${what}`));
  }
  for (const shop of new Set(proposals.map((proposal) => proposal.shop)))
    for (const [sha, runs] of Map.groupBy(shop.state.checkRuns.values(), ({ headSha }) => headSha)) {
      if (runs.length > 1) duplicates.push(`${shop.fullName}@${sha.slice(0, 7)}: ${runs.map(told).join(' and ')}`);
      if (runs.some(({ status }) => status !== 'completed'))
        stale.push(`${shop.fullName}@${sha.slice(0, 7)}: a check run in progress`);
    }
  return { lost, duplicates, stale };
}

/** A check run as far as it tells why there is another. */
const told = ({ id, createdAt, startedAt, externalId, conclusion, output }: CheckRunState): string =>
  `run ${id} of ${new Date(createdAt).toISOString().slice(14)} (begun ${startedAt?.slice(14)}, ${externalId.slice(0, 12)}, ${conclusion}, ${output.title})`;

function staleIn(shop: FakeRepository, number: number, type: Type): readonly string[] {
  const [comment] = shop.comments(number);
  const says = types.find((each) => each !== 'ClusterIP' && comment?.body.includes(`| ${each}`)) ?? 'ClusterIP';
  if (comment === undefined || says === type) return [];
  const verdict = shop.checks(shop.pull(number).headSha).at(-1);
  const at = (ms: number): string => new Date(ms).toISOString().slice(14);
  const times = `made ${at(comment.createdAt)}, written ${at(comment.updatedAt)}, the check begun ${verdict?.startedAt?.slice(14)}`;
  return [`the comment tells of a ${says}, the head has a ${type} (${times})`];
}

function doublesIn(shop: FakeRepository, number: number): readonly string[] {
  const comments = shop.comments(number).length;
  const bodies = shop.remarks(number).map(({ body }) => /<!-- portcullis:[^>]*-->/.exec(body)?.[0] ?? body);
  return [
    ...(comments > 1 ? [`${comments} comments`] : []),
    ...(new Set(bodies).size < bodies.length
      ? [`${bodies.length} review comments, ${new Set(bodies).size} different`]
      : []),
  ];
}
