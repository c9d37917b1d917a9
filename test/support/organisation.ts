import type { SubjectRecord } from '../../src/store/records.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { Waiver } from '../../src/store/waivers.ts';

/** When the organisation below is looked at. */
export const organisationNow = Date.parse('2026-03-12T09:30:00Z');

const [hour, day] = [3_600_000, 24 * 3_600_000];

type Verdict = Pick<SubjectRecord, 'conclusion' | 'title'> & Partial<SubjectRecord>;

const green: Verdict = { conclusion: 'success', title: 'No exposure change' };
const blocked: Verdict = { conclusion: 'failure', title: '1 blocking · 1 new way in' };
const incomplete: Verdict = {
  conclusion: 'failure',
  title: '2 inputs could not be analyzed',
  incomplete: ['not-rendered', 'template'],
};
const observed: Verdict = { conclusion: 'neutral', title: '1 new way in, 1 widened' };

const all: readonly (readonly [owner: string, repo: string, verdicts: readonly Verdict[]])[] = [
  ['acme', 'billing', [green, { ...incomplete, title: '3 inputs could not be analyzed' }]],
  ['acme', 'platform', [blocked, green, { ...incomplete, incomplete: ['not-rendered'] }]],
  [
    'acme',
    'shop',
    [
      { ...blocked, title: '2 blocking · 2 new ways in' },
      { conclusion: undefined, title: undefined },
    ],
  ],
  ['globex', 'gateway', [observed, green]],
  ['globex', 'search', [green]],
];

const judgedAt = ({ conclusion }: Verdict, hours: number): number | undefined =>
  conclusion && organisationNow - hours * hour;

/** Two installations with five repositories in every state that the page knows. */
export async function anOrganisation(): Promise<Store> {
  const store = sqliteStore(':memory:', { now: () => organisationNow });
  for (const [index, [owner, repo, verdicts]] of all.entries())
    for (const [which, verdict] of verdicts.entries())
      await putPullRequest(store, {
        subject: { installationId: owner === 'acme' ? 1 : 2, repositoryId: 100 + index, subject: `#${12 + 7 * which}` },
        record: { place: { owner, repo }, judgedAt: judgedAt(verdict, index * 5 + which * 2 + 1), ...verdict },
      });
  for (const waiver of waivers) await store.waivers.grant(waiver);
  return store;
}

/** A pull request whose check is done where it has a verdict. */
export async function putPullRequest(
  { records }: Store,
  of: {
    readonly subject: Pick<SubjectRecord, 'installationId' | 'repositoryId' | 'subject'>;
    readonly record: Partial<SubjectRecord>;
  },
): Promise<void> {
  const { repositoryId, subject } = of.subject;
  const check = {
    id: repositoryId * 1000 + Number(subject.slice(1)),
    name: 'Portcullis',
    headSha: 'a'.repeat(40),
    externalId: '',
    completed: of.record.conclusion !== undefined,
    at: organisationNow,
    digest: '',
  };
  await records.save(of.subject, { check, headSha: check.headSha, ...of.record });
}

const accepted = (what: string): Waiver['accepted'][number] => ({
  kind: 'finding',
  fingerprint: '5f2c5f2c5f2c5f2c',
  what,
  extent: { digest: '5f2c' },
});

/** What somebody has accepted. */
export const aWaiver = (id: string, change: Partial<Waiver> = {}): Waiver => ({
  id,
  installationId: 1,
  repositoryId: 102,
  number: 12,
  baseRef: 'main',
  accepted: [accepted('new-public-load-balancer, Service shop/web')],
  reason: 'the partner tests until Friday, behind the VPN',
  by: { id: 7, login: 'ada' },
  channel: 'button',
  grantedAt: organisationNow - 2 * day,
  expiresAt: organisationNow + 2 * day + 3 * hour,
  ...change,
});

const waivers: readonly Waiver[] = [
  aWaiver('w1'),
  aWaiver('w2', {
    repositoryId: 101,
    accepted: [accepted('new-node-port, Service shop/db'), accepted('new-host-port, DaemonSet mon/exporter')],
    reason: 'moves to the internal gateway with PLAT-231',
    by: { id: 8, login: 'grace' },
    channel: 'command',
    expiresAt: organisationNow + 41 * day,
  }),
  aWaiver('w3', {
    installationId: 2,
    repositoryId: 103,
    reason: 'measured for two weeks before it is required',
    by: { id: 9, login: 'lin' },
    channel: 'label',
    expiresAt: organisationNow + 13 * day,
  }),
];
