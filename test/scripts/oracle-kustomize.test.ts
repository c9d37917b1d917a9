import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare, type Row, withoutProvenance } from '../../scripts/oracle/compare.ts';
import { checkedOut, revisions } from '../../scripts/oracle/revisions.ts';
import { createKustomizeMemo, renderKustomization } from '../../src/render/kustomize/index.ts';
import { treeOf } from '../render/kustomize/tree.ts';
import { commit, git, gitRepository, temporaryFolder, write } from '../support/git-repository.ts';

const service = (type: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ${type}\n`;

const object = (type: string): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type },
});

describe('a root is', () => {
  const ours = (kustomization: string) =>
    renderKustomization(
      treeOf({ 'kustomization.yaml': kustomization, 'web.yaml': service('NodePort') }),
      '.',
      createKustomizeMemo(),
    );
  const whole = ours('resources: [web.yaml]\n');
  const partly = ours('resources: [web.yaml, "https://example.com/a.yaml"]\n');

  test.each([
    { verdict: 'equal', rendered: whole, objects: [object('NodePort')], why: 'the objects are the same' },
    { verdict: 'different', rendered: whole, objects: [object('ClusterIP')], why: 'they are not, and nothing says so' },
    { verdict: 'different', rendered: whole, objects: [], why: 'there are others' },
    { verdict: 'gap', rendered: partly, objects: [object('NodePort'), {}], why: 'they are not, and a gap says so' },
    { verdict: 'both refuse', rendered: partly, objects: undefined, why: 'nobody builds it' },
    { verdict: 'only kubectl refuses', rendered: whole, objects: undefined, why: 'we alone build it' },
  ])('$verdict where $why', ({ verdict, rendered, objects }) => {
    expect(compare('.', rendered, { objects, refusal: 'no' }).verdict).toBe(verdict);
  });

  test('told by its first difference', () => {
    const { detail } = compare('.', whole, { objects: [object('ClusterIP')], refusal: '' });
    expect(detail).toBe('[0].spec.type: from 0 on kubectl "ClusterIP", ours "NodePort"');
  });
});

test('annotations that only say where an object comes from do not count', () => {
  const told = { 'config.kubernetes.io/origin': 'path: web.yaml\n' };
  const bare = { kind: 'Service', metadata: { name: 'web' } };
  expect(withoutProvenance({ ...bare, metadata: { name: 'web', annotations: told } })).toEqual(bare);
  const own = { ...bare, metadata: { name: 'web', annotations: { ...told, a: 'b' } } };
  expect(withoutProvenance(own)).toEqual({ ...bare, metadata: { name: 'web', annotations: { a: 'b' } } });
});

/** `main` with a NodePort, `before` it with a ClusterIP, and the branch `other` with another root beside it. */
function repository(): string {
  const folder = gitRepository(
    { 'web/kustomization.yaml': 'resources: [web.yaml]\n', 'web/web.yaml': service('ClusterIP') },
    { 'web/web.yaml': service('NodePort') },
  );
  git(folder, 'branch', 'before', 'HEAD~1');
  git(folder, 'checkout', '--quiet', '-b', 'other');
  commit(folder, { 'api/kustomization.yaml': 'resources: [web.yaml]\n', 'api/web.yaml': service('NodePort') });
  git(folder, 'checkout', '--quiet', 'main');
  return folder;
}

test('a revision, every branch, or the folder as it lies there', () => {
  const folder = repository();
  expect(revisions(folder, { rev: 'before', allRefs: false })).toEqual(['before']);
  expect(revisions(folder, { rev: undefined, allRefs: true })).toEqual(['before', 'main', 'other']);
  expect(revisions(folder, { rev: undefined, allRefs: false })).toEqual([undefined]);
  const files = checkedOut(folder, 'other');
  try {
    expect(existsSync(join(files, 'api/web.yaml'))).toBe(true);
  } finally {
    rmSync(files, { recursive: true });
  }
});

interface Run {
  readonly status: number | null;
  readonly rows: readonly Row[];
}

const script = join(import.meta.dirname, '../../scripts/oracle-kustomize.ts');

function oracle(repo: string, flags: readonly string[], path = ''): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--repo', repo, '--json', ...flags], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${path}${delimiter}${process.env.PATH}` },
  });
  if (status !== 0 && stdout === '') throw new Error(stderr);
  return { status, rows: JSON.parse(stdout) as readonly Row[] };
}

const verdicts = ({ rows }: Run): readonly string[] => rows.map(({ root, verdict }) => `${root} ${verdict}`);

describe('the whole command', () => {
  /** In place of kubectl: a program that prints the file of the root as it is. */
  const standIn = (): string => {
    const folder = temporaryFolder();
    write(folder, { kubectl: '#!/bin/sh\nexec cat "$2/web.yaml"\n' });
    chmodSync(join(folder, 'kubectl'), 0o755);
    return folder;
  };

  test('--rev renders that revision, and not what lies in the folder', () => {
    const folder = repository();
    write(folder, { 'web/kustomization.yaml': 'namePrefix: my-\nresources: [web.yaml]\n' });
    expect(oracle(folder, ['--rev', 'before'], standIn())).toMatchObject({
      status: 0,
      rows: [{ root: 'before:web', verdict: 'equal' }],
    });
    expect(oracle(folder, [], standIn())).toMatchObject({ status: 1, rows: [{ root: 'web', verdict: 'different' }] });
  });

  test('--all-refs renders every branch, and a root that is the same in several once', () => {
    expect(verdicts(oracle(repository(), ['--all-refs'], standIn()))).toEqual([
      'before:web equal',
      'main:web equal',
      'other:api equal',
    ]);
  });

  const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
  test.skipIf(!hasKubectl)('agrees with kubectl on both (skipped where there is none)', () => {
    expect(oracle(repository(), ['--rev', 'main'])).toMatchObject({ status: 0, rows: [{ verdict: 'equal' }] });
    expect(verdicts(oracle(repository(), ['--all-refs']))).toHaveLength(3);
  });
});
