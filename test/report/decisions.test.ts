import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../src/config/defaults.ts';
import type { Allowance, Config } from '../../src/model/config.ts';
import { acceptablesOf } from '../../src/report/acceptance.ts';
import { conclude } from '../../src/report/conclude.ts';
import type { Acceptance } from '../../src/report/decisions.ts';
import type { Report, StandingPermit } from '../../src/report/report.ts';
import { at, diff, exposure, finding, gap, nodePort, report } from '../support/build.ts';

const today = '2026-06-15';
const opened = (over: Parameters<typeof exposure>[0] = {}, more: Partial<Report> = {}): Report =>
  report({ diff: diff({ added: [exposure(over)] }), findings: [finding()], ...more });

const concluded = (of: Report, config: Partial<Config> = {}, acceptances: readonly Acceptance[] = []) =>
  conclude(of, { ...defaultConfig, ...config }, acceptances, today);

/** What a maintainer accepts of a report, as it is kept. */
const acceptanceOf = (of: Report, over: Partial<Acceptance> = {}): Acceptance =>
  JSON.parse(
    JSON.stringify({
      id: 'one',
      by: { login: 'alice' },
      channel: 'button',
      reason: 'planned',
      expiresAt: Date.parse('2026-07-01'),
      accepted: acceptablesOf(of),
      ...over,
    }),
  );

describe('an acceptance', () => {
  const then = opened({ sources: ['10.0.0.0/8'], reach: 'private' });
  const verdictNow = (now: Report) => concluded(now, {}, [acceptanceOf(then)]).conclusion;

  test('lets what it is about pass, and the title says so', () => {
    const { conclusion, title } = concluded(then, {}, [acceptanceOf(then)]);
    expect({ conclusion, title }).toEqual({ conclusion: 'success', title: '1 accepted · 1 new way in' });
  });

  test.each([
    { what: 'fewer clients', now: { sources: ['10.1.0.0/16'], reach: 'private' } },
    { what: 'a narrower reach', now: { sources: ['10.0.0.0/8'], reach: 'cluster' } },
    { what: 'authentication besides', now: { sources: ['10.0.0.0/8'], reach: 'private', auth: ['oauth2-proxy'] } },
    { what: 'another file and line', now: { sources: ['10.0.0.0/8'], reach: 'private', at: at('other.yaml', 99) } },
  ] as const)('still covers the way with $what', ({ now }) => {
    expect(verdictNow(opened(now))).toBe('success');
  });

  test.each([
    { what: 'more clients', now: { sources: ['0.0.0.0/0', '::/0'], reach: 'private' } },
    { what: 'other clients', now: { sources: ['192.168.0.0/16'], reach: 'private' } },
    { what: 'a wider reach', now: { sources: ['10.0.0.0/8'], reach: 'public' } },
    { what: 'a reach that nobody knows', now: { sources: ['10.0.0.0/8'], reach: 'unknown' } },
    {
      what: 'another workload behind it',
      now: {
        sources: ['10.0.0.0/8'],
        reach: 'private',
        target: { kind: 'Deployment', namespace: 'shop', name: 'db', port: 5432, protocol: 'TCP', container: 'db' },
      },
    },
    {
      what: 'the same in a second unit',
      now: { sources: ['10.0.0.0/8'], reach: 'private', units: ['k8s', 'prod'] },
    },
  ] as const)('does not cover the way with $what', ({ now }) => {
    expect(verdictNow(opened(now))).toBe('failure');
  });

  test('does not cover a second way beside the first', () => {
    const second = finding({ fingerprint: '99112233445566aa', exposure: nodePort().key });
    const both = opened({ sources: ['10.0.0.0/8'], reach: 'private' }, { findings: [finding(), second] });
    expect(concluded(both, {}, [acceptanceOf(then)])).toMatchObject({
      conclusion: 'failure',
      title: '1 blocking, 1 accepted · 1 new way in',
    });
  });

  test('of one of two that have one fingerprint leaves the other open', () => {
    const second = finding({ exposure: nodePort().key });
    const both = report({ diff: diff({ added: [exposure(), nodePort()] }), findings: [finding(), second] });
    expect(concluded(both, {}, [acceptanceOf(opened())]).conclusion).toBe('failure');
    expect(concluded(both, {}, [acceptanceOf(both)]).conclusion).toBe('success');
  });

  test('counts until the day on which it ends', () => {
    const until = (expiresAt: number) => concluded(then, {}, [acceptanceOf(then, { expiresAt })]);
    expect(until(Date.parse('2026-06-16')).conclusion).toBe('success');
    const ended = until(Date.parse('2026-06-15'));
    expect(ended.conclusion).toBe('failure');
    expect([...ended.decisions.ended.values()]).toMatchObject([{ source: 'person', acceptance: { id: 'one' } }]);
  });

  test('of what is told in words covers the same words alone', () => {
    const told = report({ findings: [finding({ exposure: undefined })] });
    const kept = [acceptanceOf(told)];
    expect(concluded(told, {}, kept).conclusion).toBe('success');
    const other = report({ findings: [finding({ exposure: undefined, message: finding().help })] });
    expect(concluded(other, {}, kept).conclusion).toBe('failure');
  });

  test('of a gap covers the content that was hidden then, and no other', () => {
    const hidden = (content: string): Report =>
      report({ gaps: [gap({ acceptable: { fingerprint: 'aa11223344556677', content } })] });
    const kept = [acceptanceOf(hidden('one'))];
    expect(concluded(hidden('one'), {}, kept).conclusion).toBe('success');
    expect(concluded(hidden('two'), {}, kept).conclusion).toBe('failure');
  });

  test('never covers a gap that can only be mended', () => {
    const faulty = report({ gaps: [gap({ reason: 'configuration' })] });
    expect(concluded(faulty, {}, [acceptanceOf(faulty)]).conclusion).toBe('failure');
  });

  test('of warnings makes a neutral check green', () => {
    const mild = opened({}, { findings: [finding({ severity: 'warning' })] });
    expect(concluded(mild).conclusion).toBe('neutral');
    expect(concluded(mild, {}, [acceptanceOf(mild)]).conclusion).toBe('success');
  });
});

