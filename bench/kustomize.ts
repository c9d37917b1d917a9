import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKustomizeMemo, renderKustomization } from '../src/render/kustomize/index.ts';
import { kustomizeRoots } from '../src/render/kustomize-roots.ts';
import { findRenderRoots } from '../src/render/roots.ts';
import { checkedOut, filesIn, readAll, renderedObjects, write } from './folders.ts';
import { median, type Row, timed } from './measure.ts';
import { overlays } from './overlays.ts';
import { treeOf } from './repository.ts';

/** Rendering all overlays of a repository: one process of ours against one start of kubectl for each root. */
export async function renderedOverlays(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  try {
    write(join(folder, 'made'), overlays(120));
    const rows = [await against(join(folder, 'made'), 'all of 120 generated overlays')];
    const ref = checkedOut(join(folder, 'real'), /(^|\/)(kustomization\.ya?ml|Kustomization)$/, 100);
    return ref === undefined ? rows : [...rows, await against(join(folder, 'real'), `all roots of ${ref}`)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function against(folder: string, what: string): Promise<Row> {
  const row = { what: `rendering ${what}, whole processes`, goal: '≥ 10 × faster' };
  const { roots, files } = rootsIn(folder);
  // What no root reads is nothing to kubectl, and would be read and printed by us.
  for (const path of filesIn(folder)) if (!files.has(path)) rmSync(join(folder, path));
  const theirs = kubectlBuilds(folder, roots);
  if (theirs === undefined) return { ...row, measured: 'not measured: there is no kubectl', reached: undefined };
  const ours = await timed(5, () => {
    if (renderedObjects(folder) < theirs.objects)
      throw new Error(`fewer objects than the ${theirs.objects} of kubectl`);
  });
  const ratio = theirs.ms / median(ours);
  return {
    ...row,
    measured: `${ratio.toFixed(1)} × faster than kubectl kustomize, one start a root (${median(ours).toFixed(0)} ms, median of 5, against ${theirs.ms.toFixed(0)} ms for ${roots.size} roots, ${theirs.built} of them built by both)`,
    reached: ratio >= 10,
  };
}

/** How many objects each has; undefined where we do not build it whole. */
type Roots = ReadonlyMap<string, number | undefined>;

interface Builds {
  readonly ms: number;
  readonly built: number;
  readonly objects: number;
}

// A proxy that nobody listens to: what wants the network is refused at once, and counts for nobody.
const offline = {
  ...process.env,
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  GIT_ALLOW_PROTOCOL: 'none',
};

/** Undefined where there is no kubectl. */
function kubectlBuilds(folder: string, roots: Roots): Builds | undefined {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return undefined;
  let sum: Builds = { ms: 0, built: 0, objects: 0 };
  for (const [root, expected] of roots) {
    const started = performance.now();
    const args = ['kustomize', join(folder, root)];
    const { status, stdout } = spawnSync('kubectl', args, { env: offline, encoding: 'utf8', maxBuffer: 1 << 28 });
    const ms = sum.ms + performance.now() - started;
    const objects = stdout.split(/^---$/m).filter((one) => one.trim() !== '').length;
    const isBuilt = status === 0 && expected !== undefined;
    if (isBuilt && objects !== expected) throw new Error(`${root} has ${expected} objects, and to kubectl ${objects}`);
    sum = isBuilt ? { ms, built: sum.built + 1, objects: sum.objects + objects } : { ...sum, ms };
  }
  return sum;
}

interface Found {
  readonly roots: Roots;
  /** All that the roots may read. */
  readonly files: ReadonlySet<string>;
}

function rootsIn(folder: string): Found {
  const tree = treeOf(readAll(folder));
  const folders = findRenderRoots(tree.paths).filter(({ renderer }) => renderer === 'kustomize');
  const memo = createKustomizeMemo();
  const names = folders.map((one) => one.folder);
  const { roots, filesOf } = kustomizeRoots(tree, names, memo, []);
  const objects = roots.map((root) => {
    const { documents, gaps } = renderKustomization(tree, root, memo);
    return [root, gaps.length === 0 ? documents.length : undefined] as const;
  });
  return { roots: new Map(objects), files: new Set(roots.flatMap((root) => [...filesOf(root)])) };
}
