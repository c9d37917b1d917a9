import { describe, expect, test } from 'vitest';
import { compareMerge } from '../../src/app/compare.ts';
import { baseConfiguration, type Neighbourhood } from '../../src/app/configuration.ts';
import { proposalOf } from '../../src/app/proposal.ts';
import { createMemo } from '../../src/kinds/memo.ts';
import type { Config } from '../../src/model/config.ts';
import type { Gap, GapReason } from '../../src/model/gap.ts';
import { conclude } from '../../src/report/conclude.ts';
import type { Verdict } from '../../src/report/report.ts';
import { commit } from '../support/commit.ts';
import { reviewed } from '../support/judged.ts';
import type { TreeFile } from '../support/memory-tree.ts';

type Files = Readonly<Record<string, TreeFile>>;

/** Both sides of a change, without the tip of the base branch where that has not moved. */
interface Change {
  readonly base: Files;
  readonly tip?: Files;
  readonly head: Files;
}

/** What of a reason can be had; where one form cannot be, the words say why. */
interface Forms {
  readonly blocking: Change | string;
  readonly advisory: Change | string;
}

const service = (name = 'web', type = 'ClusterIP'): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {type: ${type}, selector: {app: web}, ports: [{port: 80}]}\n`;

const path = 'k8s/web.yaml';

/** A file that comes so, and one that was so and stays so while the change touches it. */
const inOneFile = (content: string | Uint8Array, touched: string | Uint8Array): Forms => ({
  blocking: { base: {}, head: { [path]: content } },
  advisory: { base: { [path]: content }, head: { [path]: touched } },
});

const text = (content: string): Forms => inOneFile(content, `# touched\n${content}`);

const anchors = Array.from({ length: 1_001 }, (_, at) => `  - &a${at} x\n`).join('');
const pointer = (size: number): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize ${size}\n`;
const overlay = (resources: string, more = ''): string => `resources: [${resources}]\n${more}`;
const listing = (resource: string): Change => ({
  base: { 'app/kustomization.yaml': overlay('web.yaml'), 'app/web.yaml': service() },
  head: { 'app/kustomization.yaml': overlay(`web.yaml, ${resource}`), 'app/web.yaml': service() },
});
const stillListing = (resource: string): Change => ({
  base: listing(resource).head,
  head: { ...listing(resource).head, 'app/kustomization.yaml': overlay(`web.yaml, ${resource}`, 'namePrefix: a-\n') },
});
const submodule = { submodule: '1234567890123456789012345678901234567890' };
const configuration = (more: string): Files => ({ '.github/portcullis.yml': `version: 1\n${more}` });
const door =
  'apiVersion: example.com/v1\nkind: Door\nmetadata: {name: web}\nspec: {host: a.example.com, service: web}\n';
const merge = (line: string): Files => ({ 'notes.txt': `a\n${line}\nc\n` });

const reasons: Readonly<Record<GapReason, Forms>> = {
  'yaml-invalid': text('apiVersion: v1\nkind: Service\nmetadata: { name: web\n  spec: [}\n'),
  encoding: text(`${service()}---\n# \0\n${service('more', 'NodePort')}`),
  limit: text(`${service()}x:\n${anchors}`),
  template: text(`${service()}---\n{{ if .Values.more }}\n${service('more', 'NodePort')}{{ end }}\n`),
  patch: text('apiVersion: v1\nkind: Service\nmetadata: {name: web}\n$patch: delete\n'),
  'not-rendered': {
    blocking: listing('https://example.com/all.yaml'),
    advisory: stillListing('https://example.com/all.yaml'),
  },
  symlink: {
    blocking: { base: { [path]: service() }, head: { [path]: { link: '../../etc/passwd' } } },
    advisory: { base: { [path]: { link: '../../etc/passwd' } }, head: { [path]: { link: '../../etc/shadow' } } },
  },
  submodule: {
    blocking: { base: { [path]: service() }, head: { [path]: submodule } },
    advisory: { base: {}, head: { charts: submodule } },
  },
  lfs: inOneFile(pointer(1_000), pointer(1_001)),
  'missing-file': { blocking: listing('gone.yaml'), advisory: stillListing('gone.yaml') },
  'merge-conflict': {
    blocking: 'GitHub itself does not merge what is in conflict; the version of the head is judged meanwhile',
    advisory: { base: merge('b'), tip: merge('tip'), head: merge('head') },
  },
  'not-read': {
    blocking: 'a kind or a field that nobody reads is a notice: half of all clusters hold some',
    advisory: { base: {}, head: { [path]: door } },
  },
  configuration: {
    blocking: { base: {}, head: configuration('fail_onn: error\n') },
    advisory: { base: configuration('fail_onn: error\n'), head: configuration('fail_on: error\n') },
  },
};

/** The only repository of its owner. */
const alone: Neighbourhood = { owner: 'acme', repo: 'shop', forge: { neighbour: async () => 'not-visible' } };

