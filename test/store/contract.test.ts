import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullRequestWork } from '../../src/app/events.ts';
import { InboxFull } from '../../src/app/inbox.ts';
import type { Claim } from '../../src/store/inbox.ts';
import { postgresStore } from '../../src/store/postgres.ts';
import type { Overview, OverviewCursor, Place, Subject, SubjectRecord, Tally } from '../../src/store/records.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import type { Store, StoreOptions } from '../../src/store/store.ts';
import type { AuditCursor, AuditRow, Waiver } from '../../src/store/waivers.ts';
import { startPostgres } from '../support/postgres.ts';

const postgres = await startPostgres();
if ('missing' in postgres) console.warn(`the contract of PostgreSQL is not tested: ${postgres.missing}`);
else afterAll(() => postgres.stop());
const folder = mkdtempSync(join(tmpdir(), 'portcullis-store-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Where a store lies, so that it can be opened twice. */
type Address = string;
const engines = [
  {
    name: 'SQLite',
    isMissing: false,
    place: async (): Promise<Address> => join(mkdtempSync(join(folder, 'x')), 'store.db'),
    open: async (place: Address, options: StoreOptions): Promise<Store> => sqliteStore(place, options),
  },
  {
    name: 'PostgreSQL',
    isMissing: 'missing' in postgres,
    place: async (): Promise<Address> => ('missing' in postgres ? '' : postgres.database()),
    open: (place: Address, options: StoreOptions): Promise<Store> =>
      postgresStore(place, { leaseSeconds: 10, ...options }),
  },
];

const push = (number: number, headSha: string, change: Partial<PullRequestWork> = {}): PullRequestWork => ({
  subject: 'pull-request',
  installationId: 1,
  repositoryId: 7,
  owner: 'acme',
  repo: 'shop',
  rerun: false,
  retargeted: false,
  number,
  headSha,
  ...change,
});

describe.each(engines)('the store in $name', ({ isMissing, place: newPlace, open: openAt }) => {
  if (isMissing) {
    test.skip('is not tested: there is no PostgreSQL here', () => {});
    return;
  }
  let place: Address;
  let now = 1_000_000;
  const opened: Store[] = [];
  const open = async (options: StoreOptions = {}): Promise<Store> => {
    const store = await openAt(place, { now: () => now, ...options });
    opened.push(store);
    return store;
  };
  const close = async (store: Store): Promise<void> => {
    opened.splice(opened.indexOf(store), 1);
    await store.close();
  };
  beforeEach(async () => {
    // Now, for PostgreSQL has a clock of its own.
    now = Date.now();
    place = await newPlace();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });

  /** Takes and finishes whatever is due, in turn. */
  async function drain({ inbox }: Store): Promise<readonly Claim[]> {
    const claims: Claim[] = [];
    for (let claim = await inbox.claim(); claim !== undefined; claim = await inbox.claim()) {
      claims.push(claim);
      await inbox.finish(claim);
    }
    return claims;
  }

  describe('its inbox', () => {
    test('keeps what was appended when the process ends', async () => {
      const before = await open();
      await before.inbox.append({ works: [push(1, 'a')] });
      await close(before);
      const { inbox } = await open();
      expect(await inbox.claim()).toMatchObject({ work: push(1, 'a'), attempt: 1, crashes: 0 });
    });

    test('lets works about the same pull request coalesce, with what any of them asks for', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a', { rerun: true }), push(1, 'b', { retargeted: true })] });
      await store.inbox.append({ works: [push(1, 'c')] });
      const asked = { rerun: true, retargeted: true, onlyCommands: false };
      expect((await drain(store)).map(({ work }) => work)).toEqual([push(1, 'c', asked)]);
    });

    test('lets an order coalesce with a push, whose head it does not know', async () => {
      const store = await open();
      const { headSha: _unknown, ...order } = push(1, '', { onlyCommands: true });
      await store.inbox.append({ works: [push(1, 'a')] });
      await store.inbox.append({ works: [{ ...order, headSha: undefined }] });
      expect((await drain(store)).map(({ work }) => work)).toEqual([push(1, 'a', { onlyCommands: false })]);
    });

    test('gives a pull request to one worker at a time', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a')] });
      const first = await store.inbox.claim();
      await store.inbox.append({ works: [push(1, 'b')] });
      expect(await store.inbox.claim()).toBeUndefined();
      if (first !== undefined) await store.inbox.finish(first);
      expect(await store.inbox.claim()).toMatchObject({ work: push(1, 'b') });
    });

    test('passes by the works of installations that are not wanted now', async () => {
      const store = await open();
      const elsewhere = push(1, 'b', { installationId: 2, repositoryId: 8 });
      await store.inbox.append({ works: [push(1, 'a'), push(2, 'a'), elsewhere] });
      expect(await store.inbox.claim([1])).toMatchObject({ work: elsewhere });
      expect(await store.inbox.claim([1])).toBeUndefined();
      expect(await store.inbox.claim([2])).toMatchObject({ work: push(1, 'a') });
    });

    test('records a delivery once, and one that was not recorded at all again', async () => {
      const store = await open({ inboxLimit: 1 });
      expect(await store.inbox.append({ delivery: 'x', works: [push(1, 'a')] })).toBe(true);
      await expect(store.inbox.append({ delivery: 'y', works: [push(2, 'a')] })).rejects.toThrow(InboxFull);
      expect(await store.inbox.append({ delivery: 'x', works: [push(1, 'a')] }).catch(String)).toContain('InboxFull');
      await drain(store);
      expect(await store.inbox.append({ delivery: 'x', works: [push(1, 'a')] })).toBe(false);
      expect(await store.inbox.append({ delivery: 'y', works: [push(2, 'a')] })).toBe(true);
      expect(await drain(store)).toHaveLength(1);
    });

    test('takes many at once, each delivery by itself', async () => {
      const store = await open();
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_, index) =>
          store.inbox.append({ delivery: `d${index % 250}`, works: [push(index % 10, `h${index}`)] }),
        ),
      );
      expect(answers.filter(Boolean)).toHaveLength(250);
      expect((await drain(store)).map(({ key }) => key).sort()).toEqual(
        Array.from({ length: 10 }, (_, index) => `7#${index}`),
      );
    });

    test('lets installations take turns, whatever the number of their works', async () => {
      const store = await open();
      await store.inbox.append({ works: Array.from({ length: 20 }, (_, index) => push(index, 'noisy')) });
      const [first, second] = [await store.inbox.claim(), await store.inbox.claim()];
      await store.inbox.append({ works: [push(1, 'quiet', { installationId: 2, repositoryId: 8 })] });
      const third = await store.inbox.claim();
      const fourth = await store.inbox.claim();
      expect([first, second].map((claim) => claim?.work.headSha)).toEqual(['noisy', 'noisy']);
      expect([third, fourth].map((claim) => claim?.work.headSha)).toContain('quiet');
    });

    test('puts a work off for as long as asked, and counts its attempts', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a')] });
      const first = await store.inbox.claim();
      now = Date.now();
      if (first !== undefined) await store.inbox.retry(first, 1000);
      expect(await store.inbox.claim()).toBeUndefined();
      await new Promise((done) => setTimeout(done, 1100));
      now = Date.now();
      expect(await store.inbox.claim()).toMatchObject({ work: push(1, 'a'), attempt: 2 });
    });

    test('does not let a new push wait for the time that an old one was put off to', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a')] });
      const first = await store.inbox.claim();
      if (first !== undefined) await store.inbox.retry(first, 600_000);
      await store.inbox.append({ works: [push(1, 'b')] });
      expect(await store.inbox.claim()).toMatchObject({ work: push(1, 'b'), attempt: 1 });
    });

    test('does not put off what a newer push has replaced', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a')] });
      const first = await store.inbox.claim();
      await store.inbox.append({ works: [push(1, 'b')] });
      if (first !== undefined) await store.inbox.retry(first, 600_000);
      expect((await drain(store)).map(({ work }) => work.headSha)).toEqual(['b']);
    });

    test('tells whoever works on a pull request that a newer head waits', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a')] });
      const claim = await store.inbox.claim();
      if (claim === undefined) throw new Error('nothing to claim');
      expect(await store.inbox.renew(claim)).toBe('held');
      await store.inbox.append({ works: [push(1, 'a', { rerun: true })] });
      expect(await store.inbox.renew(claim)).toBe('held');
      await store.inbox.append({ works: [push(1, 'b')] });
      expect(await store.inbox.renew(claim)).toBe('overtaken');
      await store.inbox.finish(claim);
      expect(await store.inbox.renew(claim)).toBe('lost');
    });

    test('makes dirty what a work leaves behind', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a')] });
      const claim = await store.inbox.claim();
      if (claim !== undefined) await store.inbox.finish(claim, [push(2, 'b'), push(1, 'c')]);
      expect((await drain(store)).map(({ key }) => key).sort()).toEqual(['7#1', '7#2']);
    });

    test('keeps what was given up until an operator replays it', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a'), push(2, 'b')] });
      for (const claim of [await store.inbox.claim(), await store.inbox.claim()])
        if (claim !== undefined) await store.inbox.bury(claim, 'no way');
      expect(await store.inbox.claim()).toBeUndefined();
      expect((await store.inbox.dead()).map(({ key, reason }) => [key, reason])).toEqual([
        ['7#1', 'no way'],
        ['7#2', 'no way'],
      ]);
      expect(await store.inbox.replay(['7#2', '7#3'])).toBe(1);
      expect((await drain(store)).map(({ work }) => work)).toEqual([push(2, 'b', { rerun: true })]);
      expect(await store.inbox.replay('all')).toBe(1);
      expect(await store.inbox.dead()).toEqual([]);
    });

    test('counts what waits, what is worked on and what was given up', async () => {
      const store = await open();
      await store.inbox.append({ works: [push(1, 'a'), push(2, 'b'), push(3, 'c')] });
      await store.inbox.claim();
      now += 5000;
      expect(await store.inbox.counts()).toEqual({ waiting: 2, active: 1, dead: 0, oldestMs: 5000 });
    });

    test('never lets commands coalesce, and records each once', async () => {
      const store = await open();
      const command = (id: string, receivedAt: number) => {
        const about = { installationId: 1, repositoryId: 7, number: 1 };
        return { ...about, id, name: 'accept', body: { sender: 5 }, receivedAt };
      };
      const [first, second] = [command('d1', 1), command('d2', 2)];
      await store.inbox.append({ delivery: 'd1', works: [push(1, 'a')], commands: [first] });
      await store.inbox.append({ delivery: 'd2', works: [push(1, 'a')], commands: [second, second] });
      expect(await drain(store)).toHaveLength(1);
      expect(await store.inbox.commands(7, 1)).toEqual([first, second]);
      await store.inbox.settle(first);
      expect(await store.inbox.commands(7, 1)).toEqual([second]);
      expect(await store.inbox.commands(7, 2)).toEqual([]);
    });

    test('gives what a dead process has worked on to the next one, which learns of it', async () => {
      const dead = await open();
      await dead.inbox.append({ works: [push(1, 'a', { rerun: true })] });
      const lost = await dead.inbox.claim();
      await dead.inbox.append({ works: [push(1, 'a', { retargeted: true }), push(2, 'x')] });
      await dead.inbox.claim();
      await dead.inbox.append({ works: [push(2, 'y')] });
      const next = await open();
      await next.inbox.recover();
      const claims = [await eventually(() => next.inbox.claim()), await eventually(() => next.inbox.claim())];
      const [claim, other] = claims.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      if (claim === undefined || other === undefined) throw new Error('there are two');
      expect(claim).toMatchObject({ work: push(1, 'a', { rerun: true, retargeted: true }), crashes: 1 });
      // Another head has killed nobody yet.
      expect(other).toMatchObject({ work: push(2, 'y'), crashes: 0 });
      await next.inbox.finish(other);
      // What the first one still says of it counts for nothing.
      if (lost !== undefined) await dead.inbox.finish(lost);
      expect(await next.inbox.counts()).toMatchObject({ active: 1 });
      await next.inbox.finish(claim);
      expect(await next.inbox.counts()).toMatchObject({ active: 0, waiting: 0 });
    }, 60_000);
  });

  async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (answer !== undefined) return answer;
      await new Promise((done) => setTimeout(done, 250));
    }
  }

  describe('its records', () => {
    const subject: Subject = { installationId: 1, repositoryId: 7, subject: '#1' };

    test('write only what is told, and also that something is not known any more', async () => {
      const { records } = await open();
      expect(await records.find(subject)).toBeUndefined();
      const check = { id: 5, name: 'Portcullis', headSha: 'a', externalId: 'e', completed: true, at: 9, digest: 'x' };
      await records.save(subject, { headSha: 'a', check, comment: { id: undefined, digest: '' } });
      await records.save(subject, { conclusion: 'failure', newComment: 3, newReview: 4 });
      expect(await records.save(subject, { comment: undefined, newComment: undefined })).toEqual({
        ...subject,
        headSha: 'a',
        open: true,
        conclusion: 'failure',
        check,
        comment: undefined,
        baseRef: undefined,
        newCheck: undefined,
        newComment: undefined,
        newReview: 4,
        reviewed: undefined,
        title: undefined,
        incomplete: [],
        judgedAt: undefined,
        place: undefined,
      });
      expect(await records.find(subject)).toMatchObject({ conclusion: 'failure', check });
    });

    test('are found by their head, in their own repository only', async () => {
      const { records } = await open();
      for (const number of [1, 2, 3])
        await records.save({ ...subject, subject: `#${number}` }, { headSha: number === 3 ? 'b' : 'a' });
      await records.save({ ...subject, repositoryId: 8 }, { headSha: 'a' });
      expect((await records.atHead(7, 'a')).map((record) => record.subject).sort()).toEqual(['#1', '#2']);
      await records.save(subject, { headSha: 'b' });
      expect((await records.atHead(7, 'a')).map((record) => record.subject)).toEqual(['#2']);
    });

    const everything = { owner: undefined, failing: false };
    const place = { owner: 'Acme', repo: 'Shop' };
    const keys = (records: readonly SubjectRecord[]): readonly string[] =>
      records.map(({ place: at, subject: of }) => `${at?.owner}/${at?.repo}${of}`);

    /** Page by page. */
    async function pages({ records }: Store, limit: number, of: Overview): Promise<readonly (readonly string[])[]> {
      const all: (readonly string[])[] = [];
      for (let after: OverviewCursor | undefined; ; ) {
        const page: readonly SubjectRecord[] = await records.overview({ ...of, after, limit });
        if (page.length === 0) return all;
        all.push(keys(page));
        const { place: at, repositoryId, subject: last } = page.at(-1) ?? { ...subject, place };
        const { owner, repo } = at ?? place;
        after = { owner: owner.toLowerCase(), repo: repo.toLowerCase(), repositoryId, number: Number(last.slice(1)) };
      }
    }

    test('are overseen by owner, repository and number, each once, however many are on a page', async () => {
      const store = await open();
      const put = (of: Partial<Subject>, at: Place | undefined, change: Partial<SubjectRecord> = {}) =>
        store.records.save({ ...subject, ...of }, { place: at, conclusion: 'success', ...change });
      for (const number of [12, 9, 100]) await put({ subject: `#${number}` }, place, { conclusion: 'failure' });
      await put({ repositoryId: 8, subject: '#3' }, { owner: 'acme', repo: 'app' });
      await put({ repositoryId: 9, subject: '#1' }, { owner: 'Zoo', repo: 'app' });
      // Two that a rename has not reached yet.
      await put({ repositoryId: 10, subject: '#9' }, place);
      await put({ subject: '#5' }, place, { open: false });
      await put({ subject: '#6' }, undefined);
      await put({ subject: '@abc' }, place);
      const all = ['acme/app#3', 'Acme/Shop#9', 'Acme/Shop#12', 'Acme/Shop#100', 'Acme/Shop#9', 'Zoo/app#1'];
      for (const limit of [1, 2, 4, 6, 50]) {
        const found = await pages(store, limit, everything);
        expect(found.flat()).toEqual(all);
        expect(found[0]).toHaveLength(Math.min(limit, all.length));
      }
      expect((await pages(store, 2, { ...everything, failing: true })).flat()).toEqual(all.slice(1, 4));
      expect((await pages(store, 2, { owner: 'acme', failing: false })).flat()).toEqual(all.slice(0, 5));
      expect((await pages(store, 2, { owner: 'zoo', failing: true })).flat()).toEqual([]);
    });

    test('that close, or move, are gone from where they were', async () => {
      const store = await open();
      for (const number of [1, 2]) await store.records.save({ ...subject, subject: `#${number}` }, { place });
      await store.records.save(subject, { open: false });
      expect((await pages(store, 5, everything)).flat()).toEqual(['Acme/Shop#2']);
      await store.records.moved(7, { owner: 'umbrella', repo: 'store' });
      await store.records.save(subject, { open: true });
      expect((await pages(store, 5, everything)).flat()).toEqual(['umbrella/store#1', 'umbrella/store#2']);
      expect((await pages(store, 5, { ...everything, owner: 'acme' })).flat()).toEqual([]);
      expect(await store.records.find(subject)).toMatchObject({ place: { owner: 'umbrella', repo: 'store' } });
    });

    test('are counted by how they stand', async () => {
      const { records } = await open();
      const put = (number: number, change: Partial<SubjectRecord>) =>
        records.save({ ...subject, subject: `#${number}` }, { place, incomplete: [], ...change });
      await put(1, { conclusion: 'success' });
      await put(2, { conclusion: 'failure', incomplete: ['limit', 'template'] });
      await put(3, { conclusion: 'failure', incomplete: ['limit', 'template'] });
      await put(4, { conclusion: 'failure' });
      await put(5, {});
      await put(6, { conclusion: 'failure', open: false });
      await records.save(
        { ...subject, repositoryId: 8 },
        { place: { owner: 'zoo', repo: 'a' }, conclusion: 'neutral' },
      );
      const byName = (tally: readonly Tally[]) =>
        Object.fromEntries(tally.map(({ conclusion, incomplete, count }) => [[conclusion, ...incomplete], count]));
      const acme = { '': 1, success: 1, failure: 1, 'failure,limit,template': 2 };
      expect(byName(await records.tally({ owner: undefined }))).toEqual({ ...acme, neutral: 1 });
      expect(byName(await records.tally({ owner: 'acme' }))).toEqual(acme);
      expect(await records.tally({ owner: 'nobody' })).toEqual([]);
    });

    test('of an installation that is suspended are not shown until it is back, and are kept', async () => {
      const store = await open();
      await store.records.save(subject, { place });
      await store.records.save(
        { ...subject, installationId: 2, repositoryId: 8 },
        { place: { owner: 'b', repo: 'b' } },
      );
      await store.suspensions.begin(1);
      await store.suspensions.begin(1);
      expect((await pages(store, 5, everything)).flat()).toEqual(['b/b#1']);
      expect(await store.records.tally({ owner: undefined })).toMatchObject([{ count: 1 }]);
      expect(await store.records.open(7)).toHaveLength(1);
      await store.suspensions.end([2, 1]);
      expect((await pages(store, 5, everything)).flat()).toEqual(['Acme/Shop#1', 'b/b#1']);
      await store.suspensions.begin(1);
      await store.forget({ installationId: 1 });
      await store.records.save(subject, { place });
      expect((await pages(store, 5, everything)).flat()).toEqual(['Acme/Shop#1', 'b/b#1']);
    });
  });

  describe('its waivers', () => {
    const waiver = (id: string, change: Partial<Waiver> = {}): Waiver => ({
      id,
      installationId: 1,
      repositoryId: 7,
      number: 1,
      baseRef: 'main',
      accepted: [{ kind: 'finding', fingerprint: 'f', what: 'new-node-port, Service web', extent: { digest: 'd' } }],
      reason: 'a demo',
      by: { id: 3, login: 'ada' },
      channel: 'command',
      grantedAt: 100,
      expiresAt: 200,
      ...change,
    });
    const about = { repositoryId: 7, number: 1 };
    const revocation = { waiverId: 'w', by: { id: 4, login: 'bob' }, reason: 'over', at: 150 };

    test('are in force until they end or are revoked, for their own pull request', async () => {
      const { waivers } = await open();
      await waivers.grant(waiver('w'));
      await waivers.grant(waiver('other', { number: 2 }));
      expect(await waivers.inForce(about, 150)).toEqual([waiver('w')]);
      expect(await waivers.inForce(about, 200)).toEqual([]);
      expect(await waivers.revoke(revocation)).toBe(true);
      expect(await waivers.revoke(revocation)).toBe(false);
      expect(await waivers.inForce(about, 150)).toEqual([]);
    });

    test('may be about something with an impossible name', async () => {
      const { waivers } = await open();
      const what = 'new-node-port, Service \0 \ud800';
      const accepted: Waiver['accepted'] = [{ kind: 'finding', fingerprint: 'f', what, extent: { digest: 'd' } }];
      await waivers.grant(waiver('w', { accepted }));
      expect(await waivers.inForce(about, 150)).toMatchObject([{ accepted: [{ fingerprint: 'f' }] }]);
      expect(await waivers.audit({ since: 0, limit: 10 })).toHaveLength(1);
    });

    test('leave an audit that nothing changes', async () => {
      const { waivers } = await open();
      await waivers.grant(waiver('w'));
      await waivers.grant(waiver('w', { reason: 'again' }));
      await waivers.revoke(revocation);
      const { by, reason } = waiver('w');
      const entries = [
        { at: 100, action: 'granted', by, reason, waiver: waiver('w') },
        { at: 150, action: 'revoked', by: revocation.by, reason: 'over', waiver: waiver('w') },
      ];
      expect(await waivers.audit({ since: 0, limit: 10 })).toMatchObject(entries);
      expect(await waivers.audit({ since: 101, limit: 10 })).toMatchObject(entries.slice(1));
      expect(await waivers.audit({ since: 0, limit: 1 })).toMatchObject(entries.slice(0, 1));
    });

    test('leave an audit that can be read in pieces: none twice and none lost, also of one moment', async () => {
      const { waivers } = await open();
      // What is recorded late may have happened early.
      for (const [id, grantedAt] of ['a:100', 'b:100', 'c:100', 'd:90', 'e:100', 'f:300'].map((each) =>
        each.split(':'),
      ))
        await waivers.grant(waiver(id ?? '', { grantedAt: Number(grantedAt) }));
      for (const limit of [1, 2, 3, 7]) {
        const ids: string[] = [];
        for (let after: AuditCursor | undefined; ; ) {
          const rows: readonly AuditRow[] = await waivers.audit({ since: 100, limit, ...(after && { after }) });
          if (rows.length === 0) break;
          ids.push(...rows.map((row) => row.waiver.id));
          after = rows.at(-1);
        }
        expect(ids).toEqual(['a', 'b', 'c', 'e', 'f']);
      }
    });

    test('are overseen with their places, what ends first comes first, for open pull requests only', async () => {
      const { records, waivers, suspensions } = await open();
      const at = { installationId: 1, repositoryId: 7, subject: '#1' };
      await records.save(at, { place: { owner: 'Acme', repo: 'shop' } });
      await records.save({ ...at, subject: '#2' }, { place: { owner: 'Acme', repo: 'shop' }, open: false });
      const zoo = { installationId: 2, repositoryId: 8 };
      await records.save({ ...zoo, subject: '#1' }, { place: { owner: 'zoo', repo: 'app' } });
      const late = waiver('late', { expiresAt: 900 });
      const soon = waiver('soon', { ...zoo, expiresAt: 210 });
      for (const each of [late, soon, waiver('w'), waiver('closed', { number: 2, expiresAt: 900 })])
        await waivers.grant(each);
      await waivers.grant(waiver('unknown', { number: 9, expiresAt: 900 }));
      const all = (change: { readonly at?: number; readonly owner?: string; readonly limit?: number } = {}) =>
        waivers.allInForce({ at: 150, owner: undefined, limit: 9, ...change });
      expect(await all()).toEqual([
        { waiver: waiver('w'), place: { owner: 'Acme', repo: 'shop' } },
        { waiver: soon, place: { owner: 'zoo', repo: 'app' } },
        { waiver: late, place: { owner: 'Acme', repo: 'shop' } },
      ]);
      const ids = async (found: ReturnType<typeof all>) => (await found).map((each) => each.waiver.id);
      expect(await ids(all({ limit: 1 }))).toEqual(['w']);
      expect(await ids(all({ owner: 'acme' }))).toEqual(['w', 'late']);
      expect(await ids(all({ at: 210 }))).toEqual(['late']);
      await waivers.revoke({ ...revocation, waiverId: 'late' });
      expect(await ids(all())).toEqual(['w', 'soon']);
      await suspensions.begin(2);
      expect(await ids(all())).toEqual(['w']);
    });
  });

  test('its cache gives back what was put, to the repository that put it', async () => {
    const { cache } = await open();
    await cache.put(7, new Map([['a', Buffer.from('one')]]));
    const found = await cache.get(7, ['a', 'b']);
    expect([...found].map(([key, bytes]) => [key, Buffer.from(bytes).toString()])).toEqual([['a', 'one']]);
    expect((await cache.get(8, ['a'])).size).toBe(0);
  });

  test('its cache keeps to its bound, and forgets what was not used for longest', async () => {
    const { cache } = await open({ cacheBytes: 10_000 });
    const bytes = Buffer.alloc(1000);
    for (let index = 0; index < 30; index++) {
      now += 1;
      await cache.put(7, new Map([[`k${index}`, bytes]]));
      await cache.get(7, ['k0']);
    }
    const kept = await cache.get(
      7,
      Array.from({ length: 30 }, (_, index) => `k${index}`),
    );
    expect(kept.size).toBeLessThanOrEqual(10);
    expect(kept.size).toBeGreaterThanOrEqual(5);
    expect([kept.has('k0'), kept.has('k29'), kept.has('k5')]).toEqual([true, true, false]);
  });

  test('of those who ask for a turn one gets it, until the time is over', async () => {
    const [{ turns }, other] = [await open(), await open()];
    const answers = await Promise.all([turns.take('reconcile', 1000), other.turns.take('reconcile', 1000)]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    now += 999;
    expect(await turns.take('reconcile', 1000)).toBe(false);
    now += 1;
    expect(await turns.take('reconcile', 1000)).toBe(true);
  });

  test('nothing is left of an installation that goes, or of a repository that it lets go', async () => {
    const store = await open();
    const subject = (repositoryId: number, installationId: number): Subject => ({
      installationId,
      repositoryId,
      subject: '#1',
    });
    for (const [repositoryId, installationId] of [
      [7, 1],
      [8, 1],
      [9, 2],
    ] as const) {
      await store.inbox.append({ works: [push(1, 'a', { repositoryId, installationId })] });
      await store.records.save(subject(repositoryId, installationId), { headSha: 'a' });
      await store.cache.put(repositoryId, new Map([['k', Buffer.from('x')]]));
    }
    const left = async () => {
      const found = [7, 8, 9].map(async (id) => [
        await store.records.find(subject(id, 0)),
        (await store.cache.get(id, ['k'])).size > 0,
      ]);
      return (await Promise.all(found)).map(([record, cached]) => [record !== undefined, cached]);
    };
    await store.forget({ installationId: 1, repositoryIds: [8] });
    expect(await left()).toEqual([
      [true, true],
      [false, false],
      [true, true],
    ]);
    await store.forget({ installationId: 1 });
    expect(await left()).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ]);
    expect((await drain(store)).map(({ key }) => key)).toEqual(['9#1']);
  });

  test('forgets deliveries that GitHub repeats no more', async () => {
    const store = await open();
    await store.inbox.append({ delivery: 'd', works: [] });
    now += 3 * 24 * 3_600_000;
    await store.tidy();
    expect(await store.inbox.append({ delivery: 'd', works: [] })).toBe(false);
    now += 2 * 24 * 3_600_000;
    await store.tidy();
    expect(await store.inbox.append({ delivery: 'd', works: [] })).toBe(true);
  });

  test('can be opened again, and says whether it can be written', async () => {
    await close(await open());
    await expect((await open()).probe()).resolves.toBeUndefined();
  });
});
