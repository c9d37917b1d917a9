import type { Records, SubjectRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Dispatcher } from './dispatcher.ts';
import { eachOf } from './each-of.ts';
import type { Estate, OpenPullRequest, OpenPullRequests, Repository } from './estate.ts';
import { numberIn, pullRequestWork, type Work } from './events.ts';

export interface Reconciling {
  readonly estate: Estate;
  readonly store: Pick<Store, 'records' | 'turns' | 'tidy' | 'suspensions'>;
  readonly inbox: Pick<Dispatcher, 'append'>;
  readonly now: () => number;
  readonly log: (message: string, facts: Readonly<Record<string, string | number>>) => void;
  readonly redelivered: (count: number) => void;
  /** A pull request that has just changed has its delivery under way. */
  readonly graceMs: number;
}

/** GitHub offers deliveries for three days: https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
const deliveriesMs = 3 * 24 * 3_600_000;
/** What fails this often does so for a reason of its own. */
const maxAttempts = 5;
/** A check that has been in progress for this long is stuck: the longest analysis takes a minute. */
const stuckMs = 10 * 60_000;
/** What ended without a verdict is tried again after this long: an outage may last, and each try writes a check. */
const unableMs = 30 * 60_000;
/** GitHub looks at no more than 500,000 nodes for one query, and a pull request is up to 61 of them. */
const repositoriesAtOnce = 20;

/**
 * Finds what was never delivered: webhooks that failed are asked for again, and open pull requests whose check is
 * missing or stuck are judged.
 *
 * @param since when it was done last, in milliseconds since 1970; undefined looks back as far as GitHub does
 */
export async function reconcile(service: Reconciling, since: number | undefined): Promise<void> {
  const { store, now } = service;
  await store.tidy();
  try {
    await redeliver(service, since ?? now() - deliveriesMs);
  } finally {
    // What is open is found without deliveries, too.
    await repairAll(service);
  }
}

async function repairAll(service: Reconciling): Promise<void> {
  const installations = await service.estate.installations();
  // A webhook that comes late may have said otherwise.
  await service.store.suspensions.end(installations);
  for (const installationId of installations) {
    try {
      await repair(service, installationId);
    } catch (error) {
      // One that is being removed, or at its limit, must not keep the others waiting.
      service.log('could not reconcile an installation', { installation: installationId, error: String(error) });
    }
  }
}

/** Reconciles now and every `everyMs`; 0 never does. Of several processes one does it each time. */
export function startReconciling(service: Reconciling, everyMs: number): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = everyMs === 0;
  let since: number | undefined;
  const run = async (): Promise<void> => {
    const began = service.now();
    try {
      // Somewhat less, for timers are not exact.
      if (await service.store.turns.take('reconcile', everyMs * 0.9)) {
        await reconcile(service, since);
        // With what was under way then. Who did not have the turn cannot know how far the other has come.
        since = began - everyMs;
      }
    } catch (error) {
      service.log('could not reconcile', { error: String(error) });
    }
    // Not all processes, and not all who run Portcullis, at the same moment.
    if (!isStopped) timer = setTimeout(() => void run(), everyMs * (0.9 + Math.random() * 0.2));
  };
  if (!isStopped) void run();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

async function redeliver({ estate, log, redelivered }: Reconciling, since: number): Promise<void> {
  const failed = await estate.failedDeliveries(since);
  const hopeful = failed.filter(({ attempts }) => attempts < maxAttempts);
  await eachOf(hopeful.map((delivery) => () => estate.redeliver(delivery)));
  redelivered(hopeful.length);
  const facts = { deliveries: hopeful.length, hopeless: failed.length - hopeful.length };
  if (failed.length > 0) log('asked for deliveries again', facts);
}

async function repair(service: Reconciling, installationId: number): Promise<void> {
  const repositories = await service.estate.repositories(installationId);
  for (let from = 0; from < repositories.length; from += repositoriesAtOnce) {
    const some = repositories.slice(from, from + repositoriesAtOnce);
    for (const open of await service.estate.openPullRequests(some)) {
      const works = await dirtyIn(service, open);
      if (works.length > 0) await service.inbox.append({ works });
    }
  }
}

/** What is open without a verdict, what has got another base, and what we think to be open and is not. */
async function dirtyIn(service: Reconciling, { repository, pullRequests }: OpenPullRequests): Promise<readonly Work[]> {
  const known = await knownIn(service.store.records, repository);
  const { owner, repo } = repository;
  const isMoved = [...known.values()].some(({ place }) => place?.owner !== owner || place.repo !== repo);
  if (isMoved) await service.store.records.moved(repository.repositoryId, { owner, repo });
  const open = pullRequests.flatMap((pullRequest) => {
    const { number, headSha, baseRef } = pullRequest;
    const record = known.get(`#${number}`);
    const retargeted = record?.baseRef !== undefined && record.baseRef !== baseRef;
    const isDirty = retargeted || hasEnded(service, record) || isUnjudged(service, pullRequest, record);
    return isDirty ? [pullRequestWork(repository, { number, headSha, retargeted })] : [];
  });
  const stillOpen = new Set(pullRequests.map(({ number }) => number));
  const closed = [...known.keys()].flatMap((subject) => {
    const number = numberIn(subject);
    const isClosed = number !== undefined && !stillOpen.has(number);
    return isClosed ? [pullRequestWork(repository, { number, headSha: undefined })] : [];
  });
  return [...open, ...closed];
}

const knownIn = async (records: Records, { repositoryId }: Repository): Promise<ReadonlyMap<string, SubjectRecord>> =>
  new Map((await records.open(repositoryId)).map((record) => [record.subject, record]));

/** A decision that the verdict rests on does not count any more. */
const hasEnded = ({ now }: Reconciling, record: SubjectRecord | undefined): boolean =>
  record?.decidedUntil !== undefined && record.decidedUntil <= now();

/** What the check of another pull request with the same head says is no verdict on this one. */
function isUnjudged(
  { now, graceMs }: Reconciling,
  { number, headSha, checks, updatedAt }: OpenPullRequest,
  record: SubjectRecord | undefined,
): boolean {
  const own = checks.filter((check) => check.number === number);
  // GitHub lists the newest of each name alone, and that may be the other one's.
  const isHidden = record?.check?.completed === true && record.check.headSha === headSha;
  if (own.some(({ state }) => state === 'judged') || (isHidden && own.length === 0 && checks.length > 0)) return false;
  if (own.length === 0) return now() - updatedAt > graceMs;
  return own.every(({ state, startedAt }) => now() - startedAt > (state === 'unable' ? unableMs : stuckMs));
}