describe('an allowance of the configuration', () => {
  const entry = (over: Partial<Allowance> = {}): Allowance => ({
    rule: 'new-public-load-balancer',
    object: 'Service/shop/*',
    reason: 'the shop is public',
    expires: undefined,
    ...over,
  });
  const conclusionWith = (allow: readonly Allowance[], of = opened()) => concluded(of, { allow }).conclusion;

  test.each([
    { why: 'its object by name', over: { object: 'Service/shop/web' } },
    { why: 'its object by a pattern', over: { object: 'Service/*/w*' } },
    { why: 'its last day', over: { expires: today } },
  ])('counts for $why', ({ over }) => {
    expect(conclusionWith([entry(over)])).toBe('success');
  });

  test.each([
    { why: 'another rule', over: { rule: 'new-node-port' } },
    { why: 'another kind', over: { object: 'Ingress/shop/web' } },
    { why: 'another namespace', over: { object: 'Service/s/web' } },
    { why: 'another name', over: { object: 'Service/shop/we' } },
    { why: 'the day after its last', over: { expires: '2026-06-14' } },
  ])('does not count for $why', ({ over }) => {
    expect(conclusionWith([entry(over)])).toBe('failure');
  });

  test('has to cover every rule that says it', () => {
    const both = opened({}, { findings: [finding({ also: ['service-type-widened'] })] });
    expect(conclusionWith([entry()], both)).toBe('failure');
    expect(conclusionWith([entry(), entry({ rule: 'service-type-widened' })], both)).toBe('success');
  });

  test('has to cover the same object in every namespace that is told with it', () => {
    const others = [{ kind: 'Service', namespace: 'prod', name: 'web' }];
    const both = opened({}, { findings: [finding({ others })] });
    expect(conclusionWith([entry()], both)).toBe('failure');
    expect(conclusionWith([entry({ object: 'Service/*/web' })], both)).toBe('success');
  });

  test('tells of what it no longer allows', () => {
    const { decisions } = concluded(opened(), { allow: [entry({ expires: '2026-06-14' })] });
    expect([...decisions.ended.values()]).toEqual([
      { source: 'configuration', reason: 'the shop is public', expires: '2026-06-14' },
    ]);
  });
});

describe('the annotation of an object', () => {
  const permit = (over: Partial<StandingPermit> = {}): StandingPermit => ({
    side: 'base',
    unit: 'k8s',
    rule: 'new-public-load-balancer',
    object: { kind: 'Service', namespace: 'shop', name: 'web' },
    reason: 'the shop is public',
    at: at('k8s/web.yaml', 7),
    ...over,
  });

  test('counts where it stands at base', () => {
    expect(concluded(opened({}, { permits: [permit()] })).conclusion).toBe('success');
  });

  test.each([
    { why: 'at head alone', over: { side: 'head' } },
    { why: 'in another unit', over: { unit: 'dev' } },
    { why: 'of another object', over: { object: { kind: 'Service', namespace: 'shop', name: 'db' } } },
    { why: 'for another rule', over: { rule: 'new-node-port' } },
  ] as const)('does not count $why', ({ over }) => {
    expect(concluded(opened({}, { permits: [permit(over)] })).conclusion).toBe('failure');
  });

  test('does not count for a unit that has none', () => {
    const two = opened({}, { permits: [permit()], findings: [finding({ units: ['k8s', 'prod'] })] });
    expect(concluded(two).conclusion).toBe('failure');
  });

  test('of what was there already decides nothing about the same in a unit where it is new', () => {
    const old = finding({ state: 'pre-existing', units: ['dev'] });
    const both = opened({}, { permits: [permit({ unit: 'dev' })], findings: [finding(), old] });
    expect(concluded(both).conclusion).toBe('failure');
  });

  test('is quoted where it stands, not at another object that says the same', () => {
    const other = permit({ object: { kind: 'Service', namespace: 'shop', name: 'db' }, reason: 'the other' });
    const { decisions } = concluded(opened({}, { permits: [other, permit()] }));
    expect([...decisions.made.values()]).toMatchObject([{ reason: 'the shop is public' }]);
  });
});
