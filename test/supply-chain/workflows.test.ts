import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const github = join(import.meta.dirname, '../../.github');
const names = readdirSync(join(github, 'workflows'));
const textOf = (name: string): string => readFileSync(join(github, 'workflows', name), 'utf8');

describe.each(names)('%s', (name) => {
  const text = textOf(name);
  const workflow: Workflow = parse(text);
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('names each action by its commit, and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
  });

  test('may do nothing by default; each job says what it needs, and how long it may take', () => {
    expect(workflow.permissions).toEqual({});
    for (const [id, job] of jobs)
      expect({ id, ...job }).toMatchObject({ permissions: {}, 'timeout-minutes': expect.any(Number) });
  });

  test('is not started by strangers with the rights of the repository', () => {
    expect(Object.keys(workflow.on).filter((event) => /pull_request_target|workflow_run|issue/.test(event))).toEqual(
      [],
    );
  });

  test('may write only where no pull request starts it', () => {
    const rights = jobs.flatMap(([, { permissions = {} }]) => Object.entries(permissions));
    const writes = rights.filter(([right, level]) => level === 'write' && right !== 'security-events');
    if ('pull_request' in workflow.on) expect(writes).toEqual([]);
  });

  test('leaves no token behind for what runs next', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  test('puts nothing that somebody else has written into a shell', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });
});

test('an action has one version in all of them', () => {
  const uses = names.flatMap((name) => [...textOf(name).matchAll(/uses: ([\w.-]+\/[\w.-]+)[\w/-]*@(\S+)/g)]);
  const versions = Map.groupBy(uses, ([, action = '']) => action);
  const several = [...versions].filter(([, found]) => new Set(found.map(([, , commit]) => commit)).size > 1);
  expect(several.map(([action]) => action)).toEqual([]);
});

test('everything that is pinned is kept up to date, but for a week nobody takes what is new', () => {
  const { updates } = parse(readFileSync(join(github, 'dependabot.yml'), 'utf8'));
  const kinds: readonly { readonly 'package-ecosystem': string; readonly cooldown: unknown }[] = updates;
  expect(kinds.map((each) => each['package-ecosystem']).sort()).toEqual(['docker', 'github-actions', 'npm']);
  for (const each of kinds) expect(each.cooldown).toMatchObject({ 'default-days': 7 });
});
