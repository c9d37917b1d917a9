import { describe, expect, test } from 'vitest';
import type { FakeRepository } from '../support/fakehub/repository.ts';
import { mulberry32 } from '../support/mulberry32.ts';
import { type Scenario, scenario, web } from '../support/scenario.ts';

const open = { 'k8s/web.yaml': web('LoadBalancer') };

/** What a required check says on a commit: GitHub looks at the newest run. */
const gate = (shop: FakeRepository, head: string): string => {
  const newest = shop.checks(head).at(-1);
  return newest?.status === 'completed' ? (newest.conclusion ?? '') : (newest?.status ?? 'missing');
};
const passes = (said: string): boolean => ['success', 'neutral', 'skipped'].includes(said);

/** One head, and two pull requests from it: into `main`, where it opens a way, and into `exposed`, where the way is there. */
async function shared(): Promise<Scenario & { head: string; red: number; green: number }> {
  const on = await scenario();
  const { shop } = on;
  shop.push({ branch: 'exposed', from: 'main', files: open });
  const head = shop.push({ branch: 'work', from: 'exposed', files: { 'note.txt': '1' } });
  const red = shop.open({ branch: 'work', base: 'main' });
  const green = shop.open({ branch: 'work', base: 'exposed' });
  return { ...on, head, red, green };
}

