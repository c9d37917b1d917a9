import { describe, expect, test } from 'vitest';
import { dirtied, externalId, rerunOf, type Work, workKey } from '../../src/app/events.ts';

const where = { installationId: 3, repositoryId: 7, owner: 'acme', repo: 'shop' };
const from = { installation: { id: 3 }, repository: { id: 7, name: 'shop', owner: { login: 'acme' } } };
const pullRequest = { number: 5, head: { sha: 'abc' } };

describe('a webhook makes dirty', () => {
  test.each(['opened', 'reopened', 'synchronize', 'ready_for_review', 'closed'])(
    'a pull request that was %s',
    (action) => {
      expect(dirtied('pull_request', { ...from, action, pull_request: pullRequest })).toEqual({
        ...where,
        subject: 'pull-request',
        number: 5,
        headSha: 'abc',
        rerun: false,
        retargeted: false,
      });
    },
  );

  test('a pull request that got another base', () => {
    const payload = {
      ...from,
      action: 'edited',
      pull_request: pullRequest,
      changes: { base: { ref: { from: 'main' } } },
    };
    expect(dirtied('pull_request', payload)).toMatchObject({ number: 5, retargeted: true });
  });

  test('the pull request that a check run of ours was about, also where GitHub names none', () => {
    const run = { head_sha: 'abc', external_id: 'v1:5:base:blob:0.1.0', pull_requests: [] };
    const payload = { ...from, action: 'rerequested', check_run: run };
    expect(dirtied('check_run', payload)).toMatchObject({
      subject: 'pull-request',
      number: 5,
      headSha: 'abc',
      rerun: true,
    });
  });

  test('the merge group that a check run of ours was about', () => {
    const run = { head_sha: 'abc', external_id: 'v1:mg:base:-:0.1.0' };
    const payload = { ...from, action: 'rerequested', check_run: run };
    expect(dirtied('check_run', payload)).toMatchObject({ subject: 'merge-group', headSha: 'abc', baseSha: 'base' });
  });

  test('everything on a commit whose suite is to run again', () => {
    const payload = { ...from, action: 'rerequested', check_suite: { head_sha: 'abc', pull_requests: [] } };
    expect(dirtied('check_suite', payload)).toMatchObject({ subject: 'commit', headSha: 'abc', rerun: true });
  });

  test('a merge group whose checks are asked for', () => {
    const payload = { ...from, action: 'checks_requested', merge_group: { head_sha: 'abc', base_sha: 'base' } };
    expect(dirtied('merge_group', payload)).toMatchObject({ subject: 'merge-group', headSha: 'abc', baseSha: 'base' });
  });
});

describe('a webhook is of no interest', () => {
  test.each([
    {
      why: 'only its title was edited',
      event: 'pull_request',
      more: { action: 'edited', pull_request: pullRequest, changes: { title: {} } },
    },
    { why: 'it got a label', event: 'pull_request', more: { action: 'labeled', pull_request: pullRequest } },
    {
      why: 'the check run is another app’s',
      event: 'check_run',
      more: { action: 'rerequested', check_run: { head_sha: 'a', external_id: 'ci-7' } },
    },
    {
      why: 'the check run has just begun',
      event: 'check_run',
      more: { action: 'created', check_run: { head_sha: 'a', external_id: 'v1:5:b:-:0' } },
    },
    {
      why: 'the merge group is gone',
      event: 'merge_group',
      more: { action: 'destroyed', merge_group: { head_sha: 'a', base_sha: 'b' } },
    },
    { why: 'it is a push', event: 'push', more: {} },
  ])('where $why', ({ event, more }) => {
    expect(dirtied(event, { ...from, ...more })).toBeUndefined();
  });

  test.each([undefined, null, {}, [], { action: 'opened', pull_request: pullRequest }, { ...from, action: 'opened' }])(
    'where its fields are missing: %j',
    (payload) => {
      expect(dirtied('pull_request', payload)).toBeUndefined();
    },
  );
});

describe('the external id of a run', () => {
  test.each([
    { number: 12, subject: 'pull-request' },
    { number: undefined, subject: 'merge-group' },
  ])('leads back to the $subject', ({ number, subject }) => {
    const id = externalId({ number, baseSha: 'base', configuration: undefined, engine: '0.1.0' });
    expect(rerunOf(where, id, 'head')).toMatchObject({ subject, headSha: 'head', ...(number ? { number } : {}) });
  });

  test.each(['v2:5:b:-:0', 'v1:0:b:-:0', 'v1:5a:b:-:0', 'v1:-1:b:-:0', ''])('leads nowhere when it is %j', (id) => {
    expect(rerunOf(where, id, 'head')).toBeUndefined();
  });
});

test('works about one pull request share a key, whatever their heads', () => {
  const work = (change: object): Work =>
    ({
      ...where,
      subject: 'pull-request',
      number: 5,
      headSha: 'a',
      rerun: false,
      retargeted: false,
      ...change,
    }) as Work;
  expect(workKey(work({ headSha: 'b' }))).toBe(workKey(work({})));
  expect(workKey(work({ number: 6 }))).not.toBe(workKey(work({})));
  expect(workKey(work({ repositoryId: 8 }))).not.toBe(workKey(work({})));
});
