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
  readonly needs?: string | readonly string[];
  readonly environment?: string;
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

describe('a release', () => {
  const { on, jobs }: Workflow = parse(textOf('release.yml'));
  const runs = (id: string): string => jobs[id]?.steps.map(({ run = '' }) => run).join('\n') ?? '';

  /** What has to have passed before a job begins. */
  const earlier = (id: string): readonly string[] =>
    [jobs[id]?.needs ?? []].flat().flatMap((needed) => [...earlier(needed), needed]);

  test('begins with a tag, and nothing goes out before the tests and a try of the package', () => {
    expect(on).toEqual({ push: { tags: ['release/*'] } });
    expect(runs('package')).toMatch(/\.ci\/run[\s\S]*npm pack[\s\S]*try-package -- release[\s\S]*sbom/);
    for (const id of Object.keys(jobs).filter((each) => each !== 'package')) expect(earlier(id)).toContain('package');
  });

  test('is on npm by the trust in this workflow alone, with provenance, and last where it cannot be taken back', () => {
    expect(runs('publish')).toContain('npm publish --provenance');
    expect(jobs.publish).toMatchObject({ environment: 'npm', permissions: { 'id-token': 'write' } });
    expect(textOf('release.yml')).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN/);
    expect(earlier('publish')).toEqual(expect.arrayContaining(['package', 'image']));
  });

  test('takes its notes from the changelog, and writes to the repository in one job alone', () => {
    expect(runs('release')).toMatch(/build:action[\s\S]*tag-action\.sh[\s\S]*release-notes\.ts[\s\S]*--notes-file/);
    const writers = Object.entries(jobs).filter(([, { permissions }]) => permissions?.contents === 'write');
    expect(writers.map(([id]) => id)).toEqual(['release']);
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
