import { describe, expect, test } from 'vitest';
import { type Comparison, comparisonOf } from '../../src/action/event.ts';

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const none = '0'.repeat(40);
const repository = { default_branch: 'main' };
const asked = (name: string, payload: unknown, ref = 'refs/heads/topic'): Comparison =>
  comparisonOf({ name, sha: c, ref, payload });

describe('what an event asks for', () => {
  test.each<{ name: string; payload: object; ref?: string; compare: Comparison }>([
    {
      name: 'pull_request',
      payload: { pull_request: { base: { sha: a }, head: { sha: b } } },
      compare: { compare: 'pull-request', merge: c, base: a, head: b },
    },
    {
      name: 'merge_group',
      payload: { merge_group: { base_sha: a, head_sha: b } },
      compare: { compare: 'commits', base: a, head: b },
    },
    { name: 'push', payload: { before: a, after: b }, compare: { compare: 'commits', base: a, head: b } },
    {
      name: 'push',
      payload: { before: a, after: b, forced: true, repository },
      compare: { compare: 'into-branch', branch: 'main', head: b },
    },
    {
      name: 'push',
      payload: { before: none, after: b, repository },
      compare: { compare: 'into-branch', branch: 'main', head: b },
    },
    {
      name: 'push',
      payload: { before: a, after: none, repository },
      compare: { compare: 'nothing', why: 'refs/heads/topic is gone' },
    },
    {
      name: 'workflow_dispatch',
      payload: { repository },
      compare: { compare: 'into-branch', branch: 'main', head: c },
    },
    {
      name: 'workflow_dispatch',
      payload: { repository },
      ref: 'refs/heads/main',
      compare: { compare: 'last-commit', head: c },
    },
  ])('$name of $payload is $compare.compare', ({ name, payload, ref, compare }) => {
    expect(asked(name, payload, ref)).toEqual(compare);
  });
});

test.each(['pull_request_target', 'issue_comment', 'schedule', 'constructor', ''])('%s is refused', (name) => {
  expect(() => asked(name, {})).toThrow('use pull_request');
});

test('a default branch that was written anew is compared with nothing: what was there is gone', () => {
  const payload = { before: a, after: b, forced: true, repository };
  expect(() => asked('push', payload, 'refs/heads/main')).toThrow('was made anew');
});

test.each([
  {},
  null,
  'text',
  { pull_request: null },
  { pull_request: { base: { sha: '--upload-pack=x' }, head: { sha: b } } },
  { pull_request: { base: { sha: `${a}\n${b}` }, head: { sha: b } } },
])('a payload without its commits is refused: %j', (payload) => {
  expect(() => asked('pull_request', payload)).toThrow('has no commit at pull_request.base.sha');
});