describe('one commit with several pull requests', () => {
  test.each(['the red one first', 'the green one first', 'both at once'])('never passes: %s', async (order) => {
    const { shop, idle, head, red, green } = await shared();
    const numbers = order === 'the green one first' ? [green, red] : [red, green];
    const announced: Promise<unknown>[] = [];
    for (const number of numbers) {
      announced.push(shop.announce(number, 'opened'));
      if (order === 'both at once') continue;
      await announced.at(-1);
      await idle();
      expect(passes(gate(shop, head))).toBe(false);
    }
    await Promise.all(announced);
    await idle();
    expect(gate(shop, head)).toBe('failure');
  });

  test('does not pass while nobody has delivered the red one, whose verdict is drawn with the green one', async () => {
    const { shop, idle, head, red, green } = await shared();
    await shop.announce(green, 'opened');
    await idle();
    expect(gate(shop, head)).toBe('failure');
    const titles = shop.checks(head).map(({ output }) => output.title);
    expect(titles).toEqual([`Blocked by #${red}, which has the same head`, '1 blocking · 1 new way in']);
  });

  test('passes once the red one is closed, or goes where the way is there already', async () => {
    for (const end of ['closed', 'retargeted'] as const) {
      const { shop, idle, head, red, green } = await shared();
      await shop.announce(red, 'opened');
      await shop.announce(green, 'opened');
      await idle();
      expect(gate(shop, head)).toBe('failure');
      if (end === 'closed') shop.pull(red).state = 'closed';
      else shop.pull(red).baseBranch = 'exposed';
      await shop.announce(red, end === 'closed' ? 'closed' : 'edited', {
        changes: { base: { ref: { from: 'main' } } },
      });
      await idle();
      await shop.announce(green, 'synchronize');
      await idle();
      expect({ end, says: gate(shop, head) }).toEqual({ end, says: 'success' });
    }
  });

  test('stops passing at once when a pull request gets another base', async () => {
    const { shop, idle, head, red, green } = await shared();
    shop.pull(red).state = 'closed';
    await shop.announce(green, 'opened');
    await idle();
    expect(gate(shop, head)).toBe('success');
    shop.pull(green).baseBranch = 'main';
    await shop.announce(green, 'edited', { changes: { base: { ref: { from: 'exposed' } } } });
    await expect.poll(() => passes(gate(shop, head))).toBe(false);
    await idle();
    expect(gate(shop, head)).toBe('failure');
  });

  test('stops passing when a red one is reopened', async () => {
    const { shop, idle, head, red, green } = await shared();
    shop.pull(red).state = 'closed';
    await shop.announce(green, 'opened');
    await idle();
    expect(gate(shop, head)).toBe('success');
    shop.pull(red).state = 'open';
    await shop.announce(red, 'reopened');
    await idle();
    expect(gate(shop, head)).toBe('failure');
  });

  test.each(['is closed', 'has another head'])(
    'does not wait for ever for one that, before anybody has judged it, %s',
    async (what) => {
      const { hub, shop, idle, head, red, green } = await shared();
      shop.pull(red).state = 'closed';
      shop.state.branches.set('twin', head);
      const twin = shop.open({ branch: 'twin', base: 'main' });
      shop.pull(twin).state = 'closed';
      for (const number of [red, twin]) await shop.announce(number, 'closed');
      await idle();
      shop.pull(twin).state = 'open';
      let isDone = false;
      hub.disturb(({ route }) => {
        if (isDone || route !== 'POST /repos/{owner}/{repo}/check-runs') return undefined;
        isDone = true;
        if (what === 'is closed') shop.pull(twin).state = 'closed';
        else shop.push({ branch: 'twin', files: { 'note.txt': '2' } });
        return undefined;
      });
      await shop.announce(green, 'opened');
      await idle();
      expect(isDone).toBe(true);
      expect(shop.checks(head).at(-1)?.status).toBe('completed');
    },
  );

  test('an acceptance for one of them does not open the other', async () => {
    const { shop, idle, head, red, green } = await shared();
    shop.role('alice', 'maintain');
    shop.push({ branch: 'bare', from: 'main', files: { 'other.txt': '1' } });
    const second = shop.open({ branch: 'work', base: 'bare' });
    for (const number of [red, green, second]) await shop.announce(number, 'opened');
    await idle();
    await shop.review(red, 'alice', '/portcullis accept all planned');
    await idle();
    expect(gate(shop, head)).toBe('failure');
    await shop.review(second, 'alice', '/portcullis accept all planned');
    await idle();
    for (const number of [red, green]) await shop.announce(number, 'synchronize');
    await idle();
    expect(gate(shop, head)).toBe('success');
  });

  test('after a force-push back to a commit that passed, its verdict is drawn against the base of now', async () => {
    const { shop, idle } = await scenario();
    const quiet = shop.push({ branch: 'work', from: 'main', files: { 'note.txt': '1' } });
    const number = shop.open({ branch: 'work' });
    await shop.announce(number, 'opened');
    await idle();
    expect(gate(shop, quiet)).toBe('success');
    const loud = shop.push({ branch: 'work', files: open });
    await shop.announce(number, 'synchronize');
    await idle();
    expect(gate(shop, loud)).toBe('failure');
    // What was quiet is not, now that base has closed what head still opens.
    shop.push({ branch: 'main', files: { 'k8s/web.yaml': `${web('ClusterIP')}# moved on\n` } });
    shop.state.branches.set('work', quiet);
    shop.pull(number).headSha = quiet;
    await shop.announce(number, 'synchronize');
    await idle();
    expect(gate(shop, quiet)).toBe('success');
  });

  test('whatever happens in whatever order, never passes while one of its pull requests should not', async () => {
    const chance = mulberry32(20_261_126);
    const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T; // never empty here
    const { shop, idle } = await scenario();
    shop.push({ branch: 'exposed', from: 'main', files: open });
    const heads = [
      shop.push({ branch: 'loud', from: 'exposed', files: { 'note.txt': '1' } }),
      shop.push({ branch: 'quiet', from: 'main', files: { 'note.txt': '2' } }),
    ];
    const numbers = Array.from({ length: 4 }, (_, index) => {
      shop.push({ branch: `work-${index}`, from: pick(['loud', 'quiet']), files: {} });
      return shop.open({ branch: `work-${index}`, base: pick(['main', 'exposed']) });
    });
    for (const number of numbers) shop.pull(number).headSha = pick(heads);
    for (const number of numbers) await shop.announce(number, 'opened');
    const shouldNot = (number: number): boolean =>
      shop.pull(number).headSha === heads[0] && shop.pull(number).baseBranch === 'main';
    const step = {
      push: (number: number) => {
        shop.pull(number).headSha = pick(heads);
        return ['synchronize', {}] as const;
      },
      retarget: (number: number) => {
        shop.pull(number).baseBranch = pick(['main', 'exposed']);
        return ['edited', { changes: { base: { ref: { from: 'x' } } } }] as const;
      },
      toggle: (number: number) => {
        const pull = shop.pull(number);
        pull.state = pull.state === 'open' ? 'closed' : 'open';
        return [pull.state === 'open' ? 'reopened' : 'closed', {}] as const;
      },
    };
    for (let round = 0; round < 25; round++) {
      const told = Array.from({ length: 1 + Math.floor(chance() * 3) }, () => {
        const number = pick(numbers);
        const [action, extra] = step[pick(['push', 'retarget', 'toggle'] as const)](number);
        return { number, action, extra };
      });
      // Webhooks overtake each other.
      told.sort(() => chance() - 0.5);
      await Promise.all(told.map(({ number, action, extra }) => shop.announce(number, action, extra)));
      await idle();
      for (const head of heads) {
        const here = numbers.filter(
          (number) => shop.pull(number).state === 'open' && shop.pull(number).headSha === head,
        );
        if (here.length === 0) continue;
        const said = gate(shop, head);
        expect({ round, head, passes: passes(said) }).toEqual({ round, head, passes: !here.some(shouldNot) });
      }
    }
  });
});

