import { expect, test } from 'vitest';
import type { PushedFile } from '../support/fakehub/repository.ts';
import { scenario, web } from '../support/scenario.ts';

// The table of docs/how-it-decides.md, row by row, as GitHub sees it. The rows that need a course of events have their
// tests where that is told: `in_progress` and `timed_out` in faults.test.ts and analysis.test.ts, `cancelled` in
// pushes.test.ts and faults.test.ts, a force-push back, a retargeting and a reopening in gate.test.ts, a fork and a draft in
// opened.test.ts, an error of our own in faults.test.ts, an unlisted tree in bad-input.test.ts.

type Files = Readonly<Record<string, PushedFile>>;

interface Row {
  readonly state: string;
  readonly concludes: 'success' | 'neutral' | 'failure';
  readonly base?: Files;
  readonly head: Files;
}

const configured = (more: string): Files => ({ '.github/portcullis.yml': `version: 1\n${more}` });
const error = { 'k8s/web.yaml': web('LoadBalancer') };
const warning = { 'k8s/web.yaml': web('NodePort') };
const unreadable = { 'k8s/bad.yaml': 'apiVersion: v1\nkind: Service\nmetadata: [\n' };

const rows: readonly Row[] = [
  {
    state: 'nothing that lets anybody in changes',
    concludes: 'success',
    head: { 'k8s/web.yaml': `${web('ClusterIP')}# quiet\n` },
  },
  { state: 'documents only', concludes: 'success', head: { 'README.md': '# Shop\n' } },
  { state: 'no manifest on either side', concludes: 'success', base: { 'k8s/web.yaml': null }, head: { 'a.txt': 'a' } },
  { state: 'nothing at all', concludes: 'success', head: {} },
  { state: 'an error', concludes: 'failure', head: error },
  { state: 'what could not be read', concludes: 'failure', head: unreadable },
  { state: 'only warnings', concludes: 'neutral', head: warning },
  { state: 'warnings that fail', concludes: 'failure', base: configured('fail_on: warning\n'), head: warning },
  { state: 'an error that is observed', concludes: 'neutral', base: configured('mode: observe\n'), head: error },
  {
    state: 'what could not be read, observed',
    concludes: 'neutral',
    base: configured('mode: observe\n'),
    head: unreadable,
  },
  {
    state: 'what could not be read and need not be',
    concludes: 'neutral',
    base: configured('on_incomplete: warn\n'),
    head: unreadable,
  },
  {
    state: 'an error beside what need not be read',
    concludes: 'failure',
    base: configured('on_incomplete: warn\n'),
    head: { ...error, ...unreadable },
  },
  {
    state: 'a configuration that is invalid at base',
    concludes: 'failure',
    base: configured('fail_onn: error\n'),
    head: { 'a.txt': 'a' },
  },
  { state: 'a configuration that becomes invalid', concludes: 'failure', head: configured('fail_onn: error\n') },
];

test.each(rows)('$state: $concludes', async ({ base, head: files, concludes }) => {
  const { shop, idle } = await scenario();
  if (base !== undefined) shop.push({ branch: 'main', files: base });
  const head = shop.push({ branch: 'work', from: 'main', files });
  const number = shop.open({ branch: 'work' });
  await shop.announce(number, 'opened');
  await idle();
  expect(shop.checks(head)).toMatchObject([{ headSha: head, status: 'completed', conclusion: concludes }]);
});
