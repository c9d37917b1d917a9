import { describe, expect, test } from 'vitest';
import { memoShelf } from '../../src/app/memo-shelf.ts';
import { defaultConfig } from '../../src/config/defaults.ts';
import { createMemo, type Memo } from '../../src/kinds/memo.ts';
import type { FileTree } from '../../src/model/file-tree.ts';
import { review } from '../../src/review.ts';
import { memoryTree } from '../support/memory-tree.ts';

// What a kustomization takes in has names here that no reader of manifests looks at: who asks for the text renders it.
const overlays = ['dev', 'staging', 'prod'];

// Nothing is to be said of it: whatever a finding points at is compared line by line.
const service = (type = 'ClusterIP'): string => `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { type: ${type}, ports: [{ port: 80, targetPort: 8080 }], selector: { app: web } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
`;
const patch = (value: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: web, annotations: { a: ${value} } }\n`;

const repository: Readonly<Record<string, string>> = {
  'base/kustomization.yaml': 'resources: [web.txt]\n',
  'base/web.txt': service(),
  ...Object.fromEntries(
    overlays.flatMap((name) => [
      [`overlays/${name}/kustomization.yaml`, 'resources: [../../base]\npatches: [{ path: patch.txt }]\n'],
      [`overlays/${name}/patch.txt`, patch(name)],
    ]),
  ),
};

/** The texts that were asked for, on both sides. */
function readBy(work: (watch: (tree: FileTree) => FileTree) => void): readonly string[] {
  const read = new Set<string>();
  work((tree) => ({
    ...tree,
    bytes: (path) => {
      if (path.endsWith('.txt')) read.add(path);
      return tree.bytes(path);
    },
  }));
  return [...read].sort();
}

const reviewing = (changes: Readonly<Record<string, string>>, memo: Memo): readonly string[] =>
  readBy((watch) => {
    review(watch(memoryTree(repository)), watch(memoryTree({ ...repository, ...changes })), defaultConfig, memo);
  });

describe('only what the change can touch is rendered', () => {
  test('one overlay: not the others', () => {
    const changes = { 'overlays/prod/patch.txt': patch('other') };
    expect(reviewing(changes, createMemo())).toEqual(['base/web.txt', 'overlays/prod/patch.txt']);
  });

  test('the kustomization of one: not the others', () => {
    const changes = { 'overlays/dev/kustomization.yaml': 'resources: [../../base]\n' };
    expect(reviewing(changes, createMemo())).toEqual(['base/web.txt', 'overlays/dev/patch.txt']);
  });

  test('the base: all of them', () => {
    expect(reviewing({ 'base/web.txt': service('NodePort') }, createMemo())).toEqual([
      'base/web.txt',
      ...overlays.map((name) => `overlays/${name}/patch.txt`).sort(),
    ]);
  });

  test('nothing that has to do with them: none', () => {
    expect(reviewing({ 'README.md': 'new' }, createMemo())).toEqual([]);
  });
});

describe('what was rendered before is not rendered again while its files are the same', () => {
  // Of a changed text the lines are compared, so that it is a kustomization that changes here.
  const changes = { 'base/kustomization.yaml': 'commonAnnotations: { note: new }\nresources: [web.txt]\n' };

  test('in another review with the same memo', () => {
    const memo = createMemo();
    expect(reviewing(changes, memo)).not.toEqual([]);
    expect(reviewing(changes, memo)).toEqual([]);
    expect(reviewing({ ...changes, 'overlays/dev/patch.txt': patch('other') }, memo)).toEqual([
      'overlays/dev/patch.txt',
    ]);
  });

  test('nor in another one of the same repository in the app', async () => {
    const shelf = memoShelf();
    const run = (id: number) => shelf.use(id, async (memo) => reviewing(changes, memo));
    expect(await run(1)).not.toEqual([]);
    expect(await run(1)).toEqual([]);
    expect(await run(2)).not.toEqual([]);
  });

  test('until the memo of the repository is emptied', async () => {
    const shelf = memoShelf({ repositories: 10, contents: 0 });
    const run = () => shelf.use(1, async (memo) => reviewing(changes, memo));
    expect(await run()).not.toEqual([]);
    expect(await run()).not.toEqual([]);
  });
});