describe('the merge queue', () => {
  /** A pull request that opens a load balancer, judged and accepted. */
  async function queued(): Promise<Scenario & { number: number }> {
    const on = await scenario();
    const { shop, idle } = on;
    shop.role('alice', 'maintain');
    shop.push({ branch: 'work', from: 'main', files: open });
    const number = shop.open({ branch: 'work' });
    await shop.announce(number, 'opened');
    await idle();
    await shop.review(number, 'alice', '/portcullis accept all planned');
    await idle();
    return { ...on, number };
  }

  test('leaves accepted what was accepted on the pull request', async () => {
    const { shop, idle, number } = await queued();
    const group = shop.push({ branch: 'queue/1', from: 'main', files: open });
    await shop.announceMergeGroup(number, group);
    await idle();
    expect(gate(shop, group)).toBe('success');
    expect(shop.checks(group).at(-1)?.output.summary).toContain('was accepted by `alice`');
    const [run] = shop.checks(group);
    if (run !== undefined) await shop.rerequest(run);
    await idle();
    expect(shop.checks(group).map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
  });

  test('leaves accepted what could not be analyzed, whatever else the group changes', async () => {
    const { shop, idle, number } = await queued();
    const broken = { 'k8s/broken.yaml': 'apiVersion: v1\nkind: Service\n  x: [\n' };
    shop.push({ branch: 'work', files: broken });
    await shop.announce(number, 'synchronize');
    await idle();
    expect(gate(shop, shop.pull(number).headSha)).toBe('failure');
    await shop.review(number, 'alice', '/portcullis accept all it is a fixture');
    await idle();
    const group = shop.push({ branch: 'queue/1', from: 'main', files: { ...open, ...broken, 'other.txt': '1' } });
    await shop.announceMergeGroup(number, group);
    await idle();
    expect(gate(shop, group)).toBe('success');
  });

  test('knows no acceptance where it does not say for which pull request it asks', async () => {
    const { shop, idle, number } = await queued();
    const group = shop.push({ branch: 'queue/1', from: 'main', files: open });
    await shop.announceMergeGroup(number, group, { ref: 'refs/heads/something/else' });
    await idle();
    expect(gate(shop, group)).toBe('failure');
  });

  const base = {
    'deploy/kustomization.yaml': 'resources: [web.yaml]\n',
    'deploy/web.yaml': web('ClusterIP').split('---')[0] ?? '',
  };
  const adds = { 'deploy/web.yaml': web('ClusterIP') };
  const patch =
    'patches:\n  - target: {kind: Service}\n    patch: |\n      - {op: add, path: /spec/type, value: LoadBalancer}\n';
  const widens = { 'deploy/kustomization.yaml': `resources: [web.yaml]\n${patch}` };

  /** #1 adds a Service, #2 a patch that makes every Service public: each of them is fine. */
  async function harmlessAlone(): Promise<Scenario & { first: number; second: number }> {
    const on = await scenario();
    const { shop, idle } = on;
    shop.push({ branch: 'main', files: base });
    const numbers = [adds, widens].map((files, index) => {
      shop.push({ branch: `work-${index}`, from: 'main', files });
      return shop.open({ branch: `work-${index}` });
    });
    for (const number of numbers) await shop.announce(number, 'opened');
    await idle();
    for (const number of numbers) expect(passes(gate(shop, shop.pull(number).headSha))).toBe(true);
    const [first = 0, second = 0] = numbers;
    return { ...on, first, second };
  }

  test('stops what only comes of both, and says with which it does', async () => {
    const { shop, idle, first, second } = await harmlessAlone();
    const ahead = shop.push({ branch: 'queue/1', from: 'main', files: adds });
    const both = shop.push({ branch: 'queue/2', from: ahead, files: widens });
    await shop.announceMergeGroup(first, ahead);
    await shop.announceMergeGroup(second, both, { baseSha: ahead });
    await idle();
    expect(passes(gate(shop, ahead))).toBe(true);
    expect(gate(shop, both)).toBe('failure');
    const { title, summary } = shop.checks(both).at(-1)?.output ?? {};
    expect(title).toMatch(new RegExp(`^Only together with #${first}: 1 blocking`));
    expect(summary).toContain(`combination of #${second} with #${first}`);
  });

  test('names the pull request that was merged since, where none stands before it', async () => {
    const { shop, idle, first, second } = await harmlessAlone();
    const merged = shop.pull(first).headSha;
    shop.state.branches.set('main', merged);
    const group = shop.push({ branch: 'queue/2', from: merged, files: widens });
    await shop.announceMergeGroup(second, group);
    await idle();
    expect(gate(shop, group)).toBe('failure');
    expect(shop.checks(group).at(-1)?.output.title).toMatch(new RegExp(`^Only together with #${first}: `));
  });
});

describe('what others write is never taken for ours', () => {
  test('a comment with our marker, by a person or by another app, is left alone', async () => {
    const { shop, idle } = await scenario();
    shop.push({ branch: 'work', files: open });
    const number = shop.open({ branch: 'work' });
    const body = '<!-- portcullis:sticky v1 -->\n### Port exposure: nothing to see\n';
    const forged = [shop.comment(number, body), shop.comment(number, body, { author: 'other[bot]', appId: 1 })];
    await shop.announce(number, 'opened');
    await idle();
    expect(forged.map((comment) => comment.body)).toEqual([body, body]);
    expect(shop.comments(number)).toHaveLength(1);
    expect(shop.comments(number)[0]?.body).toContain('1 blocking');
  });

  test('a check of our name by another app is no verdict, and stays as it is', async () => {
    const { hub, shop, idle } = await scenario();
    const head = shop.push({ branch: 'work', files: open });
    const number = shop.open({ branch: 'work' });
    shop.state.checkRuns.set(1, {
      id: 1,
      headSha: head,
      createdAt: 0,
      appId: hub.appId + 1,
      name: 'Portcullis',
      status: 'completed',
      conclusion: 'success',
      externalId: `v1:${number}:x:-:0.1.0`,
      detailsUrl: null,
      output: { title: 'No exposure change', summary: 'forged', text: null },
      actions: [],
      startedAt: new Date().toISOString(),
      completedAt: new Date().toISOString(),
      annotations: [],
    });
    await shop.announce(number, 'opened');
    await idle();
    expect(shop.checks(head).map(({ appId, conclusion }) => [appId === hub.appId, conclusion])).toEqual([
      [false, 'success'],
      [true, 'failure'],
    ]);
  });

  test('a review with the marker of a finding does not keep us from telling it', async () => {
    const { shop, idle } = await scenario();
    shop.push({ branch: 'work', files: open });
    const number = shop.open({ branch: 'work' });
    await shop.announce(number, 'opened');
    await idle();
    const [told] = shop.remarks(number);
    expect(told?.body).toContain('<!-- portcullis:finding');
    shop.push({ branch: 'other', from: 'main', files: { 'k8s/web.yaml': `${web('LoadBalancer')}# other\n` } });
    const other = shop.open({ branch: 'other' });
    await shop.review(other, 'mallory', told?.body ?? '');
    await shop.announce(other, 'opened');
    await idle();
    expect(shop.remarks(other)).toHaveLength(1);
  });
});