/** As the app puts it together: configuration, the merge, the review, the verdict. */
async function verdictOn({ base, tip = base, head }: Change, over: Partial<Config> = {}): Promise<Verdict> {
  const [origin, onto, from] = [commit('o', base), commit('t', tip), commit('h', head)];
  const read = await baseConfiguration(onto, alone);
  const compared = await compareMerge({ mergeBase: tip === base ? onto : origin, tip: onto, head: from }, createMemo());
  const config = { ...read.config, ...over };
  const conflicts = compared.problems.map((problem): Gap => ({ ...problem, side: 'head', blocks: false }));
  const report = reviewed(compared.base, compared.head, config);
  const start = tip === base ? onto : origin;
  const { gaps: ofConfiguration } = await proposalOf({
    base: read,
    head: from,
    mergeBase: start,
    isTrusted: true,
    ...alone,
  });
  const gaps = [...ofConfiguration, ...report.gaps, ...conflicts];
  return conclude({ ...report, gaps }, config, [], '2026-01-01');
}

const all = Object.entries(reasons) as [GapReason, Forms][]; // the keys of a Record
const having = (form: keyof Forms): readonly (readonly [GapReason, Change])[] =>
  all.flatMap(([reason, { [form]: change }]) => (typeof change === 'string' ? [] : [[reason, change] as const]));

const conclusionOf = async (change: Change, over: Partial<Config> = {}): Promise<string> =>
  (await verdictOn(change, over)).conclusion;

describe.each(having('blocking'))('%s, where it comes with the change', (reason, change) => {
  test('blocks, alone', async () => {
    const { gaps, conclusion, title } = await verdictOn(change);
    expect(gaps.map((gap) => [gap.reason, gap.side, gap.blocks])).toEqual([[reason, 'head', true]]);
    expect(conclusion).toBe('failure');
    expect(title).toMatch(/^Incomplete: 1 input not analyzed/);
  });

  test('passes as neutral where base says that it may, or that nothing fails', async () => {
    expect(await conclusionOf(change, { onIncomplete: 'warn' })).toBe('neutral');
    expect(await conclusionOf(change, { mode: 'observe' })).toBe('neutral');
    expect(await conclusionOf(change, { mode: 'observe', onIncomplete: 'warn' })).toBe('neutral');
  });

  test(reason === 'configuration' ? 'can only be mended' : 'can be accepted', async () => {
    const { gaps } = await verdictOn(change);
    expect(gaps.map(({ acceptable }) => acceptable !== undefined)).toEqual([reason !== 'configuration']);
  });
});

describe.each(having('advisory'))('%s, where it blocks nobody', (reason, change) => {
  test('is told, and passes', async () => {
    const { gaps, conclusion } = await verdictOn(change);
    expect(new Set(gaps.map((gap) => gap.reason))).toEqual(new Set([reason]));
    expect(gaps.filter(({ blocks, acceptable }) => blocks || acceptable !== undefined)).toEqual([]);
    expect(conclusion).toBe('success');
  });

  test('passes whatever base says of what could not be read', async () => {
    expect(await conclusionOf(change, { onIncomplete: 'warn' })).toBe('success');
    expect(await conclusionOf(change, { mode: 'observe' })).toBe('success');
    expect(await conclusionOf(change, { failOn: 'warning' })).toBe('success');
  });
});

describe('what has one form only', () => {
  test('is named, with the reason', () => {
    const words = all.flatMap(([reason, forms]) =>
      Object.entries(forms).flatMap(([form, change]) => (typeof change === 'string' ? `${reason}: not ${form}` : [])),
    );
    expect(words).toEqual(['merge-conflict: not blocking', 'not-read: not blocking']);
  });

  test('a conflict blocks nobody, but what the head opens in it does', async () => {
    const opens = (type: string, port: number): Files => ({
      [path]: service('web', type).replace('port: 80', `port: ${port}`),
    });
    const change = { base: opens('ClusterIP', 80), tip: opens('ClusterIP', 81), head: opens('LoadBalancer', 82) };
    const { gaps, conclusion } = await verdictOn(change);
    expect(gaps.map(({ reason, blocks }) => [reason, blocks])).toEqual([['merge-conflict', false]]);
    expect(conclusion).toBe('failure');
  });

  test('what nobody reads blocks neither where base could read the object', async () => {
    const change = { base: { [path]: service() }, head: { [path]: `${service()}---\n${door}` } };
    const { gaps, conclusion } = await verdictOn(change);
    expect([gaps.map(({ reason, blocks }) => [reason, blocks]), conclusion]).toEqual([
      [['not-read', false]],
      'success',
    ]);
  });
});

describe('the same reason at base is none', () => {
  /** What one file says of itself, and so can lose an object. */
  const inFiles = ['yaml-invalid', 'encoding', 'limit', 'template', 'patch'] as const;

  test.each(inFiles)('%s, where an object is lost that base could read', async (reason) => {
    const { blocking } = reasons[reason];
    const written = typeof blocking === 'string' ? undefined : blocking.head[path];
    if (typeof written !== 'string') throw new Error('it is no text');
    const { gaps, conclusion } = await verdictOn({
      base: { [path]: `${service('lost')}---\n${written}` },
      head: { [path]: written },
    });
    expect(gaps.filter(({ blocks }) => blocks).map((gap) => gap.reason)).toEqual([reason]);
    expect(conclusion).toBe('failure');
  });

  test.each(inFiles)('%s, where base has another one', async (reason) => {
    const { blocking } = reasons[reason];
    const other = reasons[reason === 'yaml-invalid' ? 'template' : 'yaml-invalid'].blocking;
    if (typeof blocking === 'string' || typeof other === 'string') throw new Error('there is no blocking form');
    expect(await conclusionOf({ base: other.head, head: blocking.head })).toBe('failure');
  });
});
